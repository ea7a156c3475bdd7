"""Cards move on the grid, in one step; over a wire a loose card goes into it; Alt takes it out."""

import itertools

from PySide6.QtCore import QPointF, Qt

from neurodesk.graph.model import Port
from tests.ui.canvas.hand import ALT, CTRL, SHIFT


def test_a_card_moves_on_the_grid_in_one_step(view, hand, drawn):
    before, steps = drawn.document, drawn.graph.places["conv_1"]
    at = hand.card("conv_1")
    hand.drag(at, at + QPointF(30, 61), at + QPointF(43, 121))
    place = drawn.graph.places["conv_1"]
    assert (place.x - steps.x, place.y - steps.y) == (40, 120)
    assert view.canvas.nodes["conv_1"].pos() == QPointF(*place)
    assert view.canvas.wires[Port("relu_1", "x")].start == hand.port("conv_1", "features", output=True)
    drawn.undo()
    assert drawn.document == before


def test_what_is_selected_moves_along(view, hand, drawn):
    drawn.select(["conv_1", "relu_1"])
    old = drawn.graph.places
    at = hand.card("conv_1")
    hand.drag(at, at + QPointF(0, 160))
    assert all(drawn.graph.places[name].y == old[name].y + 160 for name in ("conv_1", "relu_1"))
    assert drawn.graph.places["linear_1"] == old["linear_1"]


def test_esc_brings_a_card_back(view, hand, drawn):
    before = drawn.document
    at = hand.card("conv_1")
    hand.drag(at, at + QPointF(0, 160), drop=False)
    assert view.canvas.nodes["conv_1"].y() == drawn.graph.places["conv_1"].y + 160
    hand.key(Qt.Key.Key_Escape)
    assert view.canvas.nodes["conv_1"].y() == drawn.graph.places["conv_1"].y
    assert drawn.document is before


def test_clicks_select_one_add_and_take_away(view, hand, drawn):
    before = drawn.document
    hand.click(hand.card("conv_1"))
    assert drawn.selection == {"conv_1"}
    hand.click(hand.card("relu_1"), held=SHIFT)
    assert drawn.selection == {"conv_1", "relu_1"}
    hand.click(hand.card("conv_1"), held=CTRL)
    assert drawn.selection == {"relu_1"}
    drawn.select(["conv_1", "relu_1", "linear_1"])
    hand.click(hand.card("relu_1"))
    assert drawn.selection == {"relu_1"}
    assert drawn.document is before


def test_a_loose_card_let_go_over_a_wire_goes_into_it_and_neighbours_make_room(view, hand, drawn):
    name = view.add_layer("gelu", QPointF(200, 240))
    before = drawn.document
    middle = hand.wire(Port("flatten_1", "x")) + QPointF(0, 44)
    hand.drag(hand.card(name), middle)
    graph = drawn.graph
    assert graph.wires[Port(name, "x")] == Port("relu_1", "out")
    assert graph.wires[Port("flatten_1", "x")] == Port(name, "out")
    cards = sorted((view.canvas.nodes[each].card for each in graph.nodes), key=lambda card: card.x())
    assert all(one.right() + 8 <= other.left() for one, other in itertools.pairwise(cards))
    drawn.undo()
    assert drawn.document == before


def test_alt_keeps_a_card_out_of_the_wire(view, hand, drawn):
    name = view.add_layer("gelu", QPointF(200, 240))
    start, middle = hand.card(name), hand.wire(Port("flatten_1", "x")) + QPointF(0, 44)
    hand.press(start)
    hand.move(middle, held=ALT)
    hand.release(middle, held=ALT)
    assert drawn.graph.wires[Port("flatten_1", "x")] == Port("relu_1", "out")


def test_alt_drag_takes_a_card_out_of_its_wires_and_joins_them(view, hand, drawn):
    before = drawn.document
    at = hand.card("relu_1")
    hand.drag(at, at + QPointF(0, 200), held=ALT)
    assert drawn.graph.wires[Port("flatten_1", "x")] == Port("conv_1", "features")
    assert not drawn.graph.into("relu_1")
    assert "relu_1" in drawn.graph.nodes
    assert all(wire.isVisible() for wire in view.canvas.wires.values())
    drawn.undo()
    assert drawn.document == before

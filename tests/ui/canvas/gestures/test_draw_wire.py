"""Wires are drawn, moved and taken off by hand; the reason against one stands there before the drop."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from neurodesk.graph.model import Port


@pytest.fixture
def loose(view, drawn):
    """A second linear layer below the others, its input free."""
    return view.add_layer("linear", QPointF(960, 240))


def test_from_an_output_to_an_input(view, hand, drawn, loose):
    hand.drag(hand.port("flatten_1", "out", output=True), hand.port(loose, "features"))
    assert drawn.graph.wires[Port(loose, "features")] == Port("flatten_1", "out")
    assert drawn.history.undo_label == "Connect"


def test_from_an_input_back_to_an_output(view, hand, drawn, loose):
    hand.drag(hand.port(loose, "features"), hand.port("flatten_1", "out", output=True))
    assert drawn.graph.wires[Port(loose, "features")] == Port("flatten_1", "out")


def test_dropping_on_the_card_is_enough(view, hand, drawn, loose):
    hand.drag(hand.port("flatten_1", "out", output=True), hand.card(loose))
    assert drawn.graph.wires[Port(loose, "features")] == Port("flatten_1", "out")


def test_the_ghost_says_what_fits(view, hand, drawn, loose):
    hand.drag(hand.port("flatten_1", "out", output=True), hand.port(loose, "features"), drop=False)
    assert view.overlay.tone == "good"
    assert "512" in view.overlay.words
    hand.key(Qt.Key.Key_Escape)
    assert Port(loose, "features") not in drawn.graph.wires
    assert view.overlay.ghost is None


def test_the_ghost_says_why_a_shape_does_not_fit_and_the_person_may_still_connect(view, hand, drawn):
    name = view.add_layer("conv2d", QPointF(960, 240))
    hand.drag(hand.port("flatten_1", "out", output=True), hand.port(name, "image"), drop=False)
    assert view.overlay.tone == "bad"
    assert "512" in view.overlay.words
    hand.release(hand.port(name, "image"))
    assert drawn.graph.wires[Port(name, "image")] == Port("flatten_1", "out")
    assert view.canvas.nodes[name].problem


def test_the_ghost_names_both_shapes_and_the_wire_that_would_go(view, hand, drawn):
    """A convolution expects an image, the vector has 512 numbers; the drop replaces one wire, as it said."""
    name = view.add_layer("conv2d", QPointF(960, 240), source=Port("relu_1", "out"))
    hand.drag(hand.port("flatten_1", "out", output=True), hand.port(name, "image"), drop=False)
    told = view.overlay.words
    assert told.startswith(f"{name} expects an image (channels x height x width); flatten_1 gives 512.")
    assert told.endswith("It replaces the wire from relu_1.")
    hand.release(hand.port(name, "image"))
    assert drawn.graph.wires[Port(name, "image")] == Port("flatten_1", "out")
    drawn.undo()
    assert drawn.graph.wires[Port(name, "image")] == Port("relu_1", "out")


def test_a_wire_that_fits_in_the_place_of_another_says_so(view, hand, drawn):
    hand.drag(hand.port("conv_1", "features", output=True), hand.port("flatten_1", "x"), drop=False)
    assert view.overlay.tone == "good"
    assert view.overlay.words == "conv_1.features to flatten_1.x: 8 x 8 x 8. It replaces the wire from relu_1."
    hand.key(Qt.Key.Key_Escape)
    assert drawn.graph.wires[Port("flatten_1", "x")] == Port("relu_1", "out")


def test_an_answer_of_another_size_is_told_before_the_drop(view, hand, drawn):
    hand.drag(hand.port("relu_1", "out", output=True), hand.port("output_1", "in"), drop=False)
    assert view.overlay.tone == "bad"
    expected = "output_1 expects 10 numbers, one for each class; relu_1 gives 8 x 8 x 8."
    assert view.overlay.words == f"{expected} It replaces the wire from linear_1."
    hand.release(hand.port("output_1", "in"))
    assert expected in view.canvas.nodes["output_1"].problem


def test_numbers_of_another_kind_are_told_before_the_drop(view, hand, drawn):
    name = view.add_layer("embedding", QPointF(960, 240))
    hand.drag(hand.port("flatten_1", "out", output=True), hand.port(name, "tokens"), drop=False)
    assert view.overlay.tone == "bad"
    assert view.overlay.words == f"{name}.tokens expects whole numbers; flatten_1.out gives real numbers."


def test_a_wire_taken_up_and_put_back_replaces_nothing(view, hand, drawn):
    taken = hand.port("linear_1", "features")
    hand.drag(taken, QPointF(600, 300), taken, drop=False)
    assert "replaces" not in view.overlay.words
    assert view.overlay.tone == "good"


def test_a_circle_is_named_and_not_made(view, hand, drawn, qtbot):
    before = drawn.document
    hand.drag(hand.port("relu_1", "out", output=True), hand.port("conv_1", "image"), drop=False)
    assert view.overlay.tone == "bad"
    assert "relu_1 -> conv_1 -> relu_1" in view.overlay.words
    with qtbot.waitSignal(view.message):
        hand.release(hand.port("conv_1", "image"))
    assert drawn.document is before


def test_an_occupied_input_gives_its_wire_into_the_hand(view, hand, drawn, loose):
    taken = Port("linear_1", "features")
    hand.drag(hand.port("linear_1", "features"), hand.port(loose, "features"))
    assert taken not in drawn.graph.wires
    assert drawn.graph.wires[Port(loose, "features")] == Port("flatten_1", "out")
    drawn.undo()
    assert drawn.graph.wires[taken] == Port("flatten_1", "out")


def test_an_occupied_input_dropped_on_the_ground_is_disconnected(view, hand, drawn):
    hand.drag(hand.port("linear_1", "features"), QPointF(600, 300))
    assert Port("linear_1", "features") not in drawn.graph.wires
    assert view._popup is None


def test_a_wire_dropped_on_the_ground_asks_for_a_layer_that_fits_and_connects_it(view, hand, drawn):
    end = QPointF(400, 300)
    hand.drag(hand.port("relu_1", "out", output=True), end)
    search = view._popup
    assert "conv2d" in search.found()
    assert "linear" not in search.found() or drawn.flow.shapes[Port("relu_1", "out")] == (8,)
    assert "lstm" not in search.found()
    search.line.setText("conv2")

    QTest.keyClick(search.line, Qt.Key.Key_Return)
    made = next(iter(drawn.selection))
    assert drawn.graph.wires[Port(made, "image")] == Port("relu_1", "out")
    port = hand.port(made, "image")
    assert abs(port.x() - end.x()) <= 8
    assert abs(port.y() - end.y()) <= 8


def test_from_a_free_input_to_the_ground_adds_a_layer_before_it(view, hand, drawn, loose):
    hand.drag(hand.port(loose, "features"), QPointF(900, 400))
    search = view._popup
    search.line.setText("flatten")

    QTest.keyClick(search.line, Qt.Key.Key_Return)
    made = next(iter(drawn.selection))
    assert drawn.graph.wires[Port(loose, "features")] == Port(made, "out")


def test_undo_in_mid_drag_gives_the_wire_up(view, hand, drawn, loose):
    hand.drag(hand.port("flatten_1", "out", output=True), hand.port(loose, "features"), drop=False)
    drawn.undo()
    assert view._hand.gesture is None
    hand.release(QPointF(960, 300))
    assert loose not in drawn.graph.nodes


def test_the_wire_stays_in_sight_while_the_search_is_open(view, hand, drawn):
    hand.drag(hand.port("relu_1", "out", output=True), QPointF(400, 300))
    assert view.overlay.ghost is not None
    QTest.keyClick(view._popup.line, Qt.Key.Key_Escape)
    assert view.overlay.ghost is None

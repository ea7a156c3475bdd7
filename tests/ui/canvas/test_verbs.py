"""Delete, heal, copy, cut, paste, duplicate, tidy, select all: one step each, and back."""

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QGuiApplication

from neurodesk.files.project import loads_fragment
from neurodesk.graph import edit
from neurodesk.graph.model import Place, Port, empty_document
from neurodesk.ui import blocks


def test_delete_cuts_and_heal_joins(view, drawn):
    before = drawn.document
    drawn.select(["relu_1"])
    view.delete()
    assert "relu_1" not in drawn.graph.nodes
    assert Port("flatten_1", "x") not in drawn.graph.wires
    drawn.undo()
    assert drawn.document == before
    drawn.select(["relu_1"])
    view.delete(heal=True)
    assert drawn.graph.wires[Port("flatten_1", "x")] == Port("conv_1", "features")
    assert drawn.selection == frozenset()
    drawn.undo()
    assert drawn.document == before


def test_nothing_selected_is_said(view, drawn, qtbot):
    before = drawn.document
    for verb in (view.delete, view.copy):
        with qtbot.waitSignal(view.message) as told:
            verb()
        assert "Nothing is selected" in told.args[0]
    view.duplicate()
    assert drawn.document is before


def test_copy_is_readable_text_and_paste_adds_it(view, drawn):
    drawn.select(["conv_1", "relu_1"])
    assert view.copy()
    text = QGuiApplication.clipboard().text()
    assert '"conv2d"' in text
    assert set(loads_fragment(text)[0].nodes) == {"conv_1", "relu_1"}
    view.paste()
    assert drawn.selection == {"conv_2", "relu_2"}
    assert drawn.graph.wires[Port("relu_2", "x")] == Port("conv_2", "features")
    assert Port("conv_2", "image") not in drawn.graph.wires
    assert drawn.graph.places["conv_2"] != drawn.graph.places["conv_1"]
    view.paste()
    assert drawn.graph.places["conv_3"] not in (drawn.graph.places["conv_1"], drawn.graph.places["conv_2"])


def test_paste_can_keep_inputs(view, drawn):
    drawn.select(["relu_1"])
    view.copy()
    view.paste(keep_inputs=True)
    assert drawn.graph.wires[Port("relu_2", "x")] == Port("conv_1", "features")


def test_paste_lands_in_sight(view, drawn):
    drawn.select(["conv_1"])
    view.copy()
    view.centerOn(20_000, 20_000)
    view.paste()
    assert view.seen().contains(view.canvas.nodes["conv_2"].card)


@pytest.mark.parametrize("text", ["", "hello", "{", '{"neurodesk": 1, "nodes": {"x y": {"layer": "relu"}}}'])
def test_what_is_no_drawing_is_said_and_not_pasted(view, drawn, qtbot, text):
    before = drawn.document
    QGuiApplication.clipboard().setText(text)
    with qtbot.waitSignal(view.message) as told:
        view.paste()
    assert "clipboard" in told.args[0]
    assert drawn.document is before


def test_cut_is_copy_and_delete_in_one_step(view, drawn):
    before = drawn.document
    drawn.select(["relu_1"])
    view.cut()
    assert "relu_1" not in drawn.graph.nodes
    drawn.undo()
    assert drawn.document == before


def test_duplicate_keeps_inputs_and_stands_off(view, drawn):
    drawn.select(["conv_1", "relu_1"])
    view.duplicate()
    assert drawn.graph.wires[Port("conv_2", "image")] == Port("input_1", "out")
    assert drawn.selection == {"conv_2", "relu_2"}
    cards = [item.card for item in view.canvas.nodes.values()]
    assert not any(one.intersects(other) for number, one in enumerate(cards) for other in cards[:number])


def test_select_all(view, drawn):
    view.select_all()
    assert drawn.selection == set(drawn.graph.nodes)


def test_tidy_is_one_step_and_leaves_no_overlap(view, drawn):
    drawn.edit_graph("Mess", lambda graph: edit.move(graph, dict.fromkeys(graph.nodes, Place(0, 0))))
    mess = drawn.document
    view.tidy()
    cards = [item.card for item in view.canvas.nodes.values()]
    assert not any(one.intersects(other) for number, one in enumerate(cards) for other in cards[:number])
    assert len({item.y() for item in view.canvas.nodes.values()}) == 1
    assert drawn.history.undo_label == "Tidy"
    drawn.undo()
    assert drawn.document == mess


def test_tidy_moves_only_the_selection_when_there_is_one(view, drawn):
    places = drawn.graph.places
    drawn.edit_graph("Mess", lambda graph: edit.move(graph, {"conv_1": Place(200, 300), "relu_1": Place(210, 310)}))
    drawn.select(["conv_1", "relu_1"])
    view.tidy()
    assert drawn.graph.places["linear_1"] == places["linear_1"]
    assert not view.canvas.nodes["conv_1"].card.intersects(view.canvas.nodes["relu_1"].card)


def test_tidy_brings_into_sight_what_lies_outside(view, hand, drawn):
    """All of it, by the key of the window's action too; a drawing that is in sight keeps its scale."""
    view.zoom_to(0.8)
    view.fit_all()
    view.zoom_to(view.scale_now * 0.7)
    scale = view.scale_now
    view.tidy()
    assert view.scale_now == scale
    drawn.edit_graph("Mess", lambda graph: edit.move(graph, {"relu_1": Place(4000, 2900)}))
    view.zoom_to(3.0)
    view.pan(-9000, 500)
    view.tidy()
    assert view.seen().contains(view.canvas.bounds())
    view.pan(20_000, 0)
    drawn.select(["relu_1", "flatten_1"])
    view.reduced_motion = False
    view.tidy()
    assert view.seen().contains(view.canvas.bounds(["relu_1", "flatten_1"]))


def test_tidy_glides_unless_motion_is_reduced(view, drawn, qtbot):
    drawn.edit_graph("Mess", lambda graph: edit.move(graph, {"relu_1": Place(464, 900)}))
    view.reduced_motion = False
    view.tidy()
    item = view.canvas.nodes["relu_1"]
    assert item.y() != drawn.graph.places["relu_1"].y
    qtbot.waitUntil(lambda: item.y() == drawn.graph.places["relu_1"].y)


def test_a_refused_layer_is_not_added(view, drawn, qtbot):
    before = drawn.document
    with qtbot.waitSignal(drawn.refused):
        assert view.add_layer("relu", QPointF(0, 300), source=Port("nobody", "out")) == ""
    assert drawn.document is before


def test_the_wire_under_a_card(view, drawn):
    name = view.add_layer("gelu", QPointF(600, 300))
    assert view.wire_under(name, QPointF(700, 300)) is None
    middle = view.canvas.wires[Port("flatten_1", "x")].path.pointAtPercent(0.5)
    view.canvas.place(name, middle - QPointF(88, 30))
    assert view.wire_under(name, QPointF(0, 900)) == Port("flatten_1", "x")
    view.show_splice(Port("flatten_1", "x"))
    assert view.canvas.wires[Port("flatten_1", "x")].hovered
    view.show_splice(None)
    assert not any(wire.hovered for wire in view.canvas.wires.values())


def test_a_block_is_carried_from_project_to_project(view, drawn):
    """Its network comes along, and stands once however often it is pasted."""
    drawn.select(["conv_1", "relu_1"])
    blocks.group_selection(drawn)
    view.copy()
    view.paste()
    assert blocks.times_used(drawn, "conv_block") == 2
    drawn.adopt(empty_document())
    view.paste()
    view.paste()
    assert list(drawn.document.networks) == ["network", "conv_block"]
    assert blocks.times_used(drawn, "conv_block") == 2
    drawn.undo()
    drawn.undo()
    assert drawn.document == empty_document()


def test_a_block_is_not_pasted_into_itself(view, drawn, qtbot):
    """It would never end; said when it is pasted, and nothing is."""
    drawn.select(["conv_1", "relu_1"])
    blocks.group_selection(drawn)
    view.copy()
    blocks.enter(drawn)
    before = drawn.document
    with qtbot.waitSignal(drawn.refused) as said:
        view.paste()
    assert "conv_block would hold itself." in str(said.args[0])
    assert drawn.document is before


def test_a_copy_lies_on_no_card_of_another_row(view, drawn):
    """Nor do many copies on each other, nor what is pasted."""
    drawn.edit_graph(
        "Below", lambda graph: edit.move(graph, {"flatten_1": Place(264, 144), "linear_1": Place(264, 264)})
    )
    drawn.select(["conv_1"])
    for _ in range(3):
        view.duplicate()
    view.copy()
    for _ in range(3):
        view.paste()
    cards = [item.card for item in view.canvas.nodes.values()]
    assert not any(one.intersects(other) for number, one in enumerate(cards) for other in cards[:number])

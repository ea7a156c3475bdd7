"""The canvas as Qt hands it to a screen reader; the real one reads it in `tests/journeys/test_screen_reader.py`."""

import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QAccessible, QAccessibleInterface

from neurodesk.graph import edit


@pytest.fixture
def nodes(view, drawn) -> dict[str, QAccessibleInterface]:
    """What stands for the nodes, by name, in order of flow."""
    canvas = QAccessible.queryAccessibleInterface(view)
    found = [canvas.child(at) for at in range(canvas.childCount())]
    assert [canvas.indexOfChild(child) for child in found] == list(range(len(found)))
    return {child.object().node: child for child in found}


def name(thing: QAccessibleInterface) -> str:
    """What a screen reader says of it."""
    return thing.text(QAccessible.Text.Name)


def test_a_node_tells_what_its_card_shows(nodes, view, drawn):
    """Name, layer, shape, problem; role, description, and where it is."""
    assert [*nodes] == ["input_1", "conv_1", "relu_1", "flatten_1", "linear_1", "output_1"]
    assert name(nodes["conv_1"]) == "conv_1, Conv 2d, 8 x 8 x 8"
    assert "80 params" in nodes["conv_1"].text(QAccessible.Text.Description)
    assert nodes["conv_1"].role() == QAccessible.Role.ListItem
    drawn.edit_graph("Break", lambda graph: edit.set_value(graph, "linear_1", "units", 7))
    assert name(nodes["output_1"]) == f"output_1, Output, 7, error: {view.canvas.nodes['output_1'].problem}"
    assert view.canvas.nodes["output_1"].problem
    card = view.canvas.nodes["conv_1"].card
    middle = view.viewport().mapToGlobal(view.view_point(card.center()))
    assert nodes["conv_1"].rect().contains(middle.toPoint())
    canvas = QAccessible.queryAccessibleInterface(view)
    assert canvas.childAt(*middle.toPoint().toTuple()).object().node == "conv_1"


def test_ports_tell_where_their_wires_go(nodes, view, drawn):
    """And the one where something is wrong says what."""
    conv = nodes["conv_1"]
    assert [name(conv.child(at)) for at in range(conv.childCount())] == [
        "input image, wire from input_1, 1 x 8 x 8",
        "output features, wire to relu_1, 8 x 8 x 8",
    ]
    assert conv.indexOfChild(conv.child(1)) == 1
    assert conv.rect().united(conv.child(0).rect()).isValid()
    drawn.edit_graph("Break", lambda graph: edit.set_value(graph, "linear_1", "units", 7))
    assert name(nodes["output_1"].child(0)).endswith(view.canvas.nodes["output_1"].problem)
    drawn.edit_graph("Cut", lambda graph: edit.remove(graph, ["input_1"]))
    assert name(conv.child(0)).startswith("input image, no wire")


def test_actions_do_what_clicks_and_keys_do(nodes, view, drawn):
    """Select, go to it, open the parameters, ask for the menu."""
    asked = []
    view.parameters_asked.connect(asked.append)
    view.menu_asked.connect(lambda hit, at: asked.append((hit.node, at)))
    acts = nodes["conv_1"].actionInterface()
    assert acts.actionNames() == ["Press", "SetFocus", "Parameters", "ShowMenu"]
    acts.doAction("Press")
    assert drawn.selection == {"conv_1"}
    assert nodes["conv_1"].state().selected
    assert not nodes["relu_1"].state().selected
    acts.doAction("Parameters")
    acts.doAction("ShowMenu")
    assert asked[0] == "conv_1"
    assert asked[1][0] == "conv_1"
    assert isinstance(asked[1][1], QPoint | QPointF)
    assert acts.localizedActionName("Parameters") == "Open the parameters"


def test_it_has_no_other_faces(nodes):
    """Asked for text, value or table, it says that it has none: Python's None would end the program there."""
    for thing in (nodes["conv_1"], nodes["conv_1"].child(0)):
        assert thing.textInterface() is None
        assert thing.valueInterface() is None
        assert thing.selectionInterface() is None


def test_one_that_is_gone_is_no_longer_valid(nodes, drawn):
    """A reader that still holds it is told so."""
    assert nodes["relu_1"].isValid()
    drawn.edit_graph("Delete", lambda graph: edit.remove(graph, ["relu_1"]))
    assert not nodes["relu_1"].isValid()
    assert name(nodes["relu_1"]) == ""
    assert nodes["relu_1"].childCount() == 0

"""Reasons that several actions share are sentences, empty when the action can be done."""

from neurodesk.graph.model import empty_document
from neurodesk.ui.actions.declared import needs_canvas, needs_nodes, needs_selection
from neurodesk.ui.window import Window


def test_reasons_come_and_go(window: Window):
    """Each is said while it holds, and no longer."""
    assert needs_selection(window) == "Select a node first."
    window.session.select(["conv_1"])
    assert needs_selection(window) == needs_nodes(window) == needs_canvas(window) == ""
    window.session.adopt(empty_document())
    assert needs_nodes(window) == "The canvas is empty."
    window.show_welcome()
    assert needs_canvas(window)

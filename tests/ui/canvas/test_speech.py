"""What stands for nodes before a screen reader, and what it is told."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from neurodesk.graph import edit
from neurodesk.ui.widgets import focus_ring


def test_the_canvas_in_a_sentence(view, drawn):
    """How much is drawn; the one selected node as its card shows it."""
    assert view.accessibleDescription() == "6 layers, 5 wires."
    drawn.select(["conv_1"])
    assert view.accessibleDescription() == "6 layers, 5 wires. conv_1, Conv 2d, 8 x 8 x 8"


def test_the_focus_is_told_as_the_keys_walk(view, hand, drawn, monkeypatch):
    """An event for the node that they are on now."""
    told = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(
        QAccessible,
        "updateAccessibility",
        lambda event: told.append(event.object().node) if event.type() == QAccessible.Event.Focus else None,
    )
    view.activateWindow()
    view.setFocus()
    for _ in range(3):
        hand.key(Qt.Key.Key_Right)
    assert told[-3:] == ["input_1", "conv_1", "relu_1"]


def test_spots_come_and_go_with_the_nodes(view, drawn):
    """One for each node asked for; none is kept for a node that went."""
    speech = view.speech
    assert speech.names() == ["input_1", "conv_1", "relu_1", "flatten_1", "linear_1", "output_1"]
    spot = speech.spot("relu_1")
    assert speech.spot("relu_1") is spot
    drawn.edit_graph("Delete", lambda graph: edit.remove(graph, ["relu_1"]))
    assert "relu_1" not in speech.names()
    assert spot.item is None
    drawn.undo()
    assert speech.spot("relu_1") is not spot


def test_what_lies_open_on_the_canvas_is_among_it(view, drawn):
    """The search, while it is there; the ring around what has the keys is not."""
    focus_ring.install()
    view.activateWindow()
    QTest.qWaitForWindowActive(view)
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    assert view.findChildren(focus_ring.FocusRing)
    assert view.speech.inner() == []
    popup = view.add_search()
    assert view.speech.inner() == [popup]
    popup.close_search()
    assert view.speech.inner() == []

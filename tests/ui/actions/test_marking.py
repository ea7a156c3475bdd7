"""Marks by menu and key, and the context menu of the real window."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from neurodesk.graph.model import Port
from neurodesk.ui.actions.context import context_menu
from neurodesk.ui.actions.menus import ACTIONS
from neurodesk.ui.canvas import marking
from neurodesk.ui.canvas.frame_dialog import FrameDialog
from neurodesk.ui.canvas.hit import Hit
from neurodesk.ui.window import Window

WIRE = Port("relu_1", "x")


def words(window: Window, hit: Hit) -> dict[str, bool]:
    menu = context_menu(window, window.actions_by_key, ACTIONS, hit)
    found = {action.text(): action.isEnabled() for action in menu.actions() if action.text()}
    menu.deleteLater()
    return found


def test_single_letters_mark_what_is_selected(window: Window):
    window.canvas.setFocus()
    window.session.select(["relu_1"])
    QTest.keyClick(window.canvas, Qt.Key.Key_M)
    QTest.keyClick(window.canvas, Qt.Key.Key_P)
    assert "relu_1" in window.session.graph.muted
    assert "relu_1" in window.session.graph.pinned
    QTest.keyClick(window.canvas, Qt.Key.Key_R)
    assert len(window.session.graph.bends[WIRE]) == 1
    QTest.keyClick(window.canvas, Qt.Key.Key_Delete)
    assert not window.session.graph.bends
    assert "relu_1" in window.session.graph.nodes


def test_the_menu_offers_what_applies_and_greys_the_rest_with_a_reason(window: Window):
    window.session.select(["relu_1"])
    assert words(window, Hit("relu_1"))["Mute"]
    assert "Comment frame" in words(window, Hit())
    window.actions_by_key["mute"].trigger()
    assert words(window, Hit("relu_1"))["Unmute"]
    assert "muted" in window.canvas.accessibleDescription()
    window.session.undo()
    window.session.select(["input_1"])
    assert not words(window, Hit("input_1"))["Mute"]
    assert "begins" in window.actions_by_key["mute"].toolTip()
    window.session.select(())
    assert not words(window, Hit("relu_1"))["Mute"]
    assert window.actions_by_key["mute"].toolTip() == "Select a node first."
    window.canvas.canvas.marks.pick(Hit(wire=WIRE))
    found = words(window, Hit(wire=WIRE))
    assert found["Dot on the wire"]
    assert found["Delete the frame, dot or wire"]
    window.actions_by_key["delete_mark"].trigger()
    assert WIRE not in window.session.graph.wires


def test_the_form_of_a_frame_opens_by_key_on_the_picked_one(window: Window):
    """K picks, Shift+K opens; without a frame the key says what to do first."""
    assert window.actions_by_key["change_frame"].toolTip() == "Select a frame by its title first."
    marking.add_frame(window.canvas)
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_K)
    QTest.keyClick(window.canvas, Qt.Key.Key_K, Qt.KeyboardModifier.ShiftModifier)
    (form,) = window.findChildren(FrameDialog)
    assert form.isVisible()
    form.reject()

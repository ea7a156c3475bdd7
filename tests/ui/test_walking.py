"""From part to part by keys alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from neurodesk.ui.blocks import add_network
from neurodesk.ui.docks import BOTTOM
from neurodesk.ui.walking import first_field, is_seen
from neurodesk.ui.window import Window

F6, TAB, ESC = Qt.Key.Key_F6, Qt.Key.Key_Tab, Qt.Key.Key_Escape


@pytest.fixture
def desk(window: Window) -> Window:
    """The window with every panel made and the keys on the canvas."""
    for name in window.docks.widgets:
        window.panel(name)
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    window.docks.tidy()
    window.canvas.setFocus()
    QApplication.processEvents()
    return window


def press(window: Window, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> QWidget:
    """Press a key in the window; where the keys are then."""
    QTest.keyClick(window.windowHandle(), key, held)
    QApplication.processEvents()
    focus = QApplication.focusWidget()
    assert focus is not None
    return focus


def dock_with(window: Window, focus: QWidget) -> str:
    """The dock that holds a widget."""
    return next((name for name, dock in window.docks.widgets.items() if dock is focus or dock.isAncestorOf(focus)), "")


def test_f6_goes_round_the_window(desk: Window):
    """From the canvas through the docks in front and the path, and back again; Shift+F6 the other way."""
    visited = [dock_with(desk, press(desk, F6)) for _ in range(3)]
    assert visited == ["Library", "Inspector", "Problems"]
    assert desk.bar.isAncestorOf(press(desk, F6))
    assert press(desk, F6) is desk.canvas
    assert desk.bar.isAncestorOf(press(desk, F6, Qt.KeyboardModifier.ShiftModifier))
    add_network(desk.session)
    QApplication.processEvents()
    desk.canvas.setFocus()
    assert desk.networks.isAncestorOf(press(desk, F6, Qt.KeyboardModifier.ShiftModifier))


def test_every_dock_is_reached_by_keys_and_esc_leads_back(desk: Window):
    """Ctrl+PageDown brings the next dock of the group to the front and goes into it."""
    visited = []
    for _ in BOTTOM:
        visited.append(dock_with(desk, press(desk, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)))
        assert press(desk, ESC) is desk.canvas
        desk.docks.widgets[visited[-1]].setFocus()
    assert sorted(visited) == sorted(BOTTOM)


def test_enter_opens_the_parameters_and_esc_leads_back(desk: Window):
    """The first field of the form has the keys; for a layer with none, its name."""
    desk.session.select(["conv_1"])
    focus = press(desk, Qt.Key.Key_Return)
    form = desk.panel("Inspector").form
    assert form is not None
    assert form.isAncestorOf(focus)
    assert focus is first_field(form)
    assert press(desk, ESC) is desk.canvas
    desk.session.select(["relu_1"])
    assert press(desk, Qt.Key.Key_Return) is desk.panel("Inspector").name


def test_tab_is_caught_nowhere(desk: Window):
    """Tab goes from the canvas through every dock in front, none that lies behind, and comes back."""
    for name in ("Code", "Train", "Export", "Outline"):
        desk.show_dock(name)
        desk.docks.tidy()
        QApplication.processEvents()
        desk.canvas.setFocus()
        seen = []
        while (focus := press(desk, TAB)) is not desk.canvas:
            assert all(is_seen(dock) for dock in desk.docks.widgets.values() if dock.isAncestorOf(focus)), focus
            assert focus not in seen, f"Tab runs in a circle at {focus}"
            seen.append(focus)
        assert name in {dock_with(desk, focus) for focus in seen}


@pytest.mark.parametrize("floating", [False, True])
def test_a_button_that_greys_under_the_keys_leaves_them_in_its_dock(desk: Window, floating: bool):
    """Export greys while it exports: what is typed on then renames no layer and fills no field of another dock."""
    desk.session.select(["conv_1"])
    desk.show_dock("Export")
    panel, dock = desk.panel("Export"), desk.docks.widgets["Export"]
    dock.setFloating(floating)
    panel.go.window().activateWindow()
    QTest.qWaitForWindowActive(panel.go.window())
    QApplication.processEvents()
    panel.go.setFocus()
    before = desk.session.document
    QTest.keyClick(panel.go, Qt.Key.Key_Space)
    assert not panel.go.isEnabled()
    focus = QApplication.focusWidget()
    assert focus is dock or dock.isAncestorOf(focus)
    assert not isinstance(focus, QLineEdit)
    for letter in "xyz":
        QTest.keyClick(QApplication.focusWidget(), letter)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert desk.session.document is before


def test_whatever_greys_or_goes_the_keys_stay_in_its_part(desk: Window):
    """Each button of every dock in turn, and those of the path; a dock that is closed gives them to the canvas."""
    for name, dock in desk.docks.widgets.items():
        desk.show_dock(name)
        QApplication.processEvents()
        for button in dock.findChildren(QAbstractButton):
            if button.isVisible() and button.isEnabled() and button.focusPolicy() & Qt.FocusPolicy.TabFocus:
                button.setFocus()
                button.setEnabled(False)
                focus = QApplication.focusWidget()
                assert focus is dock or dock.isAncestorOf(focus), (name, button.text(), focus)
                button.setEnabled(True)
    desk.bar.train.setFocus()
    desk.bar.train.hide()
    assert QApplication.focusWidget() is desk.bar
    desk.panel("Export").go.setFocus()
    desk.docks.widgets["Export"].hide()
    assert QApplication.focusWidget() is desk.canvas


def test_a_group_that_greys_under_the_keys_leaves_them_in_its_dock(desk: Window):
    """Qt would leave them nowhere: Esc and Tab would do nothing."""
    desk.show_dock("Export")
    panel = desk.panel("Export")
    panel.go.setFocus()
    panel.setEnabled(False)
    assert QApplication.focusWidget() is desk.docks.widgets["Export"]

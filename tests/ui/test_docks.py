"""Docks: each has its panel, made when it is needed; their arrangement stays through the welcome page and a restart."""

import pytest
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QApplication, QMenu, QPlainTextEdit, QTabBar
from pytestqt.qtbot import QtBot

from neurodesk.ui.docks import BOTTOM, Docks
from neurodesk.ui.window import Window

LEFT, RIGHT = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea


def settled(window: Window) -> Docks:
    """The docks of a window that has made what it makes after its first picture."""
    for _ in range(30):
        QApplication.processEvents()
    return window.docks


def arrangement(docks: Docks) -> dict[str, tuple[object, ...]]:
    """Where each dock is, and whether it is seen."""
    area = docks.window.dockWidgetArea
    return {name: (area(dock), dock.isFloating(), dock.isHidden()) for name, dock in docks.widgets.items()}


def in_front(docks: Docks, name: str) -> bool:
    """True when the middle of a dock is seen."""
    dock = docks.widgets[name]
    found = docks.window.childAt(dock.geometry().center())
    return dock.isVisible() and found is not None and dock.isAncestorOf(found)


@pytest.mark.parametrize("name", ["Library", "Outline", "Inspector", "Learning", *BOTTOM])
def test_every_dock_has_its_panel(window: Window, name: str):
    """Shown on request, in front of those it shares its place with, and always the same one."""
    docks = settled(window)
    docks.show(name)
    QApplication.processEvents()
    assert docks.widgets[name].held is docks.panel(name)
    assert in_front(docks, name)


def test_places_at_first(window: Window):
    """Library left, inspector right and in front, the others below in one row of tabs with Problems in front."""
    docks = settled(window)
    places = arrangement(docks)
    assert places["Library"][0] == LEFT
    assert places["Inspector"][0] == places["Learning"][0] == RIGHT
    assert {places[name][0] for name in BOTTOM} == {Qt.DockWidgetArea.BottomDockWidgetArea}
    assert in_front(docks, "Inspector")
    assert in_front(docks, "Problems")
    assert window.canvas.width() > 600
    assert window.canvas.height() > 280


def test_a_panel_is_made_when_it_is_needed(window: Window):
    """Once, and told."""
    told = []
    docks = Docks(type(window.desk)(), window.session, window.link)
    docks.made.connect(told.append)
    assert docks.widgets["Train"].held is None
    first = docks.panel("Train")
    assert docks.panel("Train") is first
    assert told == ["Train"]
    docks.window.deleteLater()


def test_the_welcome_page_leaves_the_arrangement(window: Window):
    """Closed docks stay closed, the one in front stays in front, sizes stay."""
    docks = settled(window)
    docks.widgets["Library"].hide()
    docks.show("Runs")
    QApplication.processEvents()
    assert in_front(docks, "Runs")
    before, wide = arrangement(docks), docks.widgets["Inspector"].width()
    window.show_welcome()
    QApplication.processEvents()
    assert not docks.panel("Runs").isVisible()
    window.show_canvas()
    QApplication.processEvents()
    assert arrangement(docks) == before
    assert in_front(docks, "Runs")
    assert docks.widgets["Inspector"].width() == wide


def test_an_arrangement_is_put_back(window: Window):
    """Moved, floating and closed docks as they were; words that are none, or of other docks, change nothing."""
    docks = settled(window)
    first = docks.state()
    before = arrangement(docks)
    docks.window.addDockWidget(LEFT, docks.widgets["Code"])
    docks.widgets["Runs"].setFloating(True)
    docks.widgets["Export"].hide()
    changed, state = arrangement(docks), docks.state()
    docks.restore(first)
    assert arrangement(docks) == before
    docks.restore(state)
    assert arrangement(docks) == changed
    for wrong in (QByteArray(), QByteArray(b"nonsense"), docks.window.saveState(1)):
        docks.restore(wrong)
        assert arrangement(docks) == changed
    docks.restore(first)


def test_closed_docks_come_back_by_the_menu(window: Window, qtbot: QtBot):
    """Each has its line in View."""
    docks = settled(window)
    for name, dock in docks.widgets.items():
        action = next(action for action in window.menus["View"].actions() if action.text().replace("&", "") == name)
        dock.hide()
        assert not action.isChecked()
        action.trigger()
        assert not dock.isHidden()


def test_the_menu_brings_a_hidden_tab_to_the_front_before_it_closes(window: Window):
    """One click shows what lies behind another tab, the next closes it."""
    docks = settled(window)
    docks.show("Data")
    QApplication.processEvents()
    line = next(action for action in window.menus["View"].actions() if action.text() == "Runs")
    line.trigger()
    QApplication.processEvents()
    assert in_front(docks, "Runs")
    assert line.isChecked()
    line.trigger()
    assert docks.widgets["Runs"].isHidden()
    assert not line.isChecked()


def test_a_name_is_shown_once(window: Window):
    """On the tab where docks share a place; in a title bar, with its buttons, where one stands alone or floats."""
    docks = settled(window)
    for name in ("Library", "Outline", "Inspector", *BOTTOM):
        assert docks.widgets[name].titleBarWidget().height() == 0, name
    docks.widgets["Runs"].setFloating(True)
    settled(window)
    assert docks.widgets["Runs"].titleBarWidget() is None
    docks.widgets["Runs"].setFloating(False)
    settled(window)
    docks.widgets["Learning"].hide()
    settled(window)
    assert docks.widgets["Inspector"].titleBarWidget() is None
    docks.widgets["Learning"].show()


def test_a_tab_floats_and_closes_its_dock(window: Window):
    """From its menu, as the buttons of a title bar do; the key floats the dock that has the focus."""
    docks = settled(window)
    bar = next(
        bar for bar in docks.window.findChildren(QTabBar) if "Runs" in [bar.tabText(at) for at in range(bar.count())]
    )
    at = next(at for at in range(bar.count()) if bar.tabText(at) == "Runs")
    for number, done in enumerate((docks.widgets["Runs"].isFloating, docks.widgets["Runs"].isHidden)):
        bar.customContextMenuRequested.emit(bar.tabRect(at).center())
        menu = bar.findChild(QMenu)
        menu.actions()[number].trigger()
        menu.close()
        assert done()
        docks.widgets["Runs"].setFloating(False)
        docks.show("Runs")
        settled(window)
    docks.show("Code")
    window.activateWindow()
    settled(window)
    docks.panel("Code").findChild(QPlainTextEdit).setFocus()
    window.actions_by_key["float"].trigger()
    assert docks.widgets["Code"].isFloating()
    docks.widgets["Code"].setFloating(False)


def test_a_small_window_stays_small(window: Window):
    """No panel makes the window wider than a small screen: what needs more room scrolls."""
    settled(window)
    window.resize(1280, 720)
    for name in BOTTOM:
        window.docks.show(name)
        QApplication.processEvents()
    assert (window.width(), window.height()) == (1280, 720)


def test_a_restored_arrangement_has_no_bar_left_of_another(window: Window):
    """Every bar in sight is one that follows its docks: a click on a dead one would do nothing."""
    docks = settled(window)
    state = docks.state()
    for _ in range(2):
        docks.restore(state)
        settled(window)
    bars = [bar for bar in docks.window.findChildren(QTabBar) if bar.parent() is docks.window and bar.isVisible()]
    assert len(bars) == 3
    for front, behind in (("Library", "Outline"), ("Inspector", "Learning"), ("Problems", "Code")):
        docks.widgets[behind].hide()
        docks.widgets[front].hide()
        settled(window)
        for name in (front, behind):
            docks.widgets[name].show()
        settled(window)
    assert sorted(bar.count() for bar in bars) == [2, 2, len(BOTTOM)]
    assert {bar.isVisible() for bar in bars} == {True}

"""In a small window the canvas keeps half of the room, tabs show symbols, and everything comes back with the room."""

import numpy as np
import pytest
from PySide6.QtCore import QByteArray, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QTabBar, QWidget

from neurodesk.engine.protocol import ExportMoved
from neurodesk.training import events
from neurodesk.ui.docks import BOTTOM
from neurodesk.ui.giving_way import LAYOUT, LEFT, RIGHT
from neurodesk.ui.session import Session
from neurodesk.ui.walking import is_seen
from neurodesk.ui.window import Window
from neurodesk.ui.words import speak
from tests.ui.desk import CLASSES, QuietLink, finished, press, started

SIZES = [(1360, 850), (1280, 720), (1000, 700), (960, 540), (853, 480), (640, 480), (640, 360), (1000, 700)]
WIDE, NARROW = (1440, 900), (640, 480)


def sized(window: Window, size: tuple[int, int]) -> None:
    """Give the window a size, and let it carry out what that brings."""
    window.resize(*size)
    for _ in range(30):
        QApplication.processEvents()


def bar_of(window: Window, name: str) -> QTabBar:
    """The tab bar over a dock."""
    dock = window.docks.widgets[name]
    bars = window.desk.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return next(bar for bar in bars if bar.isVisible() and dock.windowTitle() in map(bar.tabText, range(bar.count())))


def widths(window: Window) -> dict[str, int]:
    """How wide the docks in front at the sides are."""
    return {name: window.docks.widgets[name].width() for name in ("Library", "Inspector")}


@pytest.mark.parametrize("language", ["english", "deutsch"])
def test_the_canvas_keeps_half_of_the_width(session: Session, link: QuietLink, language: str):
    """No side dock is cut, nor a tab, nor a menu, whatever the words: also at 300 % on a screen of 1920 x 1080."""
    speak(language)
    window = Window(session, link)
    speak("english")
    window.canvas.reduced_motion = True
    window.show_canvas()
    window.show()
    session.select(["conv_1"])
    for size in SIZES:
        sized(window, size)
        assert window.size().toTuple() == size
        check(window)
    window.leave()
    window.deleteLater()


def check(window: Window) -> None:
    """What holds at every size."""
    wide = window.width()
    assert window.canvas.width() >= wide // 2 - 4
    for name in ("Inspector", "Problems"):
        bar = bar_of(window, name)
        for at in range(bar.count()):
            rect, text = bar.tabRect(at), bar.tabText(at)
            assert rect.right() < bar.width(), (wide, name, text)
            named = bar.tabIcon(at).isNull() and bar.fontMetrics().horizontalAdvance(text) < rect.width()
            assert named or bar.tabToolTip(at) == text
    for name in ("Library", "Inspector"):
        window.show_dock(name)
        QApplication.processEvents()
        assert not window.docks.widgets[name].widget().horizontalScrollBar().isVisible(), (wide, name)
    menus = window.menuBar()
    assert all(menus.actionGeometry(menu.menuAction()).right() < wide for menu in window.menus.values()), wide
    assert window.bar.look.geometry().right() < wide


def areas(state: QByteArray) -> dict[str, Qt.DockWidgetArea]:
    """Where docks of these names stand in an arrangement that was remembered."""
    other = QMainWindow()
    docks = {name: QDockWidget(name, other, objectName=name) for name in ("Library", "Inspector")}
    for dock in docks.values():
        other.addDockWidget(RIGHT, dock)
    assert other.restoreState(state, LAYOUT)
    found = {name: other.dockWidgetArea(dock) for name, dock in docks.items()}
    other.deleteLater()
    return found


def test_docks_share_a_side_and_come_back(window: Window):
    """With what is in front, their widths and what was closed as it was."""
    sized(window, WIDE)
    window.docks.window.resizeDocks(
        [window.docks.widgets["Library"], window.docks.widgets["Inspector"]], [240, 330], Qt.Orientation.Horizontal
    )
    window.docks.widgets["Outline"].hide()
    window.show_dock("Runs")
    sized(window, WIDE)
    before = widths(window)
    sized(window, NARROW)
    assert window.desk.dockWidgetArea(window.docks.widgets["Library"]) == RIGHT
    assert is_seen(window.docks.widgets["Inspector"])
    assert areas(window.docks.state()) == {"Library": LEFT, "Inspector": RIGHT}  # so it is remembered
    assert is_seen(window.docks.widgets["Inspector"])
    window.show_dock("Data")
    window.show_dock("Library")
    sized(window, NARROW)
    assert is_seen(window.docks.widgets["Library"])
    sized(window, (1000, 700))
    assert window.desk.dockWidgetArea(window.docks.widgets["Library"]) == LEFT
    assert sum(widths(window).values()) <= 500
    sized(window, WIDE)
    assert widths(window) == before
    assert is_seen(window.docks.widgets["Data"])
    assert window.docks.widgets["Outline"].isHidden()


@pytest.mark.parametrize("small", [(640, 360), (800, 520), (900, 600)])
def test_the_docks_below_come_back_too(window: Window, small: tuple[int, int]):
    """Also where Qt itself had squeezed them, and another of them came to the front there."""
    sized(window, WIDE)
    high = window.docks.widgets["Problems"].height()
    for name in ("Train", "Runs"):
        sized(window, small)
        window.show_dock(name)
        sized(window, small)
        assert window.docks.widgets[name].height() < high
        sized(window, WIDE)
        assert window.docks.widgets[name].height() == high


def test_a_side_that_qt_narrows_by_itself_comes_back(window: Window):
    """As it may when a panel that failed is made again: nobody asked for a form that is cut."""
    sized(window, WIDE)
    dock = window.docks.widgets["Inspector"]
    wide = dock.width()
    window.desk.resizeDocks([dock], [133], Qt.Orientation.Horizontal)
    sized(window, WIDE)
    assert dock.width() == wide
    sized(window, NARROW)
    sized(window, WIDE)
    assert dock.width() == wide


def test_a_width_given_by_hand_is_kept(window: Window):
    """The edge of the inspector is dragged where docks are short of room, and comes back after a narrower window."""
    sized(window, (1000, 700))
    dock, handle = window.docks.widgets["Inspector"], window.windowHandle()
    edge = dock.mapTo(window, QPoint(-2, 300))
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=edge)
    for step in range(1, 6):
        QTest.mouseMove(handle, edge - QPoint(10 * step, 0))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=edge - QPoint(50, 0))
    QApplication.processEvents()
    assert dock.width() >= 310
    wide = dock.width()
    sized(window, WIDE)
    assert dock.width() == wide
    sized(window, NARROW)
    sized(window, WIDE)
    assert dock.width() == wide


def test_tabs_show_names_again_with_room(window: Window):
    """And a click on a symbol brings its dock to the front, as one on a name does."""
    sized(window, NARROW)
    bar = bar_of(window, "Problems")
    names = [bar.tabText(at) for at in range(bar.count())]
    assert len(names) == len(BOTTOM)
    assert not any(bar.tabIcon(at).isNull() for at in range(bar.count()))
    at = names.index("Runs")
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(at).center())
    QApplication.processEvents()
    assert is_seen(window.docks.widgets["Runs"])
    sized(window, WIDE)
    bar = bar_of(window, "Problems")
    assert all(bar.tabIcon(at).isNull() for at in range(bar.count()))
    assert bar.tabToolTip(0) == ""


def test_what_is_waited_for_is_in_sight_in_an_ordinary_window(window: Window, link: QuietLink):
    """At 1360 x 850 the progress of an export with its Cancel and its files, and the matrix beside the curves."""
    sized(window, (1360, 850))
    window.show_dock("Export")
    panel = window.panel("Export")
    press(panel.go)
    link.say(ExportMoved(request=panel._asked, done=1, of=4, text="ONNX"))
    sized(window, (1360, 850))
    for part in (panel.go, panel.busy.stop, panel.note):
        assert in_sight(window, "Export", part)
    window.show_dock("Train")
    shown = window.panel("Train").shown
    link.say(started())
    link.say(events.ConfusionMeasured(run=1, epoch=1, matrix=np.eye(10, dtype=np.int64), classes=CLASSES))
    link.say(finished())
    sized(window, (1360, 850))
    for part in (shown.plots["loss"], shown.plots["score"], shown.matrix):
        assert in_sight(window, "Train", part)


def in_sight(window: Window, dock: str, part: QWidget) -> bool:
    """Whether all of a widget is seen in its dock."""
    visible = part.visibleRegion().boundingRect()
    return window.docks.widgets[dock].isAncestorOf(part) and visible == part.rect()

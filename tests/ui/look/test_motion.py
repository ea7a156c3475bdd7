"""Motion follows the person, and else the computer."""

import gc
from collections.abc import Callable

import pytest
from PySide6.QtCore import QAbstractAnimation, QElapsedTimer, Qt, QTimeLine
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from neurodesk.graph import edit
from neurodesk.graph.model import Place
from neurodesk.ui.guide.tour import Tour
from neurodesk.ui.look.motion import motion_reduced
from neurodesk.ui.settings import settings
from neurodesk.ui.window import Window
from tests.ui.desk import finished, started, stepped

MOST_FRAMES = 2  # plots and lists redraw in a turn of their own; a glide of 160 ms has ten


@pytest.mark.parametrize(("choice", "reduced"), [("on", True), ("off", False)])
def test_what_was_chosen_holds(qapp: QApplication, choice: str, reduced: bool):
    """Whatever the computer says."""
    settings().remember(reduced_motion=choice)
    assert motion_reduced() is reduced


def test_else_the_computer_is_asked(qapp: QApplication, monkeypatch: pytest.MonkeyPatch):
    """Its switch for effects comes through the style."""
    for milliseconds, reduced in ((0, True), (200, False)):
        monkeypatch.setattr(type(QApplication.style()), "styleHint", lambda *_a, ms=milliseconds: ms)
        assert motion_reduced() is reduced


def moving() -> list[str]:
    """Every animation at work, ours and Qt's own, wherever it hangs."""
    tops = [QApplication.instance(), QApplication.style(), *QApplication.topLevelWidgets()]
    found = {thing for top in tops for kind in (QAbstractAnimation, QTimeLine) for thing in top.findChildren(kind)}
    found |= {thing for thing in gc.get_objects() if issubclass(type(thing), QAbstractAnimation | QTimeLine)}
    running = (QAbstractAnimation.State.Running, QTimeLine.State.Running)
    return [repr(thing) for thing in found if isValid(thing) and thing.state() in running]


def doings(window: Window) -> dict[str, Callable[[], object]]:
    """What a person does of which anything could move."""
    act = {key: action.trigger for key, action in window.actions_by_key.items()}
    return {
        "tidy": act["tidy"],
        "fit": act["fit"],
        "zoom": lambda: window.canvas.zoom_to(0.4),
        "another dock": lambda: window.show_dock("Runs"),
        "a dock closed": window.docks.widgets["Runs"].close,
        "a dock that floats": lambda: window.docks.widgets["Library"].setFloating(True),
        "a dock put back": lambda: window.docks.widgets["Library"].setFloating(False),
        "a note": lambda: window.note.tell("warning", "Something happened."),
        "a message": lambda: window.word.showMessage("Something happened."),
        "a run begins": lambda: window.link.say(started(), stepped(1, [2.0]), stepped(2, [1.0])),
        "it ends": lambda: window.link.say(finished()),
        "a group": lambda: (window.session.select(["conv_1", "relu_1"]), act["group"]()),
        "into a block": act["enter"],
        "out of it": act["leave"],
        "the palette": act["palette"],
        "the tour": act["tour"],
        "its next step": lambda: next(each.next for each in window.findChildren(Tour) if each.isVisible()).click(),
    }


def frames(window: Window, qtbot: QtBot) -> int:
    """How often the window looks otherwise within a quarter of a second. The bar is left out: it tells the time."""
    pictures, clock = [], QElapsedTimer()
    clock.start()

    def look() -> bool:
        picture = window.centralWidget().grab().toImage()
        if not pictures or pictures[-1] != picture:
            pictures.append(picture)
        return clock.elapsed() > 250

    qtbot.waitUntil(look)
    return len(pictures) - 1


def test_nothing_moves_where_motion_is_reduced(window: Window, qtbot: QtBot):
    """No animation runs after whatever is done, and no frames come: plots may redraw in a turn of their own."""
    settings().remember(reduced_motion="on")
    window.session.edit_graph("Mess", lambda graph: edit.move(graph, {"relu_1": Place(464, 900)}))
    QApplication.setCursorFlashTime(0)
    for name, do in doings(window).items():
        do()
        assert moving() == [], name
        for _ in range(8):  # what was put off to a later turn
            QApplication.processEvents()
        assert moving() == [], name
        assert frames(window, qtbot) <= MOST_FRAMES, f"{name}: it moves"
        for popup in (QApplication.focusWidget(), QApplication.activePopupWidget()):
            if name == "the palette" and popup is not None:
                QTest.keyClick(popup, Qt.Key.Key_Escape)


def test_else_it_glides(window: Window):
    """So that the test above sees something."""
    settings().remember(reduced_motion="off")
    window.session.edit_graph("Mess", lambda graph: edit.move(graph, {"relu_1": Place(464, 900)}))
    window.actions_by_key["tidy"].trigger()
    assert moving()

"""Several windows: each with its own session, one file in one window, left one by one or together, brought back."""

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QRect
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication

from neurodesk.files import recovery
from neurodesk.graph import edit
from neurodesk.ui import restoring, windows
from neurodesk.ui.look.theme import theme
from neurodesk.ui.settings import settings
from neurodesk.ui.window import Window
from tests.ui.test_documents import act, answer, change


@pytest.fixture
def second(window: Window) -> Iterator[Window]:
    """Another window beside the first, opened by its action."""
    act(window, "new_window")
    made = windows.every()[-1]
    yield made
    for other in windows.every():
        if other is not window:
            other.leave()
    QApplication.processEvents()


def test_a_second_window_has_a_session_and_an_engine_of_its_own(window: Window, second: Window):
    """Its engine waits until it is needed; an edit in one is none in the other; a theme reaches both."""
    assert windows.every() == (window, second)
    assert second.link.state == "off"
    change(window)
    assert second.session.is_saved
    second.toggle_theme()
    assert settings().theme == ("dark" if theme().dark else "light")
    settings().remember(reduced_motion="on")
    assert second.canvas.reduced_motion
    theme().choose("dark")


def test_a_second_window_lies_whole_on_the_screen(window: Window):
    """A little off the first, but never with its Train button past the edge."""
    room = window.screen().availableGeometry()
    for corner in (room.topLeft(), room.center(), room.bottomRight()):
        window.move(corner)
        made = windows.another(window)
        there = QRect(made.pos(), made.size())
        made.leave()
        assert room.contains(there), corner
    QApplication.processEvents()


def test_the_menu_lists_the_windows(window: Window, second: Window):
    """By project, the one at hand ticked; the next one by its key; greyed with one window."""
    menu = window.menus["Window"]
    menu.aboutToShow.emit()
    lines = [action for action in menu.actions() if action.data() == "window"]
    assert [(line.text(), line.isChecked()) for line in lines] == [("Untitled", True), ("Untitled", False)]
    menu.aboutToShow.emit()
    assert len([action for action in menu.actions() if action.data() == "window"]) == 2
    window.renew()
    assert window.actions_by_key["next_window"].isEnabled()
    second.leave()
    window.renew()
    assert window.actions_by_key["next_window"].toolTip() == "There is only this window."


def test_closing_one_leaves_the_other(window: Window, second: Window):
    """And it asks for its own unsaved work only."""
    change(window)
    act(second, "close")
    assert window.isVisible()
    assert windows.every() == (window,)


def test_a_window_that_is_closed_leaves_nothing(window: Window):
    """Not even where it goes before all its docks are made, and was spoken of to a screen reader."""
    act(window, "new_window")
    QAccessible.queryAccessibleInterface(windows.every()[-1].canvas)
    QApplication.processEvents()  # it is painted, and begins with its docks
    made = windows.every()[-1]
    gone = [weakref.ref(thing) for thing in (made, made.canvas, made.session)]
    made.leave()
    del made
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QApplication.processEvents()
    gc.collect()
    assert [thing() is None for thing in gone] == [True] * 3


def test_quit_asks_for_each_with_unsaved_work(
    window: Window, second: Window, asked: list[str], monkeypatch: pytest.MonkeyPatch
):
    """Cancelled once, none is closed; discarded, all are, and nothing is left to recover."""
    change(window)
    second.use_template("digits_cnn")
    change(second)
    answer(monkeypatch, asked, save_first="cancel")
    act(window, "quit")
    assert (window.isVisible(), second.isVisible(), asked) == (True, True, ["save_first"])
    answer(monkeypatch, asked, save_first="discard")
    act(window, "quit")
    assert windows.every() == ()
    assert asked == ["save_first"] * 3
    assert recovery.waiting() == []


def test_one_file_stands_in_one_window(window: Window, second: Window, asked: list[str], tmp_path: Path):
    """Opening it in another goes to the one that has it; saving over it is refused in words."""
    path = tmp_path / "a.neurodesk"
    window.session.save(path)
    before = second.session.document
    second.open(path)
    assert second.session.document is before
    assert windows.another(second, path) is window


def test_saving_over_the_file_of_another_window_is_refused(
    window: Window, second: Window, asked: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    """Both keep what they have."""
    path = tmp_path / "a.neurodesk"
    window.session.save(path)
    text = path.read_text()
    answer(monkeypatch, asked, project_to_save=path)
    second.use_template("digits_cnn")
    assert not second.save_as()
    assert "open in another window" in second.note.label.text()
    assert path.read_text() == text


def test_the_windows_come_back_as_they_stood(
    window: Window, second: Window, asked: list[str], qapp: QApplication, tmp_path: Path
):
    """Projects, also unsaved work, the place in the drawing; a file that is gone is said, and is not fatal."""
    window.session.save(tmp_path / "a.neurodesk")
    second.use_template("digits_cnn")
    second.session.save(tmp_path / "gone.neurodesk")
    change(window, 9)
    window.canvas.zoom_to(2.0)
    seen = window.canvas.seen().center()
    windows.leave_all()
    (tmp_path / "gone.neurodesk").unlink()
    states = restoring.read()
    assert [Path(state.path).name for state in states] == ["a.neurodesk", "gone.neurodesk"]
    first = windows.another(window)
    windows.restore(first)
    for _ in range(5):
        QApplication.processEvents()
    assert first.session.path == tmp_path / "a.neurodesk"
    assert first.session.graph.nodes["conv_1"].values["filters"] == 9
    assert not first.session.is_saved
    assert first.canvas.scale_now == pytest.approx(2.0)
    assert (first.canvas.seen().center() - seen).manhattanLength() < 4
    assert "brought back" in first.note.label.text()
    (other,) = (window for window in windows.every() if window is not first)
    assert "gone.neurodesk" in other.note.label.text()
    windows.leave_all(keep=False)


def test_leaving_together_tells_every_engine_before_it_waits_for_one(
    window: Window, second: Window, monkeypatch: pytest.MonkeyPatch
):
    """Else each would begin to write what it learned when the one before is gone. Unsaved work is kept of both."""
    happened: list[tuple[str, Window]] = []
    second.use_template("digits_cnn")
    for each in (window, second):
        change(each)
        monkeypatch.setattr(each.link, "begin_close", lambda each=each: happened.append(("told", each)))
        monkeypatch.setattr(each.link, "close", lambda each=each: happened.append(("gone", each)))
    windows.leave_all()
    assert happened == [("told", window), ("told", second), ("gone", window), ("gone", second)]
    assert len(recovery.waiting()) == 2


def test_a_window_that_is_not_remembered_leaves_no_trace(window: Window):
    """As one that only takes a picture."""
    window.remembered = False
    windows.remember()
    assert restoring.read() == []


def test_an_edit_is_remembered_within_seconds(window: Window, tmp_path: Path, qtbot: object):
    """For after a crash: the file of the open project, and the key of its unsaved work."""
    window.session.save(tmp_path / "a.neurodesk")
    window.session.edit_graph("Set", lambda graph: edit.set_value(graph, "conv_1", "filters", 3))
    qtbot.waitUntil(lambda: any(state.journal for state in restoring.read()), timeout=5000)
    assert restoring.read()[0].journal == window.session.journal

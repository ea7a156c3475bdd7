"""What is said in passing lies over the window: nothing in it moves, and no click is caught."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from neurodesk.ui.widgets.passing import PassingWord
from neurodesk.ui.window import Window
from tests.ui.desk import QuietLink, finished, press, started


def places(window: Window) -> dict[str, tuple[int, ...]]:
    """Where the parts of a window stand."""
    for _ in range(30):
        QApplication.processEvents()
    parts = {"canvas": window.canvas, "bar": window.bar, **window.docks.widgets, "curves": window.panel("Train").shown}
    return {name: (*part.mapTo(window, QPoint()).toTuple(), *part.size().toTuple()) for name, part in parts.items()}


def test_nothing_moves_when_something_is_said(window: Window, link: QuietLink):
    """A message, the end of a run, an error over all; each inside the window and over its middle."""
    window.show_dock("Train")
    link.say(started())
    before = places(window)
    window.canvas.message.emit("Nothing is selected.")
    assert window.word.isVisible()
    assert places(window) == before
    link.say(finished())
    assert "finished" in window.word.currentMessage()
    assert "finished" in window.panel("Train").note.label.text()
    assert places(window) == before
    window.note.tell("error", "The file cannot be read. " * 12)
    assert places(window) == before
    for said in (window.note, window.word):
        assert said.isVisible()
        assert window.rect().contains(said.geometry())
    assert not window.note.geometry().intersects(window.word.geometry())


def test_long_words_wrap_and_follow_the_window(window: Window):
    """In a small window they take more lines, and stay inside."""
    window.note.tell("error", "The file cannot be read. " * 12)
    window.word.showMessage("Nothing can be done with what is selected. " * 4)
    for size in ((1200, 700), (640, 360)):
        window.resize(*size)
        for _ in range(5):
            QApplication.processEvents()
        for said in (window.note, window.word):
            assert window.rect().contains(said.geometry())
        assert window.note.label.height() >= window.note.label.heightForWidth(window.note.label.width())
        assert window.word.height() >= window.word.heightForWidth(window.word.width())


def test_a_word_passes_and_takes_no_click(qtbot: QtBot):
    """It goes after its time, at once where it is asked to, and what lies below is clicked."""
    around = QWidget()
    qtbot.addWidget(around)
    below = QWidget(around)
    below.resize(400, 200)
    around.resize(400, 200)
    around.show()
    word, told = PassingWord(below), []
    word.message_changed.connect(told.append)
    word.showMessage("One", 20)
    assert around.childAt(word.geometry().center()) is not word
    qtbot.waitUntil(lambda: not word.isVisible())
    word.showMessage("Two")
    word.clearMessage()
    assert told == ["One", "", "Two", ""]
    assert word.currentMessage() == ""


def test_the_note_over_the_window_is_put_away_by_its_button(window: Window):
    """As it was above the window before."""
    window.note.tell("error", "The file cannot be read.")
    QApplication.processEvents()
    button = next(each for each in window.note.children() if getattr(each, "toolTip", str)() == "Put this note away")
    at = button.mapTo(window, button.rect().center())
    assert window.childAt(at) is button
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=at)
    assert not window.note.isVisible()
    press(window.bar.steps["Data"])

"""A note says one thing, as plain text, and can be put away."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from neurodesk.ui.look.theme import theme
from neurodesk.ui.widgets.note import Note
from tests.ui.desk import shown


def test_it_shows_and_goes(qtbot: QtBot):
    """Text shows it, no text hides it, the cross hides it."""
    note = Note()
    qtbot.addWidget(note)
    note.tell("error", "<b>not bold</b>")
    assert note.isVisibleTo(None) or not note.isHidden()
    assert note.label.textFormat() == Qt.TextFormat.PlainText
    QTest.mouseClick(note.findChild(QToolButton), Qt.MouseButton.LeftButton)
    assert note.isHidden()
    note.tell("ok", "Saved.")
    assert not note.isHidden()
    note.tell("", "")
    assert note.isHidden()


def test_its_cure_is_one_click(qtbot: QtBot):
    """Done once; the note is gone before, so that what the cure says itself is seen."""
    note, done = Note(), []
    qtbot.addWidget(note)
    note.tell("error", "It stopped.", cure=("Go on", lambda: (done.append(1), note.tell("ok", "It goes on."))))
    assert note.offer.text() == "Go on"
    note.offer.click()
    assert (done, note.label.text()) == ([1], "It goes on.")
    assert note.offer.isHidden()
    note.offer.click()
    assert done == [1]


def test_what_changed_nothing_goes_when_it_was_read(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch):
    """Not while it is in hand, nor where a screen reader may look for it; anything else stays until it is put away."""
    page, note, line = QWidget(), Note(), QLineEdit()
    column = QVBoxLayout(page)
    column.addWidget(line)
    column.addWidget(note)
    shown(qtbot, page, 400, 200)
    QTest.mouseMove(page, QPoint(2, 2))
    line.setFocus()
    note._time.setInterval(1)
    note.tell("error", "It could not be opened.", passing=True)
    qtbot.waitUntil(note.isHidden)
    note.tell("error", "It could not be opened.", passing=True)
    note.findChild(QToolButton).setFocus()
    with qtbot.waitSignals([note._time.timeout] * 2):
        pass
    assert note.isVisible()
    line.setFocus()
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    with qtbot.waitSignals([note._time.timeout] * 2):
        pass
    assert note.isVisible()
    monkeypatch.undo()
    qtbot.waitUntil(note.isHidden)
    note.tell("error", "It could not be saved.")
    assert not note._time.isActive()


def test_its_symbol_follows_the_theme(qtbot: QtBot):
    """It is drawn for the ground it is on."""
    theme().choose("light")
    note, fresh = Note(), Note()
    for each in (note, fresh):
        qtbot.addWidget(each)
    note.tell("warning", "Look.")
    light = symbol(note)
    theme().choose("dark")
    fresh.tell("warning", "Look.")
    assert symbol(note) == symbol(fresh) != light


def symbol(note: Note) -> QImage:
    """What stands before the sentence."""
    (mark,) = [label for label in note.findChildren(QLabel) if label.accessibleName() == "warning"]
    return mark.pixmap().toImage()

"""A note says one thing, as plain text, and can be put away."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from neurodesk.ui.note import Note


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

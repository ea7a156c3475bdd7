"""A scrolled area tells of its new size when it has it."""

from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from neurodesk.ui.widgets.room import Room
from tests.ui.desk import shown


def test_the_new_room_is_told(qtbot: QtBot):
    """Not the one before."""
    room = shown(qtbot, Room(QLabel("inside")), 300, 200)
    told = []
    room.changed.connect(lambda: told.append(room.viewport().size()))
    room.resize(500, 100)
    QApplication.processEvents()
    assert told[-1] == room.viewport().size()
    assert told[-1].width() >= 480

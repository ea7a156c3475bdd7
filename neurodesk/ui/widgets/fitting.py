"""Dialogs no larger than the screen: their size in one place, and contents that scroll so that the buttons are seen."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QDialog, QFrame, QLayout, QWidget

from neurodesk.ui.widgets.room import Room

_FRAME: Final = (16, 40)  # px that the desktop's frame and title may take around a dialog


def fit(dialog: QDialog, width: int, height: int) -> None:
    """Size a dialog as wished, in px, as far as its screen has room."""
    room = dialog.screen().availableGeometry()
    dialog.resize(min(width, room.width() - _FRAME[0]), min(height, room.height() - _FRAME[1]))


def scrolled(contents: QLayout) -> Room:
    """What stands above a dialog's buttons, made to scroll where it has less room than it needs."""
    inside = QWidget()
    contents.setContentsMargins(0, 0, 0, 0)
    inside.setLayout(contents)
    area = Room(inside)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setMinimumWidth(inside.minimumSizeHint().width())
    return area

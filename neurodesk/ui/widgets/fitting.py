"""Windows and dialogs no larger than the screen, and contents of these that scroll so that the buttons are seen."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QFrame, QLayout, QWidget

from neurodesk.ui.widgets.room import Room

FRAME: Final = (16, 40)  # px that the desktop's frame and title may take around them


def fit(window: QWidget, width: int, height: int) -> None:
    """Size a window or dialog as wished, in px, as far as its screen has room."""
    room = window.screen().availableGeometry()
    window.resize(min(width, room.width() - FRAME[0]), min(height, room.height() - FRAME[1]))


def scrolled(contents: QLayout) -> Room:
    """What stands above a dialog's buttons, made to scroll where it has less room than it needs."""
    inside = QWidget()
    contents.setContentsMargins(0, 0, 0, 0)
    inside.setLayout(contents)
    area = Room(inside)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setMinimumWidth(inside.minimumSizeHint().width() + area.verticalScrollBar().sizeHint().width())
    return area

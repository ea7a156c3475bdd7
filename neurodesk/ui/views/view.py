"""What every view painted by hand shares: it follows the theme, takes the room there is, and says when it is empty."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QAccessible, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from neurodesk.ui.look.theme import theme
from neurodesk.ui.words import spoken

CENTRE = Qt.AlignmentFlag.AlignCenter
REPAINT_MS = 100


def write_line(painter: QPainter, box: QRectF, text: str, where: Qt.AlignmentFlag) -> None:
    """One line of text, shortened to its box."""
    painter.drawText(box, where, painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, int(box.width())))


class View(QWidget):
    """What all of them share: they repaint when the theme changes and take the room there is."""

    spoken_role = QAccessible.Role.Graphic  # for a screen reader

    def __init__(self, name: str, least: QSize) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setMinimumSize(least)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme().changed.connect(self.update)
        self._rest = QTimer(self, interval=REPAINT_MS, singleShot=True)
        self._rest.timeout.connect(self.update)

    def update_soon(self) -> None:
        """Repaint ten times a second at most, however fast measurements come."""
        if not self._rest.isActive():
            self._rest.start()

    def say(self, painter: QPainter, text: str) -> None:
        """Write one dim sentence in the middle, for when there is nothing to show."""
        painter.setPen(theme().color("text_dim"))
        painter.drawText(self.rect().adjusted(8, 8, -8, -8), CENTRE | Qt.TextFlag.TextWordWrap, spoken(text))

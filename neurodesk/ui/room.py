"""A scrolled area that says when its room changes, for contents that are laid out to fit it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget


class Room(QScrollArea):
    """Scrolls what does not fit. `changed` comes after every change of size, when the viewport has its new one."""

    changed = Signal()

    def __init__(self, inside: QWidget) -> None:
        super().__init__(widgetResizable=True)
        self.setWidget(inside)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell whoever lays the contents out."""
        super().resizeEvent(event)
        self.changed.emit()

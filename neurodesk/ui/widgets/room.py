"""A scrolled area that says when its room changes, for contents that are laid out to fit it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget


class Room(QScrollArea):
    """Scrolls what does not fit. `changed` comes after every change of size, when the viewport has its new one.

    Tab passes it by for what lies inside, and scrolls there. One whose contents take no keys has a name, and is itself
    a place where the arrows scroll. It scrolls up and down alone unless it may scroll `across`, too.
    """

    spoken_role = QAccessible.Role.Pane
    changed = Signal()

    def __init__(self, inside: QWidget | None = None, name: str = "", *, across: bool = False) -> None:
        super().__init__(widgetResizable=True, accessibleName=name)
        if not name:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if not across:
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if inside is not None:
            self.setWidget(inside)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell whoever lays the contents out."""
        super().resizeEvent(event)
        self.changed.emit()

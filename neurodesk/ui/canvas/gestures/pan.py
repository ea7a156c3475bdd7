"""Panning: the middle button, or Space held with the left one."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt

from neurodesk.ui.canvas.gestures.gesture import Gesture, Pointer


class Pan(Gesture):
    """The ground follows the hand."""

    cursor: ClassVar[Qt.CursorShape | None] = Qt.CursorShape.ClosedHandCursor

    @classmethod
    def starts(cls, at: Pointer) -> bool:
        """The middle button anywhere, or the left one while Space is held."""
        return at.button == Qt.MouseButton.MiddleButton or (at.space and at.left)

    def follow(self, at: Pointer) -> None:
        """Pan from the first pixel on."""
        self.dragged = True
        away = at.view - self.last.view
        self.view.pan(away.x(), away.y())
        self.last = at

    def cancel(self) -> None:
        """Back to where the hand took hold."""
        away = self.first.view - self.last.view
        self.view.pan(away.x(), away.y())

"""The keys of a line with a list below it: they walk the list while the line keeps the focus and what is typed."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListView

_PAGE: Final = 8  # rows
_MOVES: Final = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1,
                 Qt.Key.Key_PageDown: _PAGE, Qt.Key.Key_PageUp: -_PAGE}  # fmt: skip


class LineKeys(QObject):
    """Watches the line. Arrows and Tab go round the list, page keys stop at its ends; the rest is said."""

    chosen = Signal()  # Enter: the row in hand is meant
    left = Signal()  # Esc
    helped = Signal()  # F1
    lost = Signal()  # the focus went elsewhere

    def __init__(self, line: QLineEdit, rows: QListView) -> None:
        super().__init__(line)
        self._rows = rows
        self._said = {
            Qt.Key.Key_Escape: self.left, Qt.Key.Key_Return: self.chosen, Qt.Key.Key_Enter: self.chosen,
            Qt.Key.Key_F1: self.helped,
        }  # fmt: skip
        line.installEventFilter(self)

    def _walk(self, step: int) -> None:
        model, at = self._rows.model(), self._rows.currentIndex().row()
        to, count = at + step, model.rowCount()
        if count:
            row = to % count if abs(step) == 1 else max(0, min(count - 1, to))
            self._rows.setCurrentIndex(model.index(row, 0))

    # Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the list are taken; letters stay the line's, and are no commands of the window."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in _MOVES:
                self._walk(_MOVES[event.key()])
                return True
            if event.key() in self._said:
                self._said[event.key()].emit()
                return True
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        if event.type() == QEvent.Type.FocusOut:
            self.lost.emit()
        return super().eventFilter(watched, event)

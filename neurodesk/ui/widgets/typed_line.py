"""A line of text that Esc gives back as it was before someone typed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit


class TypedLine(QLineEdit):
    """A line whose text counts when Enter is pressed or it is left; Esc takes back what was typed until then."""

    given_back = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """As of any line, but for Esc, which goes on to the dock: it leads back to the canvas."""
        if event.key() == Qt.Key.Key_Escape:
            while self.isUndoAvailable():  # as far as the last text that was shown, not typed
                self.undo()
            self.given_back.emit()
            event.ignore()
        else:
            super().keyPressEvent(event)

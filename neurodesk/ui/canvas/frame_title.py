"""The line in which a comment frame's text is written, in its place on the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from neurodesk.graph.model import LONGEST_COMMENT
from neurodesk.ui.canvas.frame_item import TITLE
from neurodesk.ui.canvas.marking import add_frame, set_text
from neurodesk.ui.words import tr

if TYPE_CHECKING:
    from neurodesk.ui.canvas.verbs import Verbs

_NARROWEST = 160  # view px


class FrameTitle(QLineEdit):
    """Enter or leaving keeps the text, Esc does not. Plain text, whatever is typed."""

    def __init__(self, view: Verbs, name: str) -> None:
        super().__init__(view.viewport())
        self._view, self._name, self._done = view, name, False
        item = view.canvas.marks.frames[name]
        first, _, self._more = item.frame.text.partition("\n")
        self.setMaxLength(LONGEST_COMMENT - len(self._more) - 1)
        self.setText(first)
        self.setPlaceholderText(tr("What these layers are for"))
        self.setAccessibleName(tr("Text of the comment frame"))
        corner = view.view_point(item.box.topLeft() + QPointF(4.0, 2.0)).toPoint()
        width = max(_NARROWEST, round((item.frame.width - 8.0) * view.scale_now))
        self.setGeometry(max(4, corner.x()), max(4, corner.y()), width, max(round(TITLE * view.scale_now) - 4, 28))
        self.selectAll()
        self.show()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def finish(self, *, keep: bool) -> None:
        """Close the line, and keep what was typed or not."""
        if self._done:
            return
        self._done = True
        if keep:
            text = "\n".join(part for part in (self.text().strip(), self._more) if part)
            set_text(self._view, self._name, text)
        self.hide()
        self.deleteLater()
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter keeps, Esc gives up; every other key is text, single letters too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.finish(keep=event.key() != Qt.Key.Key_Escape)
        else:
            super().keyPressEvent(event)
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving keeps the text; the context menu of the line is not leaving."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.finish(keep=True)


def new_frame(view: Verbs, at: QPointF) -> None:
    """Draw a comment frame around what is selected, or at a scene point, and write its text."""
    name = add_frame(view, at)
    if name:
        FrameTitle(view, name)

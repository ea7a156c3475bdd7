"""A sentence with its buttons behind it, or below it where the line has no room for all."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayoutItem, QWidget

from neurodesk.ui.widgets.own_layout import OwnLayout

_LEAST = 160  # px that a row is wide at least
_GAP = 8  # px between two buttons, and two lines of them


class SentenceRow(OwnLayout):
    """Lays out a sentence and the buttons that follow it; nothing is wider than the row.

    The first widget is the sentence, `natural` px wide when it is not wrapped. Buttons below it begin `indent` px in.
    """

    def __init__(self, natural: int, indent: int) -> None:
        super().__init__()
        self._natural, self._indent = natural, indent

    def expandingDirections(self) -> Qt.Orientation:
        """The whole width is used, and no more height than needed."""
        return Qt.Orientation.Horizontal

    def minimumSize(self) -> QSize:
        """Room for a few words; a button that is wider gives way."""
        return QSize(_LEAST, max((item.minimumSize().height() for item in self._items), default=0))

    def sizeHint(self) -> QSize:
        """Room for all in one line."""
        width = self._natural + sum(item.sizeHint().width() + _GAP for item in self._items[1:])
        return QSize(width, max((item.sizeHint().height() for item in self._items), default=0))

    def _lay(self, rect: QRect, *, move: bool) -> int:
        """The height of everything in `rect`; with `move` the widgets go there."""
        sentence, *buttons = self._items
        behind = sum(item.sizeHint().width() + _GAP for item in buttons)
        inline = self._natural + behind <= rect.width()
        wide = rect.width() - behind if inline else rect.width()
        least = max((item.sizeHint().height() for item in buttons), default=0) if inline else 0
        high = max(_height(sentence, wide), least)
        left = rect.x() + (wide + _GAP if inline else min(self._indent, rect.width()))
        at = QPoint(left, rect.y() + (0 if inline else high + _GAP))
        if move:
            sentence.setGeometry(QRect(rect.x(), rect.y(), wide, high))
        bottom = rect.y() + high
        for item in buttons:
            hint = item.sizeHint()
            size = QSize(min(hint.width(), max(rect.right() + 1 - left, 0)), hint.height())
            if at.x() > left and at.x() + size.width() > rect.right() + 1:
                at = QPoint(left, bottom + _GAP)
            if move:
                item.setGeometry(QRect(at, size))
            bottom = max(bottom, at.y() + size.height())
            at.setX(at.x() + size.width() + _GAP)
        return bottom - rect.y()


def _height(item: QLayoutItem, width: int) -> int:
    widget: QWidget = item.widget()
    return item.heightForWidth(width) if widget.hasHeightForWidth() else item.sizeHint().height()

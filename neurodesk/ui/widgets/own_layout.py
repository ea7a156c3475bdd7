"""A layout written in Python: it keeps the items itself, and says where each widget goes."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget, QWidgetItem


class OwnLayout(QLayout):
    """Keeps its items in a list; its height depends on its width. A kind of it has `_lay`."""

    def __init__(self) -> None:
        super().__init__()
        items: list[QLayoutItem] = []
        self._items = items
        self.destroyed.connect(lambda *_: _let_go(items))

    def addWidget(self, widget: QWidget) -> None:
        """Take one more widget. The item is made here: one that Qt makes may be gone while Python still names it."""
        self.addChildWidget(widget)
        self.addItem(QWidgetItem(widget))
        self.invalidate()

    def addItem(self, item: QLayoutItem) -> None:
        """Take one more."""
        self._items.append(item)

    def count(self) -> int:
        """How many there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The item with that number, or None."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Give one up."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        """A narrow one is higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of everything in that width, px."""
        return self._lay(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Put the widgets where they belong in this room."""
        super().setGeometry(rect)
        self._lay(rect, move=True)

    def _lay(self, rect: QRect, *, move: bool) -> int:
        """The height that everything takes in `rect`, px; with `move` the widgets go there."""
        raise NotImplementedError


def _let_go(items: list[QLayoutItem]) -> None:
    """Delete what the layout kept: in another layout it was lent to Qt, which does not, and PySide no more."""
    while items:
        shiboken6.delete(items.pop())

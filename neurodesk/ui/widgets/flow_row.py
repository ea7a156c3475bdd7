"""A row of widgets that goes on in the next line where the room ends: longer words and narrow docks cut nothing."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayoutItem, QWidget

from neurodesk.ui.widgets.own_layout import OwnLayout

_SPACE = 8  # px between widgets, and between lines


class FlowRow(OwnLayout):
    """Lays its widgets out from the left, each as wide as it likes, line after line."""

    def __init__(self, *widgets: QWidget, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> None:
        super().__init__()
        self.setContentsMargins(*margins)
        for widget in widgets:
            self.addWidget(widget)

    # Qt

    def expandingDirections(self) -> Qt.Orientation:
        """Neither: it takes the room it needs."""
        return Qt.Orientation(0)

    def sizeHint(self) -> QSize:
        """All in one line."""
        shown = [item.sizeHint() for item in self._shown()]
        width = sum(size.width() for size in shown) + _SPACE * max(0, len(shown) - 1)
        return QSize(width, max((size.height() for size in shown), default=0)) + self._margins()

    def minimumSize(self) -> QSize:
        """The widest widget alone."""
        size = QSize(0, 0)
        for item in self._shown():
            size = size.expandedTo(item.minimumSize())
        return size + self._margins()

    # ------------------------------------------------------------------ inside

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _margins(self) -> QSize:
        edges = self.contentsMargins()
        return QSize(edges.left() + edges.right(), edges.top() + edges.bottom())

    def _lay(self, rect: QRect, *, move: bool) -> int:
        """Go through the lines; the answer is the height they take, margins included."""
        edges = self.contentsMargins()
        room = rect.marginsRemoved(edges)
        lines: list[list[tuple[QLayoutItem, int]]] = [[]]
        x = 0
        for item in self._shown():
            width = min(max(item.sizeHint().width(), item.minimumSize().width()), max(room.width(), 1))
            if lines[-1] and x + width > room.width():
                lines.append([])
                x = 0
            lines[-1].append((item, width))
            x += width + _SPACE
        y = room.top()
        for line in filter(None, lines):
            height = max(_high(item, width) for item, width in line)
            x = room.left()
            for item, width in line:
                if move:
                    high = _high(item, width)
                    item.setGeometry(QRect(QPoint(x, y + (height - high) // 2), QSize(width, high)))
                x += width + _SPACE
            y += height + _SPACE
        return max(y - _SPACE - room.top(), 0) + edges.top() + edges.bottom()


def _high(item: QLayoutItem, width: int) -> int:
    """How high an item wants to be: words that wrap need more where they have less room."""
    return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()

"""The confusion matrix as a view."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QToolTip

from neurodesk.ui.look.colour import contrast, mix
from neurodesk.ui.look.numbers import percent, whole
from neurodesk.ui.look.theme import theme
from neurodesk.ui.look.tips import tip
from neurodesk.ui.views.view import CENTRE, View, write_line
from neurodesk.ui.words import tr

_RIGHT, _WRONG = "#1463c4", "#b3372c"  # white is readable on both, in either theme


def _skip(room: float, needed: int) -> int:
    """Of how many names one is written, where each has so much room and needs so much."""
    return max(1, -int(-0.8 * needed // max(room, 1.0)))


def _cell(box: QRectF, side: QPointF, actual: int, predicted: int) -> QRectF:
    return QRectF(box.left() + predicted * side.x(), box.top() + actual * side.y(), side.x(), side.y())


@lru_cache(maxsize=1024)
def _shade(ground: str, hue: str, strength: int) -> tuple[QColor, QColor]:
    """The colour of a cell, and the ink that reads on it."""
    colour = mix(QColor(ground), QColor(hue), strength / 100)
    return colour, max((QColor("white"), QColor("black")), key=lambda ink: contrast(ink, colour))


class MatrixView(View):
    """A confusion matrix, rows the actual classes. A cell can be chosen by mouse or by arrows and Enter."""

    cell_chosen = Signal(int, int)  # actual, predicted

    def __init__(self) -> None:
        super().__init__(tr("Confusion matrix"), QSize(208, 176))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.matrix: NDArray[np.int64] | None = None
        self.classes: tuple[str, ...] = ()
        self.at = (0, 0)
        self.first, self.many = (0, 0), 0  # of the classes in sight: which is first in rows and columns, and how many
        self.shares = False  # of each row, instead of counts
        self._upright = False  # whether the names over the columns are turned
        self.empty = tr("The confusion matrix appears after the first epoch.")  # said while there is none

    def show_matrix(self, matrix: NDArray[np.int64] | None, classes: tuple[str, ...]) -> None:
        """Show counts; None empties the view."""
        if len(classes) != len(self.classes):
            self.first, self.many, self.at = (0, 0), len(classes), (0, 0)
        self.matrix, self.classes = matrix, classes
        self.update_soon()

    def show_shares(self, shares: bool) -> None:
        """Show the share of each row, or counts."""
        self.shares = shares
        self.update()

    def zoom(self, many: int, around: tuple[int, int]) -> None:
        """Show so many classes, from 4 to all, the cell `around` where it was as far as can be."""
        wanted = min(max(many, min(4, len(self.classes))), len(self.classes))
        moved = (
            round(cell - (cell - first) * wanted / max(self.many, 1))
            for cell, first in zip(around, self.first, strict=True)
        )
        down, across = (min(max(first, 0), len(self.classes) - wanted) for first in moved)
        self.many, self.first = wanted, (down, across)
        self.update()

    def said(self, actual: int, predicted: int) -> str:
        """A cell in words."""
        assert self.matrix is not None
        count, total = int(self.matrix[actual, predicted]), int(self.matrix[actual].sum())
        share = f" ({percent(count / total)})" if total else ""
        names = {"actual": self.classes[actual], "predicted": self.classes[predicted]}
        return tr("{count} of class {actual}, answered {predicted}", count=f"{count}{share}", **names)

    def cell(self, actual: int, predicted: int) -> QRectF:
        """Where a cell lies in the view."""
        return _cell(*self._frame(), actual - self.first[0], predicted - self.first[1])

    def _frame(self) -> tuple[QRectF, QPointF]:
        """The cells' box, and the sides of a cell: near to a square, and never huge."""
        small, count = self._small(), max(self.many, 1)
        widest = max((small.horizontalAdvance(name) for name in self.classes), default=0)
        left = 32.0 + min(widest, self.width() // 4, 160)
        wide = (self.width() - left - 8) / count
        self._upright = widest > wide - 4 and wide < 40
        top = 24.0 + (min(widest, self.height() // 4, 72) if self._upright else small.height())
        high = (self.height() - top - 8) / count
        side = QPointF(min(wide, 1.5 * high, 96.0), min(high, 1.5 * wide, 96.0))
        spare = max(self.width() - left - 8 - side.x() * count, 0.0) / 2
        return QRectF(left + spare, top, side.x() * count, side.y() * count), side

    def _small(self) -> QFontMetrics:
        return QFontMetrics(theme().font("small"))

    def _under(self, point: QPointF) -> tuple[int, int] | None:
        box, side = self._frame()
        if self.matrix is None or not box.contains(point):
            return None
        places = (point.y() - box.top()) / side.y(), (point.x() - box.left()) / side.x()
        down, across = (min(int(place), self.many - 1) for place in places)
        return self.first[0] + down, self.first[1] + across

    def _choose(self, cell: tuple[int, int]) -> None:
        self.at = cell
        self.update()
        self.cell_chosen.emit(*cell)

    def _paint_cells(self, painter: QPainter) -> None:
        assert self.matrix is not None
        ground, values = theme().color("surface_2").name(), self._values()
        top = 1.0 if self.shares else max(float(values.max()), 1.0)
        metrics, gap = painter.fontMetrics(), 1.0 if self.many <= 16 else 0.5
        down, across = self.first
        for actual in range(down, down + self.many):
            for predicted in range(across, across + self.many):
                count = values[actual, predicted]
                strength = round(15 + 85 * (float(count) / top) ** 0.5) if count else 0
                colour, ink = _shade(ground, _RIGHT if actual == predicted else _WRONG, strength)
                box = self.cell(actual, predicted)
                painter.fillRect(box.adjusted(gap, gap, -gap, -gap), colour)
                told = percent(count, 0) if self.shares else whole(count)
                fits = metrics.horizontalAdvance(told) <= box.width() - 2 and metrics.capHeight() <= box.height() - 2
                if count and fits:
                    painter.setPen(ink)
                    painter.drawText(box, CENTRE, told)

    def _values(self) -> NDArray[Any]:
        """What the cells show: counts, or shares of their row."""
        assert self.matrix is not None
        return self.matrix / np.maximum(self.matrix.sum(1, keepdims=True), 1) if self.shares else self.matrix

    def _paint_names(self, painter: QPainter) -> None:
        """Class names beside the rows and over the columns; where there is no room for all, every second or third."""
        box, side = self._frame()
        metrics, across = painter.fontMetrics(), self._upright
        painter.setPen(theme().color("text_dim"))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        (row, column), many = self.first, self.many
        for at, name in enumerate(self.classes[row : row + many]):
            if at % _skip(side.y(), metrics.height()) == 0:
                middle = box.top() + (at + 0.5) * side.y()
                write_line(painter, QRectF(24, middle - 10, box.left() - 30, 20), name, right)
        for at, name in enumerate(self.classes[column : column + many]):
            if across and at % _skip(side.x(), metrics.height()) == 0:
                painter.save()
                painter.translate(box.left() + (at + 0.5) * side.x(), box.top() - 4)
                painter.rotate(-90)
                write_line(painter, QRectF(0, -10, box.top() - 22, 20), name, Qt.AlignmentFlag.AlignVCenter)
                painter.restore()
            elif not across:
                over = QRectF(box.left() + at * side.x(), box.top() - metrics.height() - 2, side.x(), metrics.height())
                write_line(painter, over, name, CENTRE)
        painter.drawText(QRectF(box.left(), 0, box.width(), 18), CENTRE, tr("predicted"))
        painter.translate(2, box.center().y())
        painter.rotate(-90)
        painter.drawText(QRectF(-60, 0, 120, 16), CENTRE, tr("actual"))
        painter.resetTransform()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the cell under the mouse."""
        cell = self._under(event.position())
        if cell is not None:
            self._choose(cell)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what a cell counts."""
        cell = self._under(event.position())
        if cell is not None and self.matrix is not None:
            QToolTip.showText(event.globalPosition().toPoint(), tip(self.said(*cell)), self)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Show fewer classes around the mouse, or more; few fit anyway."""
        cell = self._under(event.position())
        if cell is None or len(self.classes) <= 8:
            event.ignore()
            return
        step = max(round(self.many * 0.2), 1)
        self.zoom(self.many - step if event.angleDelta().y() > 0 else self.many + step, cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, Enter chooses, plus and minus show fewer classes and more."""
        nearer = {Qt.Key.Key_Plus: -1, Qt.Key.Key_Minus: 1}.get(Qt.Key(event.key()), 0)
        if nearer and len(self.classes) > 8:
            self.zoom(self.many + nearer * max(round(self.many * 0.2), 1), self.at)
            return
        moves = {Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1)}
        if self.matrix is None or event.key() not in (*moves, Qt.Key.Key_Return, Qt.Key.Key_Space):
            super().keyPressEvent(event)
            return
        down, across = moves.get(Qt.Key(event.key()), (0, 0))
        last = len(self.matrix) - 1
        self.at = (min(max(self.at[0] + down, 0), last), min(max(self.at[1] + across, 0), last))
        self.first = tuple(
            min(max(first, cell - self.many + 1), cell) for first, cell in zip(self.first, self.at, strict=True)
        )
        self.setAccessibleDescription(self.said(*self.at))
        self.update()
        if not (down or across):
            self._choose(self.at)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint counts, names and the chosen cell."""
        painter = QPainter(self)
        if self.matrix is None or not len(self.matrix):
            self.say(painter, self.empty)
            return
        painter.setFont(theme().font("small"))
        self._paint_names(painter)
        painter.setFont(theme().font("small" if len(self.matrix) > 6 else "body"))
        self._paint_cells(painter)
        if self.hasFocus():
            painter.setPen(QPen(theme().color("text"), 2))
            painter.drawRect(self.cell(*self.at).adjusted(1, 1, -1, -1))

"""A plot's frame painted by hand: box, round numbers beside it, titles, and where a value lies in it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from neurodesk.ui.look.numbers import compact, short
from neurodesk.ui.look.theme import theme
from neurodesk.ui.views.view import CENTRE

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT, BELOW, ABOVE = 56.0, 40.0, 8.0  # px kept for numbers and titles


@dataclass(frozen=True)
class Axes:
    """The part of a view that shows values from `low` to `high`, two numbers each."""

    box: QRectF
    low: tuple[float, float]
    high: tuple[float, float]

    def at(self, x: float, y: float) -> QPointF:
        """Where a pair of values lies."""
        wide, tall = self.high[0] - self.low[0] or 1.0, self.high[1] - self.low[1] or 1.0
        return QPointF(
            self.box.left() + (x - self.low[0]) / wide * self.box.width(),
            self.box.bottom() - (y - self.low[1]) / tall * self.box.height(),
        )

    def numbers(self) -> tuple[list[float], list[float]]:
        """The round numbers across and upward; the same ones where both ways are alike."""
        most = max(int(self.box.width() // 48), 2), max(int(self.box.height() // 32), 2)
        if (self.low[0], self.high[0], self.box.width()) == (self.low[1], self.high[1], self.box.height()):
            most = min(most), min(most)
        return ticks(self.low[0], self.high[0], most[0]), ticks(self.low[1], self.high[1], most[1])

    def paint(self, painter: QPainter, across: str, upward: str) -> None:
        """Paint frame, grid, numbers and titles."""
        painter.setFont(theme().font("small"))
        values = self.numbers()
        for value in values[0]:
            x = self.at(value, 0).x()
            self._line(painter, QPointF(x, self.box.top()), QPointF(x, self.box.bottom()))
            painter.drawText(QRectF(x - 32, self.box.bottom() + 2, 64, 16), CENTRE, _told(value, values[0]))
        for value in values[1]:
            y = self.at(0, value).y()
            self._line(painter, QPointF(self.box.left(), y), QPointF(self.box.right(), y))
            painter.drawText(QRectF(12, y - 8, self.box.left() - 16, 16), _RIGHT, _told(value, values[1]))
        painter.drawText(QRectF(self.box.center().x() - 100, self.box.bottom() + 18, 200, 18), CENTRE, across)
        painter.save()
        painter.translate(8, self.box.center().y())
        painter.rotate(-90)
        painter.drawText(QRectF(-self.box.height() / 2, -8, self.box.height(), 16), CENTRE, upward)
        painter.restore()

    def _line(self, painter: QPainter, start: QPointF, end: QPointF) -> None:
        painter.setPen(QPen(theme().color("line"), 1))
        painter.drawLine(start, end)
        painter.setPen(theme().color("text_dim"))


def _told(value: float, among: list[float]) -> str:
    """A number at an axis; `150 k` where one of them would not fit beside the axis."""
    return compact(value) if max(map(abs, among)) >= 1e5 else short(value, 4)


def axes(
    room: QRectF, low: tuple[float, float], high: tuple[float, float], *, square: bool = False, most: float = 0.0
) -> Axes:
    """Axes in a room, with space for the numbers beside them; `square` ones are as wide as high, `most` px at most."""
    box = room.adjusted(LEFT, ABOVE, -8, -BELOW)
    if most:
        box.setWidth(min(box.width(), most))
    if square:
        side = max(min(box.width(), box.height()), 8.0)
        box = QRectF(box.left(), box.top(), side, side)
    return Axes(box, low, high)


def ticks(low: float, high: float, most: int) -> list[float]:
    """Round numbers from `low` to `high`, about `most` of them: steps of 1, 2 or 5 times a power of ten."""
    span = high - low
    if not math.isfinite(span) or span <= 0:
        return [low]
    rough = span / max(most, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next((power * part for part in (1, 2, 5) if power * part >= rough), power * 10)
    first = math.ceil(low / step - 1e-9)
    return [at * step for at in range(first, math.floor(high / step + 1e-9) + 1)]

"""Curves over a threshold, one a class against the rest: ROC, and precision over recall."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF

from neurodesk.ui.look.numbers import fixed
from neurodesk.ui.look.theme import theme
from neurodesk.ui.views.axes import Axes, axes
from neurodesk.ui.views.view import View, write_line
from neurodesk.ui.words import tr

_STYLES: Final = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)
_ROW = 20.0  # px of a line of the legend
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class RatesView(View):
    """Curves from 0 to 1 in a square, each named beside it with its area. One is singled out, by mouse or arrows."""

    singled = Signal(int)

    def __init__(self, name: str, across: str, upward: str, area: str, *, chance: bool) -> None:
        super().__init__(name, QSize(208, 144))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._titles, self._area, self._chance = (across, upward), area, chance
        self.curves: list[tuple[int, str, Any, float]] = []  # class, its name, points 2 k, area
        self.at = 0
        self.mirrored = ""  # the class whose curve would be the only one's mirror

    def show_curves(self, curves: Sequence[Any], areas: Sequence[float | None], classes: Sequence[str]) -> None:
        """Show a 2 k array of points a class; of two classes only the second of the curves that mirror each other."""
        told = [
            (at, name, np.asarray(points), area)
            for at, (points, area, name) in enumerate(zip(curves, areas, classes, strict=True))
            if area is not None and np.size(points)
        ]
        mirrored = self._chance and len(classes) == len(told) == 2
        self.mirrored = told[0][1] if mirrored else ""
        self.curves = told[-1:] if mirrored else sorted(told, key=lambda one: one[3])
        self.at = 0
        self.update()

    def row(self, number: int) -> QRectF:
        """Where a curve is named."""
        left = self._axes().box.right() + 16
        return QRectF(left, 8 + (number - self._first()) * _ROW, self.width() - left - 8, _ROW)

    def _first(self) -> int:
        """The first name that has room, so that the one singled out is seen."""
        room = max(int((self.height() - 16) // _ROW), 1)
        return max(0, min(self.at - room // 2, len(self.curves) - room))

    def _axes(self) -> Axes:
        most = max(self.width() - 56.0 - 8 - max(128.0, self.width() / 3), 48.0)
        return axes(QRectF(self.rect()), (0.0, 0.0), (1.0, 1.0), square=True, most=most)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Single out the curve that is named under the mouse."""
        for number in range(len(self.curves)):
            if self.row(number).contains(event.position()):
                self._single(number)
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go from curve to curve."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if not step or not self.curves:
            super().keyPressEvent(event)
            return
        self._single(min(max(self.at + step, 0), len(self.curves) - 1))

    def _single(self, number: int) -> None:
        self.at = number
        self.update()
        name, area = self.curves[number][1], self.curves[number][3]
        self.setAccessibleDescription(f"{name}: {self._area} {fixed(area, 3)}")
        self.singled.emit(self.curves[number][0])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint axes, curves, and their names; the one singled out is wide and lies on top."""
        painter = QPainter(self)
        if not self.curves:
            self.say(painter, tr("Curves appear when a run of a classifier has been measured."))
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        where = self._axes()
        where.paint(painter, *self._titles)
        if self._chance:
            painter.setPen(QPen(theme().color("control"), 1, Qt.PenStyle.DashLine))
            painter.drawLine(where.box.bottomLeft(), where.box.topRight())
        order = [*(at for at in range(len(self.curves)) if at != self.at), self.at]
        for number in order:
            painter.setPen(self._pen(number))
            points = self.curves[number][2]
            painter.drawPolyline(QPolygonF([where.at(float(x), float(y)) for x, y in points.T]))
        self._paint_names(painter)

    def _pen(self, number: int) -> QPen:
        label = self.curves[number][0]
        turn = 0 if len(self.curves) == 1 else label // 8 if len(self.curves) > 8 else label
        style = _STYLES[turn % len(_STYLES)]
        pen = QPen(theme().curve(label), 3 if number == self.at and len(self.curves) > 1 else 1.5, style)
        pen.setCosmetic(True)
        return pen

    def _paint_names(self, painter: QPainter) -> None:
        first = self._first()
        painter.setFont(theme().font("small"))
        for number in range(first, len(self.curves)):
            row = self.row(number)
            if row.bottom() > self.height():
                break
            painter.setPen(self._pen(number))
            painter.drawLine(QPointF(row.left(), row.center().y()), QPointF(row.left() + 20, row.center().y()))
            single = number == self.at and len(self.curves) > 1
            painter.setPen(theme().color("text" if single else "text_dim"))
            painter.setFont(theme().font("small", bold=single))
            _, name, _, area = self.curves[number]
            told = fixed(area, 3)
            wide = painter.fontMetrics().horizontalAdvance(told) + 8
            write_line(painter, row.adjusted(26, 0, -wide, 0), name, _LEFT)
            painter.drawText(row, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, told)
        if self.mirrored:
            painter.setPen(theme().color("text_dim"))
            under = self.row(0).translated(0, _ROW + 4).adjusted(0, 0, 0, 4 * _ROW)
            told = tr("Of two classes one curve is enough: that of “{name}” is its mirror image.", name=self.mirrored)
            painter.drawText(under, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap, told)
        if self.hasFocus():
            painter.setPen(QPen(theme().color("accent"), 1))
            painter.drawRect(self.row(self.at).adjusted(-4, 0, 4, -1))

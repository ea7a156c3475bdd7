"""How far off predictions of numbers are: over what was predicted, and how the misses are spread."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen

from neurodesk.ui.look.numbers import short
from neurodesk.ui.look.theme import theme
from neurodesk.ui.views.axes import Axes, axes
from neurodesk.ui.views.view import CENTRE, View
from neurodesk.ui.words import tr

_BINS = 24
_MOST = 4000  # points painted: more lie on one another


class ResidualsView(View):
    """Actual minus predicted over the prediction, and beside it on the same axis the histogram of the misses."""

    def __init__(self) -> None:
        super().__init__(tr("Residuals"), QSize(208, 144))
        self.predicted: Any = np.zeros(0)
        self.missed: Any = np.zeros(0)

    def show_points(self, actual: Any, predicted: Any) -> None:
        """Show N true values and N predictions."""
        self.predicted = np.ravel(predicted).astype(float)
        self.missed = np.ravel(actual).astype(float) - self.predicted
        if len(self.missed):
            told = tr("Mean {mean}, spread {spread}", mean=short(self.missed.mean()), spread=short(self.missed.std()))
            self.setAccessibleDescription(told)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint points around the zero line, and bars on the same axis."""
        painter = QPainter(self)
        if not len(self.missed):
            self.say(painter, tr("Residuals appear when a run that predicts numbers has been measured."))
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        reach = float(np.abs(self.missed).max()) * 1.05 or 1.0
        low, high = float(self.predicted.min()), float(self.predicted.max())
        edge = (high - low) * 0.03 or 1.0
        room = QRectF(self.rect()).adjusted(0, 0, -max(self.width() * 0.25, 56.0), 0)
        where = axes(room, (low - edge, -reach), (high + edge, reach))
        where.paint(painter, tr("predicted"), tr("actual − predicted"))
        painter.setPen(QPen(theme().color("text_dim"), 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(where.at(low - edge, 0), where.at(high + edge, 0))
        colour = QColor(theme().color("accent"))
        colour.setAlphaF(0.6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        for x, y in zip(self.predicted[:_MOST], self.missed[:_MOST], strict=True):
            painter.drawEllipse(where.at(float(x), float(y)), 3, 3)
        self._paint_spread(painter, where, reach)

    def _paint_spread(self, painter: QPainter, where: Axes, reach: float) -> None:
        counts, edges = np.histogram(self.missed, bins=_BINS, range=(-reach, reach))
        left, wide = where.box.right() + 8, self.width() - where.box.right() - 24
        for count, bottom, top in zip(counts, edges[:-1], edges[1:], strict=True):
            upper, lower = where.at(0, top).y(), where.at(0, bottom).y()
            bar = QRectF(left, upper + 0.5, wide * count / max(counts.max(), 1), max(lower - upper - 1, 1))
            painter.fillRect(bar, theme().color("accent"))
        painter.setPen(theme().color("text_dim"))
        painter.drawText(QRectF(left, where.box.bottom() + 18, wide, 18), CENTRE, tr("how many"))

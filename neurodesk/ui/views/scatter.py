"""Predictions of numbers against their true values."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen

from neurodesk.ui.look.numbers import short
from neurodesk.ui.look.theme import theme
from neurodesk.ui.views.view import CENTRE, View
from neurodesk.ui.words import tr


class ScatterView(View):
    """Predictions against true values of a regression; the diagonal is where they agree."""

    def __init__(self) -> None:
        super().__init__(tr("Predicted against actual"), QSize(208, 176))
        self.points: tuple[Any, Any] = ((), ())

    def show_points(self, actual: Any, predicted: Any) -> None:
        """Show N true values and N predictions."""
        self.points = (np.ravel(actual), np.ravel(predicted))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the points, the diagonal and the range."""
        painter = QPainter(self)
        actual, predicted = self.points
        if not len(actual):
            self.say(painter, tr("Predictions appear here after the first run."))
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        both = np.concatenate([actual, predicted])
        low, span = float(both.min()), float(np.ptp(both)) or 1.0
        box = QRectF(48, 8, self.width() - 56, self.height() - 48)
        painter.setPen(QPen(theme().color("line"), 1))
        painter.drawRect(box)
        painter.drawLine(box.bottomLeft(), box.topRight())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("accent"))
        for x, y in zip(actual, predicted, strict=True):
            painter.drawEllipse(
                QPointF(box.left() + (x - low) / span * box.width(), box.bottom() - (y - low) / span * box.height()),
                3,
                3,
            )
        painter.setPen(theme().color("text_dim"))
        painter.setFont(theme().font("small"))
        under, right = QRectF(box.left(), box.bottom() + 2, box.width(), 16), Qt.AlignmentFlag.AlignRight
        painter.drawText(under, Qt.AlignmentFlag.AlignLeft, short(low, 4))
        painter.drawText(under, right, short(low + span, 4))
        painter.drawText(QRectF(0, box.bottom() - 14, box.left() - 4, 16), right, short(low, 4))
        painter.drawText(QRectF(0, box.top() - 2, box.left() - 4, 16), right, short(low + span, 4))
        painter.drawText(QRectF(box.left(), box.bottom() + 18, box.width(), 18), CENTRE, tr("actual"))
        painter.translate(12, box.center().y())
        painter.rotate(-90)
        painter.drawText(QRectF(-60, -8, 120, 16), CENTRE, tr("predicted"))

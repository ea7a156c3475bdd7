"""How often answers are right for how sure they are: a reliability diagram (Guo et al. 2017)."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPen

from neurodesk.ui.look.numbers import fixed, percent
from neurodesk.ui.look.theme import theme
from neurodesk.ui.views.axes import axes
from neurodesk.ui.views.view import View
from neurodesk.ui.words import tr


class CalibrationView(View):
    """A bar a bin of confidence, as high as the share that is right; on the diagonal words and deeds agree."""

    def __init__(self) -> None:
        super().__init__(tr("Calibration"), QSize(208, 144))
        self.bins: list[dict[str, Any]] = []
        self.ece = 0.0

    def show_calibration(self, told: dict[str, Any] | None) -> None:
        """Show what a report says under `calibration`: `bins` with confidence, right and count, and `ece`."""
        self.bins = list(told["bins"]) if told else []
        self.ece = float(told["ece"]) if told else 0.0
        self.setAccessibleDescription(tr("Expected calibration error {ece}", ece=fixed(self.ece, 3)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bars, the gap to the diagonal hatched, and beside them in words what it means."""
        painter = QPainter(self)
        if not any(one["count"] for one in self.bins):
            self.say(painter, tr("Calibration appears when a run of a classifier has been measured."))
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        words = max(160.0, self.width() / 3)
        most = max(self.width() - 72.0 - words, 48.0)
        where = axes(QRectF(self.rect()), (0.0, 0.0), (1.0, 1.0), square=True, most=most)
        where.paint(painter, tr("how sure"), tr("share right"))
        step, top = 1 / len(self.bins), max(one["count"] for one in self.bins)
        for at, one in enumerate(self.bins):
            if not one["count"]:
                continue
            left, right = at * step, (at + 1) * step
            box = QRectF(where.at(left, one["right"]), where.at(right, 0.0)).adjusted(1.5, 0, -1.5, 0)
            colour = QColor(theme().color("accent"))
            colour.setAlphaF(0.35 + 0.65 * (one["count"] / top) ** 0.5)
            painter.fillRect(box, colour)
            gap = QRectF(where.at(left, one["confidence"]), where.at(right, one["right"])).normalized()
            painter.fillRect(
                gap.adjusted(1.5, 0, -1.5, 0), QBrush(theme().color("warning"), Qt.BrushStyle.BDiagPattern)
            )
        painter.setPen(QPen(theme().color("text_dim"), 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(where.box.bottomLeft(), where.box.topRight())
        self._paint_words(painter, where.box.right() + 16)

    def _paint_words(self, painter: QPainter, left: float) -> None:
        counts = np.array([one["count"] for one in self.bins], float)
        sure = np.array([one["confidence"] or 0.0 for one in self.bins])
        right = np.array([one["right"] or 0.0 for one in self.bins])
        lean = float(((sure - right) * counts).sum() / counts.sum())
        if self.ece < 0.02:
            meaning = tr("How sure it says it is can be taken at its word.")
        elif lean > 0:
            meaning = tr("It is surer than it is right: overconfident.")
        else:
            meaning = tr("It is right more often than it claims: underconfident.")
        told = tr("Mean gap: {ece}", ece=percent(self.ece))
        hint = tr("Bars: share right. Hatched: gap to what it claims. Pale bars hold few examples.")
        box = QRectF(left, 8, self.width() - left - 8, self.height() - 16)
        painter.setFont(theme().font("body", bold=True))
        painter.setPen(theme().color("text"))
        painter.drawText(box, Qt.TextFlag.TextWordWrap, told)
        painter.setFont(theme().font("small"))
        painter.setPen(theme().color("text_dim"))
        painter.translate(QPointF(0, 28))
        painter.drawText(box, Qt.TextFlag.TextWordWrap, f"{meaning}\n\n{hint}")
        painter.resetTransform()

"""A small picture of how the learning rate moves over a run, drawn from the schedule's own arithmetic."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy

from neurodesk.compiler.facts import Facts
from neurodesk.graph.errors import NeuroDeskError
from neurodesk.graph.model import Learning
from neurodesk.training.optimizers import OPTIMIZERS
from neurodesk.training.options import Options
from neurodesk.training.schedules import SCHEDULES
from neurodesk.ui.look.numbers import short
from neurodesk.ui.look.theme import theme
from neurodesk.ui.views import View
from neurodesk.ui.words import tr

_POINTS = 160  # of the curve; a run has more steps than this view has pixels
_EXAMPLES = 1000  # taken for granted until data is chosen


class ScheduleView(View):
    """The learning rate over the epochs of a run as `show_learning` was told of it; hidden when that makes no run."""

    def __init__(self) -> None:
        super().__init__(tr("Learning rate over the run"), QSize(120, 88))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.epochs, self.rates = 0, [0.0]

    def show_learning(self, learning: Learning, facts: Facts | None) -> None:
        """Draw the schedule of a document's learning, on as many examples as its data has."""
        try:
            options = Options(**dict(learning.options.items()))
            schedule, optimizer = SCHEDULES.make(learning.schedule), OPTIMIZERS.make(learning.optimizer)
        except (NeuroDeskError, KeyError):
            self.hide()
            return
        examples = (facts.examples if facts is not None else 0) or _EXAMPLES
        share = max(1.0 - options.validation - options.test, 0.0)
        per_epoch = max(math.ceil(examples * share / options.batch), 1)
        total = per_epoch * options.epochs
        steps = [round(at * (total - 1) / (_POINTS - 1)) for at in range(_POINTS)]
        self.epochs = options.epochs
        self.rates = [optimizer.rate * schedule.factor(step, per_epoch, total) for step in steps]
        first, last, top = self.rates[0], self._last(), max(self.rates)
        told = (
            tr("from {first} to {last}", first=short(first), last=last)
            if math.isclose(top, first)
            else tr("up to {top}, then {last}", top=short(top), last=last)
        )
        self.setToolTip(
            tr(
                "Learning rate over {epochs} epochs of {per_epoch} steps: {told}",
                epochs=options.epochs,
                per_epoch=per_epoch,
                told=told,
            )
        )
        self.setAccessibleDescription(self.toolTip())
        self.show()
        self.update()

    def _last(self) -> str:
        return short(self.rates[-1]) if self.rates[-1] > 1e-4 * max(self.rates) else "0"

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the curve over a baseline, with its greatest rate and the number of epochs."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme().font("small"))
        box = QRectF(0.5, 18.5, self.width() - 1, self.height() - 36)
        top = max(self.rates) or 1.0
        painter.setPen(QPen(theme().color("line"), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        along, up = box.width() / (len(self.rates) - 1 or 1), box.height() / top
        line = QPolygonF(
            [QPointF(box.left() + at * along, box.bottom() - rate * up) for at, rate in enumerate(self.rates)]
        )
        painter.setPen(QPen(theme().color("accent"), 2))
        painter.drawPolyline(line)
        painter.setPen(theme().color("text_dim"))
        right = Qt.AlignmentFlag.AlignRight
        painter.drawText(QRectF(0, 0, self.width(), 16), Qt.AlignmentFlag.AlignLeft, tr("rate {top}", top=short(top)))
        painter.drawText(QRectF(0, 0, self.width(), 16), right, tr("at the end {last}", last=self._last()))
        painter.drawText(
            QRectF(0, box.bottom() + 2, self.width(), 16), right, tr("{epochs} epochs", epochs=self.epochs)
        )

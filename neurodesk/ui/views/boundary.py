"""The plane of two features, with what a network answers where."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen

from neurodesk.training.events import BoundaryMeasured
from neurodesk.ui.look.theme import theme
from neurodesk.ui.pictures import rgb_image
from neurodesk.ui.views.view import View
from neurodesk.ui.words import tr


class BoundaryView(View):
    """The plane of two features: what the network answers where, how surely, and the examples."""

    def __init__(self) -> None:
        super().__init__(tr("Decision boundary"), QSize(176, 128))
        self.measured: BoundaryMeasured | None = None
        self._image = QImage()
        theme().changed.connect(self._recolour)

    def _recolour(self) -> None:
        if self.measured is not None:
            self.show_boundary(self.measured)

    def show_boundary(self, event: BoundaryMeasured) -> None:
        """Show what was measured after an epoch."""
        self.measured = event
        ground = np.array(theme().color("surface_2").getRgb()[:3], float)
        kinds = np.array([theme().curve(n).getRgb()[:3] for n in range(8)], float)
        chosen = kinds[np.asarray(event.grid).astype(int) % 8]
        sure = np.clip(np.asarray(event.probability), 0, 1)[..., None] ** 2 * 0.7
        self._image = rgb_image((ground * (1 - sure) + chosen * sure).astype(np.uint8)[::-1])
        self.update_soon()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the plane and the points on it."""
        painter = QPainter(self)
        if self.measured is None:
            self.say(painter, tr("The decision boundary appears after the first epoch."))
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        side = min(self.width(), self.height())
        box = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        painter.drawImage(box, self._image)
        (x0, y0), (x1, y1) = self.measured.low, self.measured.high
        for (x, y), label in zip(
            np.asarray(self.measured.points)[:600], np.asarray(self.measured.labels)[:600], strict=True
        ):
            at = QPointF(box.left() + (x - x0) / (x1 - x0) * side, box.bottom() - (y - y0) / (y1 - y0) * side)
            painter.setPen(QPen(theme().color("surface_2"), 0.75))
            painter.setBrush(theme().curve(int(label)))
            painter.drawEllipse(at, 2.5, 2.5)

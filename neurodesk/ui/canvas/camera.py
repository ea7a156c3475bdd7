"""Where the canvas looks and how near: panning, zooming, fitting, and the dotted ground that shows it."""

from __future__ import annotations

import math
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QRegion, QTransform
from PySide6.QtWidgets import QFrame, QGraphicsItem, QGraphicsView, QWidget

from neurodesk.ui.canvas.ink import ink
from neurodesk.ui.canvas.node_item import COMPACT, FULL
from neurodesk.ui.canvas.scene import FAR, CanvasScene

NEAREST, FARTHEST = 4.0, 0.02  # scales
_FIT: Final = 1.25  # fitting enlarges no further than this
_READABLE: Final = 0.5  # the scale a drawing is opened at, at least
_MARGIN: Final = 48.0  # view px left free around what is fitted
_FINE, _COARSE, _WIDE = 8.0, 40.0, 200.0  # scene px between dots
_PARTS, _WHOLE = (
    QGraphicsView.ViewportUpdateMode.SmartViewportUpdate,
    QGraphicsView.ViewportUpdateMode.FullViewportUpdate,
)
_MANY: Final = 150  # nodes; asking fewer of them one by one takes no longer than painting them
_APART: Final = 7.5  # view px between dots, at least


class Camera(QGraphicsView):
    """A view without scroll bars that can be moved anywhere."""

    def __init__(self, scene: CanvasScene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self.canvas = scene
        self.setSceneRect(-FAR, -FAR, 2 * FAR, 2 * FAR)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setViewportUpdateMode(_PARTS)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing)
        self.centerOn(0.0, 0.0)

    @property
    def scale_now(self) -> float:
        """View px per scene px."""
        return float(self.transform().m11())

    def zoom_to(self, scale: float, at: QPointF | None = None) -> None:
        """Zoom so that the view point `at` (the middle when None) stays where it is."""
        view = at if at is not None else QPointF(self.viewport().rect().center())
        scale = max(FARTHEST, min(NEAREST, scale))
        before = self.scene_point(view)
        self.setTransform(QTransform.fromScale(scale, scale))
        moved = self.scene_point(view) - before
        self.pan(moved.x() * scale, moved.y() * scale)

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom by a factor around a view point."""
        self.zoom_to(self.scale_now * factor, at)

    def pan(self, dx: float, dy: float) -> None:
        """Move what is seen by view px."""
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() - round(dx))
        down.setValue(down.value() - round(dy))

    def fit_all(self) -> None:
        """Show the whole drawing."""
        self._fit(self.canvas.bounds())

    def room(self) -> tuple[float, float]:
        """Width and height, view px, of what a drawing that is fitted may fill."""
        seen = self.viewport().rect()
        return max(80.0, seen.width() - 2 * _MARGIN), max(80.0, seen.height() - 2 * _MARGIN)

    def fit_start(self) -> None:
        """Show the whole drawing if its names can be read then; else where it begins, at a scale that reads well."""
        self.fit_all()
        if self.scale_now < _READABLE and self.canvas.nodes:
            self.setTransform(QTransform.fromScale(_READABLE, _READABLE))
            box, first = self.canvas.bounds(), min(self.canvas.nodes.values(), key=lambda item: (item.x(), item.y()))
            across, down = ((length / 2 - _MARGIN) / _READABLE for length in self.viewport().size().toTuple())
            lowest = max(box.top() + down, box.bottom() - down)  # no ground is shown beyond the drawing's edges
            self.centerOn(box.left() + across, min(max(first.card.center().y(), box.top() + down), lowest))

    def fit_selection(self) -> None:
        """Show what is selected, or everything when nothing is."""
        self._fit(self.canvas.bounds(self.canvas.session.selection & self.canvas.nodes.keys() or None))

    def reveal(self, node: str) -> None:
        """Select a node and bring it into sight."""
        if node in self.canvas.nodes:
            self.canvas.session.select([node])
            self.ensure_seen(node)

    def ensure_seen(self, node: str) -> None:
        """Move no farther than needed for a node to be seen whole."""
        self.ensure_box_seen(self.canvas.nodes[node].card)

    def ensure_box_seen(self, box: QRectF) -> None:
        """Move no farther than needed for a part of the scene to be seen whole."""
        box, seen = box.adjusted(-24.0, -24.0, 24.0, 24.0), self.seen()
        if not seen.contains(box):
            dx = _nearest(seen.left() - box.left(), seen.right() - box.right())
            dy = _nearest(seen.top() - box.top(), seen.bottom() - box.bottom())
            self.pan(dx * self.scale_now, dy * self.scale_now)

    def centre(self, node: str) -> None:
        """Bring a node to the middle, near enough that its name can be read."""
        if self.scale_now < _READABLE:
            self.setTransform(QTransform.fromScale(_READABLE, _READABLE))
        self.centerOn(self.canvas.nodes[node].card.center())

    def seen(self) -> QRectF:
        """The part of the scene that is in sight."""
        return self.mapToScene(self.viewport().rect()).boundingRect()

    def scene_point(self, view: QPointF) -> QPointF:
        """A view point, in scene coordinates."""
        inverse, _ = self.viewportTransform().inverted()
        return inverse.map(view)

    def view_point(self, scene: QPointF) -> QPointF:
        """A scene point, in view coordinates."""
        return self.viewportTransform().map(scene)

    def _fit(self, box: QRectF) -> None:
        if box.isEmpty():
            self.setTransform(QTransform())
            self.centerOn(0.0, 0.0)
            return
        across, down = self.room()
        scale = max(FARTHEST, min(_FIT, across / box.width(), down / box.height()))
        self.setTransform(QTransform.fromScale(scale, scale))
        self.centerOn(box.center())

    # Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        """From afar, and of a large drawing below full size, all in sight is painted in one go, whenever any of it
        changes: Qt then does not know where its items are, and could not repaint one of them."""
        count = len(self.canvas.nodes)
        whole = count > 0 and self.scale_now < (FULL if count > _MANY else COMPACT)
        mode = _WHOLE if whole else _PARTS
        if self.viewportUpdateMode() != mode:
            self.setViewportUpdateMode(mode)
        if whole:
            painter = QPainter(self.viewport())
            world, exposed = self.viewportTransform(), QRectF(event.rect())
            painter.setWorldTransform(world)
            self.drawBackground(painter, world.inverted()[0].mapRect(exposed))
            self.canvas.whole.paint(painter, world, exposed, self.others())
            painter.end()
            event = QPaintEvent(QRegion())  # the view itself has to know only that it was painted
        super().paintEvent(event)

    def others(self) -> list[QGraphicsItem]:
        """What is seen beside nodes and wires."""
        return [*self.canvas.marks.frames.values(), *self.canvas.marks.previews.values()]

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Dots every 8 and 40 scene px, each on whole device pixels so that they stay crisp at every scale."""
        if rect.isEmpty():
            return
        self.canvas.find_lanes()
        look, scale = ink(), self.scale_now
        painter.fillRect(rect, look.canvas_brush)
        painter.save()
        exposed = self.viewportTransform().mapRect(QRectF(rect)).intersected(QRectF(self.viewport().rect()))
        painter.resetTransform()
        fine, coarse = (_FINE, _COARSE) if _FINE * scale >= _APART else (_COARSE, _WIDE)
        if coarse * scale >= _APART:
            origin = self.view_point(QPointF(0.0, 0.0))
            if fine * scale >= _APART:
                self._dots(painter, exposed, origin, fine * scale, look.dot, 1)
            self._dots(painter, exposed, origin, coarse * scale, look.cross, 2 if scale >= 0.5 else 1)
        painter.restore()

    def _dots(self, painter: QPainter, box: QRectF, origin: QPointF, step: float, colour: QColor, side: int) -> None:
        """A strip holding one row of dots, drawn once a row; `step` and `side` in view and device px."""
        import numpy as np  # with the first dots, so that the welcome page need not wait for it

        ratio = self.devicePixelRatioF()
        left, width = math.floor(box.left()), math.ceil(box.width()) + 2
        first = math.ceil((left - side - origin.x()) / step)
        columns = np.rint((origin.x() + np.arange(first, first + int(width / step) + 2) * step - left) * ratio).astype(
            int
        )
        side = round(side * ratio)
        strip = np.zeros((side, math.ceil(width * ratio)), np.uint32)
        for shift in range(side):
            at = columns + shift
            strip[:, at[(at >= 0) & (at < strip.shape[1])]] = colour.rgba()
        image = QImage(strip.data, strip.shape[1], side, 4 * strip.shape[1], QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(ratio)
        row = math.ceil((box.top() - side - origin.y()) / step)
        while (y := origin.y() + row * step) <= box.bottom():
            painter.drawImage(QPointF(left, round(y * ratio) / ratio), image)
            row += 1


def _nearest(low: float, high: float) -> float:
    """How far to move: `low` is positive when the near edge is out of sight, `high` negative when the far one is."""
    return low if low > 0 else min(high, 0.0)

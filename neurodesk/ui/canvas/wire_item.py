"""One wire on the canvas: a smooth curve from an output to an input, thicker the more numbers it carries."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from operator import mul
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from neurodesk.graph.leading import BEND, MOST_BEND, WEIGHTS, Curve, direct, through
from neurodesk.graph.model import Place, Port
from neurodesk.ui.canvas.gutters import returning, returns
from neurodesk.ui.canvas.ink import Ink, ink
from neurodesk.ui.canvas.node_item import COMPACT
from neurodesk.ui.canvas.node_paint import FAR

_THINNEST: Final = 1.75  # px on screen; a thinner line is too pale to be seen beside the ground
GAP: Final = 3.0  # scene px, around a wire where it crosses another
_DOT: Final = 5.0  # radius of a reroute dot, scene px
_LONG: Final = 1200.0  # scene px across and down; a shorter wire in sight is painted without a closer look
_PIECE, _ASIDE = 4, 12.0  # steps of a curve in one box, and scene px that its line and dots stand out of it
_CROSSING: Final = 0.1  # z of the wires that are not level, which lie over those that are
_ORIGIN: Final = QPointF()
_NOWHERE: Final = QRectF()
_SMOOTH = QPainter.RenderHint.Antialiasing


def curve(start: QPointF, end: QPointF) -> QPainterPath:
    """A cubic from an output (leaving to the right) to an input (arriving from the left)."""
    return _path_of(start, [direct(Place(*start.toTuple()), Place(*end.toTuple()))])


def route(start: QPointF, dots: tuple[QPointF, ...], end: QPointF) -> QPainterPath:
    """A smooth curve from an output through the dots to an input."""
    return _path_of(start, through([Place(*point.toTuple()) for point in (start, *dots, end)]))


def _path_of(start: QPointF, curves: list[Curve]) -> QPainterPath:
    path = QPainterPath(start)
    for _, first, second, end in curves:
        path.cubicTo(*first, *second, *end)
    return path


def thickness(count: int) -> float:
    """The width of a wire that carries `count` numbers an example: 1.5 scene px for one, 5 from a million on."""
    return 1.5 + 3.5 * min(1.0, math.log10(max(1, count)) / 6)


class WireItem(QGraphicsItem):
    """The wire into one input. The scene moves its ends."""

    # What most wires never change stands here once: a drawing has thousands of them.
    dots: tuple[QPointF, ...] = ()
    picked = -1  # the dot that keys go to
    carried: object = None  # what `ask` last told of it
    ask: Callable[[WireItem], None] | None = None  # has `carry` called, if what it carries may have changed
    stale = False  # it may have
    hovered = lit = wrong = cutting = chosen = False
    lane: float | None = None  # where it runs back to the left, if it does
    _width, _shape_text = 1.5, ""  # as of nothing carried
    _lifted = False  # over the wires that are level
    _path: QPainterPath | None = None
    _points: list[tuple[float, float]] | None = None
    _boxes: list[tuple[float, float, float, float]] | None = None  # around pieces of the curve

    def __init__(self, source: Port, target: Port) -> None:
        super().__init__()
        self.source, self.target = source, target
        self.start = self.end = _ORIGIN
        self._rect = _NOWHERE

    @property
    def path(self) -> QPainterPath:
        """The curve, in scene coordinates."""
        if self._path is None:
            if self.dots:
                self._path = route(self.start, self.dots, self.end)
            else:
                self._path = (
                    curve(self.start, self.end) if self.lane is None else returning(self.start, self.end, self.lane)
                )
        return self._path

    @property
    def straight(self) -> bool:
        """Whether it is one level line."""
        return not self.dots and self.lane is None and self.start.y() == self.end.y()

    @property
    def returns(self) -> bool:
        """Whether it ends too far left for a curve that crosses no card, and no dots lead it."""
        return not self.dots and returns(self.start, self.end)

    def lay(self, start: QPointF, end: QPointF, dots: tuple[QPointF, ...] = ()) -> None:
        """Put the ends and the dots between them somewhere, in scene coordinates."""
        self.prepareGeometryChange()
        self.start, self.end, self.dots = start, end, dots
        self._lift()
        self._path = self._points = self._boxes = None
        if dots:
            self._rect = self.path.controlPointRect().adjusted(-_DOT - 6.0, -_DOT - 6.0, _DOT + 6.0, _DOT + 6.0)
            return
        over = BEND if end.x() >= start.x() else min(BEND + (start.x() - end.x()) / 2, MOST_BEND)
        self._rect = QRectF(start, end).normalized().adjusted(-over, -6.0, over, 6.0)

    def follow(self, lane: float | None) -> None:
        """Run back along a lane between its ends; None for the plain curve."""
        if lane != self.lane:
            self.lane, self._path, self._points, self._boxes = lane, None, None, None
            self._lift()
            self.update()

    @property
    def width(self) -> float:
        """How thick it is, scene px."""
        self.renew()
        return self._width

    @property
    def shape_text(self) -> str:
        """The shape of what it carries, as text; of a wire out of sight it is asked for only now."""
        self.renew()
        return self._shape_text

    def renew(self) -> bool:
        """Ask for what it carries if that may have changed; whether it had."""
        if not self.stale or self.ask is None:
            return False
        before, self.stale = self.carried, False
        self.ask(self)
        return before != self.carried

    def _lift(self) -> None:
        if self.straight == self._lifted:
            self._lifted = not self._lifted
            self.setZValue(_CROSSING if self._lifted else 0.0)

    def carry(self, width: float, shape: str) -> None:
        """Show how much the wire carries; the scene asks for the repaint."""
        self._width, self._shape_text = width, shape

    def mark(self, **marks: bool) -> None:
        """Set any of hovered, lit (an end is selected), cutting and wrong (what arrives does not fit)."""
        for name, value in marks.items():
            setattr(self, name, value)
        self.update()

    @property
    def points(self) -> list[tuple[float, float]]:
        """The curve as points of the scene, close enough to be joined by straight pieces."""
        if self._points is None and self.dots:
            at = [self.path.elementAt(number) for number in range(self.path.elementCount())]
            legs = [at[leg : leg + 4] for leg in range(0, len(at) - 1, 3)]
            self._points = [
                (sum(map(mul, shares, [p.x for p in leg])), sum(map(mul, shares, [p.y for p in leg])))
                for leg in legs
                for shares in WEIGHTS
            ]
        elif self._points is None and self.lane is not None:
            self._points = [point.toTuple() for point in self.path.toSubpathPolygons()[0]]
        elif self._points is None:
            (ax, ay), (dx, dy) = self.start.toTuple(), self.end.toTuple()
            bx, cx = (self.path.elementAt(at).x for at in (1, 2))  # the handles lie level with the ends
            self._points = [(a * ax + b * bx + c * cx + d * dx, (a + b) * ay + (c + d) * dy) for a, b, c, d in WEIGHTS]
        return self._points

    def passes(self, box: QRectF) -> bool:
        """Whether the curve may pass through a box of the scene: most wires that are long pass it by."""
        if self._boxes is None:
            pieces = [self.points[at : at + _PIECE + 1] for at in range(0, len(self.points) - 1, _PIECE)]
            across, down = ([[point[axis] for point in piece] for piece in pieces] for axis in (0, 1))
            self._boxes = [(min(x), max(x), min(y), max(y)) for x, y in zip(across, down, strict=True)]
        left, top, right, bottom = box.adjusted(-_ASIDE, -_ASIDE, _ASIDE, _ASIDE).getCoords()
        return any(x <= right and left <= x1 and y <= bottom and top <= y1 for x, x1, y, y1 in self._boxes)

    def distance(self, at: QPointF) -> float:
        """How far a scene point is from the curve, scene px."""
        x, y = at.toTuple()
        return min(_to_segment(x, y, *one, *other) for one, other in pairwise(self.points))

    def leg_near(self, at: QPointF) -> int:
        """Which leg of the wire, between its ends and dots, lies nearest to a scene point: 0 is the first."""
        x, y = at.toTuple()
        steps = [_to_segment(x, y, *one, *other) for one, other in pairwise(self.points)]
        return min(range(len(steps)), key=steps.__getitem__) // len(WEIGHTS) if self.dots else 0

    def dot_near(self, at: QPointF, reach: float) -> int:
        """The dot within `reach` scene px of a scene point; -1 when there is none."""
        away = [math.hypot(at.x() - dot.x(), at.y() - dot.y()) for dot in self.dots]
        near = min(range(len(away)), key=away.__getitem__, default=-1)
        return near if near >= 0 and away[near] <= reach else -1

    def crosses(self, one: QPointF, other: QPointF) -> bool:
        """Whether the straight line between two scene points cuts the curve."""
        a, b = one.toTuple(), other.toTuple()
        return any(_cut(a, b, c, d) for c, d in pairwise(self.points))

    def width_at(self, scale: float) -> float:
        """How thick it is painted at a scale, near enough to be read; scene px."""
        return max(self.width, round(_THINNEST / scale, 1)) + (1.0 if self.hovered else 0.0)

    @property
    def tone(self) -> str:
        """The role of the colour it is painted in."""
        bright = self.hovered or self.lit or self.chosen
        return "error" if self.wrong or self.cutting else "accent" if bright else "wire"

    # Qt

    def boundingRect(self) -> QRectF:
        """Everything this item may paint."""
        return self._rect

    def shape(self) -> QPainterPath:
        """Nothing: wires are found by `distance`, which knows the pointer's reach."""
        return QPainterPath()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint the curve; seen from afar, a hairline."""
        world = painter.worldTransform()
        if self._rect.width() + self._rect.height() > _LONG and not self.passes(
            world.inverted()[0].mapRect(QRectF(painter.viewport()))
        ):
            return
        look = ink()
        tone = self.tone
        painter.setBrush(Qt.BrushStyle.NoBrush)
        scale = world.m11()
        if scale < COMPACT:
            painter.setRenderHint(_SMOOTH, scale >= FAR)
            painter.setPen(look.pen(tone, round(_THINNEST / scale, 1) if scale >= FAR else 0.0))
            painter.drawPath(self.path)
            if self.picked >= 0:
                self._paint_dots(painter, look, tone, scale)
            return
        painter.setRenderHint(_SMOOTH, True)
        width = self.width_at(scale)
        for pen in (look.pen("canvas", width + GAP), look.pen(tone, width, dashed=tone == "error")):
            painter.setPen(pen)
            if self.straight:
                painter.drawLine(self.start, self.end)
            else:
                painter.drawPath(self.path)
        self._paint_dots(painter, look, tone, scale)

    def _paint_dots(self, painter: QPainter, look: Ink, tone: str, scale: float) -> None:
        """Dots, the one that the keys go to ringed and of a size that is seen from afar, too."""
        grown = max(1.0, 0.8 / scale)
        for number, dot in enumerate(self.dots):
            chosen = number == self.picked
            painter.setPen(look.pen("text" if chosen else "canvas", 2.0 * grown if chosen else 2.0))
            painter.setBrush(look.accent if chosen else getattr(look, tone))
            radius = (_DOT + 2.0) * grown if chosen else _DOT
            painter.drawEllipse(dot, radius, radius)


def _to_segment(x: float, y: float, ax: float, ay: float, bx: float, by: float) -> float:
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    along = max(0.0, min(1.0, ((x - ax) * dx + (y - ay) * dy) / length)) if length else 0.0
    return math.hypot(x - ax - along * dx, y - ay - along * dy)


def _cut(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], d: tuple[float, float]) -> bool:
    def side(p: tuple[float, float], q: tuple[float, float], r: tuple[float, float]) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    of_ab, of_cd = (side(a, b, c), side(a, b, d)), (side(c, d, a), side(c, d, b))
    return of_ab[0] * of_ab[1] <= 0 and of_cd[0] * of_cd[1] <= 0 and any(of_ab + of_cd)  # in one line is beside

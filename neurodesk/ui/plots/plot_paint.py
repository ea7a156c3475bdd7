"""The painting of a plot: its ground with axes and grid, its curves, markers, legend and cursor, on any painter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from neurodesk.ui.look.colour import mix
from neurodesk.ui.look.numbers import whole
from neurodesk.ui.look.theme import theme
from neurodesk.ui.plots.axis import Axis, written
from neurodesk.ui.plots.curves import per_pixel
from neurodesk.ui.plots.timeline import Marker
from neurodesk.ui.words import tr

Floats = NDArray[np.float64]

LEFT, RIGHT, BOTTOM = 48, 12, 20  # px beside the box of the curves
LINE = 18  # px of a line of the legend
SAMPLE = 16  # px of the piece of line before a name
DOTS = 40  # points that are still seen as points
_ROOM = 56  # px of a number under the axis
_HIGH = 28  # px from one number beside the axis to the next
_MARKS = {"best": "ok", "rate": "accent", "early": "warning", "paused": "text_dim", "resumed": "text_dim"}
_CENTRE = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Frame:
    """The box that curves are drawn in, in pixels, and what its sides stand for."""

    box: QRectF
    x: Axis
    y: Axis

    def xs(self, steps: object) -> Floats:
        """Steps as pixels."""
        return self.box.left() + self.x.place(steps) * self.box.width()

    def ys(self, values: object) -> Floats:
        """Values as pixels."""
        return self.box.bottom() - self.y.place(values) * self.box.height()

    def step(self, pixel: float) -> float:
        """The step at a pixel."""
        return self.x.value((pixel - self.box.left()) / max(self.box.width(), 1.0))


@dataclass(frozen=True, slots=True)
class Entry:
    """One curve of the legend: its name, value, colour and kind of line."""

    name: str
    value: str
    colour: QColor
    line: Qt.PenStyle

    @property
    def text(self) -> str:
        """As it is written."""
        return f"{self.name} {self.value}"


def pen(colour: QColor, line: Qt.PenStyle = Qt.PenStyle.SolidLine, width: float = 1.0) -> QPen:
    """A pen of so many pixels, whatever the painter scales."""
    made = QPen(colour, width, line)
    made.setCosmetic(True)
    return made


def polygon(xs: Floats, ys: Floats) -> QPolygonF:
    """Points in pixels as Qt draws them, without a Python object for each."""
    made = QPolygonF()
    if len(xs):
        made.resize(len(xs))
        room = np.frombuffer(shiboken6.VoidPtr(made.data(), 16 * len(xs), True), dtype=np.float64).reshape(-1, 2)
        room[:, 0], room[:, 1] = xs, ys
    return made


def ground(painter: QPainter, frame: Frame, *, share: bool) -> None:
    """The box with its grid, the numbers beside it, and what the steps are called."""
    now, box = theme(), frame.box
    painter.fillRect(box, now.color("surface_2"))
    painter.setFont(now.font("small"))
    grid, text = pen(mix(now.color("line"), now.color("surface_2"), 0.4)), now.color("text_dim")
    rows = frame.y.ticks(max(2, int(box.height() / _HIGH)))
    for at, told in zip(frame.ys(rows), written(rows, share=share), strict=True):
        y = round(float(at)) + 0.5
        painter.setPen(grid)
        painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        painter.setPen(text)
        place = QRectF(box.left() - LEFT, y - 8, LEFT - 6, 16)
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, told)
    unit = tr("step")
    end = box.right() + RIGHT - painter.fontMetrics().horizontalAdvance(unit)
    columns = frame.x.ticks(max(2, int(box.width() / _ROOM)))
    for at, told in zip(frame.xs(columns), written(columns), strict=True):
        x = round(float(at)) + 0.5
        painter.setPen(grid)
        painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
        half = painter.fontMetrics().horizontalAdvance(told) / 2
        if x + half + 6 < end:
            painter.setPen(text)
            painter.drawText(QRectF(x - _ROOM, box.bottom() + 3, 2 * _ROOM, 16), _CENTRE, told)
    painter.setPen(text)
    painter.drawText(QRectF(end, box.bottom() + 3, RIGHT + _ROOM, 16), _LEFT, unit)
    painter.setPen(pen(now.color("line")))
    painter.drawLine(box.bottomLeft(), box.bottomRight())
    painter.drawLine(box.topLeft(), box.bottomLeft())


def line(painter: QPainter, frame: Frame, x: Floats, y: Floats, stroke: QPen, *, thick: bool = False) -> None:
    """A curve; nan breaks it. A thick one is drawn twice, half a pixel apart: a wide pen costs ten times as much."""
    xs, ys = per_pixel(frame.xs(x), frame.ys(y), max(1, int(frame.box.width())))
    ys = np.clip(ys, frame.box.top() - 1e4, frame.box.bottom() + 1e4)
    painter.setPen(stroke)
    known = np.isfinite(ys)
    edges = np.flatnonzero(np.diff(np.r_[False, known, False]))
    for begin, end in edges.reshape(-1, 2):
        if end - begin == 1:
            painter.drawEllipse(QPointF(xs[begin], ys[begin]), 0.5, 0.5)
            continue
        for shift in (-0.35, 0.35) if thick else (0.0,):
            painter.drawPolyline(polygon(xs[begin:end], ys[begin:end] + shift))


def dots(painter: QPainter, frame: Frame, x: Floats, y: Floats, colour: QColor) -> None:
    """Points of a curve that has few."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    for at, high in zip(frame.xs(x), frame.ys(y), strict=True):
        if np.isfinite(high) and frame.box.left() - 3 <= at <= frame.box.right() + 3:
            painter.drawEllipse(QPointF(at, high), 2.5, 2.5)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def markers(painter: QPainter, frame: Frame, found: Sequence[Marker]) -> None:
    """What happened on the way: a thin line from a flag at the top."""
    for marker in found:
        at = float(frame.xs(marker.step))
        if frame.box.left() <= at <= frame.box.right():
            colour = theme().color(_MARKS.get(marker.kind, "text_dim"))
            painter.setPen(pen(colour, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(at, frame.box.top()), QPointF(at, frame.box.bottom()))
            _flag(painter, QPointF(at, frame.box.top()), marker.kind, colour)


def _flag(painter: QPainter, at: QPointF, kind: str, colour: QColor) -> None:
    """Told apart by shape as well: a diamond for the best, a bar for a pause, a triangle for the rest."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    x, y = at.x(), at.y()
    if kind == "best":
        painter.drawPolygon([QPointF(x, y), QPointF(x + 4, y + 4), QPointF(x, y + 8), QPointF(x - 4, y + 4)])
    elif kind == "paused":
        painter.drawRect(QRectF(x - 3, y, 2, 7))
        painter.drawRect(QRectF(x + 1, y, 2, 7))
    elif kind == "resumed":
        painter.drawPolygon([QPointF(x - 3, y), QPointF(x + 4, y + 3.5), QPointF(x - 3, y + 7)])
    else:
        painter.drawPolygon([QPointF(x - 4, y), QPointF(x + 4, y), QPointF(x, y + 7)])
    painter.setBrush(Qt.BrushStyle.NoBrush)


def heading(painter: QPainter, width: float, title: str, entries: Sequence[Entry]) -> float:
    """Title and legend, in as many lines as they need; returns where they end (px)."""
    now = theme()
    for text, place, entry in placed(width, title, entries):
        painter.setFont(now.font("body", bold=True) if entry is None else now.font("small"))
        if entry is not None:
            sample = pen(entry.colour, entry.line, 2)
            painter.setPen(sample)
            painter.drawLine(
                QPointF(place.left(), place.center().y()), QPointF(place.left() + SAMPLE, place.center().y())
            )
            place = place.adjusted(SAMPLE + 4, 0, 0, 0)
        painter.setPen(now.color("text"))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(place.width()) + 1)
        painter.drawText(place, _LEFT, shown)
    return high(width, title, entries)


def high(width: float, title: str, entries: Sequence[Entry]) -> float:
    """How much room title and legend need (px)."""
    return max(place.bottom() for _text, place, _entry in placed(width, title, entries))


def placed(width: float, title: str, entries: Sequence[Entry]) -> list[tuple[str, QRectF, Entry | None]]:
    """Where each text of the heading stands; numbers have room to grow, so that nothing jumps."""
    small = QFontMetricsF(theme().font("small"))
    wide = min(width, QFontMetricsF(theme().font("body", bold=True)).horizontalAdvance(title) + 2)
    found: list[tuple[str, QRectF, Entry | None]] = [(title, QRectF(0, 0, wide, LINE), None)]
    x, y = wide + 12, 0.0
    for entry in entries:
        texts = (f"{entry.name} 00000000", entry.text)
        needs = min(width, SAMPLE + 8 + max(small.horizontalAdvance(text) for text in texts))
        if x + needs > width:
            x, y = 0.0, y + LINE
        found.append((entry.text, QRectF(x, y, needs, LINE), entry))
        x += needs + 8
    return found


def cursor(painter: QPainter, frame: Frame, step: float, values: Sequence[tuple[float, QColor]], words: str) -> None:
    """The line at a step, a ring on every curve, the step below, and what happened there."""
    at, now = float(frame.xs(step)), theme()
    if not frame.box.left() - 1 <= at <= frame.box.right() + 1:
        return
    painter.setPen(pen(now.color("text_dim")))
    painter.drawLine(QPointF(at, frame.box.top()), QPointF(at, frame.box.bottom()))
    for value, colour in values:
        y = float(frame.ys(value))
        if np.isfinite(y) and frame.box.top() <= y <= frame.box.bottom():
            painter.setPen(pen(colour, width=2))
            painter.setBrush(now.color("surface_2"))
            painter.drawEllipse(QPointF(at, y), 3.5, 3.5)
    painter.setFont(now.font("small"))
    _tag(painter, frame, at, frame.box.bottom() + 3, whole(step))
    if words:
        _tag(painter, frame, at, frame.box.top() + 10, words)


def _tag(painter: QPainter, frame: Frame, at: float, top: float, text: str) -> None:
    """A text in a small box, kept within the sides."""
    now, room = theme(), frame.box.width() + LEFT
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room) - 12)
    wide = painter.fontMetrics().horizontalAdvance(shown) + 12
    left = min(max(at - wide / 2, frame.box.left() - LEFT), frame.box.right() + RIGHT - wide)
    painter.setPen(pen(now.color("control")))
    painter.setBrush(now.color("raised"))
    painter.drawRoundedRect(QRectF(left, top, wide, 16), 4, 4)
    painter.setPen(now.color("text"))
    painter.drawText(QRectF(left, top, wide, 16), _CENTRE, shown)
    painter.setBrush(Qt.BrushStyle.NoBrush)

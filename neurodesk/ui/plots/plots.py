"""Plots of curves over the steps of a run, painted by hand into a picture that is kept.

A redraw paints the picture in a turn of its own (`turns`); what Qt then asks for, at any time, is that picture and the
cursor over it. So a plot that has grown never makes the canvas beside it wait.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QAccessible, QColor, QHideEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from neurodesk.ui.look.colour import mix
from neurodesk.ui.look.numbers import percent, short, whole
from neurodesk.ui.look.theme import theme
from neurodesk.ui.plots import plot_paint as paint
from neurodesk.ui.plots.axis import Axis, around
from neurodesk.ui.plots.curves import Fold, Points
from neurodesk.ui.plots.plot_hand import PlotHand
from neurodesk.ui.plots.plot_paint import Entry, Floats, Frame
from neurodesk.ui.plots.timeline import Timeline
from neurodesk.ui.turns import turns
from neurodesk.ui.words import later, spoken, tr

ORDER = (later("training"), later("validation"))  # always in these colours, whichever comes first
NOTHING: tuple[Floats, Floats] = (np.empty(0), np.empty(0))
NEAR = 6  # px from a marker to be told its words


@dataclass(eq=False)
class Curve:
    """One curve of a plot. `start` is added to the steps of a fold; `colour` counts in the theme's curves."""

    data: Fold | Points
    colour: int
    line: Qt.PenStyle = Qt.PenStyle.SolidLine
    start: float = 0.0
    smooth: bool = True
    other: bool = False  # of another run than the one that is shown
    raw: tuple[Floats, Floats] = NOTHING  # as it was measured; both as last drawn
    seen: tuple[Floats, Floats] = NOTHING  # in front: smoothed, where it is one of many steps

    def take(self, strength: float) -> None:
        """Take what there is now, to be drawn."""
        x, y = self.data.envelope()
        self.raw = x + self.start, y
        if self.smooth:
            x, y = self.data.smooth(strength)
        self.seen = x + self.start, y

    def at(self, step: float) -> float:
        """The value drawn nearest to a step; nan where there is none."""
        x, y = self.seen
        if not len(x):
            return float("nan")
        after = int(np.searchsorted(x, step))
        near = min(range(max(0, after - 1), min(len(x), after + 1)), key=lambda at: abs(x[at] - step))
        return float(y[near])


class CurvePlot(QWidget):
    """A few curves over steps, with a legend of their last values, or of those at the cursor."""

    spoken_role = QAccessible.Role.Chart

    def __init__(self, title: str, timeline: Timeline | None = None, *, log: bool = False, share: bool = False) -> None:
        super().__init__()
        self.title, self.log, self.share = title, log, share
        self.timeline = timeline or Timeline(self)
        self.curves: dict[str, Curve] = {}
        self.rubber = QRectF()  # the box that is being dragged, in pixels
        self.hint = ""  # what an empty plot says
        self._start = 0.0
        self._zoom: Axis | None = None
        self._picture, self._ground = QPixmap(), QPixmap()
        self._ground_of: object = None
        self._frame: Frame | None = None  # of the kept picture
        self._stale = True
        self.hand = PlotHand(self)
        self.setMinimumSize(192, 120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # so that nothing behind it is painted too
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(title)
        self.timeline.changed.connect(self.renew)
        self.timeline.cursor_moved.connect(self._point)
        theme().changed.connect(self.renew)

    def rename(self, title: str, *, share: bool) -> None:
        """Another title; `share` says that values are shares, printed in percent."""
        self.title, self.share = title, share
        self.setAccessibleName(title)
        self.renew()

    def set_log(self, log: bool) -> None:
        """A logarithmic scale shows late progress; it leaves out values that are not positive."""
        self.log, self._zoom = log, None
        self.renew()

    def clear(self, start: float = 0.0) -> None:
        """Empty the plot for a new run, or for one that goes on after `start` steps; curves of other runs stay."""
        self._start, self._zoom = start, None
        self.curves = {name: curve for name, curve in self.curves.items() if curve.other}
        self.renew()

    def extend(self, name: str, values: np.ndarray) -> None:
        """Append one value per step to a curve; it is drawn raw and smoothed."""
        if name not in self.curves:
            self.curves[name] = Curve(Fold(), self._colour(name), start=self._start)
        curve = self.curves[name]
        assert isinstance(curve.data, Fold)
        curve.data.extend(values)
        self.timeline.reach(curve.start + curve.data.length)
        self.renew()

    def mark(self, name: str, step: float, value: float, *, smooth: bool = False) -> None:
        """Append one measured point to a curve, as after an epoch."""
        if name not in self.curves:
            self.curves[name] = Curve(Points(), self._colour(name), smooth=smooth)
        data = self.curves[name].data
        assert isinstance(data, Points)
        data.add(step, value)
        self.timeline.reach(step)
        self.renew()

    def lay_over(self, curves: dict[str, Curve]) -> None:
        """Show these curves of other runs, instead of those before, behind the run's own."""
        own = {name: curve for name, curve in self.curves.items() if not curve.other}
        self.curves = {**curves, **own}
        self.renew()

    def see(self, values: Axis | None) -> None:
        """See a range of values; None sees all."""
        self._zoom = values
        self.renew()

    def renew(self) -> None:
        """Draw anew in one of the next turns."""
        self._stale = True
        if self.isVisible():
            turns().ask(self)

    def catch_up(self) -> None:
        """Draw what has come since the last redraw."""
        self._stale = False
        ratio = self.devicePixelRatioF()
        self._picture = QPixmap(self.size() * ratio)
        self._picture.setDevicePixelRatio(ratio)
        self._picture.fill(theme().color("surface"))
        painter = QPainter(self._picture)
        self._frame = self.paint_on(painter, QRectF(self.rect()), kept=True)
        painter.end()
        self.update()

    def frame(self) -> Frame:
        """Where the curves are, in pixels of the widget, and what the sides stand for."""
        if self._frame is None:
            self._frame = self._framed(QRectF(self.rect()))
        return self._frame

    def legend(self) -> list[Entry]:
        """Every curve with its value at the cursor, or its last."""
        step, found = self.timeline.cursor, []
        for name, curve in sorted(self.curves.items(), key=lambda one: (one[1].other, one[0] != ORDER[0])):
            y = curve.seen[1]
            value = curve.at(step) if step is not None else float(y[-1]) if len(y) else float("nan")
            called = spoken(name) if name in ORDER else name  # others are names that people gave
            found.append(Entry(called, self._said(value), theme().curve(curve.colour), curve.line))
        return found

    def paint_on(self, painter: QPainter, room: QRectF, *, kept: bool = False) -> Frame:
        """Paint the plot into a room of any size; with `kept` on a ground that is kept, its heading left out."""
        for curve in self.curves.values():
            curve.take(self.timeline.smoothing)
        frame = self._framed(room)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if kept:
            self._put_ground(painter, frame)
        else:
            painter.fillRect(room, theme().color("surface"))
            paint.heading(painter, room.width(), self.title, self.legend())
            paint.ground(painter, frame, share=self.share)
        painter.setClipRect(frame.box.adjusted(0, 0, 1, 1))
        self._paint_inside(painter, frame)
        painter.setClipping(False)
        paint.markers(painter, frame, self.timeline.markers)
        if self._is_empty() and self.hint:
            painter.setFont(theme().font())
            painter.setPen(theme().color("text_dim"))
            painter.drawText(frame.box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.hint)
        return frame

    # ------------------------------------------------------------------ inside

    def _paint_inside(self, painter: QPainter, frame: Frame) -> None:
        ordered = sorted(self.curves.values(), key=lambda curve: not curve.other)
        for curve in ordered:
            colour = theme().curve(curve.colour)
            if self.timeline.smoothing > 0 and curve.smooth and not curve.other:
                paint.line(painter, frame, *curve.raw, paint.pen(mix(colour, theme().color("surface_2"), 0.6)))
        for curve in ordered:
            colour = theme().curve(curve.colour)
            x, y = curve.seen
            paint.line(painter, frame, x, y, paint.pen(colour, curve.line), thick=not curve.other)
            if isinstance(curve.data, Points) and len(x) <= paint.DOTS:
                paint.dots(painter, frame, x, y, colour)

    def _is_empty(self) -> bool:
        return not self.curves

    def _framed(self, room: QRectF) -> Frame:
        top = paint.high(room.width(), self.title, self.legend()) + 4
        box = room.adjusted(paint.LEFT, top, -paint.RIGHT, -paint.BOTTOM)
        return Frame(box, self.timeline.axis(), self._zoom or self._values())

    def _values(self) -> Axis:
        """The range of what is seen: of the curves in front, and of most of what they leave behind."""
        steps, found = self.timeline.axis(), []
        for curve in self.curves.values():
            for x, y in (curve.seen, curve.raw) if curve.smooth else (curve.seen,):
                seen = y[(x >= steps.low) & (x <= steps.high) & np.isfinite(y) & ((y > 0) | (not self.log))]
                if len(seen):
                    found += [float(seen.min()), float(seen.max())]
        if not found:
            return Axis(0.0, 1.0) if not self.log else Axis(0.1, 1.0, log=True)
        seen = around(min(found), max(found), log=self.log)
        return replace(seen, high=min(seen.high, 1.0)) if self.share and max(found) <= 1.0 else seen  # 100% is all

    def _put_ground(self, painter: QPainter, frame: Frame) -> None:
        """Axes and grid, which stay the same for many redraws, from a picture of their own."""
        of = (self.size(), self.devicePixelRatioF(), frame, theme().dark, self.share, percent(0.5))
        if of != self._ground_of:
            self._ground_of = of
            self._ground = QPixmap(self._picture.size())
            self._ground.setDevicePixelRatio(self._picture.devicePixelRatio())
            self._ground.fill(theme().color("surface"))
            below = QPainter(self._ground)
            paint.ground(below, frame, share=self.share)
            below.end()
        painter.drawPixmap(0, 0, self._ground)

    def _said(self, value: float) -> str:
        if not np.isfinite(value):
            return "–"
        return percent(value) if self.share else short(value, 4)

    def _colour(self, name: str) -> int:
        own = [known for known, curve in self.curves.items() if not curve.other and known not in ORDER]
        return ORDER.index(name) if name in ORDER else len(ORDER) + len(own)

    def _point(self) -> None:
        self.update()
        if self.hasFocus():  # read to whoever cannot see it
            step = self.timeline.cursor
            told = ", ".join(entry.text for entry in self.legend())
            self.setAccessibleDescription(tr("step {step}", step=whole(step or 0)) + f": {told}")

    def _words_at(self, frame: Frame) -> str:
        """What happened at the cursor, as near as a hand can point."""
        at = float(frame.xs(self.timeline.cursor))
        return " · ".join(m.words for m in self.timeline.markers if abs(float(frame.xs(m.step)) - at) <= NEAR)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Put the kept picture on the screen, the legend and the cursor over it."""
        if self._stale and (self._picture.isNull() or not turns().asked(self)):
            self.catch_up()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint.heading(painter, self.width(), self.title, self.legend())
        step = self.timeline.cursor
        if step is not None:
            frame = self.frame()
            rings = [(curve.at(step), theme().curve(curve.colour)) for curve in self.curves.values()]
            paint.cursor(painter, frame, step, rings, self._words_at(frame))
        if not self.rubber.isNull():
            accent = QColor(theme().color("accent"))
            painter.setPen(paint.pen(accent))
            accent.setAlpha(40)
            painter.fillRect(self.rubber, accent)
            painter.drawRect(self.rubber)
        if self.hasFocus():
            painter.setPen(paint.pen(theme().color("accent")))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size is another picture, at once: an old one would be seen cut off."""
        super().resizeEvent(event)
        self._stale, self._picture, self._frame = True, QPixmap(), None

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what came while nobody saw it, and give way to the hand in the window this stands in."""
        super().showEvent(event)
        turns().watch(self.window().windowHandle())
        if self._stale:
            turns().ask(self)

    def hideEvent(self, event: QHideEvent) -> None:
        """What nobody sees waits for no turn."""
        super().hideEvent(event)
        turns().forget(self)

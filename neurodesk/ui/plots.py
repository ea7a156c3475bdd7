"""Plots of curves in the theme's look, on pyqtgraph.

Imported late: it takes longer to load than the rest of the window.
"""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGraphicsItem, QLabel, QVBoxLayout, QWidget

from neurodesk.ui.colour import mix
from neurodesk.ui.curves import Fold
from neurodesk.ui.theme import theme

ORDER = ("training", "validation")  # always in these colours, whichever comes first
REDRAW_MS = 100  # between two redraws while values keep coming: the eye follows no faster, and the canvas stays quick
SMOOTHING = 0.9  # a step keeps nine tenths of the mean so far


class CurvePlot(QWidget):
    """A few curves over steps, with a legend of their last values. Raw values stay visible under smoothed ones."""

    def __init__(self, title: str, *, log: bool = False, share: bool = False) -> None:
        super().__init__()
        self._share = share
        self._log = log
        self._start = 0  # steps taken before the first that is shown
        self.plot = pg.PlotWidget(enableMenu=False)
        menu = self.plot.getPlotItem().ctrlMenu  # made all the same, and by itself it would outlive the plot
        menu.setParent(self.plot, menu.windowFlags())
        self.plot.hideButtons()
        self.plot.setLogMode(y=log)
        self.plot.setMinimumSize(128, 96)
        self.plot.getPlotItem().setContentsMargins(0, 0, 8, 0)
        for side in ("left", "bottom"):  # text and grid are dear to draw, and the same for many steps
            self.plot.getAxis(side).setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self._stale: set[str] = set()  # curves with values that are not yet drawn
        self._rest = QTimer(self, interval=REDRAW_MS, singleShot=True)
        self._rest.timeout.connect(self.catch_up)
        self.folds: dict[str, Fold] = {}
        self.marks: dict[str, tuple[list[float], list[float]]] = {}
        self._raw: dict[str, pg.PlotDataItem] = {}
        self._line: dict[str, pg.PlotDataItem] = {}
        self._values: dict[str, QLabel] = {}
        self._title = QLabel(title)
        self._title.setProperty("role", "title")
        self._legend = QBoxLayout(QBoxLayout.Direction.LeftToRight)  # or a line a curve, where plots are narrow
        self._legend.setSpacing(0)
        self._legend.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._title)
        column.addLayout(self._legend)
        column.addWidget(self.plot)
        self.setAccessibleName(title)
        theme().changed.connect(self.recolour)
        self.recolour()

    def rename(self, title: str, *, share: bool) -> None:
        """Another title; `share` says that values are shares, printed in percent."""
        self._title.setText(title)
        self._share = share
        self.setAccessibleName(title)

    def set_log(self, log: bool) -> None:
        """A logarithmic scale shows late progress; it leaves out values that are not positive."""
        self._log = log
        self.plot.setLogMode(y=log)
        for name in [*self.folds, *self.marks]:
            self._draw(name)

    def clear(self, start: int = 0) -> None:
        """Empty the plot for a new run, or for one that goes on after `start` steps."""
        self._start = start
        for items in (self._raw, self._line):
            for item in items.values():
                self.plot.removeItem(item)
            items.clear()
        for label in self._values.values():
            label.deleteLater()
        self._values.clear()
        self.folds.clear()
        self.marks.clear()
        self._stale.clear()
        self._rest.stop()

    def extend(self, name: str, values: np.ndarray) -> None:
        """Append one value per step to a curve; it is drawn raw and smoothed."""
        if name not in self.folds:
            self.folds[name] = Fold()
            self._add(name, raw=True)
        self.folds[name].extend(values)
        self._draw_soon(name)

    def mark(self, name: str, step: float, value: float) -> None:
        """Append one measured point to a curve, as after an epoch."""
        if name not in self.marks:
            self.marks[name] = ([], [])
            self._add(name, raw=False)
        xs, ys = self.marks[name]
        xs.append(step)
        ys.append(value)
        self._draw_soon(name)

    def catch_up(self) -> None:
        """Draw what has come since the last redraw."""
        stale, self._stale = self._stale, set()
        for name in stale:
            self._draw(name)
        self.plot.getViewBox().updateAutoRange()  # else it happens while painting, and all is painted a second time

    def rows(self) -> list[tuple[str, float, float]]:
        """Every point as (curve, step, value), for a file; folded curves give the mean of each bucket."""
        found = [
            (name, float(x) + self._start, float(y))
            for name, fold in self.folds.items()
            for x, y in zip(*fold.smooth(0.0), strict=True)
        ]
        return found + [(name, x, y) for name, (xs, ys) in self.marks.items() for x, y in zip(xs, ys, strict=True)]

    def recolour(self) -> None:
        """Take the colours of the theme."""
        now = theme()
        self.plot.setBackground(now.color("surface_2"))
        for side in ("left", "bottom"):
            axis = self.plot.getAxis(side)
            axis.setPen(now.color("line"))
            axis.setTextPen(now.color("text_dim"))
            axis.setStyle(tickFont=now.font("small"), maxTickLevel=1)
        self.plot.getAxis("left").setWidth(40)
        self.plot.showGrid(x=True, y=True, alpha=0.15)
        for name in [*self.folds, *self.marks]:
            self._draw(name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the legend out for the new width."""
        super().resizeEvent(event)
        self._lay_legend()

    def _lay_legend(self) -> None:
        """All curves in one line where they have room, else one below the other: never cut off."""
        needed = sum(label.sizeHint().width() + 16 for label in self._values.values())
        direction = QBoxLayout.Direction.LeftToRight if needed <= self.width() else QBoxLayout.Direction.TopToBottom
        self._legend.setDirection(direction)

    def _colour(self, name: str):
        return theme().curve(ORDER.index(name) if name in ORDER else len(ORDER) + list(self._values).index(name))

    def _add(self, name: str, *, raw: bool) -> None:
        label = QLabel(textFormat=Qt.TextFormat.PlainText, minimumWidth=1)  # a narrow window clips it, and stays narrow
        label.setContentsMargins(0, 0, 12, 0)
        self._values[name] = label
        self._legend.insertWidget(0 if name == ORDER[0] else self._legend.count() - 1, label)  # before the stretch
        if raw:
            self._raw[name] = self.plot.plot(skipFiniteCheck=False)
        self._line[name] = self.plot.plot()

    def _draw_soon(self, name: str) -> None:
        self._stale.add(name)
        if not self._values[name].text():  # a curve begins at once
            self.catch_up()
        elif not self._rest.isActive():
            self._rest.start()

    def _draw(self, name: str) -> None:
        colour = self._colour(name)
        if name in self.folds:
            fold = self.folds[name]
            faint = mix(colour, theme().color("surface_2"), 0.6)
            x, y = fold.envelope()
            self._raw[name].setData(x + self._start, y, pen=pg.mkPen(faint, width=1))
            x, y = fold.smooth(SMOOTHING)
            x, y = (part[:: -(1 + len(part) // 512)][::-1] for part in (x, y))  # wide lines are dear; the last stays
            self._line[name].setData(x + self._start, y, pen=pg.mkPen(colour, width=2))
        else:
            x, y = (np.asarray(part) for part in self.marks[name])
            few = len(x) <= 40  # more would run into one another
            self._line[name].setData(
                x,
                y,
                pen=pg.mkPen(colour, width=2),
                symbol="o" if few else None,
                symbolSize=5,
                symbolBrush=colour,
                symbolPen=None,
            )
        last = f"{y[-1]:.1%}" if self._share and len(y) else f"{y[-1]:.4g}" if len(y) else "–"
        label, told = self._values[name], f"{name} {last}"
        wider = len(told) != len(label.text())
        label.setText(told)
        if label.palette().windowText().color() != colour:
            label.setStyleSheet(f"color: {colour.name()}; font-size: 11px;")
        if wider:
            self._lay_legend()

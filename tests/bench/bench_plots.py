"""What training draws: a curve of a million points, and 64 feature maps, as we draw them and as pyqtgraph does.

Run: python -m tests.bench.bench_plots

A redraw is new data and the repaint of the whole widget; times are processor time, so that a busy machine does not
count. The curve grows by a few steps between two redraws, as while training.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from statistics import median
from time import process_time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from neurodesk.ui.app import application
from neurodesk.ui.pictures import mosaic
from neurodesk.ui.plots.plots import CurvePlot
from tests.bench.rows import Row, show

POINTS = 1_000_000
NEW = 16  # steps between two redraws
SIZE = (800, 500)  # px
MAPS, SIDE = 64, 28
CURVE, PICTURES = 20.0, 3.0  # times faster, at least
TURNS = 9

Redraw = Callable[[], object]


def loss(count: int) -> np.ndarray:
    """A loss that falls, with noise."""
    return np.random.default_rng(0).normal(0, 0.1, count) + np.exp(-3 * np.arange(count) / count)


def shown(widget: QWidget) -> QWidget:
    """A widget on the screen, laid out."""
    widget.resize(*SIZE)
    widget.show()
    QApplication.processEvents()
    return widget


def our_curve() -> tuple[QWidget, Redraw]:
    """Our plot: the loss raw and smoothed, folded."""
    plot = CurvePlot("Loss")
    shown(plot)
    plot.extend("training", loss(POINTS))
    new = np.full(NEW, 0.5)
    return plot, lambda: (plot.extend("training", new), plot.catch_up(), plot.repaint())


def their_curve() -> tuple[QWidget, Redraw]:
    """The same numbers in a plot as pyqtgraph makes it."""
    plot = pg.PlotWidget()
    shown(plot)
    curve = plot.plot(pen="y")
    y = np.concatenate([loss(POINTS), np.full(NEW * TURNS * 4, 0.5)])
    x = np.arange(len(y), dtype=float)
    ends = iter(range(POINTS, len(y), NEW))

    def redraw() -> None:
        end = next(ends)
        curve.setData(x[:end], y[:end])
        plot.viewport().repaint()

    return plot, redraw


def feature_maps() -> list[np.ndarray]:
    """Four probes of 64 maps of 28 x 28."""
    return list(np.random.default_rng(0).normal(size=(4, MAPS, SIDE, SIDE)).astype(np.float32))


class Sheet(QWidget):
    """One picture over the whole widget."""

    picture = None

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.picture is not None:
            QPainter(self).drawImage(self.rect(), self.picture)


def our_maps() -> tuple[QWidget, Redraw]:
    """All maps in one picture, each scaled to its own range."""
    sheet, probes = Sheet(), feature_maps()
    shown(sheet)

    def redraw() -> None:
        probes.append(probes.pop(0))
        sheet.picture = mosaic(probes[0])
        sheet.repaint()

    return sheet, redraw


def their_maps() -> tuple[QWidget, Redraw]:
    """An ImageItem for each map, all in one ViewBox, each scaled to its own range."""
    canvas, probes = pg.GraphicsLayoutWidget(), feature_maps()
    box = canvas.addViewBox()
    items = []
    for at in range(MAPS):
        item = pg.ImageItem()
        item.setPos((at % 8) * (SIDE + 2), (at // 8) * (SIDE + 2))
        item.setColorMap("viridis")
        box.addItem(item)
        items.append(item)
    shown(canvas)

    def redraw() -> None:
        probes.append(probes.pop(0))
        for item, picture in zip(items, probes[0], strict=True):
            item.setImage(picture, autoLevels=True)
        canvas.viewport().repaint()

    return canvas, redraw


def against(name: str, wanted: float, sides: Mapping[str, Callable[[], tuple[QWidget, Redraw]]]) -> Row:
    """Redraw both sides in turn."""
    made = {side: make() for side, make in sides.items()}
    times: dict[str, list[float]] = {side: [] for side in made}
    for turn in range(TURNS + 1):
        for side, (_, redraw) in made.items():
            started = process_time()
            redraw()
            times[side].append(process_time() - started)
            QApplication.processEvents()
        if not turn:  # the first redraw lays out
            times = {side: [] for side in made}
    for widget, _ in made.values():
        widget.close()
    mine, theirs = (1e3 * median(times[side]) for side in ("ours", "theirs"))
    return Row(name, mine, theirs, theirs / mine, wanted, unit="ms")


def main() -> list[Row]:
    """Measure both and print the table."""
    application()
    rows = [
        against("curve of a million points", CURVE, {"ours": our_curve, "theirs": their_curve}),
        against("64 feature maps", PICTURES, {"ours": our_maps, "theirs": their_maps}),
    ]
    print(show(rows, "Redrawn while training, against pyqtgraph as it comes"))
    return rows


if __name__ == "__main__":
    good = all(row.good for row in main())
    sys.stdout.flush()
    os._exit(not good)  # the tear-down of both is not measured

"""Plots as files: all values as a table, or the plots as they are seen, as PNG or SVG."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QByteArray, QRectF, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from neurodesk.files.tables import csv_bytes
from neurodesk.ui import pictures
from neurodesk.ui.look.theme import theme
from neurodesk.ui.plots.curves import Fold
from neurodesk.ui.plots.plots import CurvePlot

WIDE, HIGH, BETWEEN = 640, 400, 24  # px of a plot in a picture
SHARP = 2  # device pixels of a pixel in a PNG


def table(plots: Mapping[str, CurvePlot], losses: NDArray[np.float32]) -> bytes:
    """Every value of every plot as CSV: plot, curve, step, value. `losses` are those of all steps from the first, where
    they are known; else long curves give the mean of each bucket of steps.
    """
    return csv_bytes(_rows(plots, losses))


def _rows(plots: Mapping[str, CurvePlot], losses: NDArray[np.float32]) -> Iterator[Sequence[Any]]:
    yield "plot", "curve", "step", "value"
    for plot, shown in plots.items():
        for name, curve in shown.curves.items():
            if isinstance(curve.data, Fold) and not curve.other and len(losses) >= curve.start + curve.data.length:
                points: Iterable[tuple[float, float]] = ((at + 1, float(value)) for at, value in enumerate(losses))
            else:
                x, y = curve.data.smooth(0.0)
                later = curve.start + isinstance(curve.data, Fold)  # the first step of a fold is its number 1
                points = [(float(step) + later, float(value)) for step, value in zip(x, y, strict=True)]
            for step, value in points:
                yield plot, name, f"{step:g}" if step < 1e6 else f"{step:.1f}", value


def png(plots: Sequence[CurvePlot]) -> bytes:
    """The plots below one another as a picture."""
    size = _size(plots)
    image = QImage(size * SHARP, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(SHARP)
    image.fill(theme().color("surface"))
    painter = QPainter(image)
    _paint(painter, plots)
    painter.end()
    return pictures.png(image)


def svg(plots: Sequence[CurvePlot]) -> bytes:
    """The plots below one another as a drawing that stays sharp at every size."""
    data = QByteArray()
    kept = QBuffer(data)
    kept.open(QBuffer.OpenModeFlag.WriteOnly)
    made, size = QSvgGenerator(), _size(plots)
    made.setOutputDevice(kept)
    made.setSize(size)
    made.setViewBox(QRectF(0, 0, size.width(), size.height()))
    made.setTitle("NeuroDesk")
    painter = QPainter(made)
    painter.fillRect(QRectF(0, 0, size.width(), size.height()), theme().color("surface"))
    _paint(painter, plots)
    painter.end()
    kept.close()
    return bytes(data.data())


def _size(plots: Sequence[CurvePlot]) -> QSize:
    return QSize(WIDE + 2 * BETWEEN, BETWEEN + len(plots) * (HIGH + BETWEEN))


def _paint(painter: QPainter, plots: Sequence[CurvePlot]) -> None:
    for at, plot in enumerate(plots):
        painter.save()
        painter.translate(BETWEEN, BETWEEN + at * (HIGH + BETWEEN))
        plot.paint_on(painter, QRectF(0, 0, WIDE, HIGH))
        painter.restore()
        plot.renew()  # it took the values of this moment; its own picture follows

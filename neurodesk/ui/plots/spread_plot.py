"""How the weights or gradients of one layer are spread, over the steps of a run: dark where many are, step by step."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from neurodesk.training.events import WeightsMeasured
from neurodesk.ui.look.colour import mix
from neurodesk.ui.look.numbers import short
from neurodesk.ui.look.theme import theme
from neurodesk.ui.plots.axis import Axis, around
from neurodesk.ui.plots.plot_paint import Entry, Frame
from neurodesk.ui.plots.plots import CurvePlot
from neurodesk.ui.plots.timeline import Timeline
from neurodesk.ui.words import tr

MOST = 512  # measurements kept of a layer; beyond, every second one is left out
ROWS = 96  # of the picture, from the least to the greatest value
_EDGE = 0.05  # share of the measurements that may lie beyond what is shown: the first gradients are often huge


@dataclass(eq=False)
class History:
    """The spreads of one layer, in the order they came."""

    steps: list[float] = field(default_factory=list)
    bounds: list[NDArray[np.float32]] = field(default_factory=list)
    counts: list[NDArray[np.int64]] = field(default_factory=list)

    def add(self, step: float, bounds: NDArray[np.float32], counts: NDArray[np.int64]) -> None:
        """Append one."""
        for kept, new in ((self.steps, step), (self.bounds, bounds), (self.counts, counts)):
            kept.append(new)  # type: ignore[arg-type, attr-defined]
            if len(kept) > MOST:
                del kept[1:-1:2]

    def picture(self, values: Axis, steps: NDArray[np.float64]) -> NDArray[np.float64]:
        """How many numbers lie at each of ROWS values at the measurement nearest to each step: 0 to 1, ROWS x steps."""
        bounds, counts = np.asarray(self.bounds, float), np.asarray(self.counts, float)
        low, wide = bounds[:, :1], np.maximum(bounds[:, 1:] - bounds[:, :1], 1e-12)
        at = np.asarray([values.value((row + 0.5) / ROWS) for row in range(ROWS)])
        bins = np.floor((at[None] - low) / wide * counts.shape[1]).astype(int)
        inside = (bins >= 0) & (bins < counts.shape[1])
        found = np.take_along_axis(counts, np.clip(bins, 0, counts.shape[1] - 1), 1) * inside
        narrow = ~inside.any(1)  # all numbers of a measurement lie between two rows
        row = np.clip(values.place(bounds.mean(1)) * ROWS, 0, ROWS - 1).astype(int)
        found[narrow, row[narrow]] = 1.0
        found = np.sqrt(found / np.maximum(found.max(1, keepdims=True), 1.0))
        known = np.asarray(self.steps)
        after = np.clip(np.searchsorted(known, steps), 0, len(known) - 1)
        before = np.maximum(after - 1, 0)
        nearest = np.where(np.abs(known[before] - steps) <= np.abs(known[after] - steps), before, after)
        sheet = found[nearest].T
        sheet[:, (steps > known[-1]) | (steps < known[0])] = 0.0
        return sheet


class SpreadPlot(CurvePlot):
    """A heat map over the steps, of the layer and of what `choose` was told."""

    def __init__(self, timeline: Timeline) -> None:
        super().__init__(tr("Spread"), timeline)
        self.layer, self.what = "", "weights"
        self._known: dict[tuple[str, str], History] = {}

    def layers(self) -> list[str]:
        """The layers that were measured, in the order of the network."""
        return list(dict.fromkeys(layer for layer, _what in self._known))

    def choose(self, layer: str, what: str) -> None:
        """Show another layer, or `weights` or `gradients` of it."""
        self.layer, self.what = layer, what
        self.see(None)

    def take(self, event: WeightsMeasured) -> None:
        """Append what was measured."""
        for at, layer in enumerate(event.nodes):
            for what, bounds, counts in (
                ("weights", event.weight_bounds[at], event.weights[at]),
                ("gradients", event.gradient_bounds[at], event.gradients[at]),
            ):
                self._known.setdefault((layer, what), History()).add(event.step, bounds, counts)
        if self.layer not in event.nodes and event.nodes:
            self.layer = event.nodes[0]
        self.timeline.reach(event.step)
        self.renew()

    def clear(self, start: float = 0.0) -> None:
        """Forget all, for a new run."""
        self._known.clear()
        super().clear(start)

    def legend(self) -> list[Entry]:
        """The layer, and between which values its numbers lie at the cursor, or at last."""
        found = self._shown()
        if found is None:
            return []
        step = self.timeline.cursor
        at = -1 if step is None else int(np.argmin(np.abs(np.asarray(found.steps) - step)))
        low, high = found.bounds[at]
        told = tr("{low} to {high}", low=short(low), high=short(high))
        return [Entry(self.layer, told, theme().curve(0), Qt.PenStyle.SolidLine)]

    def _shown(self) -> History | None:
        return self._known.get((self.layer, self.what))

    def _is_empty(self) -> bool:
        return self._shown() is None

    def _values(self) -> Axis:
        found = self._shown()
        if found is None:
            return Axis(-1.0, 1.0)
        low, high = np.sort(np.asarray(found.bounds, float), axis=0).T
        beyond = int(_EDGE * len(low))  # by hand: numpy's own percentile loads 0.1 s of other things first
        return around(float(low[beyond]), float(high[len(high) - 1 - beyond]))

    def _paint_inside(self, painter: QPainter, frame: Frame) -> None:
        found = self._shown()
        if found is None:
            return
        across = max(1, int(frame.box.width()) // 2)
        steps = np.asarray([frame.x.value((at + 0.5) / across) for at in range(across)])
        levels = (255 * found.picture(frame.y, steps)[::-1]).astype(np.uint8)
        painter.drawImage(QRectF(frame.box), _tinted(np.ascontiguousarray(levels)))


def _tinted(levels: NDArray[np.uint8]) -> QImage:
    """Levels as a picture from the ground to the colour of the first curve."""
    image = QImage(levels.data, levels.shape[1], levels.shape[0], levels.strides[0], QImage.Format.Format_Indexed8)
    image.setColorTable(_shades(theme().color("surface_2").name(), theme().curve(0).name()))
    return image.copy()


@lru_cache(maxsize=2)
def _shades(ground: str, ink: str) -> list[int]:
    return [mix(QColor(ground), QColor(ink), at / 255).rgb() for at in range(256)]

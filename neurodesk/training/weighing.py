"""How weights and gradients of every node are spread while a network learns, and how far one step moves them.

A measurement is two small samples of the one row of numbers that all weights lie in, before and after a single step. It
takes at most 0.4 % of the time, however often it is wanted.
"""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import NDArray

from neurodesk.training.events import WeightsMeasured
from neurodesk.training.updates import Flat, Rows

BUDGET = 0.004  # share of the training time
MOST = 2048  # numbers of a node that are looked at: every so-manieth of a large one
NODES = 256  # measured at most
BINS = 32

Sample = list[NDArray[np.float32]]


class Weighing:
    """Weighs the nodes of one flat network at most `hz` times a second: `begin`, one step, `weigh`."""

    def __init__(self, flat: Flat, hz: float) -> None:
        self.flat, self.hz = flat, hz
        self.due = 0.0  # clock time of the next measurement
        held: dict[str, list[int]] = {}
        for at, name in enumerate(flat.names):
            held.setdefault(name.split(".", 1)[0], []).append(at)
        self.nodes = tuple(held)[:NODES]
        self._held = [held[node] for node in self.nodes]
        self._sizes = [sum(flat.parameters[at].numel() for at in ats) for ats in self._held]
        self._before: Sample | None = None

    @torch.no_grad()
    def begin(self) -> None:
        """Remember the weights before the step that is measured."""
        self._before = self._sample(self.flat.weights)

    @torch.no_grad()
    def weigh(self, run: int, step: int) -> WeightsMeasured:
        """The spread of weights and gradients now, their norms, and the norm of what was moved since `begin`."""
        weights, gradients = self._sample(self.flat.weights), self._sample(self.flat.gradients)
        before, self._before = self._before or weights, None
        norms = [
            [self._norm(at, values) for values in (now, slope, now - then)]
            for at, (now, slope, then) in enumerate(zip(weights, gradients, before, strict=True))
        ]
        (counts, bounds), (sloped, slopes) = _spread(weights), _spread(gradients)
        moved = np.asarray(norms, np.float32).reshape(-1, 3)
        return WeightsMeasured(run, step, self.nodes, counts, sloped, bounds, slopes, moved)

    def spent(self, begun: float, ended: float, took: float) -> None:
        """Say when a measurement was begun and ended (clock time) and how many seconds of that it took itself."""
        least = 1.0 / self.hz if self.hz > 0 else math.inf
        self.due = max(begun + least, ended + took / BUDGET)

    def _sample(self, rows: Rows) -> Sample:
        pieces = rows
        if self.flat.joined:
            pieces = list(torch.split(rows[0], [weight.numel() for weight in self.flat.parameters]))
        parts = [
            torch.cat([pieces[at].reshape(-1)[:: -(-size // MOST)] for at in ats])
            for ats, size in zip(self._held, self._sizes, strict=True)
        ]
        if not parts:
            return []
        values = torch.cat([part.float() for part in parts]).cpu().numpy()
        return np.split(values, np.cumsum([len(part) for part in parts])[:-1])

    def _norm(self, at: int, values: NDArray[np.float32]) -> float:
        """The norm of all numbers of a node, of which these are every so-manieth."""
        return float(np.linalg.norm(values)) * math.sqrt(self._sizes[at] / len(values))


def _spread(sample: Sample) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Counts in equal bins (n B) between least and greatest (n 2), of what is finite."""
    counts = np.zeros((len(sample), BINS), np.int64)
    bounds = np.zeros((len(sample), 2), np.float32)
    for at, values in enumerate(sample):
        finite = values[np.isfinite(values)].astype(np.float64)
        if not finite.size:
            continue
        low, high = float(finite.min()), float(finite.max())
        wide = high - low or 1.0
        counts[at] = np.bincount(np.minimum((finite - low) * (BINS / wide), BINS - 1).astype(np.int64), minlength=BINS)
        bounds[at] = low, high
    return counts, bounds

"""One side of a plot: a range of numbers, where each lies on it, and which of them are written beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from neurodesk.ui.look.numbers import fixed, percent, short

_NOTHING = 1e-290  # floats below have too few digits to be divided into steps
_LEAST = 1e-12  # the smallest number on a logarithmic axis
_ROOM = 0.04  # of the range, left free beyond the least and the greatest value


@dataclass(frozen=True, slots=True)
class Axis:
    """The numbers from `low` to `high`, evenly or, with `log`, by their logarithm."""

    low: float
    high: float
    log: bool = False

    def place(self, values: ArrayLike) -> NDArray[np.float64]:
        """Where values lie, 0 at `low` and 1 at `high`; nan where a logarithmic axis has no place for them."""
        known = np.asarray(values, dtype=float)
        if not self.log:
            return (known - self.low) / (self.high - self.low)
        with np.errstate(invalid="ignore", divide="ignore"):
            logs = np.log(np.where(known > 0, known, np.nan))
        low, high = math.log(self.low), math.log(self.high)
        return (logs - low) / (high - low)

    def value(self, share: float) -> float:
        """The number at a place, the inverse of `place`."""
        if self.log:
            return float(self.low * (self.high / self.low) ** share)
        return self.low + share * (self.high - self.low)

    def part(self, begin: float, end: float) -> Axis:
        """The range between two places; both may lie outside. One that is too narrow to draw is widened."""
        low, high = sorted((self.value(begin), self.value(end)))
        least = max(abs(low), abs(high), 1e-9) * 1e-9
        return replace(self, low=low, high=high if high - low > least else low + least)

    def ticks(self, most: int) -> list[float]:
        """Round numbers to write, about `most` at the most, in order."""
        if self.log and self.high / self.low >= 10:
            return self._powers(most)
        step = round_step((self.high - self.low) / max(most, 1))
        first = math.ceil(self.low / step - 1e-9)
        return [at * step for at in range(first, math.floor(self.high / step + 1e-9) + 1)]

    def _powers(self, most: int) -> list[float]:
        first, last = math.ceil(math.log10(self.low) - 1e-9), math.floor(math.log10(self.high) + 1e-9)
        every = max(1, -(-(last - first + 1) // max(most, 1)))
        inner = (1, 2, 5) if 3 * (last - first + 1) <= most else (1,)
        found = [m * 10.0**power for power in range(first - 1, last + 1, every) for m in inner]
        return [value for value in found if self.low <= value * (1 + 1e-9) and value <= self.high * (1 + 1e-9)]


def around(low: float, high: float, *, log: bool = False) -> Axis:
    """A calm range that holds the numbers from `low` to `high`: its ends are round, so it stays as the numbers move."""
    if log:
        low = max(low, _LEAST)
        high = max(high, low * 1.001)
        return Axis(
            10 ** (math.floor(math.log10(low) * 4) / 4), 10 ** (math.ceil(math.log10(high) * 4 + 1e-9) / 4), True
        )
    span = high - low
    if span <= max(1e-9 * max(abs(low), abs(high)), _NOTHING):
        span = abs(low) if abs(low) > _NOTHING else 1.0
        low, high = low - span / 2, high + span / 2
    step = round_step(span / 8)
    under, over = low - _ROOM * span, high + _ROOM * span
    if low >= 0 > under:  # what is never negative has no room below zero
        under = 0.0
    return Axis(math.floor(under / step) * step, math.ceil(over / step) * step)


def round_step(step: float) -> float:
    """The next of 1, 2, 5, 10, 20 ... and their tenths that is not smaller."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(m * power for m in (1, 2, 5, 10) if m * power >= step * (1 - 1e-9))


def written(ticks: list[float], *, share: bool = False) -> list[str]:
    """Ticks as texts of one kind: `0.25`, `1e-05`, `20 k`, or with `share` `25%`."""
    if share:
        return [percent(tick, _places([100 * tick for tick in ticks])) for tick in ticks]
    top = max((abs(tick) for tick in ticks), default=0.0)
    if top >= 1e4 and all(tick == round(tick) for tick in ticks):
        unit, name = next(pair for pair in ((1e9, " G"), (1e6, " M"), (1e3, " k")) if top >= pair[0])
        return [f"{short(tick / unit, 6)}{name}" if tick else "0" for tick in ticks]
    if top >= 1e5 or top < 1e-3 or _spread(ticks):
        return [short(tick, 4) for tick in ticks]
    return [fixed(tick, _places(ticks)) for tick in ticks]


def _spread(ticks: list[float]) -> bool:
    """Whether ticks are those of a logarithmic axis over decades."""
    return len(ticks) > 2 and ticks[0] > 0 and ticks[-1] / ticks[0] >= 50 and ticks[1] / ticks[0] > 1.9


def _places(ticks: list[float]) -> int:
    """The decimals that tell ticks apart."""
    gap = min((b - a for a, b in pairwise(ticks)), default=abs(ticks[0]) if ticks else 1.0)
    return min(8, max(0, -math.floor(math.log10(gap) + 1e-9))) if gap > 0 else 0

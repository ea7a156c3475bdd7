"""Curves: of any length in a few thousand numbers (least and greatest of each bucket, buckets doubling as the curve
grows), or of measured points.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

BUCKETS = 2048  # more than the pixels of any plot, so that folding is not seen


class Fold:
    """A growing curve, one value per step. Memory stays the same whatever its length; appending n values costs O(n)."""

    def __init__(self, buckets: int = BUCKETS) -> None:
        self.stride = 1  # steps in a bucket
        self.length = 0  # steps in all
        self._buckets = buckets
        self._low = np.empty(buckets)
        self._high = np.empty(buckets)
        self._mean = np.empty(buckets)
        self._full = 0
        self._rest = np.empty(0)

    def extend(self, values: ArrayLike) -> None:
        """Append values in order; NaN leaves a gap."""
        rest = np.concatenate([self._rest, np.asarray(values, dtype=float).ravel()])
        self.length += len(rest) - len(self._rest)
        while len(rest) >= self.stride:
            if self._full == self._buckets:
                self._halve()
                continue
            count = min(len(rest) // self.stride, self._buckets - self._full)
            block = rest[: count * self.stride].reshape(count, self.stride)
            at = slice(self._full, self._full + count)
            self._low[at], self._high[at] = np.fmin.reduce(block, 1), np.fmax.reduce(block, 1)
            self._mean[at] = block.mean(1)
            self._full += count
            rest = rest[count * self.stride :]
        self._rest = rest.copy()

    def envelope(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The curve as x (steps) and y: least and greatest of each bucket in turn, then what is not yet in a bucket."""
        low, high = self._low[: self._full], self._high[: self._full]
        x = np.arange(self._full) * float(self.stride)
        if self.stride == 1:
            ys, xs = low, x
        else:
            ys, xs = np.column_stack([low, high]).ravel(), np.column_stack([x, x + self.stride / 2]).ravel()
        tail = self._full * self.stride + np.arange(len(self._rest), dtype=float)
        return np.concatenate([xs, tail]), np.concatenate([ys, self._rest])

    def smooth(self, strength: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The exponentially weighted mean of the buckets, each half a bucket late; `strength` 0 (raw) to 0.99.

        The weights are those of Holt (1957), normalised over what has been seen: the start is not pulled to zero.
        """
        y = np.concatenate([self._mean[: self._full], [self._rest.mean()] if len(self._rest) else []])
        x = (np.arange(len(y)) + 0.5) * self.stride - 0.5
        return x, smoothed(y, strength)

    def _halve(self) -> None:
        half = self._buckets // 2
        self._low[:half] = np.fmin.reduce(self._low.reshape(-1, 2), 1)
        self._high[:half] = np.fmax.reduce(self._high.reshape(-1, 2), 1)
        self._mean[:half] = self._mean.reshape(-1, 2).mean(1)
        self._full, self.stride = half, self.stride * 2


class Points:
    """A curve of points that were measured now and then, as after an epoch. Beyond `most` every second one is left out,
    the first and the last never.
    """

    def __init__(self, most: int = 2 * BUCKETS) -> None:
        self._most = most
        self._xs: list[float] = []
        self._ys: list[float] = []

    def add(self, x: float, y: float) -> None:
        """Append one point; x never falls."""
        self._xs.append(x)
        self._ys.append(y)
        if len(self._xs) > self._most:
            self._xs = [*self._xs[:-1:2], self._xs[-1]]
            self._ys = [*self._ys[:-1:2], self._ys[-1]]

    @property
    def length(self) -> int:
        """How many points there are."""
        return len(self._xs)

    def envelope(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The points as x and y."""
        return np.asarray(self._xs, float), np.asarray(self._ys, float)

    def smooth(self, strength: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The exponentially weighted mean of the points, as that of a `Fold`."""
        x, y = self.envelope()
        return x, smoothed(y, strength)


def smoothed(y: NDArray[np.float64], strength: float) -> NDArray[np.float64]:
    """The exponentially weighted mean so far of each number; `strength` 0 (as it is) to 0.99."""
    if not len(y) or strength <= 0:
        return y
    reach = min(len(y), max(1, int(np.log(1e-4) / np.log(strength))))
    weights = strength ** np.arange(reach)
    filled = np.where(np.isfinite(y), y, 0.0)
    seen = np.convolve(np.isfinite(y).astype(float), weights)[: len(y)]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.convolve(filled, weights)[: len(y)] / seen


def per_pixel(
    x: NDArray[np.float64], y: NDArray[np.float64], pixels: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A curve in pixels, x in order, as at most four points a pixel: first, least, greatest and last in their order."""
    if len(x) <= 4 * pixels:
        return x, y
    column = np.floor(x).astype(np.int64)
    begins = np.flatnonzero(np.r_[True, np.diff(column) > 0])
    ends = np.r_[begins[1:], len(x)] - 1
    low, high = np.fmin.reduceat(y, begins), np.fmax.reduceat(y, begins)
    ys = np.column_stack([y[begins], low, high, y[ends]]).ravel()
    return np.repeat(x[begins], 4), ys

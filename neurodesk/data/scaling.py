"""The scaling that brings numbers near 0 and 1, fitted on the training examples only."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

BLOCK = 1 << 21  # numbers of a block
KINDS = ("none", "standard", "channels", "whole")
"""Scale nothing; each number of an example by itself; each channel of a C H W picture; all numbers alike."""


@dataclass(frozen=True, slots=True, eq=False)
class Scaling:
    """`(x - mean) / std`; both arrays broadcast against one example."""

    kind: str
    mean: Floats
    std: Floats

    def apply(self, x: NDArray[Any]) -> NDArray[Any]:
        """Scale N examples into a new float32 array; whole numbers, which are names of things, stay as they are."""
        if self.kind == "none" or x.dtype.kind != "f":
            return x.copy()
        scaled: NDArray[Any] = np.subtract(x, self.mean, dtype=np.float32)
        scaled /= self.std
        return scaled

    def undo(self, x: NDArray[Any]) -> NDArray[Any]:
        """Turn scaled numbers back into the units they came in."""
        return x.copy() if self.kind == "none" else (x * self.std + self.mean).astype(np.float32, copy=False)


NONE = Scaling("none", np.zeros((), np.float32), np.ones((), np.float32))
"""The scaling that changes nothing."""


def blocks(x: NDArray[Any], rows: NDArray[np.int64] | None = None) -> Iterator[NDArray[Any]]:
    """N examples, or those in `rows`, some at a time, so that float64 copies of them stay small."""
    step = min(4096, max(1, BLOCK // max(1, math.prod(x.shape[1:]))))
    for start in range(0, len(x) if rows is None else len(rows), step):
        yield x[start : start + step] if rows is None else x[rows[start : start + step]]


def fit(kind: str, x: NDArray[Any], train: NDArray[np.int64] | None = None) -> Scaling:
    """Measure mean and standard deviation in float64 over N examples, or those of them in `train`; what never varies
    keeps std 1.
    """
    if kind not in KINDS:
        raise ValueError(f"a scaling is one of {', '.join(KINDS)}, not {kind}")
    examples = len(x) if train is None else len(train)
    if kind == "none" or x.dtype.kind != "f" or not examples:
        return NONE
    axes = {"standard": (0,), "channels": (0, *range(2, x.ndim)), "whole": tuple(range(x.ndim))}[kind]
    count = examples * np.prod([x.shape[axis] for axis in axes[1:]])
    mean = sum(block.sum(axes, np.float64, keepdims=True) for block in blocks(x, train)) / count
    std = np.sqrt(sum(np.square(block - mean).sum(axes, keepdims=True) for block in blocks(x, train)) / count)
    flat = std <= 1e-6 * np.maximum(np.abs(mean), 1e-30)  # below float32's resolution: only rounding
    return Scaling(kind, mean[0].astype(np.float32), np.where(flat, 1.0, std)[0].astype(np.float32))

"""What the answers of a layer come to in numbers: mean, spread, how much of it is silent, how much at its limits."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from neurodesk.ui.look.numbers import percent, short
from neurodesk.ui.words import tr

LIMITS = {"sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0), "hardsigmoid": (0.0, 1.0), "hardtanh": (-1.0, 1.0)}
NEAR = 0.02  # of the range between the limits: so near, a gradient hardly comes through


@dataclass(frozen=True, slots=True)
class Stats:
    """`zero` and `saturated` are shares of all values, the latter nan where the layer has no limits.

    `dead` counts the feature maps that are zero everywhere, of `maps`; both are 0 where there are none.
    """

    mean: float
    std: float
    zero: float
    saturated: float
    dead: int
    maps: int

    @property
    def text(self) -> str:
        """As it is written on a card."""
        told = [tr("mean {mean}", mean=short(self.mean, 2)), tr("std {std}", std=short(self.std, 2))]
        if not math.isnan(self.saturated):
            told.append(tr("saturated {share}", share=percent(self.saturated, 0)))
        elif self.maps and self.dead:
            told.append(tr("{dead}/{maps} dead", dead=self.dead, maps=self.maps))
        elif self.zero:
            told.append(tr("zero {share}", share=percent(self.zero, 0)))
        return " · ".join(told)


def measured(values: ArrayLike, key: str = "") -> Stats:
    """The numbers of one answer (K h w, t d or n) of a layer of this kind; what is no number is left out."""
    found = np.asarray(values, dtype=float)
    finite = found[np.isfinite(found)]
    if not finite.size:
        return Stats(math.nan, math.nan, 0.0, math.nan, 0, 0)
    saturated = math.nan
    if key in LIMITS:
        low, high = LIMITS[key]
        edge = NEAR * (high - low)
        saturated = float(np.mean((finite <= low + edge) | (finite >= high - edge)))
    maps = len(found) if found.ndim == 3 else 0
    dead = int(np.sum(~found.any((1, 2)))) if maps else 0
    return Stats(float(finite.mean()), float(finite.std()), float(np.mean(finite == 0)), saturated, dead, maps)

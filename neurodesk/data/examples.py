"""Examples as their source gives them: the numbers, their names, and what had to be left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from neurodesk.compiler.facts import Facts
from neurodesk.layers.spec import Shape

Array = NDArray[Any]

LONGEST = 48  # letters of a name in a sentence; lists have it whole


class Skipped(NamedTuple):
    """Something that was left out, and why: `cats/7.png`, `the file is empty`."""

    name: str
    reason: str

    def __str__(self) -> str:
        name = self.name if len(self.name) <= LONGEST else f"{self.name[:20]}…{self.name[21 - LONGEST :]}"
        return f"{name}: {self.reason}"


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """What a source holds, before splitting and scaling.

    `x` is N x the facts' input, float32 or int64; NaN stands for a missing value and is allowed in the features counted
    in `missing` only. `y` is N class numbers (int64) or N x targets (float32).
    """

    x: Array
    y: Array
    facts: Facts
    names: tuple[str, ...]  # of each example, as people call it: "cats/7.png", "line 12"
    scaling: str = "standard"  # how `x` is best scaled, see data.scaling
    skipped: tuple[Skipped, ...] = ()
    missing: tuple[tuple[str, int], ...] = ()  # feature -> how many of its values are missing
    notes: tuple[str, ...] = ()  # what was assumed or repaired, for a person to read
    picture: Shape = ()  # C x H x W when an example can be shown as a picture, whatever its own shape
    span: tuple[float, float] = (0.0, 1.0)  # the values that are shown black and white in such a picture

    def __post_init__(self) -> None:
        """Keep the numbers from being changed: they may be shared between runs."""
        for numbers in (self.x, self.y):
            numbers.setflags(write=False)

    def pictures(self, x: Array) -> Array:
        """Turn n raw examples into n x C x H x W floats from 0 (black) to 1 (white); n x 0 for what is no picture."""
        if not self.picture:
            return np.empty((len(x), 0), np.float32)
        low, high = self.span
        return np.clip((x.reshape(len(x), *self.picture) - low) / (high - low), 0, 1).astype(np.float32)

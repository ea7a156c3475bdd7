"""In which ranges the numbers of the examples lie, by feature or channel, before and after scaling."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from neurodesk.data.examples import Array
from neurodesk.data.prepare import Prepared

BINS = 24  # of a histogram: as many bars as a small picture can hold
MOST = 256  # features; more of them nobody looks through
SAMPLE = 8192  # examples that histograms and scaled ranges are counted from
_BLOCK = 4096  # examples looked at together, so that copies stay small
_CHANNELS = {1: ("grey",), 3: ("red", "green", "blue")}


@dataclass(frozen=True, slots=True, eq=False)
class Ranges:
    """Of R features or channels: `measures` R x 6 are least, mean and greatest, then the same after scaling.

    `counts` are R x BINS numbers from the least to the greatest. `total` features there are, of which MOST are shown.
    """

    names: tuple[str, ...]
    measures: Array
    counts: Array
    total: int


def ranges(prepared: Prepared) -> Ranges:
    """Measure all examples; histograms and what enters the network are measured on a sample of the training part."""
    examples = prepared.examples
    if examples.x.dtype.kind != "f" or not len(examples.x):
        return Ranges((), np.zeros((0, 6)), np.zeros((0, BINS), np.int64), 0)
    blocks = [_grouped(prepared, examples.x[at : at + _BLOCK]) for at in range(0, len(examples.x), _BLOCK)]
    low = np.min([block.min((0, 2)) for block in blocks], 0)
    high = np.max([block.max((0, 2)) for block in blocks], 0)
    mean = np.sum([block.sum((0, 2), np.float64) for block in blocks], 0) / (len(examples.x) * blocks[0].shape[2])
    x = examples.x[prepared.split.train[:SAMPLE]]
    scaled = _grouped(prepared, prepared.scaling.apply(x))
    measures = np.stack([low, mean, high, scaled.min((0, 2)), scaled.mean((0, 2)), scaled.max((0, 2))], 1)
    shown = _grouped(prepared, x)
    counts = [np.histogram(shown[:, at], BINS, (low[at], high[at]))[0] for at in range(min(len(low), MOST))]
    return Ranges(_names(prepared, len(low)), measures[:MOST].astype(np.float64), np.stack(counts), len(low))


def _grouped(prepared: Prepared, x: Array) -> Array:
    """N examples as N x R x numbers of each: channels of a picture, features of a row, or of a sequence's steps."""
    if prepared.examples.picture:
        return x.reshape(len(x), prepared.examples.picture[0], -1)
    return x.reshape(len(x), -1, x.shape[-1]).transpose(0, 2, 1)


def _names(prepared: Prepared, count: int) -> tuple[str, ...]:
    """What the features are called, as far as they are shown."""
    known = _CHANNELS.get(count, ()) if prepared.examples.picture else prepared.facts.features
    return tuple(known[at] if at < len(known) else f"number {at + 1}" for at in range(min(count, MOST)))

"""A look at prepared data: a page of examples with their labels, and how many there are of each class and part."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from neurodesk.data.examples import Array, Skipped
from neurodesk.data.prepare import PARTS, Prepared


@dataclass(frozen=True, slots=True, eq=False)
class Preview:
    """A few examples of a part, and figures over all examples.

    `pictures` n x C x H x W from 0 to 1, or n x 0 when the data is no pictures; `values` n x input, unscaled;
    `entering` the same as the network gets them; `labels` n class numbers or n x targets; `counts` C examples per
    class, or 10 bins of the first target, and `shares` 3 x C the same for each part.
    """

    pictures: Array
    values: Array
    labels: Array
    names: tuple[str, ...]
    classes: tuple[str, ...]
    features: tuple[str, ...]
    counts: Array
    parts: tuple[int, int, int]  # training, validation and test examples
    skipped: tuple[Skipped, ...]
    notes: tuple[str, ...]
    entering: Array
    shares: Array
    edges: Array  # 11 of the bins for numbers, none for classes


def preview(prepared: Prepared, count: int = 64, part: str = "train", offset: int = 0) -> Preview:
    """Take up to `count` examples of a part from the `offset`-th on, the classes in turn so that each is seen."""
    examples, facts, there = prepared.examples, prepared.facts, prepared.indexes(part if part in PARTS else "train")
    every = [examples.y[prepared.indexes(name)] for name in PARTS]
    if facts.task == "classification":
        order, edges = _in_turn(examples.y[there]), np.zeros(0)
        shares = np.stack([np.bincount(y, minlength=len(facts.classes)) for y in every])
    else:
        order, edges = np.arange(len(there)), np.histogram_bin_edges(examples.y[:, 0], 10)
        shares = np.stack([np.histogram(y[:, 0], edges)[0] for y in every])
    start = max(offset, 0)
    shown = there[order[start : start + max(count, 0)]]
    return Preview(
        examples.pictures(examples.x[shown]), examples.x[shown], examples.y[shown],
        tuple(examples.names[index] for index in shown), facts.classes, facts.features, shares.sum(0),
        (len(every[0]), len(every[1]), len(every[2])), examples.skipped, prepared.notes,
        prepared.scaling.apply(examples.x[shown]), shares, edges,
    )  # fmt: skip


def _in_turn(labels: Array) -> Array:
    """Positions of n labels so that the first of every class come first, then the second ones, and so on."""
    order = np.argsort(labels, kind="stable")
    ordered = labels[order]
    turn = np.arange(len(order)) - np.searchsorted(ordered, ordered)
    return order[np.lexsort((ordered, turn))]

"""A first look at prepared data: a few examples with their labels, and how many there are of each class."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from neurodesk.data.examples import Array, Skipped
from neurodesk.data.prepare import Prepared


@dataclass(frozen=True, slots=True, eq=False)
class Preview:
    """A few training examples, and figures over all examples.

    `pictures` n x C x H x W from 0 to 1, or n x 0 when the data is no pictures; `values` n x input, unscaled;
    `labels` n class numbers or n x targets; `counts` C examples per class, or 10 bins of the first target.
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


def preview(prepared: Prepared, count: int = 64) -> Preview:
    """Take up to `count` examples from the training part, the classes in turn so that each is seen."""
    examples, facts, train = prepared.examples, prepared.facts, prepared.split.train
    if facts.task == "classification":
        order, counts = _in_turn(examples.y[train]), np.bincount(examples.y, minlength=len(facts.classes))
    else:
        order, counts = np.arange(len(train)), np.histogram(examples.y[:, 0], bins=10)[0]
    shown = train[order[: max(count, 0)]]
    return Preview(
        examples.pictures(examples.x[shown]), examples.x[shown], examples.y[shown],
        tuple(examples.names[index] for index in shown), facts.classes, facts.features, counts,
        (len(train), len(prepared.split.validation), len(prepared.split.test)), examples.skipped, prepared.notes,
    )  # fmt: skip


def _in_turn(labels: Array) -> Array:
    """Positions of n labels so that the first of every class come first, then the second ones, and so on."""
    order = np.argsort(labels, kind="stable")
    ordered = labels[order]
    turn = np.arange(len(order)) - np.searchsorted(ordered, ordered)
    return order[np.lexsort((ordered, turn))]

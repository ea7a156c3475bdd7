"""Which examples are learned from, which are watched meanwhile, and which are kept to the end for testing."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Indexes = NDArray[np.int64]


class Split(NamedTuple):
    """Positions of the examples of each part, every example in exactly one. The test part is used once."""

    train: Indexes
    validation: Indexes
    test: Indexes


def split(
    y: NDArray[Any], *, test: float = 0.2, validation: float = 0.1, seed: int = 0, stratify: bool = True
) -> Split:
    """Divide N examples by a seeded shuffle; `test` and `validation` are shares of all N.

    With `stratify` each class of `y` (N) is divided in the same proportions, by largest remainder, so that the parts
    have the sizes asked for; every class with examples keeps at least one to learn from. The test part does not
    depend on `validation`. Raises ValueError when the shares leave nothing to learn from.
    """
    if not (0 <= test < 1 and 0 <= validation < 1 and test + validation < 1):
        raise ValueError("the test and validation shares must be at least 0 and together less than 1")
    random = np.random.default_rng(np.random.SeedSequence([seed % 2**63, 0x5B117]))
    groups = [np.flatnonzero(y == label) for label in np.unique(y)] if stratify else [np.arange(len(y))]
    groups = [random.permutation(group) for group in groups]
    sizes = np.array([len(group) for group in groups], np.int64)
    tests = _shares(sizes, test, sizes - 1)
    checks = _shares(sizes, validation, sizes - 1 - tests)
    cuts = [np.split(group, [n, n + m]) for group, n, m in zip(groups, tests, checks, strict=True)]
    parts = [random.permutation(np.concatenate([cut[i] for cut in cuts] or [np.empty(0, np.int64)])) for i in range(3)]
    return Split(train=parts[2], validation=parts[1], test=parts[0])


def _shares(sizes: Indexes, share: float, room: Indexes) -> Indexes:
    """How many of each group to take so that they add up to the rounded share of all: largest remainders first."""
    wanted = sizes * share
    taken: Indexes = np.minimum(np.floor(wanted + 1e-9).astype(np.int64), room)
    left = int(np.floor(sizes.sum() * share + 0.5)) - int(taken.sum())
    for index in np.argsort(taken - wanted, kind="stable"):
        if left > 0 and taken[index] < room[index]:
            taken[index] += 1
            left -= 1
    return taken

"""The data of a document made ready: checked, split, filled and scaled, with a fingerprint to know it again by."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from neurodesk.compiler.facts import Facts
from neurodesk.data import scaling
from neurodesk.data.catalogue import source
from neurodesk.data.examples import Array, Examples
from neurodesk.data.scaling import Scaling
from neurodesk.data.scan import scan, scan_parts
from neurodesk.data.source import Source
from neurodesk.data.splits import Indexes, Split, split
from neurodesk.graph.errors import DataError
from neurodesk.graph.model import Document
from neurodesk.layers.spec import File, Folder

PARTS = ("train", "validation", "test")


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """Examples with their split and scaling.

    `examples` are unscaled, with missing values already filled by the training part's means. `scaling` belongs to x;
    `target` to y, and changes something for regression only: a network is taught `(y - mean) / std`, so what it
    answers is turned into the data's units by `target.undo`.
    """

    examples: Examples
    split: Split
    scaling: Scaling
    target: Scaling
    facts: Facts
    fingerprint: str  # of x, y and the source's values; not of where the files lie
    notes: tuple[str, ...] = ()  # what was assumed or repaired

    def indexes(self, part: str) -> Indexes:
        """Positions in `examples` of `train`, `validation` or `test`."""
        found: Indexes = getattr(self.split, part)
        return found

    def part(self, part: str) -> tuple[Array, Array]:
        """Scaled examples of a part, ready for a network: x n x input, y n class numbers or n x targets float32."""
        x, y = self.raw(part)
        return self.scaling.apply(x), self.target.apply(y)

    def raw(self, part: str) -> tuple[Array, Array]:
        """The same examples unscaled, in the units of the data, for pictures and for people."""
        at = self.indexes(part)
        return self.examples.x[at], self.examples.y[at]

    def names(self, part: str) -> tuple[str, ...]:
        """What the examples of a part are called."""
        return tuple(self.examples.names[index] for index in self.indexes(part))


def prepare(document: Document, base: Path, *, seed: int | None = None) -> Prepared:
    """Load, check, split and scale the data of a document whose project lies in `base`.

    The shares and the seed are the document's learning options `test`, `validation` and `seed`, unless `seed` is given.
    Raises DataError, naming the first example that cannot be used, before anything is learned.
    """
    chosen = source(document.source)
    examples = _loaded(chosen, base)
    options = document.learning.options
    if seed is None:
        seed = _option(options, "seed", 0, int)
    test, validation = _option(options, "test", 0.2), _option(options, "validation", 0.1)
    try:
        parts = split(
            examples.y, test=test, validation=validation, seed=seed, stratify=examples.facts.task == "classification"
        )
    except ValueError as error:
        raise DataError("The test and validation shares leave nothing to learn from.", "Make them smaller.") from error
    scan_parts(parts, validation)
    filled, notes = _filled(examples, parts.train)
    target = scaling.fit("standard", filled.y, parts.train) if filled.facts.task == "regression" else scaling.NONE
    return Prepared(
        filled, parts, scaling.fit(filled.scaling, filled.x, parts.train), target, filled.facts,
        _fingerprint(chosen, examples), (*examples.notes, *notes),
    )  # fmt: skip


_last: dict[tuple[str, str, str], Examples] = {}  # one entry: explaining and exporting ask for the same again


def _loaded(chosen: Source, base: Path) -> Examples:
    """The checked examples of a source; the last ones are kept as long as the files behind them stay the same."""
    key = (repr(chosen.key) + repr(sorted(chosen.values.items())), str(base.absolute()), chosen.stamp(base))
    if key not in _last:
        examples = chosen.load(base)
        scan(examples)
        if chosen.stamp(base) != key[2]:
            raise DataError("The data changed while it was read.", "Start again once it is complete.")
        _last.clear()
        _last[key] = examples
    return _last[key]


def _filled(examples: Examples, train: Indexes) -> tuple[Examples, Iterator[str]]:
    """Put the training part's mean in place of every missing value, and say so."""
    if not examples.missing:
        return examples, iter(())
    total: Any = 0.0
    known: Any = 0
    for block in scaling.blocks(examples.x, train):
        total = total + np.nansum(block, axis=0, dtype=np.float64)
        known = known + (~np.isnan(block)).sum(axis=0)
    means, x = (total / np.maximum(known, 1)).astype(np.float32), examples.x.copy()
    for block in scaling.blocks(x):
        np.copyto(block, means, where=np.isnan(block))
    notes = (
        f"{name}: {count} missing {'value is' if count == 1 else 'values are'} filled with the training part's mean."
        for name, count in examples.missing
    )
    return replace(examples, x=x), notes


def _fingerprint(chosen: Source, examples: Examples) -> str:
    """SHA-256 of the numbers and of the source's values, without the paths, in hexadecimal."""
    kinds = chosen.params()
    values = sorted(pair for pair in chosen.values.items() if not isinstance(kinds[pair[0]], Folder | File))
    digest = hashlib.sha256(repr((chosen.key, values, examples.facts.classes, examples.facts.features)).encode())
    for numbers in (examples.x, examples.y):
        digest.update(f"{numbers.dtype.str}{numbers.shape}".encode())
        digest.update(np.ascontiguousarray(numbers).data)
    return digest.hexdigest()


def _option(options: Mapping[str, Any], name: str, default: Any, kind: type = float) -> Any:
    """A learning option as a number. Raises DataError when a file holds something else there."""
    value = options.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | kind):
        raise DataError(f"The option {name} must be a number.", f"Set {name} again.")
    return value

"""The look at every example before the first step: what would spoil a run is named here, with its cure."""

from __future__ import annotations

import numpy as np

from neurodesk.data.examples import Array, Examples
from neurodesk.data.source import listed
from neurodesk.data.splits import Split
from neurodesk.graph.errors import DataError
from neurodesk.layers.spec import show

FEWEST = 10  # examples: with fewer, the held-out part says nothing


def scan(examples: Examples) -> None:
    """Check shapes, numbers and labels of all examples. Raises DataError that tells every fault, by its first place."""
    x, y, facts = examples.x, examples.y, examples.facts
    if len(x) != len(y) or len(x) != len(examples.names):
        raise DataError(
            f"Every example needs one label; there are {len(x)} examples and {len(y)} labels.",
            "Choose the data again.",
        )
    if x.shape[1:] != facts.input or x.dtype != facts.dtype:
        raise DataError(
            f"Each example was to be {show(facts.input)} {facts.dtype}; the data holds {show(x.shape[1:])} {x.dtype}.",
            "Choose the data again: it changed.",
        )
    faults: list[DataError] = []
    for look in (_scan_count, _scan_numbers, _scan_labels):
        try:
            look(examples)
        except DataError as error:
            faults.append(error)
    if faults:
        cures = dict.fromkeys(error.cure for error in faults)
        raise DataError(" ".join(map(str, faults)), " ".join(cures)) from faults[0]


def scan_parts(split: Split, validation: float) -> None:
    """Check that no part is empty that is needed. Raises DataError."""
    for part, indexes, wanted in (("training", split.train, 1.0), ("test", split.test, 1.0),
                                  ("validation", split.validation, validation)):  # fmt: skip
        if wanted and not len(indexes):
            total = sum(map(len, split))
            raise DataError(
                f"The {part} part is empty: {total} examples are too few for these shares.",
                f"Make the {part} share larger, or add examples.",
            )


def _scan_count(examples: Examples) -> None:
    """Check that there are enough examples."""
    if len(examples.x) < FEWEST:
        raise DataError(
            f"At least {FEWEST} examples are needed to learn and to test; there {_are(len(examples.x))}.",
            "Add examples.",
        )


def _scan_labels(examples: Examples) -> None:
    """Check what is to be learned: classes or numbers."""
    if examples.facts.task == "classification":
        _scan_classes(examples.y, examples.facts.classes, examples.names)
    else:
        _scan_targets(examples.y, examples.facts.targets, examples.names)


def _scan_numbers(examples: Examples) -> None:
    """Find NaN and infinity; NaN is a missing value in the columns that count such."""
    x = examples.x
    if x.dtype.kind != "f":
        return
    flat = x.reshape(len(x), -1)
    for start in range(0, len(flat), 4096):  # in blocks, so that the mask stays small
        wrong = ~np.isfinite(flat[start : start + 4096])
        if not wrong.any():
            continue
        known = {name for name, _ in examples.missing}
        for row, column in zip(*np.nonzero(wrong), strict=True):
            feature = examples.facts.features[column] if column < len(examples.facts.features) else ""
            if feature in known and np.isnan(flat[start + row, column]):
                continue
            where = f', column "{feature}"' if feature else f", number {column + 1}"
            value = flat[start + row, column]
            raise DataError(
                f"{examples.names[start + row]}{where}: expected a finite number, found {value}.",
                "Correct the value, or leave the example out.",
            )


def _scan_classes(y: Array, classes: tuple[str, ...], names: tuple[str, ...]) -> None:
    """Check N class numbers against the classes there are."""
    if y.ndim != 1 or y.dtype.kind != "i":
        raise DataError("Each example needs one whole number as its class.", "Choose another target.")
    wrong = np.flatnonzero((y < 0) | (y >= len(classes)))
    if len(wrong):
        raise DataError(
            f"{names[wrong[0]]} has the label {y[wrong[0]]}; with {len(classes)} classes labels go from 0 to "
            f"{len(classes) - 1}. {len(wrong)} of {len(y)} examples have such a label.",
            "Correct the labels, or choose the data again.",
        )
    if len(classes) < 2:
        only = f', "{classes[0]}"' if classes else ""
        raise DataError(f"There is only one class{only}: nothing to tell apart.", "Add examples of another class.")
    counts = np.bincount(y, minlength=len(classes))
    few = [f'"{name}" ({count})' for name, count in zip(classes, counts, strict=True) if count < 2]
    if few:
        raise DataError(
            f"Every class needs at least 2 examples, one to learn from and one to test on; too few: {listed(few)}.",
            "Add examples of these classes, or take the classes out.",
        )


def _scan_targets(y: Array, targets: int, names: tuple[str, ...]) -> None:
    """Check N x targets numbers to predict."""
    if y.shape != (len(names), targets) or y.dtype.kind != "f":
        raise DataError(f"Each example needs {targets} numbers to predict.", "Choose another target.")
    wrong = np.flatnonzero(~np.isfinite(y).all(axis=1))
    if len(wrong):
        row = y[wrong[0]]
        raise DataError(
            f"{names[wrong[0]]}: expected a finite number to predict, found {row[~np.isfinite(row)][0]}.",
            "Correct the value, or leave the example out.",
        )
    if (np.ptp(y, axis=0) == 0).any():
        raise DataError("The number to predict is the same for every example.", "Choose another target.")


def _are(count: int) -> str:
    return "is 1" if count == 1 else f"are {count}"

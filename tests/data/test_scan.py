"""The scan names what would spoil a run, before it begins."""

from dataclasses import replace

import numpy as np
import pytest

from neurodesk.compiler.facts import Facts
from neurodesk.data.examples import Examples
from neurodesk.data.scan import scan, scan_parts
from neurodesk.data.splits import split
from neurodesk.graph.errors import DataError

NAMES = tuple(f"line {index + 2}" for index in range(20))


def table(**fields: object) -> Examples:
    """Twenty good rows of two columns in two classes, some fields replaced."""
    x = np.random.default_rng(0).normal(size=(20, 2)).astype(np.float32)
    facts = Facts((2,), classes=("no", "yes"), examples=20, features=("age", "height"))
    return replace(Examples(x, np.arange(20) % 2, facts, NAMES), **fields)


def spoiled(at: tuple[int, int], value: float) -> np.ndarray:
    x = table().x.copy()
    x[at] = value
    return x


def test_good_examples_pass():
    scan(table())


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"x": spoiled((3, 1), np.nan)}, 'line 5, column "height": expected a finite number, found nan'),
        ({"x": spoiled((4, 0), np.inf), "missing": (("age", 1),)}, 'line 6, column "age": .* found inf'),
        (
            {"y": np.arange(20) % 2 + (np.arange(20) == 7) * 5},
            r"line 9 has the label 6; with 2 classes labels go from 0 to 1",
        ),
        ({"y": np.arange(20) % 2 - (np.arange(20) == 6)}, r"line 8 has the label -1"),
        ({"y": (np.arange(20) == 0) * 1}, r"too few: \"yes\" \(1\)"),
        ({"facts": Facts((2,), classes=("only",)), "y": np.zeros(20, np.int64)}, 'only one class, "only"'),
        ({"facts": Facts((3,), classes=("no", "yes"))}, "was to be 3 float32; the data holds 2 float32"),
        ({"y": np.arange(19) % 2}, "one label"),
        ({"y": (np.arange(20) % 2).astype(np.float32)}, "one whole number as its class"),
        ({"facts": Facts((2,), classes=("a", "b", "c"))}, r"too few: \"c\" \(0\)"),
    ],
)
def test_what_is_wrong_is_named_with_its_cure(fields, text):
    with pytest.raises(DataError, match=text) as caught:
        scan(table(**fields))
    assert caught.value.cure


def test_missing_values_pass_where_they_are_counted():
    scan(table(x=spoiled((3, 1), np.nan), missing=(("height", 1),)))


def test_too_few_examples_are_counted():
    few = table()
    with pytest.raises(DataError, match=r"At least 10 examples .* there is 1"):
        scan(replace(few, x=few.x[:1], y=few.y[:1], names=NAMES[:1]))


@pytest.mark.parametrize(
    ("y", "text"),
    [
        (np.full((20, 1), 3, np.float32), "same for every example"),
        (np.where(np.arange(20) == 4, np.nan, np.arange(20)).astype(np.float32)[:, None], "line 6: .* found nan"),
        (np.zeros((20, 2), np.float32), "1 numbers to predict"),
    ],
)
def test_numbers_to_predict_are_checked(y, text):
    with pytest.raises(DataError, match=text):
        scan(table(y=y, facts=Facts((2,), task="regression", features=("age", "height"))))


def test_an_empty_part_is_explained():
    with pytest.raises(DataError, match="The test part is empty: 10 examples"):
        scan_parts(split(np.arange(10) % 2, test=0.0), 0.1)
    with pytest.raises(DataError, match="The validation part is empty"):
        scan_parts(split(np.arange(10) % 2, validation=0.01), 0.01)
    scan_parts(split(np.arange(10) % 2, validation=0.0), 0.0)

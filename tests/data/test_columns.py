"""Cells become numbers or texts, and columns get a role that people would give them."""

from contextlib import nullcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurodesk.data import columns
from neurodesk.data.columns import (
    Column,
    Found,
    Survey,
    check_size,
    chunks,
    guess,
    guess_target,
    guess_task,
    parse,
    survey,
    watched,
    word,
)
from neurodesk.data.delimited import Layout, find_layout
from neurodesk.graph.errors import DataError


def found(name: str, cells: list[str], decimal: str = ".") -> Found:
    """A column counted in two goes, as a long table is."""
    made = Found(name)
    half = len(cells) // 2
    for start, part in ((0, cells[:half]), (half, cells[half:])):
        made.take(part, decimal, range(start, len(cells)))
    return made


@pytest.mark.parametrize(
    ("cell", "decimal", "value"),
    [
        ("1.5", ".", 1.5), (" -2 ", ".", -2), ("1e3", ".", 1000), ("1,234.5", ".", 1234.5), ("12,345", ".", 12345),
        ("1,5", ",", 1.5), ("1.234,5", ",", 1234.5), ("1.234", ",", 1234), ("7", ",", 7), (",5", ",", 0.5),
    ],
)  # fmt: skip
def test_numbers_are_read_in_both_ways_of_writing(cell, decimal, value):
    numbers, texts = parse([cell, ""], decimal)
    assert numbers[0] == value
    assert np.isnan(numbers[1])
    assert not texts


@pytest.mark.parametrize(
    ("cell", "decimal"),
    [("abc", "."), ("1,5", "."), ("1_0", "."), ("inf", "."), ("1e999", "."), ("1.5", ","), ("1,2,3", ",")],
)
def test_what_is_no_number_is_a_text(cell, decimal):
    assert parse(["1", cell], decimal)[1] == {1: cell}


@given(st.lists(st.sampled_from(["", "NA", "n/a", "NaN", "null", "None", "?", "-", " "]), min_size=1))
def test_missing_cells_are_neither(cells):
    numbers, texts = parse(cells, ".")
    assert np.isnan(numbers).all()
    assert not texts


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=50))
def test_every_number_python_prints_is_read(values):
    assert parse([repr(value) for value in values], ".")[0].tolist() == values


@pytest.mark.parametrize(
    ("cell", "name"), [("1", "1"), ("1.0", "1"), ("1.50", "1.5"), (" cat ", "cat"), ("", None), ("\u202e", "?")]
)
def test_a_class_is_named_by_its_value(cell, name):
    assert word(cell, ".") == name


@pytest.mark.parametrize(
    ("name", "cells", "role"),
    [
        ("age", ["1", "2.5", "", "4"], "number"),
        ("city", ["LA", "NY"] * 10, "category"),
        ("id", [str(row) for row in range(30)], "ignore"),
        ("year", [str(row) for row in range(30)], "number"),
        ("name", [f"person {row}" for row in range(30)], "ignore"),
        ("empty", ["", "NA"], "ignore"),
        ("same", ["3"] * 9, "ignore"),
        ("typo", [*map(str, range(0, 40, 2)), "abc"], "number"),
        ("grade", ["1", "2", "3", "absent"] * 5, "category"),
    ],
)
def test_roles_are_guessed(name, cells, role):
    column = guess(found(name, cells))
    assert column.role == role
    assert column.why


def test_counting_goes_on_over_parts():
    one = found("n", ["1", "x", "", "1.0", "y"])
    assert (one.numbers, one.texts, one.missing) == (2, 2, 1)
    assert one.words() == ("1", "x", "y")
    assert not found("n", ["1", "2", "4", "5"]).counting
    assert found("n", ["1", "2", "3", "4"]).counting


def test_too_many_values_are_not_kept():
    assert found("n", [str(row) for row in range(1500)]).values is None


def test_values_of_many_columns_have_less_room(tmp_path, monkeypatch):
    """What is kept of them together has a limit: by their number, and by their letters."""
    path = tmp_path / "t.csv"
    monkeypatch.setattr(columns, "_ROOM", 2000)
    for width, text, kept in ((1, "w{}", True), (9, "w{}", False), (1, "w" * 40 + "{}", False)):
        path.write_text("\n".join(",".join([text.format(row)] + ["1"] * width) for row in range(90)))
        first = survey(path, find_layout(path, header="no")).columns[0]
        assert (first.values is not None) is kept
        assert kept or first.counted < 90  # what is said of it is true
        assert first.texts == 90


def test_rows_of_many_cells_or_letters_are_taken_few_at_a_time(tmp_path, monkeypatch):
    """So that what Python makes of them stays small; rows of a wrong length count too."""
    path = tmp_path / "t.csv"
    monkeypatch.setattr(columns, "_CELLS", 1000)
    monkeypatch.setattr(columns, "_LETTERS", 10_000)
    for row, width, most in ((",".join(["10"] * 500), 500, 3), ("x" * 5000 + ",1", 2, 2), ("," * 700, 2, 0)):
        path.write_text(f"{row}\n" * 50)
        ragged = []
        sizes = [len(rows) for _, rows in chunks(path, Layout("utf-8", ",", False, ("a",) * width, "."), ragged)]
        assert max(sizes, default=0) == most
        assert sum(sizes) + len(ragged) == 50


def test_categories_may_not_make_more_than_is_held():
    """Plain columns may hold as many numbers as ever; what categories make of few cells is refused beforehand."""
    sort = Found("sort", values=set(map(str, range(1000))))
    for rows, count, role, refused in ((40_000, 1, "category", True), (40_000, 1000, "number", False),
                                       (30_000, 1, "category", False), (99, 70, "category", True)):  # fmt: skip
        table = Survey((sort,) * count, rows, ())
        with pytest.raises(DataError, match="which") if refused else nullcontext():
            check_size(table, [Column("sort", role, "")] * count)


@pytest.mark.parametrize(
    ("cells", "task"),
    [
        (["yes", "no"] * 5, "classification"), (["0", "1"] * 5, "classification"), (["0.5", "1"] * 5, "regression"),
        ([str(row) for row in range(50)], "regression"), (["1", "2", "3"] * 10, "classification"),
    ],
)  # fmt: skip
def test_the_task_follows_the_target(cells, task):
    assert guess_task(found("y", cells)) == task


def test_the_target_is_the_one_called_so_or_the_last_of_use():
    columns = [guess(found(name, cells)) for name, cells in (
        ("species", ["a", "b"] * 5), ("size", ["1", "2"] * 5), ("remark", [f"text {row}" for row in range(10)]),
    )]  # fmt: skip
    assert guess_target(columns) == "species"
    assert guess_target(columns[1:]) == "size"


def test_what_a_column_holds_is_described():
    """Its kind, and the first few different cells as they stand in the file; missing ones are none."""
    whole, numbers, texts, empty = (Found(name) for name in "abcd")
    whole.take(["3", "", "3", "4"], ".", range(100))
    numbers.take(["1.50", "NA", "2", "x"], ".", range(100))
    texts.take(["red ", "blue", "red"], ".", range(100))
    empty.take(["", "?"], ".", range(100))
    assert [found.kind for found in (whole, numbers, texts, empty)] == ["whole numbers", "text", "text", "empty"]
    assert list(whole.first) == ["3", "4"]
    assert list(texts.first) == ["red", "blue"]
    many = Found("e")
    many.take([str(at) for at in range(100)], ".", range(100))
    assert len(many.first) == 4


def test_a_survey_is_watched_and_stopped(tmp_path):
    """After every chunk of rows, with the share that is read; outside nobody is asked."""
    path = tmp_path / "t.csv"
    path.write_text("a,b\n" + "1,2\n" * 5000)
    layout, shares = find_layout(path), []
    with watched(lambda share: shares.append(share) or True):
        assert survey(path, layout).rows == 5000
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1, abs=0.01)
    with watched(lambda share: False), pytest.raises(DataError, match="stopped"):
        survey(path, layout)
    assert survey(path, layout).rows == 5000
    assert len(shares) == 3

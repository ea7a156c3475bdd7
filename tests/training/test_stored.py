"""Tests of what is taken from a list of runs; the lists made to harm are in tests/cases/test_run_folders.py."""

import math

import pytest

from neurodesk.training.runs import COLUMNS
from neurodesk.training.stored import checked, column, mapping, real, whole


@pytest.mark.parametrize("text", ["", "[1]", "{", "null", "[" * 60_000, "[" * 100_000, None, 5, b"{}"])
def test_columns_that_were_tampered_with_are_empty(text):
    """A list of runs is drawn whatever stands in the file."""
    assert mapping(text) == {}


def test_numbers_are_of_their_kind():
    """What is none is 0."""
    assert [whole(value) for value in (3, 0, -1, 2**60, "3", 3.0, True, None)] == [3, 0, 0, 0, 0, 0, 0, 0]
    assert [real(value) for value in (3, 0.5, -1, "3", float("nan"), None, True)] == [3, 0.5, 0, 0, 0, 0, 0]


def test_a_row_without_a_number_is_none():
    """A number that leads out of the folder is no number."""
    told = dict.fromkeys(COLUMNS) | {"run": 3, "name": 5, "epoch": "x", "created": -1}
    made = checked(told)
    assert made is not None
    assert (made["run"], made["name"], made["epoch"], made["document_json"]) == (3, "", 0, "")
    assert math.isnan(made["created"])
    assert math.isnan(made["parameters"])  # not 0: that is a number of parameters
    for number in ("../../x", 0, -1, 10**10, True, None, 1.0):
        assert checked(told | {"run": number}) is None


def test_texts_are_cut_where_they_are_read():
    """A name of a megabyte is not brought; a drawing is."""
    assert column("document_json") == "document_json"
    assert column("name").startswith("substr(name, 1,")

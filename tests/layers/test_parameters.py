"""Parameters refuse what they cannot keep, and say what is expected."""

import math
from typing import Any

import pytest

from neurodesk.graph.errors import ParameterError
from neurodesk.layers.parameters import Bool, File, Float, Folder, Int, Ints, OneOf, Param, Text


class Holder:
    """Something with one parameter of every kind, read as a declaration reads them."""

    kernel = Int(3, min=1, max=11, doc="d.")
    rate = Float(0.1, min=0.0, max=1.0, soft_min=0.01, soft_max=0.5, log=True, unit="1/s", doc="d.")
    bias = Bool(True, doc="d.")
    mode = OneOf("zeros", options=("zeros", "reflect"), doc="d.")
    note = Text("", max_length=8, doc="d.")
    shape_ = Ints((1,), length=(1, 3), min=-1, max=99, doc="d.")
    pair = Ints((1, 2), length=(2, 2), doc="d.")
    folder = Folder(doc="d.")
    table = File(suffixes=(".csv", ".tsv"), doc="d.")

    def __init__(self, **values: Any) -> None:
        self.values = values


KINDS = {param.name: param for param in vars(Holder).values() if isinstance(param, Param)}


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("kernel", 1, 1), ("kernel", 11, 11), ("rate", 1, 1.0), ("rate", 0.25, 0.25), ("bias", False, False),
        ("mode", "reflect", "reflect"), ("note", "a b", "a b"), ("shape", [2, 3], (2, 3)), ("shape", (-1,), (-1,)),
        ("pair", (5, 6), (5, 6)), ("folder", "", ""), ("table", "A.CSV", "A.CSV"), ("table", "", ""),
    ],
)  # fmt: skip
def test_legal_values_are_kept(name: str, value: object, kept: object):
    got = KINDS[name].check(value)
    assert got == kept
    assert type(got) is type(kept)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("kernel", 0, "kernel must be at least 1, not 0"),
        ("kernel", 12, "kernel must be at most 11, not 12"),
        ("kernel", True, "kernel must be a whole number, not True"),
        ("kernel", "3", "kernel must be a whole number, not '3'"),
        ("kernel", 3.0, "kernel must be a whole number, not 3.0"),
        ("rate", math.nan, "rate must be a number, not nan"),
        ("rate", math.inf, "rate must be a number, not inf"),
        ("rate", 10**400, "rate must be a number"),
        ("rate", False, "rate must be a number, not False"),
        ("rate", 1.5, "rate must be at most 1, not 1.5"),
        ("bias", 1, "bias must be true or false, not 1"),
        ("mode", "mirror", "mode must be one of zeros, reflect, not 'mirror'"),
        ("mode", ["zeros"], "mode must be one of zeros, reflect"),
        ("note", "x" * 9, "note must be at most 8 characters, not 9"),
        ("note", "a\nb", "note must be one line of printable text"),
        ("note", "\ud800", "note must be one line of printable text"),
        ("note", "\u202e", "note must be one line of printable text"),
        ("shape", (), "shape must be 1 to 3 whole numbers, not 0"),
        ("shape", (1, True), "shape must be a row of whole numbers"),
        ("shape", 3, "shape must be a row of whole numbers, not 3"),
        ("shape", (1, 100), "shape must be at most 99, not 100"),
        ("pair", (1,), "pair must be 2 whole numbers, not 1"),
        ("table", "a.exe", "table must be a file ending in .csv, .tsv, not 'a.exe'"),
    ],
)
def test_the_error_says_what_is_expected(name: str, value: object, said: str):
    with pytest.raises(ParameterError) as caught:
        KINDS[name].check(value)
    assert str(caught.value).startswith(said)
    assert len(str(caught.value)) < 120


def test_long_values_are_not_quoted_whole():
    with pytest.raises(ParameterError) as caught:
        KINDS["kernel"].check("x" * 10_000)
    assert len(str(caught.value)) < 100


def test_read_from_the_class_it_is_the_declaration_and_from_an_instance_the_value():
    assert Holder.kernel is KINDS["kernel"]
    assert Holder(kernel=5).kernel == 5


def test_a_trailing_underscore_is_no_part_of_the_name():
    assert Holder(shape=(2,)).shape_ == (2,)


def test_the_slider_is_as_wide_as_the_limits_unless_told():
    assert (Holder.kernel.soft_min, Holder.kernel.soft_max) == (1, 11)
    assert (Holder.rate.soft_min, Holder.rate.soft_max) == (0.01, 0.5)


def test_kinds_have_words():
    words = {name: param.type for name, param in KINDS.items()}
    assert words == {
        "kernel": "int", "rate": "float", "bias": "bool", "mode": "choice", "note": "text", "shape": "ints",
        "pair": "ints", "folder": "folder", "table": "file",
    }  # fmt: skip

"""Examples keep their numbers and can be shown as pictures."""

import numpy as np
import pytest

from neurodesk.compiler.facts import Facts
from neurodesk.data.examples import Examples, Skipped


def test_pictures_go_from_black_to_white_in_any_layout():
    x = np.array([[0, 8, 16, 20]], np.float32)
    told = Examples(x, np.zeros(1, np.int64), Facts((4,)), ("a",), picture=(1, 2, 2), span=(0, 16))
    assert told.pictures(told.x).tolist() == [[[[0, 0.5], [1, 1]]]]


def test_a_table_is_no_picture():
    told = Examples(np.zeros((3, 4), np.float32), np.zeros(3, np.int64), Facts((4,)), tuple("abc"))
    assert told.pictures(told.x).shape == (3, 0)


def test_the_numbers_cannot_be_changed():
    told = Examples(np.zeros((3, 4), np.float32), np.zeros(3, np.int64), Facts((4,)), tuple("abc"))
    with pytest.raises(ValueError, match="read-only"):
        told.x[0] = 1


def test_what_was_skipped_says_why():
    assert str(Skipped("cats/7.png", "the file is empty")) == "cats/7.png: the file is empty"

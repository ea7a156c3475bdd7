"""Axes put values where they belong, beside round numbers."""

import pytest
from PySide6.QtCore import QRectF

from neurodesk.ui.views.axes import _told, axes, ticks


@pytest.mark.parametrize(
    ("low", "high", "most", "wanted"),
    [(0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1.0]), (-50, 61, 3, [-50, 0, 50]), (3, 3, 5, [3]), (0, float("inf"), 5, [0])],
)
def test_ticks_are_round(low: float, high: float, most: int, wanted: list[float]):
    """Steps of 1, 2 or 5; nothing to divide gives one."""
    assert ticks(low, high, most) == pytest.approx(wanted)


def test_a_value_lies_in_its_place():
    """Up is more, and a square stays one in a wide room."""
    made = axes(QRectF(0, 0, 600, 200), (0.0, 0.0), (1.0, 2.0), square=True)
    assert made.box.width() == made.box.height()
    assert made.at(0, 0) == made.box.bottomLeft()
    assert made.at(1, 2) == made.box.topRight()
    assert axes(QRectF(0, 0, 600, 200), (0, 0), (1, 1), most=80).box.width() == 80


def test_numbers_of_alike_axes_are_the_same():
    """In a square where both ways reach equally far; else each has as many as there is room for."""
    room = QRectF(0, 0, 900, 700)
    across, upward = axes(room, (0.0, 0.0), (1.0, 1.0), square=True).numbers()
    assert across == upward
    across, upward = axes(room, (0.0, 0.0), (1.0, 9.0), square=True).numbers()
    assert across != upward


def test_large_numbers_fit_beside_the_axis():
    """What a house costs, in thousands."""
    assert [_told(value, [-150_000.0, 0.0, 150_000.0]) for value in (-150_000.0, 0.0)] == ["-150 k", "0"]
    assert _told(1500.0, [1500.0]) == "1,500"

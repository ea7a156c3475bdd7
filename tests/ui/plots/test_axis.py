"""Axes place numbers, choose round ranges and ticks, and write them alike."""

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from neurodesk.ui.plots.axis import Axis, around, round_step, written

numbers = st.floats(-1e6, 1e6, allow_subnormal=False)


@given(numbers, st.floats(1e-3, 1e6), st.floats(0, 1))
def test_place_and_value_are_inverse(low: float, wide: float, share: float):
    """On an even axis."""
    axis = Axis(low, low + wide)
    assert float(axis.place(axis.value(share))) == pytest.approx(share, abs=1e-6)


def test_logarithms():
    """Decades are equally wide; what is not positive has no place."""
    axis = Axis(0.01, 100.0, log=True)
    assert axis.place([0.01, 1.0, 100.0]).tolist() == pytest.approx([0, 0.5, 1])
    assert math.isnan(axis.place([0.0])[0])
    assert axis.value(0.25) == pytest.approx(0.1)
    assert axis.ticks(5) == pytest.approx([0.01, 0.1, 1, 10, 100])


@given(numbers, st.floats(0, 1e6))
@example(0.0, 5e-324)
def test_a_range_holds_its_numbers(low: float, wide: float):
    """With room, and also when all of them are the same."""
    axis = around(low, low + wide)
    assert axis.low <= low
    assert axis.high >= low + wide
    assert axis.high > axis.low


def test_a_range_is_calm():
    """A little more does not change it; what is never negative does not go below zero."""
    assert around(0.0, 9.0) == around(0.0, 9.1)
    assert around(0.01, 2.3).low == 0.0
    assert around(0.02, 3.0, log=True) == around(0.021, 2.9, log=True)


@pytest.mark.parametrize(("step", "wanted"), [(0.3, 0.5), (1.0, 1.0), (7.0, 10.0), (0.012, 0.02)])
def test_round_steps(step: float, wanted: float):
    """One, two, five."""
    assert round_step(step) == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("axis", "share", "texts"),
    [
        (Axis(0, 1), False, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (Axis(0, 1), True, ["0%", "20%", "40%", "60%", "80%", "100%"]),
        (Axis(0, 30_000), False, ["0", "5 k", "10 k", "15 k", "20 k", "25 k", "30 k"]),
        (Axis(1e-5, 1e-3, log=True), False, ["1e-05", "0.0001", "0.001"]),
    ],
)
def test_ticks_are_written_alike(axis: Axis, share: bool, texts: list[str]):
    """In the fewest decimals that tell them apart."""
    assert written(axis.ticks(6), share=share) == texts


def test_a_part_has_room():
    """Zoomed in further than numbers can be told apart, a range is left."""
    axis = Axis(0, 1).part(0.5, 0.5)
    assert axis.high > axis.low

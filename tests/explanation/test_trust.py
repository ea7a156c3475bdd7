"""Keeps the proof that the completeness gap measures what it says."""

import math

import numpy as np
import pytest

from neurodesk.explanation.trust import completeness_gap, verdict


@pytest.mark.parametrize(
    ("weights", "answer", "nothing", "gap"),
    [([1.0, 2.0], 5.0, 2.0, 0.0), ([1.0, 1.0], 5.0, 1.0, 0.5), ([-3.0], 0.0, 3.0, 0.0), ([0.0], 4.0, 2.0, 1.0)],
)
def test_the_gap_is_what_the_weights_miss_as_a_share(weights, answer, nothing, gap):
    assert completeness_gap(np.array(weights, np.float32), answer, nothing) == pytest.approx(gap)


def test_equal_answers_have_a_finite_gap():
    assert completeness_gap(np.zeros(3, np.float32), 2.0, 2.0) == 0
    assert math.isfinite(completeness_gap(np.ones(3, np.float32), 0.0, 0.0))


def test_the_verdict_says_what_to_think_of_it():
    assert "add up" in verdict(0.01)
    assert "rough" in verdict(0.2)
    assert "do not rely" in verdict(3.0)
    assert verdict(None) == verdict(float("nan")) == ""

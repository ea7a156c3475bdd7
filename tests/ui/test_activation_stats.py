"""Answers in numbers: mean, spread, silence, saturation."""

import math

import numpy as np
import pytest

from neurodesk.ui.activation_stats import measured


def test_mean_spread_and_zeros():
    """Of all values; without limits nothing is saturated."""
    found = measured(np.array([0.0, 0.0, 1.0, 3.0]), "relu")
    assert (found.mean, found.zero, found.maps) == (1.0, 0.5, 0)
    assert found.std == pytest.approx(np.std([0, 0, 1, 3]))
    assert math.isnan(found.saturated)
    assert found.text == "mean 1 · std 1.2 · zero 50%"


@pytest.mark.parametrize(
    ("key", "values", "share"), [("tanh", [-0.99, 0.99, 0.0, 0.5], 0.5), ("sigmoid", [0.001, 0.5], 0.5)]
)
def test_near_its_limits_a_layer_is_saturated(key: str, values: list[float], share: float):
    """Where hardly any gradient comes through."""
    found = measured(values, key)
    assert found.saturated == share
    assert "saturated 50%" in found.text


def test_dead_maps():
    """Those that are zero everywhere."""
    maps = np.zeros((3, 2, 2))
    maps[1, 0, 0] = 1.0
    assert (measured(maps).dead, measured(maps).maps) == (2, 3)


def test_no_numbers_at_all():
    """An answer of nan has no mean, and is no error."""
    assert math.isnan(measured(np.full(4, np.nan)).mean)

"""A folded curve keeps its extremes, its length and its memory."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurodesk.ui.plots.curves import Fold, Points, per_pixel, smoothed


@given(st.lists(st.lists(st.floats(-1e6, 1e6), max_size=40), max_size=12))
def test_extremes_and_length_survive_folding(chunks: list[list[float]]):
    """However values come, the least, the greatest and the number of steps are right."""
    fold, values = Fold(buckets=8), [value for chunk in chunks for value in chunk]
    for chunk in chunks:
        fold.extend(chunk)
    x, y = fold.envelope()
    assert fold.length == len(values)
    if values:
        assert (y.min(), y.max()) == (min(values), max(values))
        assert (np.diff(x) >= 0).all()
        assert x[0] == 0
        assert x[-1] < len(values) + fold.stride


def test_a_million_points_stay_a_few_thousand():
    """Memory and drawing do not grow with the run."""
    fold = Fold()
    for start in range(0, 1_000_000, 10_000):
        fold.extend(np.sin(np.arange(start, start + 10_000)))
    assert fold.length == 1_000_000
    assert len(fold.envelope()[0]) <= 2 * 2048 + fold.stride


def test_smoothing_follows_the_mean():
    """A constant stays itself from the first step on; noise gets calmer; strength 0 changes nothing."""
    fold = Fold()
    fold.extend(np.full(300, 2.5))
    assert np.allclose(fold.smooth(0.9)[1], 2.5)
    noisy = Fold()
    noisy.extend(np.random.default_rng(0).normal(size=500))
    assert noisy.smooth(0.9)[1].std() < 0.5 * noisy.smooth(0.0)[1].std()
    assert np.array_equal(noisy.smooth(0.0)[1], noisy.envelope()[1])


def test_a_gap_stays_a_gap_of_its_own():
    """NaN neither moves the extremes nor spreads over what follows."""
    fold = Fold(buckets=8)
    fold.extend([1.0, np.nan, 3.0, 4.0])
    assert np.nanmax(fold.envelope()[1]) == 4.0
    assert np.isfinite(fold.smooth(0.5)[1]).all()


def test_points_keep_first_and_last_within_bounds():
    """Beyond so many, every second one is left out."""
    points = Points(most=100)
    for at in range(1000):
        points.add(at, 2 * at)
    x, y = points.envelope()
    assert points.length == len(x) <= 101
    assert (x[0], x[-1], y[-1]) == (0, 999, 1998)
    assert points.smooth(0.5)[1][-1] < 1998


def test_a_curve_in_pixels_keeps_what_is_seen():
    """First, least, greatest and last of every pixel, in order; few points stay as they are."""
    x = np.linspace(0, 99.9, 10_000)
    y = np.sin(x * 7)
    xs, ys = per_pixel(x, y, 100)
    assert len(xs) == 400
    assert (np.diff(xs) >= 0).all()
    assert ys.max() == y.max()
    assert ys.min() == y.min()
    assert per_pixel(x[:50], y[:50], 100)[0].tolist() == x[:50].tolist()


def test_smoothing_leaves_gaps_and_no_start_at_zero():
    """A constant stays what it is, whatever is missing."""
    y = np.array([np.nan, 5.0, np.nan, 5.0])
    found = smoothed(y, 0.9)
    assert np.isnan(found[0])
    assert found[1:].tolist() == pytest.approx([5, 5, 5])
    assert smoothed(y, 0.0) is y

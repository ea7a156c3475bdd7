"""A folded curve keeps its extremes, its length and its memory."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from neurodesk.ui.curves import Fold


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

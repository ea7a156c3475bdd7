"""Scaling brings numbers near 0 and 1 and can be undone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from neurodesk.data import scaling
from neurodesk.data.scaling import KINDS, NONE, blocks, fit

numbers = arrays(np.float32, st.tuples(st.integers(2, 9), st.integers(1, 4)), elements=st.floats(-1e4, 1e4, width=32))


@given(numbers, st.sampled_from(KINDS))
def test_undo_gives_back_what_was_scaled(x, kind):
    scaling = fit(kind, x)
    scaled = scaling.apply(x)
    assert scaled.dtype == np.float32
    assert np.allclose(scaling.undo(scaled), x, atol=1e-3 * (1 + np.abs(x).max()))


def test_standard_treats_each_number_by_itself():
    x = np.array([[0, 100], [2, 300]], np.float32)
    assert fit("standard", x).apply(x).tolist() == [[-1, -1], [1, 1]]


def test_channels_share_one_scale_over_the_picture_and_whole_over_everything():
    x = np.random.default_rng(0).normal([[[[5]], [[-3]]]], [[[[2]], [[7]]]], (50, 2, 6, 6)).astype(np.float32)
    channels = fit("channels", x)
    assert channels.mean.shape == (2, 1, 1)
    assert np.allclose(channels.apply(x).std(axis=(0, 2, 3)), 1, atol=1e-4)
    whole = fit("whole", x)
    assert whole.mean.size == 1
    assert abs(float(whole.apply(x).std()) - 1) < 1e-4


@pytest.mark.parametrize("value", [0.0, 7.0, 0.1, 1e8])
def test_a_number_that_never_varies_stays_finite(value):
    x = np.full((40, 1), value, np.float32)
    assert np.abs(fit("standard", x).apply(x)).max() <= 1e-6 * max(1, value)


def test_large_means_keep_their_small_spread():
    x = (1e4 + np.arange(5000) % 7)[:, None].astype(np.float32)
    assert abs(float(fit("standard", x).std[0]) - 2) < 1e-3


@pytest.mark.parametrize("kind", KINDS)
def test_a_part_is_measured_where_it_lies(kind, monkeypatch):
    """As a copy of it would be, bit for bit, and in blocks that stay small however large an example is."""
    monkeypatch.setattr(scaling, "BLOCK", 3000)
    x = np.random.default_rng(0).normal(3, 2, (50, 3, 20, 20)).astype(np.float32)
    train = np.random.default_rng(1).permutation(50)[:37]
    part, copy = fit(kind, x, train), fit(kind, x[train])
    assert part.mean.tobytes() == copy.mean.tobytes()
    assert part.std.tobytes() == copy.std.tobytes()
    assert max(block.size for block in blocks(x, train)) <= 3000
    assert sum(map(len, blocks(x, train))) == 37


def test_whole_numbers_stay_as_they_are():
    tokens = np.array([[1, 2], [3, 4]])
    assert fit("standard", tokens) is NONE
    assert np.array_equal(NONE.apply(tokens), tokens)


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="one of none, standard"):
        fit("minmax", np.zeros((2, 2), np.float32))

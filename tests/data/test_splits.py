"""The split divides, is seeded, and keeps the proportions of the classes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurodesk.data.splits import split

labels = st.lists(st.integers(0, 5), min_size=2, max_size=200).map(np.array)
share = st.sampled_from([0.0, 0.05, 0.1, 0.2, 0.33, 0.45])


@given(labels, share, share, st.integers(0, 2**31), st.booleans())
def test_every_example_is_in_exactly_one_part(y, test, validation, seed, stratify):
    parts = split(y, test=test, validation=validation, seed=seed, stratify=stratify)
    assert sorted(np.concatenate(parts).tolist()) == list(range(len(y)))


@given(labels, share, share, st.integers(0, 2**31))
def test_every_class_is_divided_alike_and_can_be_learned(y, test, validation, seed):
    parts = split(y, test=test, validation=validation, seed=seed)
    for label in np.unique(y):
        count = int(np.sum(y == label))
        train, checked, tested = (int(np.sum(y[part] == label)) for part in parts)
        assert train >= 1
        assert abs(tested - count * test) <= 1
        assert checked <= count * validation + 1


@given(st.integers(20, 500), share, share, st.integers(0, 9))
def test_the_parts_have_the_sizes_asked_for(count, test, validation, seed):
    parts = split(np.arange(count) % 2, test=test, validation=validation, seed=seed)
    assert abs(len(parts.test) - count * test) <= 0.5 + 1e-6
    assert abs(len(parts.validation) - count * validation) <= 0.5 + 1e-6


def test_the_same_seed_gives_the_same_split_and_another_seed_another():
    y = np.arange(300) % 3
    first, again, other = (split(y, seed=seed) for seed in (4, 4, 5))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not np.array_equal(np.sort(first.test), np.sort(other.test))


def test_the_test_part_does_not_depend_on_the_validation_share():
    y = np.arange(200) % 4
    few, many = split(y, validation=0.0, seed=1), split(y, validation=0.3, seed=1)
    assert set(few.test) == set(many.test)


def test_usual_shares_are_80_to_20_with_validation_from_the_80():
    parts = split(np.arange(1000) % 10)
    assert [len(part) for part in parts] == [700, 100, 200]
    assert (np.bincount(parts.test % 10) == 20).all()


def test_regression_is_shuffled_whatever_the_values():
    parts = split(np.linspace(0, 1, 100)[:, None], stratify=False)
    assert [len(part) for part in parts] == [70, 10, 20]
    assert not np.array_equal(parts.train, np.sort(parts.train))


@pytest.mark.parametrize("shares", [(0.5, 0.5), (1.0, 0.0), (-0.1, 0.1), (float("nan"), 0.1)])
def test_shares_that_leave_nothing_are_refused(shares):
    with pytest.raises(ValueError, match="less than 1"):
        split(np.arange(10), test=shares[0], validation=shares[1])

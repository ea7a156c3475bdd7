"""Batches come from the device, in an order that seed and epoch settle."""

from itertools import chain

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from neurodesk.data import loader
from neurodesk.data.loader import Resident


def resident(n: int, batch: int = 4, **rest: object) -> Resident:
    """Examples that say their own number, twice."""
    numbers = np.arange(n)
    return Resident(np.stack([numbers, numbers], 1).astype(np.float32), numbers, batch=batch, **rest)


def order(batches) -> list[list[int]]:
    """The numbers in each batch, after a look that example and label belong together."""
    found = []
    for x, y in batches:
        assert x[:, 0].tolist() == x[:, 1].tolist() == y.tolist()
        found.append(y.tolist())
    return found


@given(st.integers(1, 60), st.integers(1, 9), st.integers(0, 5))
def test_an_epoch_shows_every_example_once(n, batch, epoch):
    data = resident(n, batch)
    seen = order(data.epoch(epoch))
    assert sorted(chain.from_iterable(seen)) == list(range(n))
    assert len(seen) == data.steps
    if n > 1 and batch > 1:
        assert min(map(len, seen)) > 1  # batch normalization can learn from each


def test_seed_and_epoch_settle_the_order():
    first = order(resident(50, seed=7).epoch(3))
    assert order(resident(50, seed=7).epoch(3)) == first
    assert order(resident(50, seed=7).epoch(4)) != first
    assert order(resident(50, seed=8).epoch(3)) != first


@given(st.integers(0, 13))
def test_an_epoch_goes_on_where_it_stopped(start):
    data = resident(49)
    assert order(data.epoch(2, start=start)) == order(data.epoch(2))[start:]


def test_a_last_batch_of_one_joins_or_is_left_out():
    data = resident(13)
    assert [len(batch) for batch in order(data.epoch(0))] == [4, 4, 5]
    assert [len(batch) for batch in order(data.epoch(0, drop_single=True))] == [4, 4, 4]
    assert data.steps == 3
    assert [len(batch) for batch in order(resident(3, 1).epoch(0))] == [1, 1, 1]


def test_batches_are_views_of_one_gather():
    x = [batch for batch, _ in resident(40).epoch(0)]
    assert len({batch.untyped_storage().data_ptr() for batch in x}) == 1


def test_large_data_is_gathered_slab_by_slab_with_the_same_order(monkeypatch):
    whole = order(resident(101).epoch(5))
    monkeypatch.setattr(loader, "SLAB", 3 * 4 * 8)  # three batches of four examples of 8 bytes
    data = resident(101)
    assert len({batch.untyped_storage().data_ptr() for batch in [x for x, _ in data.epoch(5)]}) > 5
    assert order(data.epoch(5)) == whole
    assert order(data.epoch(5, start=4)) == whole[4:]
    assert sorted(chain.from_iterable(order(data.epoch(5)))) == list(range(101))


@pytest.mark.parametrize("channels", [1, 3])
def test_pictures_are_channels_last_when_asked(channels):
    x = np.random.default_rng(0).random((10, channels, 5, 4), np.float32)
    data = Resident(x, np.arange(10), batch=3, channels_last=True)
    assert np.array_equal(data.x.numpy(), x)
    for batch, y in data.epoch(1):
        assert batch.is_contiguous(memory_format=torch.channels_last)
        assert np.array_equal(batch.numpy(), x[y.numpy()])
    plain = next(iter(Resident(x, np.arange(10), batch=3).epoch(1)))[0]
    assert plain.is_contiguous()


def test_the_arrays_are_copied_and_may_be_read_only():
    x = np.zeros((4, 2), np.float32)
    x.setflags(write=False)
    data = Resident(x, np.zeros(4, np.int64))
    data.x.add_(1)
    assert x.max() == 0


def test_types_are_kept():
    tokens = Resident(np.zeros((4, 7), np.int64), np.zeros((4, 1), np.float32))
    assert tokens.x.dtype == torch.int64
    assert tokens.y.dtype == torch.float32
    assert len(tokens) == 4


def test_unequal_lengths_and_empty_batches_are_refused():
    with pytest.raises(ValueError, match="one label per example"):
        Resident(np.zeros((4, 2), np.float32), np.zeros(3, np.int64))
    with pytest.raises(ValueError, match="batch of at least 1"):
        Resident(np.zeros((4, 2), np.float32), np.zeros(4, np.int64), batch=0)

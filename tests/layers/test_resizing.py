"""Images in another size."""

import pytest
import torch

from neurodesk.graph.errors import ShapeError
from neurodesk.layers.resizing import ChannelShuffle, Pad, PixelShuffle, PixelUnshuffle, Upsample
from tests.layers.drawn import run


def test_borders_and_enlargement():
    assert Pad(size=2).shape((3, 8, 6)) == (3, 12, 10)
    assert Pad(size=2).build((3, 8, 6)).source() == "F.pad(x, (2, 2, 2, 2))"
    assert Pad(mode="reflect").build((3, 8)).source() == "F.pad(x, (1, 1), mode='reflect')"
    assert Upsample(scale=3).shape((3, 4, 5)) == (3, 12, 15)


def test_a_border_too_wide_to_mirror():
    with pytest.raises(ShapeError, match="pad can reflect at most 4 of a side of 5, not 5") as caught:
        Pad(size=5, mode="reflect").shape((1, 5, 9))
    assert dict(caught.value.cure_values) == {"size": 4}


def test_unshuffling_undoes_shuffling():
    x = torch.randn(2, 8, 3, 5)
    large = run(PixelShuffle().build((8, 3, 5)), {"x": x})
    assert large.shape == (2, *PixelShuffle().shape((8, 3, 5))) == (2, 2, 6, 10)
    assert torch.equal(run(PixelUnshuffle().build((2, 6, 10)), {"x": large}), x)
    with pytest.raises(ShapeError, match="lays 4 channels out as one, and 6 x 3 x 5 has 6 channels") as caught:
        PixelShuffle().shape((6, 3, 5))
    assert dict(caught.value.cure_values) == {"factor": 1}


def test_channels_of_all_groups_meet():
    x = torch.arange(6.0).reshape(1, 6, 1, 1)
    assert run(ChannelShuffle().build((6, 1, 1)), {"x": x}).flatten().tolist() == [0, 3, 1, 4, 2, 5]

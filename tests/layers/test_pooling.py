"""Pooling."""

import pytest

from neurodesk.graph.errors import ShapeError
from neurodesk.layers.pooling import AdaptiveAvgPool2d, AvgPool1d, GlobalAvgPool, GlobalMaxPool, MaxPool2d


def test_the_window_moves_by_its_own_side():
    assert MaxPool2d().shape((16, 28, 28)) == (16, 14, 14)
    assert MaxPool2d(kernel=3).shape((16, 28, 28)) == (16, 9, 9)
    assert MaxPool2d(kernel=3, stride=2, padding=1).shape((16, 28, 28)) == (16, 14, 14)
    assert MaxPool2d(kernel=3).build((1, 9, 9)).source() == "nn.MaxPool2d(3, stride=3)"
    assert AvgPool1d(kernel=4).shape((2, 16)) == (2, 4)


def test_the_border_is_at_most_half_the_window():
    with pytest.raises(ShapeError) as caught:
        MaxPool2d(padding=2).shape((1, 8, 8))
    assert str(caught.value) == "max_pool2d takes a padding of at most half its kernel 2, not 2"
    assert dict(caught.value.cure_values) == {"padding": 1}


def test_too_many_poolings():
    with pytest.raises(ShapeError, match="max_pool2d has a kernel of 2 which does not fit a side of 1"):
        MaxPool2d().shape((64, 1, 1))


def test_a_size_of_its_own():
    assert AdaptiveAvgPool2d(size=3).shape((8, 17, 5)) == (8, 3, 3)


def test_global_pooling_leaves_the_channels():
    assert GlobalAvgPool().shape((32, 7, 7)) == (32,)
    assert GlobalMaxPool().shape((32, 9)) == (32,)
    assert GlobalAvgPool().build((32, 7, 7)).source() == "torch.mean(image, dim=(2, 3))"
    assert GlobalMaxPool().build((32, 9)).source() == "torch.amax(image, dim=(2,))"

"""Convolutions."""

import pytest

from neurodesk.graph.errors import ShapeError
from neurodesk.layers.convolution import Conv1d, Conv2d, ConvTranspose2d, DepthwiseConv2d


def test_the_first_layer_of_lenet():
    layer = Conv2d(filters=6, kernel=5, padding=0)
    assert layer.shape((1, 32, 32)) == (6, 28, 28)
    assert layer.parameters((1, 32, 32)) == 156
    assert layer.build((1, 32, 32)).source() == "nn.Conv2d(1, 6, 5, stride=1, padding=0, bias=True)"


def test_what_is_plain_is_not_printed():
    source = Conv2d(dilation=2, groups=2).build((2, 9, 9)).source()
    assert source == "nn.Conv2d(2, 16, 3, stride=1, padding=1, bias=True, dilation=2, groups=2)"


def test_a_kernel_that_does_not_fit_names_both_numbers():
    with pytest.raises(ShapeError) as caught:
        Conv2d(kernel=7, padding=0).shape((3, 5, 9))
    assert str(caught.value) == "conv2d has a kernel of 7 which does not fit a side of 5"
    assert dict(caught.value.cure_values) == {"kernel": 5}
    with pytest.raises(ShapeError, match="kernel of 3, reaching over 7, which does not fit a side of 4 with padding 1"):
        Conv1d(dilation=3).shape((1, 4))


def test_groups_must_divide_channels_and_filters():
    with pytest.raises(ShapeError) as caught:
        Conv2d(filters=16, groups=3).shape((6, 8, 8))
    assert str(caught.value) == "conv2d cannot divide 16 filters equally among 3 groups"
    assert dict(caught.value.cure_values) == {"groups": 2}


def test_depthwise_keeps_channels_apart():
    assert DepthwiseConv2d(multiplier=2).shape((3, 8, 8)) == (6, 8, 8)
    assert DepthwiseConv2d().parameters((32, 8, 8)) == 32 * 10
    assert "groups=32" in DepthwiseConv2d().build((32, 8, 8)).source()


def test_transposed_undoes_the_stride():
    assert ConvTranspose2d(filters=8).shape((3, 7, 5)) == (8, 14, 10)
    with pytest.raises(ShapeError, match="needs an output padding below its stride 2, not 2"):
        ConvTranspose2d(output_padding=2).shape((3, 7, 5))

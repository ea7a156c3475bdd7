"""Convolutions."""

import pytest
import torch

from neurodesk.graph.errors import ShapeError
from neurodesk.layers.convolution import Conv1d, Conv2d, Conv3d, DepthwiseConv2d, PatchEmbedding, SeparableConv2d


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


def test_separable_costs_less_than_the_whole_convolution():
    whole, parts = Conv2d(filters=64), SeparableConv2d(filters=64)
    shape = (32, 8, 8)
    assert whole.shape(shape) == parts.shape(shape) == (64, 8, 8)
    assert parts.parameters(shape) == 32 * 9 + 64 * 33
    assert 7 * parts.flops((shape,), ((64, 8, 8),)) < whole.flops((shape,), ((64, 8, 8),))


def test_patches_follow_each_other_row_by_row():
    layer = PatchEmbedding(patch=2, width=3)
    assert layer.shape((1, 4, 6)) == (6, 3)
    module, x = layer.build((1, 4, 6)).make(), torch.randn(1, 1, 4, 6)
    assert torch.allclose(module(x)[0, 4], module(x[:, :, 2:, 2:4])[0, 0])
    with pytest.raises(ShapeError) as caught:
        PatchEmbedding(patch=9).shape((1, 8, 8))
    assert str(caught.value) == "patch_embedding cuts patches of 9, and 1 x 8 x 8 has a side of 8"
    assert dict(caught.value.cure_values) == {"patch": 8}


def test_a_volume_is_asked_for_in_words():
    with pytest.raises(ShapeError) as caught:
        Conv3d().shape((4, 8, 8))
    assert str(caught.value).startswith("conv3d expects a volume (channels x depth x height x width)")
    assert dict(caught.value.cure_values) == {"shape": (1, 4, 8, 8)}

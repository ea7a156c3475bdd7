"""Normalization."""

import pytest
import torch

from neurodesk.graph.errors import ShapeError
from neurodesk.layers.normalization import BatchNorm1d, BatchNorm2d, GroupNorm, LayerNorm, RMSNorm
from neurodesk.layers.spec import Layer, Shape


@pytest.mark.parametrize(
    ("layer", "shape", "together"),
    [
        (BatchNorm2d(), (3, 4, 5), (0, 2, 3)),
        (BatchNorm1d(), (6,), (0,)),
        (BatchNorm1d(), (6, 5), (0, 2)),
        (LayerNorm(), (5, 6), (2,)),
        (LayerNorm(over="all"), (2, 4, 5), (1, 2, 3)),
        (GroupNorm(groups=1), (4, 3, 3), (1, 2, 3)),
    ],
)
def test_mean_0_and_spread_1_over_the_right_axes(layer: Layer, shape: Shape, together: tuple[int, ...]):
    x = 3 * torch.randn(16, *shape, generator=torch.Generator().manual_seed(0)) + 5
    y = layer.build(shape).make()(x)
    assert torch.allclose(y.mean(together), torch.tensor(0.0), atol=1e-5)
    assert torch.allclose(y.var(together, correction=0), torch.tensor(1.0), atol=1e-3)


def test_rms_norm_scales_without_shifting():
    x = torch.tensor([[3.0, 4.0]])
    assert torch.allclose(RMSNorm().build((2,)).make()(x), x / 12.5**0.5, atol=1e-5)


def test_without_learning_there_is_nothing_to_learn():
    assert BatchNorm2d().parameters((8, 4, 4)) == 16
    assert BatchNorm2d(affine=False).parameters((8, 4, 4)) == 0
    assert RMSNorm().parameters((5, 8)) == 8


def test_words():
    with pytest.raises(ShapeError, match="batch_norm1d expects a vector or a signal; it is given 3 x 8 x 8") as caught:
        BatchNorm1d().shape((3, 8, 8))
    assert caught.value.cure == "Use Batch norm 2d, which is made for images."
    with pytest.raises(ShapeError, match="group_norm cannot divide 6 channels equally among 4 groups"):
        GroupNorm().shape((6, 8, 8))

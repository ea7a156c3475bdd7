"""Activations are the functions their formulas say."""

import math
from collections.abc import Callable

import pytest
import torch

from neurodesk.graph.errors import ShapeError
from neurodesk.layers import activation
from neurodesk.layers.activation import GLU, LogSoftmax, Softmax
from neurodesk.layers.catalogue import LAYERS
from tests.layers.drawn import run

CURVES: dict[str, Callable[[float], float]] = {
    "relu": lambda x: max(0.0, x),
    "leaky_relu": lambda x: max(0.0, x) + 0.01 * min(0.0, x),
    "prelu": lambda x: max(0.0, x) + 0.25 * min(0.0, x),
    "elu": lambda x: x if x > 0 else math.expm1(x),
    "selu": lambda x: 1.0507 * (x if x > 0 else 1.6733 * math.expm1(x)),
    "gelu": lambda x: x * (1 + math.erf(x / math.sqrt(2))) / 2,
    "silu": lambda x: x / (1 + math.exp(-x)),
    "mish": lambda x: x * math.tanh(math.log1p(math.exp(x))),
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
    "tanh": math.tanh,
    "softplus": lambda x: math.log1p(math.exp(x)),
    "relu6": lambda x: min(max(0.0, x), 6.0),
    "celu": lambda x: max(0.0, x) + min(0.0, math.expm1(x)),
    "hardswish": lambda x: x * min(max(0.0, x + 3), 6.0) / 6,
    "hardsigmoid": lambda x: min(max(0.0, x + 3), 6.0) / 6,
    "log_sigmoid": lambda x: -math.log1p(math.exp(-x)),
    "hardtanh": lambda x: min(max(-1.0, x), 1.0),
    "softsign": lambda x: x / (1 + abs(x)),
    "sine": math.sin,
}
ALONG_AXIS = {"softmax", "log_softmax", "glu"}


@pytest.mark.parametrize("key", CURVES)
def test_the_curve(key: str):
    xs = torch.linspace(-4, 4, 33)
    wanted = torch.tensor([CURVES[key](x) for x in xs.tolist()])
    assert torch.allclose(run(LAYERS[key]().build((33,)), {"x": xs}), wanted, atol=1e-3)


def test_every_activation_is_proved():
    proved = {cls.key for cls in LAYERS if cls.__module__ == activation.__name__}
    assert proved == {*CURVES, *ALONG_AXIS}


def test_softmax_adds_up_along_its_axis():
    x = torch.randn(2, 3, 4, 5, generator=torch.Generator().manual_seed(0))
    assert torch.allclose(Softmax(axis=0).build((3, 4, 5)).make()(x).sum(1), torch.tensor(1.0))
    assert torch.allclose(LogSoftmax().build((3, 4, 5)).make()(x).exp().sum(3), torch.tensor(1.0))
    with pytest.raises(ShapeError, match="softmax works along axis 3, and 4 x 5 has no such axis"):
        Softmax(axis=3).shape((4, 5))


def test_nothing_is_done_in_place():
    x = -torch.ones(3)
    for key in CURVES:
        run(LAYERS[key]().build((3,)), {"x": x})
    assert x.tolist() == [-1, -1, -1], "explanations need what went in"


def test_a_gate_halves_its_axis():
    assert GLU().shape((5, 8)) == (5, 4)
    with pytest.raises(ShapeError, match="glu halves axis -1, and 5 x 7 has an odd 7 there"):
        GLU().shape((5, 7))

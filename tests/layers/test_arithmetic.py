"""Plain arithmetic."""

import pytest
import torch

from neurodesk.graph.errors import ShapeError
from neurodesk.layers.arithmetic import Absolute, Clamp, Exponential, Logarithm, Power, Scale
from neurodesk.layers.spec import Layer
from tests.layers.drawn import run


@pytest.mark.parametrize(
    ("layer", "wanted", "source"),
    [
        (Scale(factor=2.0), [-4.0, 1.0], "x * 2.0"),
        (Scale(factor=2.0, offset=1.0), [-3.0, 2.0], "(x * 2.0) + 1.0"),
        (Clamp(), [0.0, 0.5], "torch.clamp(x, 0.0, 1.0)"),
        (Power(), [4.0, 0.25], "torch.pow(torch.abs(x), 2.0)"),
        (Power(signed=True), [-4.0, 0.25], "torch.sign(x) * torch.pow(torch.abs(x), 2.0)"),
        (Absolute(), [2.0, 0.5], "torch.abs(x)"),
        (Exponential(), [0.1353353, 1.6487213], "torch.exp(x)"),
        (Logarithm(eps=1.0), [1.0986123, 0.4054651], "torch.log(torch.abs(x) + 1.0)"),
    ],
)
def test_each_number_by_itself(layer: Layer, wanted: list[float], source: str):
    call = layer.build((2,))
    assert call.source() == source
    assert run(call, {"x": torch.tensor([[-2.0, 0.5]])})[0].tolist() == pytest.approx(wanted)


def test_limits_the_wrong_way_round():
    with pytest.raises(ShapeError, match="clamp needs low at most as large as high, not 2 above 1") as caught:
        Clamp(low=2.0).shape((3,))
    assert dict(caught.value.cure_values) == {"high": 2.0}

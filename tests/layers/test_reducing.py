"""One number in place of all along an axis."""

import pytest
import torch

from neurodesk.graph.errors import ShapeError
from neurodesk.layers.reducing import MaxOver, Mean, MinOver, SumOver
from neurodesk.layers.spec import Layer
from tests.layers.drawn import run

X = torch.tensor([[[1.0, 5.0], [3.0, -2.0]]])


@pytest.mark.parametrize(
    ("layer", "wanted"),
    [
        (Mean(), [2.0, 1.5]),
        (SumOver(), [4.0, 3.0]),
        (MaxOver(), [3.0, 5.0]),
        (MinOver(), [1.0, -2.0]),
        (SumOver(axis=-1), [6.0, 1.0]),
    ],
)
def test_the_batch_axis_stays(layer: Layer, wanted: list[float]):
    assert layer.shapes((2, 2)) == ((2,),)
    assert run(layer.build((2, 2)), {"x": X}).tolist() == [wanted]


def test_an_axis_that_is_not_there():
    with pytest.raises(ShapeError, match="sum_over works along axis 2, and 2 x 2 has no such axis"):
        SumOver(axis=2).shape((2, 2))

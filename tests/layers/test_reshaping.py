"""The same numbers in another shape."""

import pytest
import torch

from neurodesk.graph.errors import ShapeError
from neurodesk.layers.reshaping import Flatten, Permute, Reshape, Select, Slice, Squeeze, Unflatten, Unsqueeze
from neurodesk.layers.spec import Layer
from tests.layers.drawn import run


def test_flatten():
    assert Flatten().shape((32, 8, 8)) == (2048,)
    assert Flatten().shape(()) == (1,)


def test_reshape_fills_in_what_is_left():
    assert Reshape(shape=(8, -1)).shape((2, 4, 4)) == (8, 4)
    assert Reshape().shape((2, 4, 4)) == (32,)
    assert Reshape(shape=(1, 8, 8)).build((64,)).source() == "torch.reshape(x, (-1, 1, 8, 8))"


@pytest.mark.parametrize(
    ("layer", "shape", "said", "cure"),
    [
        (Reshape(shape=(5, 5)), (4, 6), "reshape cannot arrange 4 x 6 (24 numbers) as 5, 5", {"shape": (-1,)}),
        (Reshape(shape=(5, -1)), (4, 6), "reshape cannot arrange 4 x 6 (24 numbers) as 5, -1", {"shape": (-1,)}),
        (Reshape(shape=(0, -1)), (4,), "reshape takes a shape without 0 and with at most one -1", {"shape": (-1,)}),
        (
            Permute(),
            (4, 5, 6),
            "permute must name each of the 3 axes of 4 x 5 x 6 once, not 1, 0",
            {"order": (2, 1, 0)},
        ),
        (Select(index=9), (4, 5), "select takes slice 9 of axis 0, and 4 x 5 has 4 there", {"index": -1}),
        (Select(axis=2), (4, 5), "select works along axis 2, and 4 x 5 has no such axis", {"axis": -1}),
        (Squeeze(), (4, 1), "squeeze drops an axis of length 1, and axis 0 of 4 x 1 has 4", {"axis": 1}),
        (Squeeze(), (4, 2), "squeeze drops an axis of length 1, and axis 0 of 4 x 2 has 4", {}),
        (
            Slice(start=9),
            (4, 2),
            "slice takes nothing from 9 to 0 of axis 0; 4 x 2 has 4 there",
            {"start": 0, "stop": 0},
        ),
        (Unflatten(sizes=(3, -1)), (8,), "unflatten cannot write an axis of 8 as 3, -1", {"sizes": (1, -1)}),
    ],
)
def test_what_is_said(layer: Layer, shape: tuple[int, ...], said: str, cure: dict[str, object]):
    with pytest.raises(ShapeError) as caught:
        layer.shape(*[shape])
    assert str(caught.value) == said
    assert dict(caught.value.cure_values) == cure


def test_the_batch_axis_stays_in_front():
    x = torch.arange(24.0).reshape(2, 3, 4)
    assert torch.equal(run(Permute().build((3, 4)), {"x": x}), x.transpose(1, 2))
    assert torch.equal(run(Select().build((3, 4)), {"x": x}), x[:, -1])
    assert torch.equal(run(Select(axis=-1, index=1).build((3, 4)), {"x": x}), x[:, :, 1])
    assert torch.equal(run(Slice(start=-2).build((3, 4)), {"x": x}), x[:, -2:])
    assert torch.equal(run(Slice(stop=-1, step=2, axis=-1).build((3, 4)), {"x": x}), x[:, :, :-1:2])
    assert torch.equal(run(Unsqueeze(axis=-1).build((3, 4)), {"x": x}), x[..., None])
    assert torch.equal(run(Unflatten(sizes=(2, 2), axis=1).build((3, 4)), {"x": x}), x.reshape(2, 3, 2, 2))
    assert torch.equal(run(Reshape(shape=(4, 3)).build((3, 4)), {"x": x}), x.reshape(2, 4, 3))

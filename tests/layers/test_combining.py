"""Branches meet."""

import pytest
import torch

from neurodesk.graph.errors import ShapeError
from neurodesk.layers.combining import (
    Add,
    Average,
    Concatenate,
    CosineSimilarity,
    Divide,
    MatrixProduct,
    Maximum,
    Minimum,
    Multiply,
    Stack,
    Subtract,
)
from neurodesk.layers.spec import Layer
from tests.layers.drawn import run

A, B, C = torch.tensor([[1.0, 5.0]]), torch.tensor([[4.0, 2.0]]), torch.tensor([[4.0, 5.0]])


@pytest.mark.parametrize(
    ("layer", "wanted", "source"),
    [
        (Add(inputs=3), [9.0, 12.0], "a + b + c"),
        (Subtract(inputs=3), [-7.0, -2.0], "a - b - c"),
        (Multiply(inputs=3), [16.0, 50.0], "a * b * c"),
        (Divide(inputs=3), [0.0625, 0.5], "a / b / c"),
        (Minimum(inputs=3), [1.0, 2.0], "torch.minimum(torch.minimum(a, b), c)"),
        (Average(inputs=3), [3.0, 4.0], "(a + b + c) / 3"),
        (Maximum(inputs=3), [4.0, 5.0], "torch.maximum(torch.maximum(a, b), c)"),
        (Concatenate(inputs=3), [1.0, 5.0, 4.0, 2.0, 4.0, 5.0], "torch.cat((a, b, c), dim=1)"),
    ],
    ids=lambda value: getattr(value, "key", None),
)
def test_three_branches(layer: Layer, wanted: list[float], source: str):
    assert list(layer.inputs()) == ["a", "b", "c"]
    call = layer.build((2,), (2,), (2,))
    assert call.source() == source
    assert run(call, {"a": A, "b": B, "c": C}).tolist() == [wanted]


def test_a_gate_for_each_channel():
    assert Multiply().shape((8, 4, 4), (8, 1, 1)) == (8, 4, 4)


def test_unlike_branches_are_named():
    with pytest.raises(ShapeError, match="add expects equal shapes; it is given 16 x 8 x 8 and 32 x 8 x 8"):
        Add().shape((16, 8, 8), (32, 8, 8))
    with pytest.raises(ShapeError, match="add expects equal shapes; it is given 8 x 8 and 8"):
        Add().shape((8, 8), (8,))
    said = "concatenate expects shapes that differ along axis 0 only; it is given 16 x 8 x 8 and 16 x 4 x 4"
    with pytest.raises(ShapeError, match=said):
        Concatenate().shape((16, 8, 8), (16, 4, 4))
    with pytest.raises(ShapeError, match="it is given 4 x 8 and 8"):
        Concatenate().shape((4, 8), (8,))


def test_concatenate_adds_the_axis_up():
    assert Concatenate(inputs=3).shape((1, 4, 4), (2, 4, 4), (3, 4, 4)) == (6, 4, 4)
    assert Concatenate(axis=-1).shape((4, 8), (4, 2)) == (4, 10)


@pytest.mark.parametrize("other", [(3,), (3, 4, 5), (2, 4, 1)])
def test_branches_of_unlike_rank_cannot_be_joined(other: tuple[int, ...]):
    """A clash of ranks is a sentence with both shapes, also where the other axes happen to agree."""
    with pytest.raises(ShapeError, match="3 x 4"):
        Concatenate(axis=1).shape((3, 4), other)


def test_matrices_meet_at_their_inner_sides():
    a, b = torch.randn(2, 3, 4), torch.randn(2, 5, 4)
    layer = MatrixProduct(turned=True)
    assert layer.shape((3, 4), (5, 4)) == (3, 5)
    assert torch.equal(run(layer.build((3, 4), (5, 4)), {"a": a, "b": b}), a @ b.mT)
    with pytest.raises(ShapeError, match="expects a second matrix with 4 rows; it is given 3 x 4 and 5 x 4") as caught:
        MatrixProduct().shape((3, 4), (5, 4))
    assert dict(caught.value.cure_values) == {"turned": True}


def test_one_matrix_meets_many():
    """As torch has it; what cannot meet is said with both shapes, and not of rows that fit."""
    a, b = torch.randn(2, 6, 3, 4), torch.randn(2, 1, 4, 5)
    layer = MatrixProduct()
    assert layer.shape((6, 3, 4), (1, 4, 5)) == (6, 3, 5)
    assert layer.shape((1, 3, 4), (6, 4, 5)) == (6, 3, 5)
    assert layer.flops(((1, 3, 4), (6, 4, 5)), ((6, 3, 5),)) == 2 * 6 * 3 * 5 * 4
    assert torch.equal(run(layer.build((6, 3, 4), (1, 4, 5)), {"a": a, "b": b}), a @ b)
    for other in ((2, 4, 5), (4, 5)):
        with pytest.raises(ShapeError, match="as many matrices on both sides; it is given 6 x 3 x 4 and"):
            layer.shape((6, 3, 4), other)


def test_stacked_branches_are_steps():
    x, y = torch.zeros(2, 3), torch.ones(2, 3)
    assert torch.equal(run(Stack().build((3,), (3,)), {"a": x, "b": y}), torch.stack((x, y), 1))
    assert Stack(axis=-1, inputs=3).shape((3,), (3,), (3,)) == (3, 3)
    with pytest.raises(ShapeError, match="stack expects equal shapes; it is given 3 and 4"):
        Stack().shape((3,), (4,))


def test_directions_are_compared():
    a, b = torch.tensor([[1.0, 0.0]]), torch.tensor([[0.0, 5.0]])
    call = CosineSimilarity().build((2,), (2,))
    assert run(call, {"a": a, "b": b}).tolist() == [[0.0]]
    assert run(call, {"a": a, "b": -3 * a}).tolist() == [[-1.0]]

"""Learned numbers that are neither a matrix nor a filter."""

import pytest
import torch

from neurodesk.graph.errors import ShapeError
from neurodesk.layers.learned import Bilinear, LayerScale, Learned, OneHot


def test_a_learned_parameter_is_added_multiplied_or_given():
    x = torch.randn(3, 5, 4)
    for use, wanted in (("add", x + 1), ("multiply", x), ("give", torch.ones(3, 5, 4))):
        layer = Learned(use=use, start="ones")
        assert torch.equal(layer.build((5, 4)).make()(x), wanted)
    queries = Learned(use="give", shape=(7, 2))
    assert queries.shape((5, 4)) == (7, 2)
    assert queries.parameters((5, 4)) == 14
    assert queries.build((5, 4)).make()(x).shape == (3, 7, 2)
    assert Learned(shape=(5, 1)).parameters((5, 4)) == 5


def test_a_shape_that_cannot_be_added():
    with pytest.raises(ShapeError) as caught:
        Learned(shape=(3,)).shape((5, 4))
    assert str(caught.value) == "learned cannot add numbers of 3; it is given 5 x 4"
    assert dict(caught.value.cure_values) == {"shape": (5, 4)}


def test_layer_scale_knows_where_channels_are():
    assert LayerScale().parameters((5, 8)) == 8
    image = LayerScale(axis="first", start=0.5)
    assert image.parameters((3, 4, 6)) == 3
    assert torch.equal(image.build((3, 4, 6)).make()(torch.ones(2, 3, 4, 6)), torch.full((2, 3, 4, 6), 0.5))


def test_bilinear_wants_as_many_steps():
    assert Bilinear(units=3).parameters((6,), (2,)) == 3 * 13
    with pytest.raises(ShapeError, match="expects two vectors, or two sequences of as many steps"):
        Bilinear().shape((5, 4), (6, 4))


def test_one_hot():
    made = OneHot(classes=3).build((2,)).make()
    assert made(torch.tensor([[0, 2]])).tolist() == [[[1, 0, 0], [0, 0, 1]]]
    assert OneHot().outputs()["out"].dtype == "float32"

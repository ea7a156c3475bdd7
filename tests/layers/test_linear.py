"""Linear and embedding."""

import pytest

from neurodesk.graph.errors import ShapeError
from neurodesk.layers.linear import Embedding, Linear


def test_linear_on_vectors_and_sequences():
    assert Linear(units=10).shape((64,)) == (10,)
    assert Linear(units=10).shape((5, 64)) == (5, 10)
    assert Linear(units=10).parameters((64,)) == 650
    assert Linear(units=10, bias=False).parameters((64,)) == 640


def test_linear_wants_flatten_before_images():
    with pytest.raises(ShapeError) as caught:
        Linear().shape((32, 8, 8))
    assert str(caught.value) == "linear expects a vector; it is given 32 x 8 x 8"
    assert caught.value.cure == "Insert Flatten."
    assert caught.value.cure_layer == "flatten"


def test_embedding_looks_whole_numbers_up():
    layer = Embedding(vocabulary=100, width=8)
    assert layer.inputs()["tokens"].dtype == "int64"
    assert layer.shape((12,)) == (12, 8)
    assert layer.parameters((12,)) == 800

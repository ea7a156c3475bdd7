"""Keeps the proof that layers are found wherever they stand, and kinds of examples told apart."""

import torch

from neurodesk.compiler.facts import Facts
from neurodesk.explanation.spec import kinds_of, numbers, places
from tests.engine import documents
from tests.explanation.networks import restored


def test_kinds():
    assert kinds_of(Facts((1, 8, 8))) == {"image"}
    assert kinds_of(Facts((64,))) == {"table"}
    assert kinds_of(Facts((64,)), (1, 8, 8)) == {"image", "table"}
    assert kinds_of(Facts((8, 8))) == {"sequence"}


def test_places_name_every_layer_by_its_module():
    network = restored(documents.digits_cnn())
    found = {place.path: place.step.layer for place in places(network.plan)}
    assert found["conv_1"] == "conv2d"
    assert all(network.model.get_submodule(path) for path in found)


def test_numbers_are_contiguous_float32_without_the_batch_axis():
    told = numbers(torch.arange(6.0, dtype=torch.float64).reshape(1, 2, 3).transpose(1, 2))
    assert told.shape == (3, 2)
    assert told.dtype == "float32"
    assert told.flags["C_CONTIGUOUS"]

"""Keeps the proof that the weights file holds every learned number under its node's name, and notes as text."""

import json

import torch
from safetensors import safe_open

from neurodesk.files.exports.spec import WEIGHTS
from neurodesk.files.exports.weights import Weights, notes
from tests.engine import documents
from tests.files.exports.taken import hostile, taken


def test_every_number_is_there_under_its_name(tmp_path):
    made = taken(documents.digits_lstm())
    path = tmp_path / WEIGHTS
    path.write_bytes(Weights().files(made)[WEIGHTS])
    with safe_open(path, "pt") as opened:
        state = made.model.state_dict()
        assert set(opened.keys()) == set(state)
        assert all(torch.equal(opened.get_tensor(name), tensor) for name, tensor in state.items())
        told = opened.metadata()
    assert told["classes"] == json.dumps(list(map(str, range(10))))
    assert json.loads(told["mean"]) == made.scaling.mean.tolist()
    assert told["run"] == "1"


def test_hostile_names_are_text():
    made = hostile(documents.wine())
    told = notes(made)
    assert json.loads(told["classes"]) == list(made.facts.classes)
    assert all(isinstance(value, str) and value.isascii() for value in told.values())
    assert Weights().files(made)

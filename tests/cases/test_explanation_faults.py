"""F28: whatever goes wrong while an answer is explained, it is said in words and no weight has moved."""

import numpy as np
import pytest
import torch

from neurodesk.explanation.explain import explain_restored
from neurodesk.explanation.method import METHODS
from neurodesk.graph.errors import ExplainError
from tests.engine import documents
from tests.explanation.networks import deep_cnn, restored, weights_hash
from tests.explanation.test_explain import InPlace, NoGradient, NotFinite, only


def said(network, method: str, **case: object) -> str:
    """What is said instead of an explanation, "" where there is one; the weights, data and mode are as before."""
    before, data, mode = weights_hash(network.model), network.prepared.raw("test")[0].copy(), network.model.training
    told = cure = ""
    try:
        explain_restored(network, method=method, **{"sample": 0, **case})
    except ExplainError as error:
        told, cure = str(error), error.cure
    assert "Traceback" not in told + cure
    assert weights_hash(network.model) == before
    assert np.array_equal(network.prepared.raw("test")[0], data)
    assert network.model.training == mode
    assert all(weight.grad is None for weight in network.model.parameters())
    return told


@pytest.mark.parametrize("method", METHODS.keys())
def test_f28_every_method_meets_every_fault(monkeypatch, method):
    """No gradient, no numbers, a ReLU in place, a sample or class that is not there, and memory that runs out."""
    wine = restored(documents.wine())
    for module in (NoGradient(), NotFinite(), InPlace()) if method != "deeplift" else ():  # it knows its layers by name
        told = said(only(module, wine), method)
        assert told or not isinstance(module, NotFinite)
    for wrong in ({"sample": 10_000}, {"target": 3}, {"target": -1}):
        assert said(wine, method, **wrong)

    def full(*_args: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")

    monkeypatch.setattr(METHODS[method], "weigh", full)
    assert "memory ran out" in said(wine if method == "ablation" else restored(deep_cnn()), method)

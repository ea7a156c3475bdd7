"""Keeps the proof that DeepLift is its rule, worked out by hand, and captum's, and adds up."""

import warnings

import numpy as np
import pytest
import torch
from captum.attr import DeepLift as Captum

from neurodesk.explanation.explain import explain_restored
from neurodesk.explanation.trust import completeness_gap
from neurodesk.graph.errors import ExplainError
from neurodesk.graph.model import chosen
from tests.engine import documents
from tests.explanation.networks import deep_cnn, restored, weights_hash


def by_captum(network: torch.nn.Module, x: torch.Tensor, nothing: torch.Tensor) -> torch.Tensor:
    """captum's DeepLift for the third class of a chain of layers."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Captum(torch.nn.Sequential(*network.children())).attribute(x, nothing, 2)


def test_it_is_the_rescale_rule_by_hand():
    """Two linear layers with a tanh between: m = W2 ((tanh a - tanh a0) / (a - a0)) W1, times x - x0."""
    network = restored(documents.wine())
    found = explain_restored(network, method="deeplift", sample=3, target=1)
    first, second = (network.model.get_submodule(name) for name in ("linear_1", "linear_2"))
    x = torch.from_numpy(network.prepared.part("test")[0][3])
    nothing = torch.from_numpy(network.prepared.part("train")[0].mean(0, np.float64).astype(np.float32))
    with torch.no_grad():
        a, a0 = first(x), first(nothing)
        slope = (a.tanh() - a0.tanh()) / (a - a0)
        expected = ((second.weight[1] * slope) @ first.weight) * (x - nothing)
    assert np.allclose(found.attribution, expected, atol=1e-5)
    assert found.gap < 1e-3


@pytest.mark.parametrize("layer", ["relu", "leaky_relu", "elu", "sigmoid", "tanh", "softplus"])
def test_it_is_what_captum_finds_where_captum_has_the_rule(layer):
    layers = ("conv2d", {"filters": 4}), layer, ("conv2d", {"filters": 5}), layer, "flatten", ("linear", {"units": 10})
    network = restored(documents.document(chosen("digits"), *layers))
    found = explain_restored(network, method="deeplift", sample=5, target=2).attribution
    x = torch.from_numpy(network.prepared.part("test")[0][5:6])
    nothing = torch.from_numpy(network.prepared.scaling.apply(np.zeros((1, 1, 8, 8), np.float32)))
    expected = by_captum(network.model, x, nothing)
    assert np.allclose(found, expected[0].detach(), atol=1e-5)


def test_captum_misses_the_sum_at_max_pooling():
    """The reason why the rules are our own."""
    network = restored(documents.digits_cnn())
    x = torch.from_numpy(network.prepared.part("test")[0][1:2])
    nothing = torch.from_numpy(network.prepared.scaling.apply(np.zeros((1, 1, 8, 8), np.float32)))
    total = float(by_captum(network.model, x, nothing).sum().detach())
    difference = float((network.model(x) - network.model(nothing))[0, 2].detach())
    assert completeness_gap(np.array([total], np.float32), difference, 0.0) > 0.01


@pytest.mark.parametrize("made", [deep_cnn, documents.digits_cnn, documents.digits_mlp, documents.diabetes])
def test_it_adds_up_and_leaves_the_weights_alone(made):
    network = restored(made())
    before = weights_hash(network.model)
    for sample in range(4):
        assert explain_restored(network, method="deeplift", sample=sample).gap < 1e-3
    assert weights_hash(network.model) == before
    assert not any(module._forward_hooks or module._backward_hooks for module in network.model.modules())


def test_a_recurrent_network_is_refused_in_words():
    with pytest.raises(ExplainError, match=r"no exact rule for lstm_1 \(LSTM\)\. Use Integrated gradients"):
        explain_restored(restored(documents.digits_lstm()), method="deeplift", sample=0)

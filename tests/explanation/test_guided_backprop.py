"""Keeps the proof that guided backprop cuts the gradient at each ReLU, and is not offered where it would not."""

import copy

import numpy as np
import pytest
import torch

from neurodesk.explanation.exact import GUIDED
from neurodesk.explanation.explain import explain_restored
from neurodesk.explanation.methods.guided_backprop import GuidedBackprop
from neurodesk.graph.model import chosen
from tests.engine import documents
from tests.explanation.networks import deep_cnn, joined, restored, weights_hash


def test_it_is_the_rule_by_hand():
    """One ReLU between two linear layers: W1' ((a > 0) * max(0, W2[c]))."""
    network = restored(documents.digits_mlp())
    found = explain_restored(network, method="guided_backprop", sample=2, target=4)
    first, second = (network.model.get_submodule(name) for name in ("linear_1", "linear_2"))
    with torch.no_grad():
        a = first(torch.from_numpy(network.prepared.part("test")[0][2]))
        expected = (second.weight[4].clamp(min=0) * (a > 0)) @ first.weight
    assert np.allclose(found.attribution.ravel(), expected, atol=1e-6)


def test_every_relu_of_a_deep_network_cuts():
    """The compiled network holds each ReLU as a module; of a functional one it would be the plain gradient."""
    network = restored(deep_cnn())
    before = weights_hash(network.model)
    guided = explain_restored(network, method="guided_backprop", sample=1, target=3).attribution
    x = torch.from_numpy(network.prepared.part("test")[0][1:2]).requires_grad_()
    cuts = [
        network.model.get_submodule(name).register_full_backward_hook(lambda _m, given, _out: (given[0].clamp(min=0),))
        for name in ("relu_1", "relu_2")
    ]
    network.model(x)[0, 3].backward()
    for cut in cuts:
        cut.remove()
    assert np.allclose(guided, x.grad[0], atol=1e-6)
    plain = explain_restored(network, method="saliency", sample=1, target=3).attribution
    assert not np.allclose(np.abs(guided), plain, atol=1e-4)
    assert weights_hash(network.model) == before


CONV = ("conv2d", {"filters": 4})
PICKS = {  # of every kind that is listed, in a network of ReLUs
    "max_pool1d": (CONV, "relu", ("reshape", {"shape": (4, 64)}), "max_pool1d"),
    "max_pool2d": (CONV, "relu", "max_pool2d"),
    "max_pool3d": (("reshape", {"shape": (1, 4, 4, 4)}), ("conv3d", {"filters": 4}), "relu", "max_pool3d"),
    "adaptive_max_pool2d": (CONV, "relu", "adaptive_max_pool2d"),
    "global_max_pool": (CONV, "relu", "global_max_pool"),
    "max_over": (CONV, "relu", "max_over"),
    "min_over": (CONV, "relu", "min_over"),
}
MEET = ("maximum", "minimum")
END = "flatten", ("linear", {"units": 10})


@pytest.mark.parametrize("key", [*PICKS, *MEET])
def test_what_picks_one_of_many_hands_the_gradient_to_it_alone(key):
    """By finite differences: above a ReLU that cuts nothing the guided gradient is the slope of the answer."""
    document = joined(key) if key in MEET else documents.document(chosen("digits"), *PICKS[key], *END)
    network = restored(document)
    with torch.no_grad():
        for name, values in network.model.named_parameters():  # all weights count upward, so no gradient is negative
            values.abs_() if name.endswith("weight") else values.zero_()
    guided = explain_restored(network, method="guided_backprop", sample=1, target=3).attribution.ravel()
    x = torch.from_numpy(network.prepared.part("test")[0][1:2]).double()
    model, step = copy.deepcopy(network.model).double(), 1e-6
    with torch.no_grad():
        for at in range(0, 64, 7):
            more, less = (model((x.flatten() + way * step * torch.eye(64)[at]).view_as(x)) for way in (1, -1))
            slope = float((more - less)[0, 3]) / (2 * step)
            assert np.isclose(guided[at], slope, rtol=1e-3, atol=1e-4)
    assert np.abs(guided).max() > 1e-3


def test_no_layer_is_listed_without_proof():
    assert {*PICKS, *MEET, "relu"} >= GUIDED


@pytest.mark.parametrize(
    ("layers", "words"),
    [
        (("gelu",), "gelu_1 (GELU) lets it through unchanged"),
        (("tanh", "relu"), "tanh_1 (Tanh)"),
        (("relu", "relu6"), "relu6_1 (ReLU6)"),
        ((), "this network has none"),
    ],
)
def test_a_network_without_relus_alone_is_refused(layers, words):
    made = documents.document(chosen("wine"), ("linear", {"units": 8}), *layers, ("linear", {"units": 3}))
    assert words in GuidedBackprop().fits(restored(made).plan, frozenset({"table"}))


def test_relus_hidden_inside_a_layer_are_refused():
    """Those of a Transformer encoder are functions, which nothing can cut."""
    made = documents.document(
        chosen("digits", layout="rows"), ("linear", {"units": 8}), "transformer_encoder", "relu", "flatten",
        ("linear", {"units": 10}),
    )  # fmt: skip
    assert "(Transformer encoder)" in GuidedBackprop().fits(restored(made).plan, frozenset({"sequence"}))

"""Keeps the proof that integrated gradients divide the answer without rest."""

from dataclasses import replace

import pytest

from neurodesk.explanation.explain import explain_restored
from neurodesk.explanation.methods.integrated_gradients import IntegratedGradients
from tests.engine import documents
from tests.explanation.networks import restored


@pytest.mark.parametrize("name", documents.EVERY)
def test_integrated_gradients_add_up(name):
    found = explain_restored(restored(documents.EVERY[name]()), method="integrated_gradients", sample=2)
    assert 0 <= found.gap < 0.03


def test_more_steps_miss_less(monkeypatch):
    network = restored(documents.digits_mlp())
    gaps = []
    for steps in (8, 256):
        monkeypatch.setitem(IntegratedGradients._defaults, "steps", steps)
        gaps.append(explain_restored(network, method="integrated_gradients", sample=1).gap)
    assert gaps[1] <= gaps[0] + 1e-6


def test_whole_numbers_are_refused_in_words():
    document = documents.document(documents.chosen("wine"), ("linear", {"units": 3}))
    network = restored(document)
    (given,) = network.plan.inputs
    tokens = replace(network.plan, inputs=(replace(given, dtype="int64"),))
    assert "whole numbers" in IntegratedGradients().fits(tokens, frozenset({"table"}))

"""Keeps the proof that ablation tells what the answer loses with each feature."""

from dataclasses import replace

import pytest
import torch

from neurodesk.explanation.explain import explain_restored
from neurodesk.explanation.methods.ablation import MOST, Ablation
from tests.engine import documents
from tests.explanation.networks import restored


def test_it_is_the_answer_less_the_answer_without_the_feature():
    network = restored(documents.wine())
    found = explain_restored(network, method="ablation", sample=3, target=2)
    x = torch.from_numpy(network.prepared.part("test")[0][3:4])
    average = network.prepared.part("train")[0].mean(0)
    for feature in (0, 7, 12):
        without = x.clone()
        without[0, feature] = float(average[feature])
        with torch.no_grad():
            lost = float(network.model(x)[0, 2] - network.model(without)[0, 2])
        assert found.attribution[feature] == pytest.approx(lost, abs=1e-5)
    assert found.features[0] == "alcohol"


def test_too_many_features_are_refused_in_words():
    plan = restored(documents.wine()).plan
    wide = replace(plan, inputs=(replace(plan.inputs[0], shape=(MOST + 1,)),))
    assert str(MOST) in Ablation().fits(wide, frozenset({"table"}))

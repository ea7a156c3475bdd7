"""Tests of the losses that can be chosen."""

import pytest
import torch

from neurodesk.compiler.facts import Facts
from neurodesk.graph.errors import ParameterError
from neurodesk.graph.model import chosen
from neurodesk.training.losses import LOSSES, choose_loss
from neurodesk.training.outputs import encoded
from neurodesk.training.stepping import measure_of

CLASSES = Facts((4,), classes=("a", "b", "c"))
NUMBERS = Facts((4,), task="regression", targets=2)


def test_auto_follows_the_task():
    """Cross-entropy for classes, squared error for numbers."""
    assert choose_loss(chosen("auto"), CLASSES).key == "cross_entropy"
    assert choose_loss(chosen("auto"), NUMBERS).key == "mse"


@pytest.mark.parametrize("key", sorted(set(LOSSES.keys()) - {"auto"}))
@pytest.mark.parametrize("facts", [CLASSES, NUMBERS], ids=["classes", "numbers"])
def test_each_loss_is_computed_or_refused(key, facts):
    """Where a loss fits the task it is one number, and per example its mean; elsewhere it says so."""
    if facts.task not in LOSSES[key].tasks:
        with pytest.raises(ParameterError, match="squared"):
            choose_loss(chosen(key), facts)
        return
    loss = choose_loss(chosen(key), facts)
    y = torch.tensor([0, 2, 1, 1, 0]).numpy() if facts.classes else torch.randn(5, 2).numpy()
    truth = torch.from_numpy(encoded(y, loss, len(facts.classes)))
    answers = torch.randn(5, facts.outputs)
    mean, each = measure_of(loss)(answers, truth), measure_of(loss, "none")(answers, truth)
    assert each.reshape(5, -1).mean(1).mean() == pytest.approx(float(mean), rel=1e-5)


def test_parameters_reach_the_function():
    """Smoothing and delta are given on."""
    assert dict(LOSSES["cross_entropy"](smoothing=0.1).build().kwargs)["label_smoothing"] == 0.1
    assert dict(LOSSES["huber"](delta=2.0).build().kwargs) == {"reduction": "mean", "delta": 2.0}

"""Tests of looking into a network while it learns."""

import math

import numpy as np
import pytest
import torch

from neurodesk.files.templates import template
from neurodesk.graph.model import chosen
from neurodesk.training.assembly import assemble
from neurodesk.training.control import Watch
from neurodesk.training.probes import BUDGET, Probe, describe
from tests.engine.documents import digits_cnn, document
from tests.training.running import HERE


def probe(doc, nodes: tuple[str, ...], hz: float = 10.0) -> tuple[Probe, object]:
    """A probe of an untrained learner after one step."""
    learner = assemble(doc, HERE)
    x, y = next(learner.data.epoch(0))
    learner.stepper.step(x, y)
    setting = learner.setting
    return Probe(setting.plan, learner.model, learner.stepper.flat, x[:1], Watch(nodes, 0, hz)), learner


def test_each_kind_of_answer():
    """Feature maps, vectors; gradients where there are weights, nan elsewhere; counts add up."""
    seen = {event.node: event for event in probe(digits_cnn(), ("conv_1", "pool_1", "linear_1"))[0].look(1, 1)}
    assert (seen["conv_1"].kind, seen["conv_1"].values.shape) == ("maps", (8, 8, 8))
    assert (seen["linear_1"].kind, seen["linear_1"].values.shape) == ("vector", (10,))
    assert seen["conv_1"].counts.sum() == 8 * 8 * 8
    assert seen["conv_1"].gradient > 0
    assert math.isnan(seen["pool_1"].gradient)


def test_statistics_and_random_numbers_stay():
    """A look changes neither batch statistics, nor the random state, nor the mode of the network."""
    layers = ("linear", {"units": 4}), "batch_norm1d", "dropout", ("linear", {"units": 3})
    looker, learner = probe(document(chosen("iris"), *layers), ("linear_1", "dropout_1"))
    before = {name: tensor.clone() for name, tensor in learner.model.state_dict().items()}
    random = torch.get_rng_state()
    first, second = looker.look(1, 1), looker.look(1, 1)
    assert all(torch.equal(before[name], tensor) for name, tensor in learner.model.state_dict().items())
    assert torch.equal(random, torch.get_rng_state())
    assert learner.model.training
    assert all(np.array_equal(a.values, b.values) for a, b in zip(first, second, strict=True))


@pytest.mark.parametrize(("hz", "took", "wait"), [(10.0, 1e-5, 0.1), (1000.0, 0.007, 1.007), (0.0, 0.001, math.inf)])
def test_the_next_look_waits_for_the_budget(hz, took, wait):
    """At most hz, and at most 0.7 % of the time."""
    looker, _ = probe(digits_cnn(), ("conv_1",), hz)
    looker.spent(0.0, took)
    assert looker.due == pytest.approx(wait)
    assert took / looker.due <= BUDGET or math.isinf(wait)


@pytest.mark.parametrize(
    ("shape", "kind", "shown"),
    [
        ((500, 300, 200), "maps", (64, 60, 50)),
        ((1000, 70), "sequence", (63, 35)),
        ((10**6,), "vector", (4082,)),
        ((), "vector", (1,)),
    ],
)
def test_what_is_shown_is_bounded(shape, kind, shown):
    """Large answers are thinned out; their histogram counts every number."""
    event = describe(1, 2, "x", torch.randn(1, *shape), 0.5)
    assert (event.kind, event.values.shape) == (kind, shown)
    assert event.counts.sum() == math.prod(shape)


def test_numbers_that_are_none():
    """A histogram of what is finite, and no warning."""
    event = describe(1, 2, "x", torch.tensor([[1.0, float("nan"), float("inf"), 1.0]]), 0.0)
    assert (event.counts.sum(), event.low, event.high) == (2, 1.0, 1.0)


def test_gradients_inside_blocks():
    """A node in the first copy has its own, the block that of all copies."""
    looker, _ = probe(template("digits_blocks"), ("residual_1", "residual_1.conv_1"))
    seen = {event.node: event.gradient for event in looker.look(1, 1)}
    assert seen["residual_1"] > seen["residual_1.conv_1"] > 0

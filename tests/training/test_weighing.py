"""Weights and gradients are weighed by node, around one step, within a budget."""

import numpy as np
import pytest
import torch
from torch import nn

from neurodesk.training.control import Control
from neurodesk.training.events import StepsTaken, WeightsMeasured
from neurodesk.training.updates import Flat
from neurodesk.training.weighing import BINS, BUDGET, MOST, Weighing
from tests.training.running import mlp, of, run


def network(wide: int = 8) -> nn.Module:
    """Two layers that learn, with an activation between them."""
    torch.manual_seed(0)
    made = nn.Sequential()
    made.add_module("linear_1", nn.Linear(16, wide))
    made.add_module("relu_1", nn.ReLU())
    made.add_module("linear_2", nn.Linear(wide, 4))
    return made


def test_every_node_has_its_spread_and_norms():
    """Counts are those of all numbers of the node, norms those of torch, and the change that of the step."""
    model = network()
    flat = Flat(model)
    weighing = Weighing(flat, 2.0)
    assert weighing.nodes == ("linear_1", "linear_2")
    weighing.begin()
    flat.gradients[0].copy_(torch.linspace(-1, 1, len(flat.gradients[0])))
    flat.weights[0].sub_(0.1 * flat.gradients[0])
    found = weighing.weigh(1, 7)
    own = torch.cat([part.detach().reshape(-1) for part in (model.linear_1.weight, model.linear_1.bias)]).numpy()
    assert found.weights.shape == found.gradients.shape == (2, BINS)
    assert found.weights[0].sum() == len(own)
    assert found.weight_bounds[0] == pytest.approx([own.min(), own.max()])
    assert found.weights[0].tolist() == np.histogram(own, BINS)[0].tolist()
    slope = flat.gradients[0][: len(own)].numpy()
    assert found.norms[0] == pytest.approx([np.linalg.norm(one) for one in (own, slope, 0.1 * slope)], rel=1e-4)


def test_of_a_large_node_a_part_stands_for_all():
    """Norms come out right within a few percent, at a bounded cost."""
    model = network(wide=4096)
    found = Weighing(Flat(model), 1.0).weigh(1, 1)
    whole = torch.cat([part.detach().reshape(-1) for part in model.linear_1.parameters()]).norm()
    assert found.weights[0].sum() <= MOST + 1
    assert found.norms[0, 0] == pytest.approx(float(whole), rel=0.1)


def test_numbers_that_are_none_are_left_out():
    """A gradient of nan makes an empty spread, not an error."""
    flat = Flat(network())
    flat.gradients[0].fill_(float("nan"))
    assert Weighing(flat, 1.0).weigh(1, 1).gradients.sum() == 0


def test_a_network_without_weights():
    """Nothing is measured of it."""
    assert Weighing(Flat(nn.Sequential(nn.Linear(1, 1))), 1.0).weigh(1, 1).nodes == ("0",)


def test_it_keeps_to_its_budget():
    """What took long is put off."""
    weighing = Weighing(Flat(network()), 2.0)
    weighing.spent(10.0, 10.1, 0.002)
    assert weighing.due == pytest.approx(10.1 + 0.002 / BUDGET)
    weighing.spent(10.0, 10.001, 0.0001)
    assert weighing.due == 10.5


def test_a_run_tells_it_when_asked(tmp_path):
    """While it learns, and the losses are the same as without."""
    control = Control()
    control.weigh(50.0)
    plain, seen = run(mlp(), tmp_path / "a"), run(mlp(), tmp_path / "b", control=control)
    measured = of(seen, WeightsMeasured)
    assert measured[0].norms[:, 2].min() > 0
    assert of(plain, WeightsMeasured) == []
    losses = [np.concatenate([event.losses for event in of(told, StepsTaken)]).tolist() for told in (plain, seen)]
    assert losses[0] == losses[1]

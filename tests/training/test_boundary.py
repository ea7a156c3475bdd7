"""Tests of the decision boundary."""

import numpy as np
import torch

from neurodesk.graph.model import chosen
from neurodesk.training.assembly import assemble
from neurodesk.training.boundary import BUDGET, SIDE, Plane
from tests.engine.documents import document
from tests.training.running import HERE, mlp


def test_the_grid_is_the_networks_answer_in_the_datas_units():
    """Each point of the grid is what the network says to it, row 0 at the lowest second feature."""
    learner = assemble(document(chosen("moons"), ("linear", {"units": 2})), HERE)
    plane = Plane(learner.setting.prepared, learner.setting.device)
    event = plane.measure(1, 3, learner.model, learner.setting.loss)
    assert event.grid.shape == event.probability.shape == (SIDE, SIDE)
    assert learner.model.training
    for row, column in ((0, 0), (5, 60), (63, 2)):
        x = np.linspace(event.low[0], event.high[0], SIDE)[column], np.linspace(event.low[1], event.high[1], SIDE)[row]
        scaled = learner.setting.prepared.scaling.apply(np.array([x], np.float32))
        answer = torch.softmax(learner.model(torch.from_numpy(scaled).to(learner.setting.device)), 1)[0]
        assert event.grid[row, column] == answer.argmax()
        np.testing.assert_allclose(event.probability[row, column], float(answer.detach().max()), rtol=1e-3)
    low, high = np.array(event.low), np.array(event.high)
    assert ((event.points > low) & (event.points < high)).all()
    assert set(event.labels) == {0.0, 1.0}


def test_only_two_numbers_make_a_plane():
    """Four features do not."""
    assert not Plane.fits(assemble(mlp(), HERE).setting.prepared)


def test_the_next_one_waits_for_the_budget():
    """A share of the time."""
    learner = assemble(document(chosen("xor"), ("linear", {"units": 2})), HERE)
    plane = Plane(learner.setting.prepared, learner.setting.device)
    plane.spent(10.0, 10.003)
    assert plane.due == 10.003 + (10.003 - 10.0) / BUDGET

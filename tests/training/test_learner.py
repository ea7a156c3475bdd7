"""Tests of a learner: going on, going back, and telling how it is."""

import time

import numpy as np
import pytest
import torch

from neurodesk.graph.model import chosen
from neurodesk.training.assembly import assemble
from neurodesk.training.control import Control
from tests.training.running import HERE, learning, mlp

FOREVER = time.perf_counter() + 1e9


def test_an_epoch_at_a_time():
    """One call takes the rest of an epoch when nothing is due, and the metrics are those of its examples."""
    learner = assemble(mlp(), HERE)
    losses = learner.advance(FOREVER, Control())
    assert len(losses) == learner.step == learner.per_epoch
    assert learner.epoch_is_over
    assert learner.running.seen == len(learner.data)
    assert learner.next_epoch()["loss"] == pytest.approx(float(losses.mean()), rel=0.1)
    assert (learner.epoch, learner.position) == (1, 0)


def test_at_least_one_step_is_taken():
    """Also when the time is up already."""
    assert len(assemble(mlp(), HERE).advance(0.0, Control())) == 1


def test_a_pressed_button_ends_the_stretch():
    """After one step."""
    control = Control()
    control.stop()
    assert len(assemble(mlp(), HERE).advance(FOREVER, control)) == 1


def test_restored_it_goes_the_same_way():
    """From any step, in the middle of an epoch, dropout included."""
    learner = assemble(mlp(), HERE)
    for _ in range(5):
        learner.advance(0.0, Control())
    kept = learner.snapshot()
    first = learner.advance(FOREVER, Control())
    weights = learner.weights()
    learner.restore(kept)
    assert np.array_equal(learner.advance(FOREVER, Control()), first)
    assert all(torch.equal(weights[name], tensor) for name, tensor in learner.weights().items())


def test_a_changed_rate_follows_the_schedule():
    """From the rate asked for on, in the shape of the schedule."""
    learner = assemble(learning(mlp(), schedule=chosen("inverse")), HERE)
    learner.step = 24
    learner.change_rate(0.5)
    assert learner.rate == pytest.approx(0.5)
    learner.step = 48
    assert 0.3 < learner.rate < 0.5


def test_validation_draws_and_learns_nothing():
    """The network and the random state are as before."""
    learner = assemble(mlp(), HERE)
    before, random = learner.weights(), torch.get_rng_state()
    (found,) = learner.validating()
    assert found.seen == 15
    assert torch.equal(random, torch.get_rng_state())
    assert learner.model.training
    assert all(torch.equal(before[name], tensor) for name, tensor in learner.weights().items())


def test_validation_comes_in_parts(monkeypatch):
    """As small as their arithmetic asks, and in training mode between two."""
    monkeypatch.setattr("neurodesk.training.outputs.FLOPS_AT_ONCE", 1.0)
    learner = assemble(mlp(), HERE)
    *breaks, found = [(part, learner.model.training) for part in learner.validating()]
    assert breaks == [(None, True)]  # 15 examples, by 8 as in training
    assert found[0].seen == 15


@pytest.mark.parametrize("patience", [0, 2])
def test_the_best_weights_are_kept_where_patience_asks(patience):
    """And the epochs counted that were no better, one without a number among them."""
    learner = assemble(mlp(patience=patience), HERE)
    for loss in (2.0, 1.0, 1.5, float("nan")):
        learner.judge(loss, {"loss": loss})
    assert bool(learner.best) == bool(patience)
    assert learner.over == ("early" if patience else "")
    assert learner.notes.get("best_metrics") == ({"loss": 1.0} if patience else None)


def test_a_bad_number_takes_it_back_across_epochs():
    """The copy in memory may be epochs old: the same steps are taken again up to the bad one."""
    plain, spoilt = assemble(mlp(), HERE), assemble(mlp(), HERE)
    control = Control()
    for learner in (plain, spoilt):
        learner._next_anchor = 0.0
        learner.advance(0.0, control)
        learner._next_anchor = FOREVER
    for _ in range(2):
        for learner in (plain, spoilt):
            learner.advance(FOREVER, control)
            learner.next_epoch()
    wanted = plain.weights()
    wrong, original = spoilt.step, spoilt.stepper.measure
    random = torch.get_rng_state()
    torch.set_rng_state(random)
    spoilt.stepper.measure = lambda output, y: (
        original(output, y) * (float("nan") if float(spoilt.stepper.update.counts[0]) == wrong else 1.0)
    )
    losses = spoilt.advance(FOREVER, control)
    assert spoilt.fault.what == "loss"
    assert spoilt.step == wrong
    assert len(losses) == 0
    assert wanted.keys() == spoilt.weights().keys()

"""Tests of the schedules: plain arithmetic that agrees with torch's at the end of every epoch."""

import pytest
import torch
from torch.optim import lr_scheduler

from neurodesk.training.schedules import SCHEDULES

PER_EPOCH, EPOCHS = 7, 12
TORCH = {
    "constant": (SCHEDULES["constant"](), lambda o: lr_scheduler.ConstantLR(o, 1.0)),
    "step": (SCHEDULES["step"](every=3, drop=0.5), lambda o: lr_scheduler.StepLR(o, 3, 0.5)),
    "exponential": (SCHEDULES["exponential"](decay=0.9), lambda o: lr_scheduler.ExponentialLR(o, 0.9)),
    "inverse": (SCHEDULES["inverse"](decay=0.3), lambda o: lr_scheduler.LambdaLR(o, lambda e: 1 / (1 + 0.3 * e))),
    "cosine": (SCHEDULES["cosine"](), lambda o: lr_scheduler.CosineAnnealingLR(o, EPOCHS)),
}


@pytest.mark.filterwarnings("ignore:Detected call of `lr_scheduler.step")
@pytest.mark.parametrize("key", SCHEDULES.keys())
def test_each_agrees_with_torch(key):
    """Epoch by epoch."""
    ours, make = TORCH[key]
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    theirs = make(optimizer)
    for epoch in range(EPOCHS):
        wanted = optimizer.param_groups[0]["lr"]
        assert ours.factor(epoch * PER_EPOCH, PER_EPOCH, EPOCHS * PER_EPOCH) == pytest.approx(wanted)
        theirs.step()


@pytest.mark.parametrize("key", SCHEDULES.keys())
def test_warm_up_rises_to_the_whole_rate(key):
    """Linear from the first step on, then the schedule's own start."""
    schedule = SCHEDULES[key](warmup=4)
    assert [schedule.factor(step, 10, 100) for step in range(4)] == [0.25, 0.5, 0.75, 1.0]
    assert schedule.factor(4, 10, 100) == pytest.approx(1.0, abs=0.02)
    assert not schedule.constant


def test_only_a_constant_rate_is_never_set():
    """The loop leaves the rate alone for it."""
    assert [kind.key for kind in SCHEDULES if kind().constant] == ["constant"]


def test_cosine_ends_at_its_floor():
    """And stays there when a run goes on for longer."""
    cosine = SCHEDULES["cosine"](floor=0.1)
    assert cosine.factor(100, 10, 100) == pytest.approx(0.1)
    assert cosine.factor(150, 10, 100) == pytest.approx(0.1)

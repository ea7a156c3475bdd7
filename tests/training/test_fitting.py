"""Tests of the search for a batch that fits."""

from sys import getrefcount

import pytest
import torch

from neurodesk.training import fitting
from neurodesk.training.assembly import assemble
from neurodesk.training.fitting import Fit, asked, fit
from neurodesk.training.stepping import Stepper
from tests.training.running import HERE, mlp


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("CUDA out of memory. Tried to allocate 2.50 GiB. GPU 0 has", 5 << 29),
        ("MPS backend out of memory (MPS allocated: 1.0 GB). Tried to allocate 256 bytes on private pool.", 256),
        ("DefaultCPUAllocator: can't allocate memory: you tried to allocate 4000000000 bytes. Error", 4_000_000_000),
        ("", 0),
    ],
)
def test_what_an_allocator_asked_for(text, count):
    """As PyTorch says it on a card, a Mac and the processor."""
    assert asked(text) == count


@pytest.mark.parametrize(("most", "fits"), [(1000, 32), (40, 32), (39, 16), (2, 2), (1, 1), (0, 0)])
def test_the_largest_half_that_fits_with_a_fourth_to_spare(monkeypatch, most, fits):
    """Each is tried; what was asked for last is counted on top of what is free."""
    learner = assemble(mlp(batch=64), HERE)
    gradients = Stepper.gradients

    def short(self: Stepper, x: torch.Tensor, y: torch.Tensor):
        if len(x) > most:
            raise MemoryError
        return gradients(self, x, y)

    monkeypatch.setattr(Stepper, "gradients", short)
    monkeypatch.setattr(fitting, "free_memory", lambda device: 1000)
    assert fit(RuntimeError("tried to allocate 10000 bytes"), learner) == Fit(64, fits, 11_000, 1000)


def test_the_failed_step_is_let_go(monkeypatch):
    """Its frames would hold all its answers while less is tried."""
    learner, held = assemble(mlp(batch=64), HERE), torch.zeros(3)
    references = getrefcount(held)

    def step(answers: torch.Tensor) -> None:
        raise MemoryError

    try:
        step(held)
    except MemoryError as error:
        assert getrefcount(held) > references
        fit(error, learner)
        assert getrefcount(held) == references

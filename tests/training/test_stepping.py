"""Tests of one step."""

import torch
from torch import nn

from neurodesk.training.losses import LOSSES
from neurodesk.training.optimizers import OPTIMIZERS
from neurodesk.training.stepping import Stepper, measure_of
from neurodesk.training.updates import Flat, make_update


def stepper(clip: float = 0.0) -> Stepper:
    """A linear layer learning with plain gradient descent."""
    torch.manual_seed(0)
    model = nn.Linear(4, 3)
    optimizer = OPTIMIZERS["sgd"](momentum=0.0, rate=1.0)
    return Stepper(model, measure_of(LOSSES["cross_entropy"]()), make_update(Flat(model), optimizer), clip)


X, Y = torch.randn(8, 4), torch.randint(0, 3, (8,))


def test_a_step_lowers_the_loss_and_gives_plain_tensors():
    """Loss and answers carry no graph."""
    made = stepper()
    first, output = made.step(X, Y)
    second, _ = made.step(X, Y)
    assert second < first
    assert not first.requires_grad
    assert not output.requires_grad


def test_clipping_is_torchs():
    """The whole gradient is shrunk to the norm, as clip_grad_norm_ does."""
    ours, theirs = stepper(0.01), stepper()
    ours.gradients(X, Y)
    ours.limit()
    theirs.gradients(X, Y)
    torch.nn.utils.clip_grad_norm_(theirs.model.parameters(), 0.01)
    torch.testing.assert_close(ours.flat.gradients[0], theirs.flat.gradients[0])
    torch.testing.assert_close(ours.flat.gradients[0].norm(), torch.tensor(0.01), rtol=1e-3, atol=0)


def test_a_small_gradient_is_left_alone():
    """A limit above the norm changes nothing."""
    ours, theirs = stepper(1e6), stepper()
    ours.step(X, Y)
    theirs.step(X, Y)
    assert torch.equal(ours.flat.weights[0], theirs.flat.weights[0])

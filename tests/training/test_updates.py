"""Tests of the flat optimizers: equal to torch's own, whatever the network and its memory format."""

import copy

import pytest
import torch
from torch import nn

from neurodesk.compiler.module import compile_plan
from neurodesk.compiler.plan import plan
from neurodesk.data.prepare import prepare
from neurodesk.graph.model import chosen
from neurodesk.training.optimizers import OPTIMIZERS
from neurodesk.training.updates import Flat, make_update
from tests.engine import documents

CHOICES = (
    chosen("adam"), chosen("adam", weight_decay=0.1, beta1=0.5), chosen("adamw"), chosen("sgd"),
    chosen("sgd", momentum=0.0), chosen("sgd", nesterov=True, weight_decay=0.01), chosen("rmsprop"),
    chosen("rmsprop", momentum=0.5, weight_decay=0.1),
)  # fmt: skip
SHARED = ("linear", {"units": 64, "weights_of": "linear_1"})
SHARING = documents.document(
    chosen("digits", layout="flat"), ("linear", {"units": 64}), "tanh", SHARED, "tanh", ("linear", {"units": 10})
)


def network() -> nn.Module:
    """A convolution in channels-last, normalization and a linear layer."""
    torch.manual_seed(0)
    made = nn.Sequential(nn.Conv2d(3, 4, 3, bias=False), nn.BatchNorm2d(4), nn.Flatten(), nn.Linear(144, 5))
    return made.to(memory_format=torch.channels_last)


@pytest.mark.parametrize("choice", CHOICES)
def test_updates_equal_torchs(choice):
    """Twenty steps side by side, the rate changed on the way."""
    ours, theirs = network(), network()
    optimizer = OPTIMIZERS.make(choice)
    update = make_update(Flat(ours), optimizer)
    torch_one = getattr(torch.optim, optimizer.target)(theirs.parameters(), **optimizer.arguments())
    for step in range(20):
        if step == 10:
            update.rate = torch_one.param_groups[0]["lr"] = 0.01
        x = torch.randn(8, 3, 8, 8)
        update.flat.zero()
        ours(x).square().mean().backward()
        update.step()
        torch_one.zero_grad()
        theirs(x).square().mean().backward()
        torch_one.step()
    for one, other in zip(ours.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(one, other, rtol=2e-5, atol=2e-6)


def test_weights_become_views_of_one_row_with_their_numbers():
    """The answers are the same before and after, and the memory format stays."""
    made = network()
    x = torch.randn(2, 3, 8, 8)
    before = made.eval()(x)
    flat = Flat(made)
    assert flat.joined
    assert torch.equal(made(x), before)
    assert made[0].weight.is_contiguous(memory_format=torch.channels_last)
    flat.weights[0].zero_()
    assert not any(weight.any() for weight in made.parameters())


def test_mixed_kinds_of_number_keep_their_own_places():
    """What cannot share a row does not, and is updated all the same."""
    made = nn.Sequential(nn.Linear(3, 3), nn.Linear(3, 3).double())
    flat = Flat(made)
    assert not flat.joined
    assert len(flat.weights) == 4
    for gradient in flat.gradients:
        gradient.fill_(1.0)
    make_update(flat, OPTIMIZERS["adam"]()).step()
    flat.zero()
    assert not any(weight.grad.any() for weight in made.parameters())


@pytest.mark.parametrize("choice", CHOICES)
def test_moments_can_be_taken_away_and_put_back(choice):
    """A second update that loads them makes the same next step, also with the weights apart from each other."""
    made = network()
    update = make_update(Flat(made), OPTIMIZERS.make(choice))
    x = torch.randn(8, 3, 8, 8)
    for _ in range(3):
        update.flat.zero()
        made(x).square().mean().backward()
        update.step()
    kept = update.state(copy=True)
    other = copy.deepcopy(made)
    again = make_update(Flat(other), OPTIMIZERS.make(choice))
    again.load(kept)
    for one, flat in ((update, made), (again, other)):
        one.flat.zero()
        flat(x).square().mean().backward()
        one.step()
    assert all(torch.equal(a, b) for a, b in zip(made.parameters(), other.parameters(), strict=True))


class ByHand(nn.Module):
    """The same network as a person writes it."""

    def __init__(self) -> None:
        super().__init__()
        self.linear_1, self.linear_2, self.linear_3 = nn.Linear(64, 64), nn.Linear(64, 64), nn.Linear(64, 10)
        self.linear_2.weight = self.linear_1.weight

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """N 64 in, N 10 out."""
        return self.linear_3(torch.tanh(self.linear_2(torch.tanh(self.linear_1(x)))))


@pytest.mark.parametrize("choice", ["adam", "adamw", "sgd", "rmsprop"])
def test_shared_weights_move_as_torchs_own(choice: str):
    """Ten steps over the flat row of weights, which holds the shared ones once."""
    facts = prepare(SHARING, documents.HERE).facts
    torch.manual_seed(0)
    ours = compile_plan(plan(SHARING, facts))
    torch.manual_seed(0)
    theirs = ByHand()
    optimizer = OPTIMIZERS.make(chosen(choice))
    flat = Flat(ours)
    assert flat.names.count("linear_1.weight") == 1
    assert "linear_2.weight" not in flat.names
    assert flat.weights[0].numel() == sum(weight.numel() for weight in theirs.parameters())
    assert ours.linear_2.weight.data_ptr() == ours.linear_1.weight.data_ptr()
    update = make_update(flat, optimizer)
    torch_one = getattr(torch.optim, optimizer.target)(theirs.parameters(), **optimizer.arguments())
    for _ in range(10):
        x, y = torch.randn(16, 64), torch.randint(0, 10, (16,))
        for model, zero, step in ((ours, flat.zero, update.step), (theirs, torch_one.zero_grad, torch_one.step)):
            zero()
            nn.functional.cross_entropy(model(x), y).backward()
            step()
    for name, weight in theirs.state_dict().items():
        torch.testing.assert_close(ours.state_dict()[name], weight, rtol=1e-6, atol=1e-6)

"""Tests of what a network's answers mean."""

import numpy as np
import pytest
import torch
from torch import nn

from neurodesk.training.losses import LOSSES
from neurodesk.training.outputs import answers_to, encoded, in_parts, probabilities_of


def test_answers_in_parts_are_answers_at_once():
    """In evaluation mode, which is left again, and without a graph."""
    model = nn.Sequential(nn.Linear(3, 4), nn.Dropout())
    x = torch.randn(1000, 3)
    found = answers_to(model, x)
    torch.testing.assert_close(found, model[0](x))
    assert model.training
    assert not found.requires_grad


@pytest.mark.parametrize(("flops", "batch", "most"), [(0, 1, 256), (10**9, 1, 8), (10**9, 16, 16), (10**12, 1, 1)])
def test_parts_are_soon_answered(flops, batch, most):
    """Unless a training batch takes longer still."""
    parts = in_parts(torch.zeros(1000, 3), batch, flops)
    assert max(map(len, parts)) == most
    assert sum(map(len, parts)) == 1000
    assert max(map(len, in_parts(torch.zeros(1000, 3, device="meta"), batch, flops))) >= most  # a GPU takes more


@pytest.mark.parametrize("key", ["cross_entropy", "bce", "mse"])
def test_probabilities(key):
    """Softmax, logistic or cut to 0..1, as the loss takes the answers; what is settled already stays."""
    raw = torch.tensor([[2.0, -1.0, 0.5]])
    wanted = {"cross_entropy": raw.softmax(1), "bce": raw.sigmoid(), "mse": raw.clamp(0, 1)}[key]
    assert torch.equal(probabilities_of(raw, LOSSES[key]()), wanted)
    if key != "bce":
        assert torch.equal(probabilities_of(raw.softmax(1), LOSSES[key]()), raw.softmax(1))


def test_the_truth_as_each_loss_wants_it():
    """Labels, one-hot rows, or values."""
    y = np.array([0, 2])
    assert encoded(y, LOSSES["cross_entropy"](), 3).tolist() == [0, 2]
    assert encoded(y, LOSSES["bce"](), 3).tolist() == [[1, 0, 0], [0, 0, 1]]
    assert encoded(y, LOSSES["mse"](), 3).tolist() == [[1, 0, 0], [0, 0, 1]]
    assert encoded(np.array([[0.5]]), LOSSES["mse"](), 0).dtype == np.float32


def test_no_examples_give_no_probabilities():
    """An empty part is no error."""
    assert probabilities_of(torch.empty(0, 3), LOSSES["cross_entropy"]()).shape == (0, 3)

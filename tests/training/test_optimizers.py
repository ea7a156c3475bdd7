"""Tests of the optimizers that can be chosen."""

import pytest
import torch

from neurodesk.training.optimizers import OPTIMIZERS


@pytest.mark.parametrize("key", OPTIMIZERS.keys())
def test_each_is_an_optimizer_of_torch(key):
    """The class exists and takes the arguments; every parameter is explained."""
    made = OPTIMIZERS[key]()
    torch_one = getattr(torch.optim, made.target)([torch.nn.Parameter(torch.zeros(2))], **made.arguments())
    assert torch_one.param_groups[0]["lr"] == made.rate
    assert made.doc
    assert all(param.doc for param in made.params().values())


def test_nesterov_needs_momentum():
    """Without momentum it is left out, which torch would refuse."""
    assert OPTIMIZERS["sgd"](nesterov=True, momentum=0.0).arguments()["nesterov"] is False
    assert OPTIMIZERS["sgd"](nesterov=True).arguments()["nesterov"] is True

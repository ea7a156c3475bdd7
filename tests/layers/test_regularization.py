"""Dropout and noise disturb training only."""

import torch

from neurodesk.layers.regularization import Dropout, Dropout2d, DropPath, Noise


def test_nothing_happens_after_training():
    x = torch.ones(4, 6, 3, 3)
    for layer in (Dropout(), Dropout2d(), Noise()):
        made = layer.build((6, 3, 3)).make()
        assert not torch.equal(made(x), x)
        assert torch.equal(made.eval()(x), x)


def test_dropout2d_drops_whole_channels():
    torch.manual_seed(0)
    y = Dropout2d(rate=0.5).build((64, 3, 3)).make()(torch.ones(1, 64, 3, 3))
    assert set(y.sum((2, 3)).flatten().tolist()) == {0.0, 18.0}


def test_noise_has_the_deviation_asked_for():
    torch.manual_seed(0)
    y = Noise(deviation=0.3).build((10_000,)).make()(torch.zeros(1, 10_000))
    assert abs(y.std().item() - 0.3) < 0.01


def test_stochastic_depth_leaves_whole_examples_out():
    module, x = DropPath(rate=0.5).build((4, 3)).make(), torch.ones(64, 4, 3)
    torch.manual_seed(0)
    left = module(x)
    assert {*left.flatten().tolist()} == {0.0, 2.0}
    assert torch.equal(left, left[:, :1, :1].expand_as(left))
    assert torch.equal(module.eval()(x), x)

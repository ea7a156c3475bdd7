"""Keeps the proof that SmoothGrad is the mean gradient over noise, the same each time, and disturbs no other dice."""

import numpy as np
import torch

from neurodesk.explanation.explain import explain_restored
from neurodesk.explanation.methods.smoothgrad import SEED
from tests.engine import documents
from tests.explanation.networks import deep_cnn, looks_at, restored, weights_hash


def test_of_a_linear_network_it_is_its_weights():
    found = explain_restored(looks_at(2, 5), method="smoothgrad", sample=0)
    expected = np.zeros((1, 8, 8), np.float32)
    expected[0, 2, 5] = 1
    assert np.allclose(found.attribution, expected, atol=1e-6)


def test_it_is_the_mean_of_gradients_by_hand():
    network = restored(documents.wine())
    found = explain_restored(network, method="smoothgrad", sample=1, target=2, samples=5, noise=0.3)
    x = torch.from_numpy(network.prepared.part("test")[0][1:2])
    random = torch.Generator().manual_seed(SEED)
    slopes = []
    for _ in range(5):
        near = (x + 0.3 * (x.max() - x.min()) * torch.randn(x.shape, generator=random)).requires_grad_()
        slopes.append(torch.autograd.grad(network.model(near)[0, 2], near)[0])
    assert np.allclose(found.attribution, torch.cat(slopes).mean(0).abs(), atol=1e-6)


def test_without_noise_it_is_saliency_and_more_copies_are_calmer():
    network = restored(deep_cnn())
    plain = explain_restored(network, method="saliency", sample=2, target=1).attribution
    still = explain_restored(network, method="smoothgrad", sample=2, target=1, noise=0.0).attribution
    assert np.allclose(plain, still, atol=1e-6)


def test_it_is_the_same_each_time_and_no_other_number_is_drawn():
    network = restored(documents.digits_cnn())
    before, dice = weights_hash(network.model), torch.get_rng_state()
    first, second = (explain_restored(network, method="smoothgrad", sample=0).attribution for _ in range(2))
    assert np.array_equal(first, second)
    assert torch.equal(torch.get_rng_state(), dice)
    assert weights_hash(network.model) == before

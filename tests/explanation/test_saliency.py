"""Keeps the proof that saliency is the size of the answer's gradient."""

import torch

from neurodesk.explanation.explain import explain_restored
from tests.engine import documents
from tests.explanation.networks import looks_at, restored


def test_it_is_the_gradient_without_its_sign():
    network = restored(documents.wine())
    found = explain_restored(network, method="saliency", sample=2, target=1)
    x = torch.from_numpy(network.prepared.part("test")[0][2:3]).requires_grad_()
    network.model(x)[0, 1].backward()
    assert torch.allclose(torch.from_numpy(found.attribution), x.grad[0].abs())
    assert found.gap is None


def test_it_sees_what_the_network_looks_at():
    found = explain_restored(looks_at(3, 4), method="saliency", sample=0).attribution[0]
    assert found[3, 4] > 0
    assert found.sum() == found[3, 4]

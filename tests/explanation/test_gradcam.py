"""Keeps the proof that Grad-CAM weighs the last maps, wherever they are made."""

import numpy as np
import pytest
import torch

from neurodesk.explanation.explain import explain_restored
from neurodesk.explanation.methods.gradcam import GradCam, last_maps
from neurodesk.graph.model import chosen
from tests.engine import documents
from tests.explanation.networks import deep_cnn, restored


def test_it_is_the_positive_part_of_the_maps_weighed_by_their_mean_gradient():
    network = restored(deep_cnn())
    assert last_maps(network.plan).path == "conv_2"
    found = explain_restored(network, method="gradcam", sample=4, target=7)
    kept = []
    hook = network.model.get_submodule("conv_2").register_forward_hook(lambda _m, _i, out: kept.append(out))
    answer = network.model(torch.from_numpy(network.prepared.part("test")[0][4:5]))
    hook.remove()
    (gradient,) = torch.autograd.grad(answer[0, 7], kept[0])
    maps = (kept[0] * gradient.mean((2, 3), keepdim=True)).sum(1, keepdim=True).clamp(min=0)
    expected = torch.nn.functional.interpolate(maps, (8, 8), mode="bilinear", align_corners=False)
    assert np.allclose(found.attribution, expected[0].detach(), atol=1e-6)


def test_a_network_without_maps_is_refused_in_words():
    network = restored(documents.digits_mlp())
    assert "needs a convolution" in GradCam().fits(network.plan, frozenset({"image"}))
    assert "rows of a table" in GradCam().fits(network.plan, frozenset({"table"}))


def test_colours_share_the_weight_of_a_region():
    document = documents.document(chosen("digits"), "flatten", ("reshape", {"shape": (1, 8, 8)}), *documents.CONV)
    found = explain_restored(restored(document), method="gradcam", sample=0)
    assert found.attribution.shape == (1, 8, 8)


@pytest.mark.parametrize(("repeat", "path"), [(1, "block_1.conv_1"), (3, "block_1.2.conv_1")])
def test_convolutions_inside_blocks_are_found_and_explained(repeat, path):
    network = restored(documents.with_block(repeat))
    found = last_maps(network.plan)
    assert found.path == path
    assert isinstance(network.model.get_submodule(path), torch.nn.Conv2d)
    told = explain_restored(network, method="gradcam", sample=0)
    assert told.attribution.shape == (1, 8, 8)

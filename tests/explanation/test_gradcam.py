"""Keeps the proof that Grad-CAM weighs the last maps, wherever they are made."""

import numpy as np
import pytest
import torch

from neurodesk.explanation.explain import explain_restored
from neurodesk.explanation.methods.gradcam import MAPS, GradCam, convolutions
from neurodesk.files.templates import template
from neurodesk.graph.document import add_network
from neurodesk.graph.model import chosen
from neurodesk.layers.catalogue import LAYERS
from neurodesk.training.evaluate import restore
from neurodesk.training.events import RunFinished
from neurodesk.training.loop import train
from tests.engine import documents
from tests.explanation.networks import deep_cnn, restored


def last_maps(plan):
    """The layer whose maps are weighed unless another convolution is chosen."""
    return list(convolutions(plan).values())[-1]


CONV = ("conv2d", {"filters": 6})
WHOLE = ("conv2d", {"filters": 9, "kernel": 4, "padding": 0})  # of 4 x 4 it leaves 1 x 1


def test_it_is_the_positive_part_of_the_maps_weighed_by_their_mean_gradient():
    network = restored(deep_cnn())
    assert last_maps(network.plan).path == "relu_2"
    found = explain_restored(network, method="gradcam", sample=4, target=7)
    kept = []
    hook = network.model.get_submodule("relu_2").register_forward_hook(lambda _m, _i, out: kept.append(out))
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


@pytest.mark.parametrize(("repeat", "path"), [(1, "block_1.relu_1"), (3, "block_1.2.relu_1")])
def test_convolutions_inside_blocks_are_found_and_explained(repeat, path):
    network = restored(documents.with_block(repeat))
    found = last_maps(network.plan)
    assert found.path == path
    assert isinstance(network.model.get_submodule(path), torch.nn.ReLU)
    told = explain_restored(network, method="gradcam", sample=0)
    assert told.attribution.shape == (1, 8, 8)


@pytest.mark.parametrize(
    ("layers", "path"),
    [
        ((CONV, "batch_norm2d", "relu", "max_pool2d", "tanh", "flatten"), "relu_1"),
        ((CONV, "relu", CONV, "flatten", "relu"), "conv_2"),
        ((CONV, "tanh", "max_pool2d", WHOLE, "relu", "flatten"), "tanh_1"),
        ((CONV, "relu", "global_avg_pool"), "relu_1"),
        (("flatten", ("reshape", {"shape": (1, 8, 8)}), CONV, "flatten"), "conv_1"),
    ],
)  # fmt: skip
def test_its_maps_are_followed_while_they_keep_their_size(layers, path):
    made = documents.document(chosen("digits"), *layers, ("linear", {"units": 10}))
    assert last_maps(restored(made).plan).path == path


@pytest.mark.parametrize(
    ("layers", "repeat", "path"),
    [
        (("batch_norm2d", "relu"), 2, "tanh_1"),
        (("relu", "max_pool2d"), 1, "block_1.relu_1"),
        (("max_pool2d", CONV, "relu"), 1, "tanh_1"),
    ],
)
def test_maps_are_followed_into_a_block_and_out_of_it(layers, repeat, path):
    block = ("block", {"network": "stage", "repeat": repeat})
    start = documents.document(chosen("digits"), CONV, block, "tanh", "flatten", ("linear", {"units": 10}))
    made = add_network(start, "stage", documents.chain(*layers))
    assert last_maps(restored(made).plan).path == path


@pytest.mark.parametrize(
    ("key", "epochs", "path"), [("digits_cnn", 30, "relu_2"), ("lenet5", 2, "tanh_2"), ("residual_cnn", 1, "relu_5")]
)
def test_hardly_an_example_of_a_trained_template_is_without_regions(key, epochs, path, tmp_path):
    """Maps from before the ReLU were empty for 57 of 60 digits of the first."""
    document = template(key)
    *_, end = train(document, documents.HERE, tmp_path, epochs=epochs)
    assert isinstance(end, RunFinished)
    network = restore(document, documents.HERE, tmp_path)
    assert last_maps(network.plan).path == path
    found = [explain_restored(network, method="gradcam", sample=sample).attribution for sample in range(24)]
    assert sum(bool(weights.any()) for weights in found) >= 23


def test_every_convolution_that_gives_an_image_counts_and_no_other():
    given = {cls.key: cls().shapes(*cls.examples()[0])[0] for cls in LAYERS if cls.category == "Convolution"}
    assert {key for key, shape in given.items() if len(shape) == 3} == MAPS


@pytest.mark.parametrize(
    ("layers", "path"),
    [
        ((CONV, "relu", ("reshape", {"shape": (6, 4, 4, 4)}), ("conv3d", {"filters": 2}), "relu"), "relu_1"),
        (("separable_conv2d", "hardswish"), "hardswish_1"),
    ],
)
def test_volumes_are_passed_over_and_separable_ones_are_not(layers, path):
    made = documents.document(chosen("digits"), *layers, "flatten", ("linear", {"units": 10}))
    network = restored(made)
    assert last_maps(network.plan).path == path
    assert explain_restored(network, method="gradcam", sample=0).attribution.shape == (1, 8, 8)


def test_any_convolution_can_be_chosen():
    network = restored(deep_cnn())
    assert {path: place.path for path, place in convolutions(network.plan).items()} == {
        "conv_1": "relu_1", "conv_2": "relu_2",
    }  # fmt: skip
    last = explain_restored(network, method="gradcam", sample=4, target=7)
    assert np.array_equal(
        explain_restored(network, method="gradcam", sample=4, target=7, layer="conv_2").attribution, last.attribution
    )
    first = explain_restored(network, method="gradcam", sample=4, target=7, layer="conv_1")
    assert not np.allclose(first.attribution, last.attribution)
    assert "no convolution pool_1" in GradCam(layer="pool_1").fits(network.plan, frozenset({"image"}))

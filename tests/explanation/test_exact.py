"""Keeps the proof that the lists of exact layers hold: those listed leave no rest, others are refused."""

import pytest

from neurodesk.explanation.exact import GUIDED, LINEAR, RESCALED, without_rule
from neurodesk.explanation.explain import explain_restored
from neurodesk.explanation.methods.deeplift import DeepLift
from neurodesk.graph.model import chosen
from neurodesk.layers.catalogue import LAYERS
from tests.engine import documents
from tests.explanation.networks import joined, restored

CONV = ("conv2d", {"filters": 4, "kernel": 3})
ROWS = ("reshape", {"shape": (4, 64)})
VOLUME = ("reshape", {"shape": (1, 4, 4, 4)})
ONE_EACH = {
    "depthwise_conv2d": (CONV, "depthwise_conv2d", "relu"),
    "conv_transpose2d": (CONV, "conv_transpose2d", "elu"),
    "conv1d": (CONV, ROWS, ("conv1d", {"filters": 3}), "leaky_relu"),
    "max_pool2d": (CONV, "relu", "max_pool2d"),
    "avg_pool2d": (CONV, "relu", "avg_pool2d"),
    "max_pool1d": (CONV, ROWS, "max_pool1d", "softplus"),
    "avg_pool1d": (CONV, ROWS, "avg_pool1d", "softplus"),
    "adaptive_avg_pool2d": (CONV, "sigmoid", "adaptive_avg_pool2d"),
    "batch_norm2d": (CONV, "batch_norm2d", "tanh"),
    "dropout2d": (CONV, "dropout2d", "relu", "noise", "dropout"),
    "permute": (CONV, "relu", ("permute", {"order": (1, 0, 2)}), ("mean", {"axis": 0})),
    "pad": (CONV, ("pad", {"size": 1}), "relu", "upsample"),
    "gelu": (CONV, "gelu", "max_pool2d", CONV, "silu", CONV, "mish"),
    "selu": (CONV, "selu", ("max_pool2d", {"kernel": 3, "stride": 1}), CONV, "prelu"),
    "conv3d": (VOLUME, ("conv3d", {"filters": 4}), "batch_norm3d", "hardswish", "max_pool3d", "dropout3d"),
    "avg_pool3d": (VOLUME, ("conv3d", {"filters": 4}), "relu6", "avg_pool3d", "conv_transpose3d", "hardtanh"),
    "conv_transpose1d": (CONV, ROWS, "conv_transpose1d", "celu", "dropout1d", "adaptive_avg_pool1d", "log_sigmoid"),
    "separable_conv2d": ("separable_conv2d", "hardsigmoid", "layer_scale", "channel_shuffle", "softsign"),
    "patch_embedding": ("patch_embedding", "positional_encoding", "class_token", "drop_path", "tanh"),
    "pixel_shuffle": (CONV, "tanh", "pixel_shuffle", "pixel_unshuffle", ("sum_over", {"axis": 0})),
    "learned": (CONV, "learned", "relu", ("scale", {"factor": 3.0, "offset": 1.0}), "alpha_dropout"),
    "slice": (CONV, "unsqueeze", "squeeze", ("slice", {"axis": 0, "stop": 2}), "sigmoid"),
    "batch_norm1d": (CONV, "flatten", ("unflatten", {"sizes": (4, 64)}), "batch_norm1d", "relu"),
    "global_avg_pool": (CONV, "relu", "global_avg_pool"),
    "select": (CONV, "relu", ("select", {"axis": 0, "index": 1}), "identity"),
}
JOINS = ("add", "subtract", "average", "concatenate", "stack")


def test_the_lists_name_layers_that_are_there():
    assert set(LAYERS.keys()) >= LINEAR | RESCALED | GUIDED
    assert not LINEAR & (RESCALED | GUIDED)


@pytest.mark.parametrize("name", ONE_EACH)
def test_every_layer_listed_leaves_no_rest(name):
    """DeepLift's parts add up to the difference of the answers where each layer on the way is one of the list."""
    made = documents.document(chosen("digits"), *ONE_EACH[name], "flatten", ("linear", {"units": 10}))
    for sample in range(3):
        assert explain_restored(restored(made), method="deeplift", sample=sample).gap < 1e-3


@pytest.mark.parametrize("key", JOINS)
def test_what_brings_two_together_leaves_no_rest(key):
    """A convolution and its ReLU: one of the two is bent, the other is not."""
    for sample in range(3):
        assert explain_restored(restored(joined(key)), method="deeplift", sample=sample).gap < 1e-3


def test_no_layer_is_listed_without_proof():
    proved = {each if isinstance(each, str) else each[0] for chain in ONE_EACH.values() for each in chain}
    assert proved | {*JOINS, "flatten", "linear"} >= LINEAR | RESCALED


def test_the_layer_that_forbids_it_is_named_inside_blocks_too():
    assert without_rule(restored(documents.with_block(2)).plan, RESCALED) == ""
    assert without_rule(restored(documents.with_block(2)).plan, frozenset()) == "block_1.1.relu_1 (ReLU)"
    assert without_rule(restored(documents.digits_lstm()).plan, RESCALED) == "lstm_1 (LSTM)"


@pytest.mark.parametrize(
    "key", ["layer_norm", "softmax", "log_softmax", "rms_norm", "sine", "clamp", "power", "l2_normalize"]
)
def test_what_has_no_rule_is_refused(key):
    layers = ("linear", {"units": 12}), "tanh", key, ("linear", {"units": 3})
    network = restored(documents.document(chosen("wine"), *layers))
    reason = DeepLift().fits(network.plan, frozenset({"table"}))
    assert f"{LAYERS[key].prefix}_1 ({LAYERS[key].label})" in reason

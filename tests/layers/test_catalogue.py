"""The catalogue is whole, and finds what people type."""

import pytest

from neurodesk.graph.model import chosen
from neurodesk.layers.catalogue import FAMILIES, LAYERS, along, quick_find
from neurodesk.layers.spec import CATEGORIES


def test_all_the_layers_there_must_be():
    wanted = """
        input output block linear embedding conv1d conv2d depthwise_conv2d conv_transpose2d max_pool2d avg_pool2d
        adaptive_avg_pool2d global_avg_pool batch_norm1d batch_norm2d layer_norm group_norm relu leaky_relu elu gelu
        silu sigmoid tanh softmax log_softmax softplus dropout dropout2d rnn lstm gru multihead_attention
        transformer_encoder
        conv3d conv_transpose1d conv_transpose3d separable_conv2d patch_embedding max_pool3d avg_pool3d bilinear one_hot
        instance_norm1d instance_norm2d batch_norm3d rms_norm local_response_norm l2_normalize relu6 celu hardswish
        hardsigmoid hardtanh glu softsign log_sigmoid alpha_dropout dropout1d dropout3d drop_path transformer_decoder
        class_token learned layer_scale squeeze_excitation unflatten squeeze unsqueeze slice stack subtract divide
        matrix_product cosine_similarity maximum minimum max_over min_over sum_over pixel_shuffle pixel_unshuffle scale
        clamp power
        positional_encoding flatten reshape permute select pad upsample add multiply concatenate mean identity noise
    """
    assert set(wanted.split()) <= set(LAYERS.keys())


def test_families_stand_together_in_the_order_of_the_library():
    shown = list(dict.fromkeys(cls.category for cls in LAYERS))
    assert shown == list(CATEGORIES)
    assert {cls.__module__ for cls in LAYERS} == {family.__name__ for family in FAMILIES}


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("dense", "linear"), ("fully connected", "linear"), ("con", "conv2d"), ("lin", "linear"), ("rel", "relu"),
        ("poo", "max_pool2d"), ("pool", "max_pool2d"), ("bn", "batch_norm2d"), ("fla", "flatten"), ("dro", "dropout"),
        ("sof", "softmax"), ("lst", "lstm"), ("att", "multihead_attention"), ("enc", "transformer_encoder"),
        ("emb", "embedding"), ("add", "add"), ("residual", "add"), ("cat", "concatenate"), ("swish", "silu"),
        ("out", "output"), ("inp", "input"), ("gap", "global_avg_pool"), ("deconvolution", "conv_transpose2d"),
    ],
)  # fmt: skip
def test_a_few_letters_are_enough(typed: str, first: str):
    assert LAYERS.search(typed)[0].key == first


@pytest.mark.parametrize(
    ("word", "shape", "key"),
    [
        ("conv", None, "conv2d"), ("conv", (1, 8, 8), "conv2d"), ("conv", (4, 100), "conv1d"), ("conv", (7,), "conv2d"),
        ("pool", (1, 8, 8), "max_pool2d"), ("pool", (4, 100), "max_pool1d"), ("bn", (16, 4, 4), "batch_norm2d"),
        ("bn", (64,), "batch_norm1d"), ("Linear", (3,), "linear"), ("dense", None, "linear"),
        ("max_pool2d", None, "max_pool2d"),
        ("avg", (2, 9), "avg_pool1d"), ("add", (3,), "add"), ("nonsense", None, None),
    ],
)  # fmt: skip
def test_a_quick_word_means_what_fits(word: str, shape: tuple[int, ...] | None, key: str | None):
    found = quick_find(word, shape)
    assert (found and found.key) == key


def test_the_quick_chain_of_the_manual_is_understood():
    for word in ["conv", "relu", "pool", "flatten", "linear"]:
        assert quick_find(word) is not None


def test_padding_goes_along_with_the_kernel_until_it_is_set():
    """And a node whose values are wrong, or would be, changes in nothing else."""
    assert along(chosen("conv2d"), {"kernel": 7}) == {"kernel": 7, "padding": 3}
    assert along(chosen("conv2d", kernel=7, padding=3), {"kernel": 3}) == {"kernel": 3, "padding": 1}
    assert along(chosen("conv2d", padding=0), {"kernel": 7}) == {"kernel": 7}
    assert along(chosen("conv2d"), {"kernel": 7, "padding": 0}) == {"kernel": 7, "padding": 0}
    assert along(chosen("conv2d"), {"kernel": 0}) == {"kernel": 0}
    assert along(chosen("conv2d", filters="many"), {"kernel": 7}) == {"kernel": 7}
    assert along(chosen("no_such_layer"), {"kernel": 7}) == {"kernel": 7}

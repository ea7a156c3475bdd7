"""Keeps which layers a rule of explanation is exact for: a method that rewrites gradients is offered for no others."""

from __future__ import annotations

from neurodesk.compiler.plan import Plan
from neurodesk.explanation.spec import places
from neurodesk.layers.catalogue import LAYERS

LINEAR = frozenset(
    {
        "linear", "conv1d", "conv2d", "conv3d", "depthwise_conv2d", "separable_conv2d", "patch_embedding",
        "conv_transpose1d", "conv_transpose2d", "conv_transpose3d", "avg_pool1d", "avg_pool2d", "avg_pool3d",
        "adaptive_avg_pool1d", "adaptive_avg_pool2d", "global_avg_pool", "mean", "sum_over", "batch_norm1d",
        "batch_norm2d", "batch_norm3d", "dropout", "dropout1d", "dropout2d", "dropout3d", "alpha_dropout", "drop_path",
        "noise", "scale", "layer_scale", "learned", "class_token", "positional_encoding", "flatten", "reshape",
        "unflatten", "squeeze", "unsqueeze", "permute", "select", "slice", "pad", "upsample", "pixel_shuffle",
        "pixel_unshuffle", "channel_shuffle", "identity", "add", "subtract", "average", "concatenate", "stack",
    }
)  # fmt: skip
"""Layers that weigh and sum what comes in when the network answers (batch norm with its kept mean, dropout off): a
gradient goes through them as it is. All others must have a rule."""
RESCALED = frozenset(
    {
        "relu", "relu6", "leaky_relu", "prelu", "elu", "celu", "selu", "gelu", "silu", "hardswish", "mish", "sigmoid",
        "hardsigmoid", "log_sigmoid", "tanh", "hardtanh", "softplus", "softsign", "max_pool1d", "max_pool2d",
        "max_pool3d",
    }
)  # fmt: skip
"""Layers with a rule in DeepLift: functions of one number each, and pooling, which passes on one of many."""
GUIDED = frozenset(
    {
        "relu", "max_pool1d", "max_pool2d", "max_pool3d", "adaptive_max_pool2d", "global_max_pool", "maximum",
        "minimum", "max_over", "min_over",
    }
)  # fmt: skip
"""Layers guided backpropagation knows: the ReLU it changes, and those that pass on one number of many."""


def without_rule(plan: Plan, known: frozenset[str]) -> str:
    """The first layer, as "gelu_1 (GELU)", that is neither among `known` nor linear; "" when there is none."""
    for place in places(plan):
        key = place.step.layer
        if key not in LINEAR and key not in known:
            return f"{place.path} ({LAYERS[key].label})"
    return ""

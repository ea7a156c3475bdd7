"""Keeps which layers a rule of explanation is exact for: a method that rewrites gradients is offered for no others."""

from __future__ import annotations

from neurodesk.compiler.plan import Plan
from neurodesk.explanation.spec import places
from neurodesk.layers.catalogue import LAYERS

LINEAR = frozenset(
    {
        "linear", "conv1d", "conv2d", "depthwise_conv2d", "conv_transpose2d", "avg_pool1d", "avg_pool2d",
        "adaptive_avg_pool2d", "global_avg_pool", "mean", "batch_norm1d", "batch_norm2d", "dropout", "dropout2d",
        "noise", "flatten", "reshape", "permute", "select", "pad", "upsample", "identity", "add", "subtract",
        "average", "concatenate",
    }
)  # fmt: skip
"""Layers that weigh and sum what comes in when the network answers (batch norm with its kept mean, dropout off): a
gradient goes through them as it is. All others must have a rule."""
RESCALED = frozenset(
    {
        "relu", "leaky_relu", "prelu", "elu", "selu", "gelu", "silu", "mish", "sigmoid", "tanh", "softplus",
        "max_pool1d", "max_pool2d",
    }
)  # fmt: skip
"""Layers with a rule in DeepLift: functions of one number each, and pooling, which passes on one of many."""
GUIDED = frozenset({"relu", "max_pool1d", "max_pool2d", "adaptive_max_pool2d", "global_max_pool", "maximum"})
"""Layers guided backpropagation knows: the ReLU it changes, and those that pass on one number of many."""


def without_rule(plan: Plan, known: frozenset[str]) -> str:
    """The first layer, as "gelu_1 (GELU)", that is neither among `known` nor linear; "" when there is none."""
    for place in places(plan):
        key = place.step.layer
        if key not in LINEAR and key not in known:
            return f"{place.path} ({LAYERS[key].label})"
    return ""

"""Layers that shift and scale their numbers to mean 0 and spread 1, so that training is steadier."""

from __future__ import annotations

from neurodesk.layers.shapes import (
    Misfit,
    divides,
    expects,
    need_axis,
    need_channels,
    need_image,
    need_signal,
    need_volume,
)
from neurodesk.layers.spec import LAYERS, Arg, Bool, Call, Float, In, Int, Layer, OneOf, Out, Shape, call, numel, show


class _Normalization(Layer):
    """What they share."""

    category = "Normalization"
    prefix = "norm"
    formula = "y = γ (x − mean) / √(variance + ε) + β"

    eps = Float(
        1e-5, min=1e-12, max=0.1, soft_max=1e-2, log=True, doc="Added to the variance, so that nothing divides by 0."
    )
    affine = Bool(True, doc="Learn a scale and an offset afterwards.")

    def learned(self, each: int) -> int:
        """A scale and an offset for each of so many places, where they are learned at all."""
        return 2 * each * self.affine


class _BatchNorm(_Normalization):
    """Normalization over the batch."""

    momentum = Float(0.1, min=0.001, max=1.0, doc="Weight of the newest batch in the running mean used after training.")

    def parameters(self, *inputs: Shape) -> int:
        return self.learned(inputs[0][0])

    def build(self, *inputs: Shape) -> Call:
        return call(self.torch_name, inputs[0][0], eps=self.eps, momentum=self.momentum, affine=self.affine)


@LAYERS.declare("batch_norm2d", "Batch norm 2d", aliases=("bn", "batchnorm", "normalize"))
class BatchNorm2d(_BatchNorm):
    """Normalize each channel of an image over the whole batch (Ioffe and Szegedy 2015)."""

    torch_name = "nn.BatchNorm2d"
    quick = ("bn", "batchnorm", "bn2d")

    image = In("C H W", doc="An image: channels, height, width.")
    out = Out("C H W", doc="The same shape.")

    def shape(self, *inputs: Shape) -> Shape:
        return need_image(self.key, inputs[0])

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((3, 8, 8),), ((1, 1, 1),))


@LAYERS.declare("batch_norm1d", "Batch norm 1d", aliases=("bn", "batchnorm", "normalize"))
class BatchNorm1d(_BatchNorm):
    """Normalize each feature of a vector, or each channel of a signal, over the whole batch."""

    torch_name = "nn.BatchNorm1d"
    quick = ("bn1d", "bn", "batchnorm")

    features = In("F ...", doc="A vector, or a signal with channels first.")
    out = Out("F ...", doc="The same shape.")

    def shape(self, *inputs: Shape) -> Shape:
        (given,) = inputs
        if not 1 <= len(given) <= 2:
            raise expects(self.key, "a vector or a signal", given, "Use Batch norm 2d, which is made for images.")
        return given

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((6,),), ((3, 9),))


@LAYERS.declare("batch_norm3d", "Batch norm 3d", aliases=("bn", "batchnorm", "normalize", "volume"))
class BatchNorm3d(_BatchNorm):
    """Normalize each channel of a volume over the whole batch."""

    torch_name = "nn.BatchNorm3d"
    quick = ("bn3d", "bn", "batchnorm")

    volume = In("C D H W", doc="A volume: channels, depth, height, width.")
    out = Out("C D H W", doc="The same shape.")

    def shape(self, *inputs: Shape) -> Shape:
        return need_volume(self.key, inputs[0])

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((3, 4, 4, 2),),)


class _InstanceNorm(_Normalization):
    """Normalization of each channel of each example by itself."""

    affine = Bool(False, doc="Learn a scale and an offset afterwards.")

    def spread_out(self, given: Shape) -> Shape:
        """The shape, when each channel has several numbers to take a mean of. Raises Misfit."""
        if numel(given[1:]) < 2:
            raise Misfit(
                f"{self.key} needs more than one number in each channel; it is given {show(given)}",
                "Use Layer norm, or remove a pooling before it.",
            )
        return given

    def parameters(self, *inputs: Shape) -> int:
        return self.learned(inputs[0][0])

    def build(self, *inputs: Shape) -> Call:
        return call(self.torch_name, inputs[0][0], eps=self.eps, affine=self.affine)


@LAYERS.declare("instance_norm2d", "Instance norm 2d", aliases=("instancenorm", "normalize", "style transfer"))
class InstanceNorm2d(_InstanceNorm):
    """Normalize each channel of each image by itself, which takes its contrast away (Ulyanov et al. 2016)."""

    torch_name = "nn.InstanceNorm2d"
    quick = ("instancenorm", "in2d")

    image = In("C H W", doc="An image: channels, height, width.")
    out = Out("C H W", doc="The same shape.")

    def shape(self, *inputs: Shape) -> Shape:
        return self.spread_out(need_image(self.key, inputs[0]))

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((3, 8, 8),), ((1, 1, 2),))


@LAYERS.declare("instance_norm1d", "Instance norm 1d", aliases=("instancenorm", "normalize"))
class InstanceNorm1d(_InstanceNorm):
    """Normalize each channel of each signal by itself, which takes its loudness away."""

    torch_name = "nn.InstanceNorm1d"
    quick = ("in1d", "instancenorm")

    signal = In("C L", doc="A signal: channels, length.")
    out = Out("C L", doc="The same shape.")

    def shape(self, *inputs: Shape) -> Shape:
        return self.spread_out(need_signal(self.key, inputs[0]))

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((3, 9),),)


@LAYERS.declare("layer_norm", "Layer norm", aliases=("ln", "layernorm", "normalize"))
class LayerNorm(_Normalization):
    """Normalize each example by itself: over its last axis, or over all of it (Ba et al. 2016)."""

    torch_name = "nn.LayerNorm"
    quick = ("ln", "layernorm")
    shown = ("over",)

    features = In("... F", doc="Anything; usually a vector or a sequence.")
    out = Out("... F", doc="The same shape.")
    over = OneOf("last", options=("last", "all"), doc="Which numbers share a mean: those of the last axis, or all.")

    def shape(self, *inputs: Shape) -> Shape:
        if not inputs[0]:
            raise expects(self.key, "at least a vector", inputs[0])
        return inputs[0]

    def axes(self, given: Shape) -> Shape:
        """The axes that share a mean."""
        return given if self.over == "all" else given[-1:]

    def parameters(self, *inputs: Shape) -> int:
        return self.learned(numel(self.axes(inputs[0])))

    def build(self, *inputs: Shape) -> Call:
        return call("nn.LayerNorm", self.axes(inputs[0]), eps=self.eps, elementwise_affine=self.affine)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((6,),), ((5, 8),), ((2, 4, 4),))


@LAYERS.declare("group_norm", "Group norm", aliases=("gn", "groupnorm", "normalize"))
class GroupNorm(_Normalization):
    """Normalize groups of channels of each example by itself, so that small batches do no harm (Wu and He 2018).

    With as many groups as channels this is instance normalization.
    """

    torch_name = "nn.GroupNorm"
    quick = ("gn", "groupnorm")
    quick_params = ("groups",)
    shown = ("groups",)

    image = In("C ...", doc="An image, a signal or a vector, channels first.")
    out = Out("C ...", doc="The same shape.")
    groups = Int(4, min=1, max=16_384, soft_max=64, doc="Into how many groups the channels are split.")

    def shape(self, *inputs: Shape) -> Shape:
        (given,) = inputs
        if not given:
            raise expects(self.key, "channels first", given)
        divides(self.key, given[0], "channels", self.groups, "groups")
        return given

    def parameters(self, *inputs: Shape) -> int:
        return self.learned(inputs[0][0])

    def build(self, *inputs: Shape) -> Call:
        return call("nn.GroupNorm", self.groups, inputs[0][0], eps=self.eps, affine=self.affine)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((8, 5, 5),), ((4, 9),), ((12,),))


@LAYERS.declare("rms_norm", "RMS norm", aliases=("rmsnorm", "root mean square", "normalize", "llama"))
class RMSNorm(_Normalization):
    """Scale the last axis to root mean square 1, unshifted: a lighter layer norm (Zhang and Sennrich 2019)."""

    formula = "y = γ x / √(mean of x² + ε)"
    torch_name = "nn.RMSNorm"
    quick = ("rms", "rmsnorm")

    features = In("... F", doc="Anything; usually a vector or a sequence.")
    out = Out("... F", doc="The same shape.")

    def shape(self, *inputs: Shape) -> Shape:
        if not inputs[0]:
            raise expects(self.key, "at least a vector", inputs[0])
        return inputs[0]

    def parameters(self, *inputs: Shape) -> int:
        return inputs[0][-1] * self.affine

    def build(self, *inputs: Shape) -> Call:
        return call("nn.RMSNorm", inputs[0][-1:], eps=self.eps, elementwise_affine=self.affine)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((6,),), ((5, 8),))


@LAYERS.declare("local_response_norm", "Local response norm", aliases=("lrn", "alexnet", "lateral inhibition"))
class LocalResponseNorm(Layer):
    """Let strong channels quieten their neighbours, as in AlexNet (Krizhevsky et al. 2012)."""

    category = "Normalization"
    prefix = "norm"
    formula = "y_c = x_c / (k + α/size Σ x² of the size channels around c)^β"
    torch_name = "nn.LocalResponseNorm"
    quick = ("lrn",)
    quick_params = ("size",)
    shown = ("size",)

    image = In("C ...", doc="An image, a signal or a volume, channels first.")
    out = Out("C ...", doc="The same shape.")
    size = Int(5, min=1, max=255, soft_max=15, doc="How many neighbouring channels count, the channel itself included.")
    alpha = Float(1e-4, min=0.0, max=10.0, soft_max=0.1, doc="How much the neighbours weigh.")
    beta = Float(0.75, min=0.0, max=10.0, soft_max=2.0, doc="The power of the divisor.")
    k = Float(1.0, min=0.001, max=100.0, soft_max=10.0, doc="Added to the divisor, so that nothing divides by 0.")

    def shape(self, *inputs: Shape) -> Shape:
        return need_channels(self.key, inputs[0])

    def build(self, *inputs: Shape) -> Call:
        return call("nn.LocalResponseNorm", self.size, alpha=self.alpha, beta=self.beta, k=self.k)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((6, 4, 4),), ((4, 9),), ((3, 2, 3, 4),))


@LAYERS.declare("l2_normalize", "L2 normalize", aliases=("unit length", "unit vector", "normalize", "metric learning"))
class L2Normalize(Layer):
    """Divide by the length along an axis, so that every vector has length 1 and only its direction counts."""

    category = "Normalization"
    prefix = "norm"
    formula = "y = x / max(‖x‖, ε)"
    torch_name = "F.normalize"
    quick = ("l2norm", "l2")
    shown = ("axis",)

    x = In(doc="A vector, or several.")
    out = Out(doc="The same shape.")
    axis = Int(-1, min=-6, max=5, doc="Axis along which a vector lies: 0 is the first (channels), -1 the last.")

    def shape(self, *inputs: Shape) -> Shape:
        need_axis(self.key, inputs[0], self.axis)
        return inputs[0]

    def build(self, *inputs: Shape) -> Call:
        return call("F.normalize", Arg("x"), dim=need_axis(self.key, inputs[0], self.axis) + 1)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((6,),), ((5, 8),), ((2, 4, 4),))

"""Layers that shift and scale their numbers to mean 0 and spread 1, so that training is steadier."""

from __future__ import annotations

from neurodesk.layers.shapes import divides, expects, need_image
from neurodesk.layers.spec import LAYERS, Bool, Call, Float, In, Int, Layer, OneOf, Out, Shape, call, numel


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


@LAYERS.declare("group_norm", "Group norm", aliases=("gn", "groupnorm", "instance norm", "normalize"))
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

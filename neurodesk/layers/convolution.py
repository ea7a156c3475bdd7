"""Layers that slide learned filters over an image, a signal or a volume."""

from __future__ import annotations

from neurodesk.layers.shapes import Misfit, divides, need_image, need_signal, need_volume, same_size, window
from neurodesk.layers.spec import LAYERS, Bool, Call, In, Int, Layer, Out, Shape, call, numel, show, weights_of

PADDING = "Zeros added on every side first. Until it is set, it follows the kernel, so that stride 1 keeps the size."


class Convolution(Layer):
    """What convolutions share; the parameters are inherited, so that they read the same everywhere."""

    category = "Convolution"
    prefix = "conv"
    formula = "yₖ = bₖ + Σ_c W[k,c] ⋆ x_c"
    quick_params = ("filters", "kernel", "stride")
    shown = ("filters", "kernel", "stride")

    filters = Int(16, min=1, max=16_384, soft_max=512, doc="Learned filters, and so output channels.")
    kernel = Int(3, min=1, max=255, soft_max=11, unit="pixels", doc="Side of each filter.")
    stride = Int(1, min=1, max=64, soft_max=4, unit="pixels", doc="How far the filter moves between two answers.")
    padding = Int(1, min=0, max=127, soft_max=5, unit="pixels", doc=PADDING)
    bias = Bool(True, doc="Add a learned offset to each filter.")


class _Dilated(Convolution):
    """Adds what only the forward convolutions have."""

    dilation = Int(1, min=1, max=64, soft_max=8, doc="Gap between the pixels one filter looks at; 1 is no gap.")
    groups = Int(1, min=1, max=16_384, soft_max=16, doc="Separate groups of channels; each filter sees one group.")
    weights_of = weights_of()

    def follows(self) -> dict[str, int]:
        return {"padding": same_size(self.kernel, self.stride, self.dilation)}

    def slide(self, side: int) -> int:
        """The length of an axis after the window. Raises Misfit when the window does not fit."""
        return window(self.key, side, self.kernel, self.stride, self.padding, self.dilation)

    def checked(self, channels: int) -> None:
        """Raise Misfit when the groups divide neither channels nor filters."""
        divides(self.key, channels, "channels", self.groups, "groups", also=self.filters)
        divides(self.key, self.filters, "filters", self.groups, "groups", also=channels)

    def seen(self, given: Shape) -> int:
        """How many numbers one filter looks at: those of its window, in the channels of its group."""
        return given[0] // self.groups * numel((self.kernel,) * (len(given) - 1))

    def weight(self, *inputs: Shape) -> Shape:
        channels, *sides = inputs[0]
        return self.filters, channels // self.groups, *(self.kernel for _ in sides)

    def flops(self, inputs: tuple[Shape, ...], outputs: tuple[Shape, ...]) -> int:
        return 2 * numel(outputs[0]) * self.seen(inputs[0])

    def parameters(self, *inputs: Shape) -> int:
        return self.filters * (self.seen(inputs[0]) + self.bias)

    def build(self, *inputs: Shape) -> Call:
        extra: dict[str, int] = {}
        if self.dilation > 1:
            extra["dilation"] = self.dilation
        if self.groups > 1:
            extra["groups"] = self.groups
        return call(
            self.torch_name, inputs[0][0], self.filters, self.kernel,
            stride=self.stride, padding=self.padding, bias=self.bias, **extra,
        )  # fmt: skip


@LAYERS.declare("conv2d", "Conv 2d", aliases=("conv", "convolution", "convolutional", "filter", "cnn"))
class Conv2d(_Dilated):
    """Slide a bank of learned filters over an image; each filter answers where it finds its pattern."""

    torch_name = "nn.Conv2d"
    weight_kind = "conv2d"
    quick = ("conv", "conv2d")

    image = In("C H W", doc="An image: channels, height, width.")
    features = Out("filters H W", doc="One map for each filter.")

    def shape(self, *inputs: Shape) -> Shape:
        channels, height, width = need_image(self.key, inputs[0])
        self.checked(channels)
        return self.filters, self.slide(height), self.slide(width)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((1, 8, 8),), ((3, 9, 7),))


@LAYERS.declare("conv1d", "Conv 1d", aliases=("conv", "convolution", "signal", "temporal"))
class Conv1d(_Dilated):
    """Slide a bank of learned filters along a signal, such as a sound."""

    torch_name = "nn.Conv1d"
    weight_kind = "conv1d"
    quick = ("conv1d", "conv")

    signal = In("C L", doc="A signal: channels, length.")
    features = Out("filters L", doc="One row for each filter.")

    def shape(self, *inputs: Shape) -> Shape:
        channels, length = need_signal(self.key, inputs[0])
        self.checked(channels)
        return self.filters, self.slide(length)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((1, 16),), ((4, 9),))


@LAYERS.declare("conv3d", "Conv 3d", aliases=("conv", "convolution", "volume", "video", "voxels", "mri"))
class Conv3d(_Dilated):
    """Slide a bank of learned filters through a volume: a scan of slices, or a film whose frames are its depth."""

    torch_name = "nn.Conv3d"
    weight_kind = "conv3d"
    quick = ("conv3d", "conv")

    volume = In("C D H W", doc="A volume: channels, depth, height, width.")
    features = Out("filters D H W", doc="One volume for each filter.")

    def shape(self, *inputs: Shape) -> Shape:
        channels, *sides = need_volume(self.key, inputs[0])
        self.checked(channels)
        return self.filters, *map(self.slide, sides)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((1, 4, 4, 4),), ((2, 3, 5, 4),))


@LAYERS.declare("depthwise_conv2d", "Depthwise conv 2d", aliases=("dwconv", "depthwise", "separable", "mobilenet"))
class DepthwiseConv2d(Layer):
    """Slide filters over each channel by itself, without mixing channels: the cheap half of a separable convolution."""

    category = "Convolution"
    prefix = "depthwise"
    formula = "y_c = b_c + W_c ⋆ x_c"
    torch_name = "nn.Conv2d"
    quick = ("depthwise", "dwconv")
    quick_params = ("kernel", "stride")
    shown = ("kernel", "stride")

    image = In("C H W", doc="An image: channels, height, width.")
    features = Out("C·multiplier H W", doc="`multiplier` maps for each channel.")
    multiplier = Int(1, min=1, max=64, soft_max=4, doc="Filters for each channel.")
    kernel = Int(3, min=1, max=255, soft_max=11, unit="pixels", doc="Side of each filter.")
    stride = Int(1, min=1, max=64, soft_max=4, unit="pixels", doc="How far the filter moves between two answers.")
    padding = Int(1, min=0, max=127, soft_max=5, unit="pixels", doc=PADDING)
    bias = Bool(True, doc="Add a learned offset to each filter.")

    def follows(self) -> dict[str, int]:
        return {"padding": same_size(self.kernel, self.stride)}

    def shape(self, *inputs: Shape) -> Shape:
        channels, height, width = need_image(self.key, inputs[0])
        rest = self.kernel, self.stride, self.padding
        return channels * self.multiplier, window(self.key, height, *rest), window(self.key, width, *rest)

    def parameters(self, *inputs: Shape) -> int:
        return inputs[0][0] * self.multiplier * (self.kernel**2 + self.bias)

    def flops(self, inputs: tuple[Shape, ...], outputs: tuple[Shape, ...]) -> int:
        return 2 * numel(outputs[0]) * self.kernel**2

    def build(self, *inputs: Shape) -> Call:
        channels = inputs[0][0]
        return call(
            "nn.Conv2d", channels, channels * self.multiplier, self.kernel,
            stride=self.stride, padding=self.padding, groups=channels, bias=self.bias,
        )  # fmt: skip

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((3, 9, 7),),)


@LAYERS.declare(
    "separable_conv2d", "Separable conv 2d", aliases=("depthwise separable", "pointwise", "xception", "mobilenet")
)
class SeparableConv2d(Layer):
    """Filter each channel by itself, then mix the channels pixel by pixel: a convolution at a fraction of the cost.

    A depthwise convolution followed by one of 1 x 1 (Chollet 2017, arXiv:1610.02357).
    """

    category = "Convolution"
    prefix = "separable"
    formula = "y = V (W_c ⋆ x_c) + b, V mixing the channels"
    torch_name = "nn.Conv2d, twice"
    quick = ("separable", "sepconv")
    quick_params = ("filters", "kernel", "stride")
    shown = ("filters", "kernel", "stride")

    image = In("C H W", doc="An image: channels, height, width.")
    features = Out("filters H W", doc="One map for each filter.")
    filters = Int(16, min=1, max=16_384, soft_max=512, doc="Learned mixtures, and so output channels.")
    kernel = Int(3, min=1, max=255, soft_max=11, unit="pixels", doc="Side of the filter of each channel.")
    stride = Int(1, min=1, max=64, soft_max=4, unit="pixels", doc="How far the filter moves between two answers.")
    padding = Int(1, min=0, max=127, soft_max=5, unit="pixels", doc=PADDING)
    bias = Bool(True, doc="Add a learned offset to each output channel.")

    def follows(self) -> dict[str, int]:
        return {"padding": same_size(self.kernel, self.stride)}

    def shape(self, *inputs: Shape) -> Shape:
        _, height, width = need_image(self.key, inputs[0])
        rest = self.kernel, self.stride, self.padding
        return self.filters, window(self.key, height, *rest), window(self.key, width, *rest)

    def parameters(self, *inputs: Shape) -> int:
        channels = inputs[0][0]
        return channels * self.kernel**2 + self.filters * (channels + self.bias)

    def flops(self, inputs: tuple[Shape, ...], outputs: tuple[Shape, ...]) -> int:
        return 2 * inputs[0][0] * numel(outputs[0][1:]) * (self.kernel**2 + self.filters)

    def build(self, *inputs: Shape) -> Call:
        return call(
            "parts.SeparableConv2d", inputs[0][0], self.filters, self.kernel,
            stride=self.stride, padding=self.padding, bias=self.bias,
        )  # fmt: skip

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((3, 9, 7),), ((1, 4, 4),))


@LAYERS.declare("patch_embedding", "Patchify", aliases=("patch embedding", "patches", "vit", "vision transformer"))
class PatchEmbedding(Layer):
    """Cut an image into square patches and make each a vector: the sequence that a vision transformer reads.

    Dosovitskiy et al. 2021 (arXiv:2010.11929). The patches follow each other row by row; what does not fill a patch at
    the right and lower edge is left out.
    """

    category = "Convolution"
    prefix = "patches"
    formula = "y[t] = W · patch t + b"
    torch_name = "nn.Conv2d, nn.Flatten"
    quick = ("patchify", "patches", "patch")
    quick_params = ("patch", "width")
    shown = ("patch", "width")

    image = In("C H W", doc="An image: channels, height, width.")
    out = Out("L width", doc="A sequence: one vector for each patch.")
    patch = Int(4, min=1, max=255, soft_max=32, unit="pixels", doc="Side of each patch.")
    width = Int(64, min=1, max=16_384, soft_max=1024, doc="Length of the vector of each patch.")

    def shape(self, *inputs: Shape) -> Shape:
        _, *sides = need_image(self.key, inputs[0])
        if self.patch > min(sides):
            raise Misfit(
                f"{self.key} cuts patches of {self.patch}, and {show(inputs[0])} has a side of {min(sides)}",
                f"Set patch to {min(sides)} or less.",
                cure_values={"patch": min(sides)},
            )
        return numel(tuple(side // self.patch for side in sides)), self.width

    def parameters(self, *inputs: Shape) -> int:
        return self.width * (inputs[0][0] * self.patch**2 + 1)

    def flops(self, inputs: tuple[Shape, ...], outputs: tuple[Shape, ...]) -> int:
        return 2 * numel(outputs[0]) * inputs[0][0] * self.patch**2

    def build(self, *inputs: Shape) -> Call:
        return call("parts.PatchEmbedding", inputs[0][0], self.width, self.patch)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((1, 8, 8),), ((3, 9, 7),))

"""Layers that slide learned filters over an image or a signal."""

from __future__ import annotations

from neurodesk.layers.shapes import Misfit, divides, need_image, need_signal, spread, window
from neurodesk.layers.spec import LAYERS, Bool, Call, In, Int, Layer, Out, Shape, call, numel


class _Convolution(Layer):
    """What convolutions share; the parameters are inherited, so that they read the same everywhere."""

    category = "Convolution"
    prefix = "conv"
    formula = "yₖ = bₖ + Σ_c W[k,c] ⋆ x_c"
    quick_params = ("filters", "kernel", "stride")
    shown = ("filters", "kernel", "stride")

    filters = Int(16, min=1, max=16_384, soft_max=512, doc="Learned filters, and so output channels.")
    kernel = Int(3, min=1, max=255, soft_max=11, unit="pixels", doc="Side of each filter.")
    stride = Int(1, min=1, max=64, soft_max=4, unit="pixels", doc="How far the filter moves between two answers.")
    padding = Int(1, min=0, max=127, soft_max=5, unit="pixels", doc="Zeros added on every side first.")
    bias = Bool(True, doc="Add a learned offset to each filter.")


class _Dilated(_Convolution):
    """Adds what only the forward convolutions have."""

    dilation = Int(1, min=1, max=64, soft_max=8, doc="Gap between the pixels one filter looks at; 1 is no gap.")
    groups = Int(1, min=1, max=16_384, soft_max=16, doc="Separate groups of channels; each filter sees one group.")

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
    padding = Int(1, min=0, max=127, soft_max=5, unit="pixels", doc="Zeros added on every side first.")
    bias = Bool(True, doc="Add a learned offset to each filter.")

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
    "conv_transpose2d", "Transposed conv 2d", aliases=("deconvolution", "transposed", "upconv", "fractional")
)
class ConvTranspose2d(_Convolution):
    """Make an image larger with learned filters: each pixel paints a whole filter on the answer."""

    prefix = "deconv"
    formula = "y = b + Σ_c W[c] painted at stride·x_c"
    torch_name = "nn.ConvTranspose2d"
    quick = ("deconv", "convtranspose")

    image = In("C H W", doc="An image: channels, height, width.")
    features = Out("filters H W", doc="One map for each filter, larger than the image by the stride.")
    kernel = Int(4, min=1, max=255, soft_max=11, unit="pixels", doc="Side of each filter.")
    stride = Int(2, min=1, max=64, soft_max=4, unit="pixels", doc="How many times larger the image becomes.")
    output_padding = Int(0, min=0, max=63, soft_max=3, unit="pixels", doc="Rows and columns added at the far side.")

    def shape(self, *inputs: Shape) -> Shape:
        _, height, width = need_image(self.key, inputs[0])
        if self.output_padding >= self.stride:
            raise Misfit(
                f"{self.key} needs an output padding below its stride {self.stride}, not {self.output_padding}",
                f"Set output_padding to {self.stride - 1} or less.",
                cure_values={"output_padding": self.stride - 1},
            )
        rest = self.kernel, self.stride, self.padding, self.output_padding
        return self.filters, spread(self.key, height, *rest), spread(self.key, width, *rest)

    def parameters(self, *inputs: Shape) -> int:
        return self.filters * (inputs[0][0] * self.kernel**2 + self.bias)

    def flops(self, inputs: tuple[Shape, ...], outputs: tuple[Shape, ...]) -> int:
        return 2 * numel(inputs[0]) * self.filters * self.kernel**2

    def build(self, *inputs: Shape) -> Call:
        extra = {"output_padding": self.output_padding} if self.output_padding else {}
        return call(
            "nn.ConvTranspose2d", inputs[0][0], self.filters, self.kernel,
            stride=self.stride, padding=self.padding, bias=self.bias, **extra,
        )  # fmt: skip

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((3, 4, 5),),)

"""Layers that make an image, a signal or a volume smaller by keeping the largest value, or the mean, of each window."""

from __future__ import annotations

from neurodesk.layers.shapes import Misfit, need_channels, need_image, need_signal, need_volume, window
from neurodesk.layers.spec import LAYERS, Arg, Call, In, Int, Layer, Out, Shape, call


class _Pool(Layer):
    """What the sliding windows share."""

    category = "Pooling"
    prefix = "pool"
    quick_params = ("kernel", "stride")
    shown = ("kernel", "stride")

    kernel = Int(2, min=1, max=255, soft_max=8, unit="pixels", doc="Side of the window.")
    stride = Int(0, min=0, max=64, soft_max=8, unit="pixels", doc="How far the window moves; 0 means its own side.")
    padding = Int(
        0,
        min=0,
        max=127,
        soft_max=4,
        unit="pixels",
        doc="Border added on every side; at most half the window. Until it is set, stride 1 keeps the size.",
    )

    def follows(self) -> dict[str, int]:
        return {"padding": (self.kernel - 1) // 2 if self.stride == 1 else 0} if "padding" in self.values else {}

    def slide(self, side: int) -> int:
        """The length of an axis after the window. Raises Misfit when the window does not fit."""
        if self.padding > self.kernel // 2:
            raise Misfit(
                f"{self.key} takes a padding of at most half its kernel {self.kernel}, not {self.padding}",
                f"Set padding to {self.kernel // 2} or less.",
                cure_values={"padding": self.kernel // 2},
            )
        return window(self.key, side, self.kernel, self.stride or self.kernel, self.padding)

    def build(self, *inputs: Shape) -> Call:
        extra = {"padding": self.padding} if self.padding else {}
        return call(self.torch_name, self.kernel, stride=self.stride or self.kernel, **extra)


class _Pool2d(_Pool):
    """Windows over an image."""

    image = In("C H W", doc="An image: channels, height, width.")
    out = Out("C H W", doc="The same channels, smaller.")

    def shape(self, *inputs: Shape) -> Shape:
        channels, height, width = need_image(self.key, inputs[0])
        return channels, self.slide(height), self.slide(width)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((3, 8, 8),), ((1, 9, 7),))


class _Pool1d(_Pool):
    """Windows along a signal."""

    signal = In("C L", doc="A signal: channels, length.")
    out = Out("C L", doc="The same channels, shorter.")

    def shape(self, *inputs: Shape) -> Shape:
        channels, length = need_signal(self.key, inputs[0])
        return channels, self.slide(length)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((3, 16),), ((1, 9),))


@LAYERS.declare("max_pool2d", "Max pool 2d", aliases=("pool", "max", "pooling", "subsampling", "maxpool"))
class MaxPool2d(_Pool2d):
    """Keep the largest value of each window, so that a pattern counts wherever in the window it stands."""

    formula = "y = max of each window of x"
    torch_name = "nn.MaxPool2d"
    quick = ("pool", "maxpool", "pool2d")


@LAYERS.declare("avg_pool2d", "Average pool 2d", aliases=("mean pool", "pooling", "subsampling", "average_pool2d"))
class AvgPool2d(_Pool2d):
    """Replace each window by its mean, which makes an image smaller and smoother."""

    formula = "y = mean of each window of x"
    torch_name = "nn.AvgPool2d"
    quick = ("avgpool", "avg")


@LAYERS.declare("max_pool1d", "Max pool 1d", aliases=("pool", "pooling"))
class MaxPool1d(_Pool1d):
    """Keep the largest value of each window along a signal."""

    formula = "y = max of each window of x"
    torch_name = "nn.MaxPool1d"
    quick = ("pool1d", "maxpool", "pool")


@LAYERS.declare("avg_pool1d", "Average pool 1d", aliases=("mean pool", "pooling", "average_pool1d"))
class AvgPool1d(_Pool1d):
    """Replace each window along a signal by its mean."""

    formula = "y = mean of each window of x"
    torch_name = "nn.AvgPool1d"
    quick = ("avgpool1d", "avgpool", "avg")


class _Pool3d(_Pool):
    """Windows through a volume."""

    formula = "y = max of each window of x"

    volume = In("C D H W", doc="A volume: channels, depth, height, width.")
    out = Out("C D H W", doc="The same channels, smaller.")

    def shape(self, *inputs: Shape) -> Shape:
        channels, *sides = need_volume(self.key, inputs[0])
        return channels, *map(self.slide, sides)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((3, 4, 4, 4),), ((1, 2, 5, 4),))


@LAYERS.declare("max_pool3d", "Max pool 3d", aliases=("pool", "pooling", "volume"))
class MaxPool3d(_Pool3d):
    """Keep the largest value of each window of a volume."""

    torch_name = "nn.MaxPool3d"
    quick = ("pool3d", "maxpool", "pool")


@LAYERS.declare("avg_pool3d", "Average pool 3d", aliases=("mean pool", "pooling", "volume", "average_pool3d"))
class AvgPool3d(_Pool3d):
    """Replace each window of a volume by its mean."""

    formula = "y = mean of each window of x"
    torch_name = "nn.AvgPool3d"
    quick = ("avgpool3d", "avgpool", "avg")

    def slide(self, side: int) -> int:
        """As for the others; torch wants the volume itself, not only with its padding, as large as the window."""
        return super().slide(side) if side >= self.kernel else window(self.key, side, self.kernel)


class _Adaptive(Layer):
    """Pooling that is told the size of its answer."""

    category = "Pooling"
    prefix = "pool"
    quick_params = ("size",)
    shown = ("size",)

    image = In("C H W", doc="An image of any size.")
    out = Out("C size size", doc="The same channels, size x size.")
    size = Int(4, min=1, max=1024, soft_max=16, unit="pixels", doc="Side of the answer, whatever comes in.")

    def shape(self, *inputs: Shape) -> Shape:
        channels, _, _ = need_image(self.key, inputs[0])
        return channels, self.size, self.size

    def build(self, *inputs: Shape) -> Call:
        return call(self.torch_name, self.size)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((3, 8, 8),), ((1, 12, 16),))


@LAYERS.declare("adaptive_avg_pool2d", "Adaptive average pool", aliases=("adaptive pooling", "adaptive mean"))
class AdaptiveAvgPool2d(_Adaptive):
    """Average an image down to a fixed size, so that images of any size fit what follows."""

    formula = "y[i,j] = mean of x over cell (i,j) of a size x size grid"
    torch_name = "nn.AdaptiveAvgPool2d"
    quick = ("adaptive", "adaptivepool")


@LAYERS.declare("adaptive_max_pool2d", "Adaptive max pool", aliases=("adaptive pooling",))
class AdaptiveMaxPool2d(_Adaptive):
    """Keep the largest value of each cell of a fixed grid, so that images of any size fit what follows."""

    formula = "y[i,j] = max of x over cell (i,j) of a size x size grid"
    torch_name = "nn.AdaptiveMaxPool2d"
    quick = ("adaptivemax",)


@LAYERS.declare("adaptive_avg_pool1d", "Adaptive average pool 1d", aliases=("adaptive pooling", "adaptive mean"))
class AdaptiveAvgPool1d(_Adaptive):
    """Average a signal down to a fixed length, so that signals of any length fit what follows."""

    formula = "y[i] = mean of x over part i of size equal parts"
    torch_name = "nn.AdaptiveAvgPool1d"
    quick = ("adaptive1d", "adaptive")

    signal = In("C L", doc="A signal of any length.")
    out = Out("C size", doc="The same channels, `size` long.")

    def shape(self, *inputs: Shape) -> Shape:
        channels, _ = need_signal(self.key, inputs[0])
        return channels, self.size

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((3, 8),), ((1, 11),))


class _Global(Layer):
    """Pooling over everything but the channels."""

    category = "Pooling"
    prefix = "pool"

    image = In("C ...", doc="An image, a signal or a volume, channels first.")
    out = Out("C", doc="One number for each channel.")

    def shape(self, *inputs: Shape) -> Shape:
        return need_channels(self.key, inputs[0])[:1]

    def build(self, *inputs: Shape) -> Call:
        return call(self.torch_name, Arg("image"), dim=tuple(range(2, len(inputs[0]) + 1)))

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((3, 8, 8),), ((5, 12),), ((2, 3, 4, 5),))


@LAYERS.declare("global_avg_pool", "Global average pool", aliases=("gap", "global pooling", "global mean"))
class GlobalAvgPool(_Global):
    """Replace each channel by its mean: a vector that does not depend on the size of the image."""

    formula = "y_c = mean of x_c"
    torch_name = "torch.mean"
    quick = ("gap", "globalpool", "global")


@LAYERS.declare("global_max_pool", "Global max pool", aliases=("gmp", "global pooling"))
class GlobalMaxPool(_Global):
    """Keep the largest value of each channel: whether the pattern was anywhere at all."""

    formula = "y_c = max of x_c"
    torch_name = "torch.amax"
    quick = ("gmp", "globalmax")

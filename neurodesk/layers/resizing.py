"""Layers that give an image another size without learning anything: borders, enlarging, pixels from channels."""

from __future__ import annotations

from neurodesk.layers.shapes import Misfit, divides, need_channels, need_image
from neurodesk.layers.spec import LAYERS, Arg, Call, In, Int, Layer, OneOf, Out, Shape, call, show


class _Resizing(Layer):
    """What they share: an image goes in and comes out."""

    category = "Shape"

    x = In("C H W", doc="An image: channels, height, width.")
    out = Out("C H W", doc="The image in its new size.")


@LAYERS.declare("pad", "Pad", aliases=("padding", "border", "margin", "zero"))
class Pad(_Resizing):
    """Add a border around an image or a volume, or at both ends of a signal."""

    prefix = "pad"
    formula = "H x W → (H + 2·size) x (W + 2·size)"
    torch_name = "F.pad"
    quick = ("pad",)
    quick_params = ("size",)
    shown = ("size", "mode")

    x = In("C ...", doc="An image, a signal or a volume, channels first.")
    out = Out("C ...", doc="The same, larger.")
    size = Int(1, min=0, max=1024, soft_max=16, unit="pixels", doc="Width of the border.")
    mode = OneOf(
        "zeros", options=("zeros", "reflect", "replicate", "circular"),
        doc="What the border holds: zeros, the image mirrored, its edge repeated, or the opposite side.",
    )  # fmt: skip

    def shape(self, *inputs: Shape) -> Shape:
        given = need_channels(self.key, inputs[0])
        smallest = min(given[1:])
        most = {"reflect": smallest - 1, "circular": smallest}.get(self.mode, self.size)
        if self.size > most:
            raise Misfit(
                f"{self.key} can {self.mode} at most {most} of a side of {smallest}, not {self.size}",
                f"Set size to {most}, or mode to zeros.",
                cure_values={"size": most},
            )
        return (given[0], *(side + 2 * self.size for side in given[1:]))

    def build(self, *inputs: Shape) -> Call:
        widths = (self.size, self.size) * (len(inputs[0]) - 1)
        mode = {"mode": self.mode} if self.mode != "zeros" else {}
        return call("F.pad", Arg("x"), widths, **mode)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((2, 4, 5),), ((3, 9),), ((2, 3, 4, 5),))


@LAYERS.declare("upsample", "Upsample", aliases=("resize", "enlarge", "interpolate", "unpool"))
class Upsample(_Resizing):
    """Enlarge an image by repeating its pixels or by drawing smooth steps between them."""

    prefix = "upsample"
    formula = "H x W → scale·H x scale·W"
    torch_name = "nn.Upsample"
    quick = ("upsample", "up")
    quick_params = ("scale",)
    shown = ("scale", "mode")

    out = Out("C H W", doc="The same channels, larger.")
    scale = Int(2, min=1, max=64, soft_max=8, doc="How many times larger each side becomes.")
    mode = OneOf("nearest", options=("nearest", "bilinear"), doc="Repeat pixels, or draw smooth steps between them.")

    def shape(self, *inputs: Shape) -> Shape:
        channels, height, width = need_image(self.key, inputs[0])
        return channels, height * self.scale, width * self.scale

    def build(self, *inputs: Shape) -> Call:
        return call("nn.Upsample", scale_factor=self.scale, mode=self.mode)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((2, 4, 5),),)


@LAYERS.declare("pixel_shuffle", "Pixel shuffle", aliases=("depth to space", "subpixel", "super-resolution", "enlarge"))
class PixelShuffle(_Resizing):
    """Make an image larger by laying groups of channels out as pixels (Shi et al. 2016)."""

    prefix = "pixel_shuffle"
    formula = "C·r² x H x W → C x r·H x r·W"
    torch_name = "nn.PixelShuffle"
    quick = ("pixelshuffle",)
    quick_params = ("factor",)
    shown = ("factor",)

    factor = Int(2, min=1, max=64, soft_max=8, doc="How many times larger each side becomes: r.")

    def shape(self, *inputs: Shape) -> Shape:
        channels, height, width = need_image(self.key, inputs[0])
        if channels % self.factor**2:
            fits = max(one for one in range(1, self.factor) if channels % one**2 == 0)
            raise Misfit(
                f"{self.key} lays {self.factor**2} channels out as one, and {show(inputs[0])} has {channels} channels",
                f"Set factor to {fits}, or give the layer before {self.factor**2} times as many filters.",
                cure_values={"factor": fits},
            )
        return channels // self.factor**2, height * self.factor, width * self.factor

    def build(self, *inputs: Shape) -> Call:
        return call("nn.PixelShuffle", self.factor)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((4, 5, 3),), ((12, 2, 2),))


@LAYERS.declare("pixel_unshuffle", "Pixel unshuffle", aliases=("space to depth", "fold pixels", "shrink"))
class PixelUnshuffle(_Resizing):
    """Make an image smaller without losing a number: neighbouring pixels become channels."""

    prefix = "pixel_unshuffle"
    formula = "C x r·H x r·W → C·r² x H x W"
    torch_name = "nn.PixelUnshuffle"
    quick = ("pixelunshuffle",)
    quick_params = ("factor",)
    shown = ("factor",)

    factor = Int(2, min=1, max=64, soft_max=8, doc="How many times smaller each side becomes: r.")

    def shape(self, *inputs: Shape) -> Shape:
        channels, height, width = need_image(self.key, inputs[0])
        for side, other in ((height, width), (width, height)):
            divides(self.key, side, "pixels", self.factor, "factor", also=other)
        return channels * self.factor**2, height // self.factor, width // self.factor

    def build(self, *inputs: Shape) -> Call:
        return call("nn.PixelUnshuffle", self.factor)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((1, 4, 6),), ((3, 8, 2),))


@LAYERS.declare("channel_shuffle", "Channel shuffle", aliases=("shufflenet", "mix groups", "reorder"))
class ChannelShuffle(_Resizing):
    """Deal the channels of each group out over all groups, so that grouped convolutions meet (Zhang et al. 2018)."""

    prefix = "shuffle"
    formula = "y[i·g + j] = x[j·C/g + i]"
    torch_name = "nn.ChannelShuffle"
    quick = ("channelshuffle", "shuffle")
    quick_params = ("groups",)
    shown = ("groups",)

    out = Out("C H W", doc="The same shape, the channels in another order.")
    groups = Int(2, min=1, max=1024, soft_max=16, doc="How many groups the channels are dealt from.")

    def shape(self, *inputs: Shape) -> Shape:
        given = need_image(self.key, inputs[0])
        divides(self.key, given[0], "channels", self.groups, "groups")
        return given

    def build(self, *inputs: Shape) -> Call:
        return call("nn.ChannelShuffle", self.groups)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((4, 5, 3),), ((6, 2, 2),))

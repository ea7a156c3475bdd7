"""Convolutions the other way round, which make a signal, an image or a volume larger with learned filters."""

from __future__ import annotations

from neurodesk.layers.convolution import Convolution
from neurodesk.layers.shapes import Misfit, need_image, need_signal, need_volume, spread
from neurodesk.layers.spec import LAYERS, Call, In, Int, Out, Shape, call, numel, weights_of


class _Transposed(Convolution):
    """What they share: each place paints a whole filter on the answer."""

    prefix = "deconv"
    formula = "y = b + Σ_c W[c] painted at stride·x_c"

    kernel = Int(4, min=1, max=255, soft_max=11, unit="pixels", doc="Side of each filter.")
    stride = Int(2, min=1, max=64, soft_max=4, unit="pixels", doc="How many times larger each side becomes.")
    output_padding = Int(0, min=0, max=63, soft_max=3, unit="pixels", doc="Rows and columns added at the far side.")
    weights_of = weights_of()

    def follows(self) -> dict[str, int]:
        """Each side becomes `stride` times as long."""
        over = self.kernel - self.stride
        return {"padding": max(0, (over + 1) // 2), "output_padding": over % 2 if over >= 0 else -over}

    def grown(self, *sides: int) -> Shape:
        """The filters, and each side made larger. Raises Misfit."""
        if self.output_padding >= self.stride:
            raise Misfit(
                f"{self.key} needs an output padding below its stride {self.stride}, not {self.output_padding}",
                f"Set output_padding to {self.stride - 1} or less.",
                cure_values={"output_padding": self.stride - 1},
            )
        rest = self.kernel, self.stride, self.padding, self.output_padding
        return self.filters, *(spread(self.key, side, *rest) for side in sides)

    def parameters(self, *inputs: Shape) -> int:
        window = numel((self.kernel,) * (len(inputs[0]) - 1))
        return self.filters * (inputs[0][0] * window + self.bias)

    def weight(self, *inputs: Shape) -> Shape:
        channels, *sides = inputs[0]
        return channels, self.filters, *(self.kernel for _ in sides)

    def flops(self, inputs: tuple[Shape, ...], outputs: tuple[Shape, ...]) -> int:
        return 2 * numel(inputs[0]) * self.filters * numel((self.kernel,) * (len(inputs[0]) - 1))

    def build(self, *inputs: Shape) -> Call:
        extra = {"output_padding": self.output_padding} if self.output_padding else {}
        return call(
            self.torch_name, inputs[0][0], self.filters, self.kernel,
            stride=self.stride, padding=self.padding, bias=self.bias, **extra,
        )  # fmt: skip


@LAYERS.declare(
    "conv_transpose2d", "Transposed conv 2d", aliases=("deconvolution", "transposed", "upconv", "fractional")
)
class ConvTranspose2d(_Transposed):
    """Make an image larger with learned filters: each pixel paints a whole filter on the answer."""

    torch_name = "nn.ConvTranspose2d"
    weight_kind = "conv_transpose2d"
    quick = ("deconv", "convtranspose")

    image = In("C H W", doc="An image: channels, height, width.")
    features = Out("filters H W", doc="One map for each filter, larger than the image by the stride.")

    def shape(self, *inputs: Shape) -> Shape:
        _, *sides = need_image(self.key, inputs[0])
        return self.grown(*sides)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((3, 4, 5),),)


@LAYERS.declare("conv_transpose1d", "Transposed conv 1d", aliases=("deconvolution", "transposed", "vocoder", "upconv"))
class ConvTranspose1d(_Transposed):
    """Make a signal longer with learned filters: each moment paints a whole filter on the answer."""

    torch_name = "nn.ConvTranspose1d"
    weight_kind = "conv_transpose1d"
    quick = ("deconv1d", "deconv")

    signal = In("C L", doc="A signal: channels, length.")
    features = Out("filters L", doc="One row for each filter, longer than the signal by the stride.")

    def shape(self, *inputs: Shape) -> Shape:
        _, length = need_signal(self.key, inputs[0])
        return self.grown(length)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((3, 6),), ((1, 9),))


@LAYERS.declare("conv_transpose3d", "Transposed conv 3d", aliases=("deconvolution", "transposed", "volume", "upconv"))
class ConvTranspose3d(_Transposed):
    """Make a volume larger with learned filters, as the second half of a 3-d U-Net does."""

    torch_name = "nn.ConvTranspose3d"
    weight_kind = "conv_transpose3d"
    quick = ("deconv3d", "deconv")

    volume = In("C D H W", doc="A volume: channels, depth, height, width.")
    features = Out("filters D H W", doc="One volume for each filter, larger by the stride.")

    def shape(self, *inputs: Shape) -> Shape:
        _, *sides = need_volume(self.key, inputs[0])
        return self.grown(*sides)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((2, 3, 2, 3),),)

"""Layers that disturb training on purpose, so that the network does not learn its examples by heart."""

from __future__ import annotations

from neurodesk.layers.shapes import need_image
from neurodesk.layers.spec import LAYERS, Call, Float, In, Layer, Out, Shape, call


class _Disturbance(Layer):
    """What they share: any shape, unchanged, and nothing at all once training is over."""

    category = "Regularization"
    prefix = "dropout"
    quick_params = ("rate",)
    shown = ("rate",)

    x = In(doc="Numbers of any shape.")
    out = Out(doc="The same shape.")

    def shape(self, *inputs: Shape) -> Shape:
        return inputs[0]

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((6,),), ((5, 8),), ((2, 4, 4),))


@LAYERS.declare("dropout", "Dropout", aliases=("drop", "regularization"))
class Dropout(_Disturbance):
    """Turn random numbers into 0 while training, so that no neuron relies on one other (Srivastava et al. 2014)."""

    formula = "y = x m / (1 − rate), each m 0 with chance rate, else 1"
    torch_name = "nn.Dropout"
    quick = ("dropout", "drop")

    rate = Float(0.5, min=0.0, max=0.99, doc="Chance of each number to become 0 while training.")

    def build(self, *inputs: Shape) -> Call:
        return call("nn.Dropout", self.rate)


@LAYERS.declare("dropout2d", "Dropout 2d", aliases=("spatial dropout", "drop", "regularization"))
class Dropout2d(_Disturbance):
    """Turn whole channels of an image into 0 while training, as neighbouring pixels tell the same story."""

    formula = "y_c = x_c m_c / (1 − rate), each m_c 0 with chance rate, else 1"
    torch_name = "nn.Dropout2d"
    quick = ("dropout2d", "drop2d")

    x = In("C H W", doc="An image: channels, height, width.")
    out = Out("C H W", doc="The same shape.")
    rate = Float(0.2, min=0.0, max=0.99, doc="Chance of each channel to become 0 while training.")

    def shape(self, *inputs: Shape) -> Shape:
        return need_image(self.key, inputs[0])

    def build(self, *inputs: Shape) -> Call:
        return call("nn.Dropout2d", self.rate)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((3, 5, 4),),)


@LAYERS.declare("noise", "Noise", aliases=("gaussian noise", "jitter", "regularization"))
class Noise(_Disturbance):
    """Add random numbers while training, so that small changes of the input matter less."""

    prefix = "noise"
    formula = "y = x + ε, ε normal with spread deviation"
    torch_name = "torch.randn_like"
    quick = ("noise",)
    quick_params = ("deviation",)
    shown = ("deviation",)

    deviation = Float(0.1, min=0.0, max=10.0, soft_max=1.0, doc="Standard deviation of what is added.")

    def build(self, *inputs: Shape) -> Call:
        return call("parts.Noise", self.deviation)

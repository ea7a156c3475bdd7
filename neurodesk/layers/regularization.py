"""Layers that disturb training on purpose, so that the network does not learn its examples by heart."""

from __future__ import annotations

from neurodesk.layers.shapes import need_image, need_signal, need_volume
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


@LAYERS.declare("dropout1d", "Dropout 1d", aliases=("spatial dropout", "drop", "regularization"))
class Dropout1d(_Disturbance):
    """Turn whole channels of a signal into 0 while training, as neighbouring moments tell the same story."""

    formula = "y_c = x_c m_c / (1 − rate), each m_c 0 with chance rate, else 1"
    torch_name = "nn.Dropout1d"
    quick = ("dropout1d", "drop1d")

    x = In("C L", doc="A signal: channels, length.")
    out = Out("C L", doc="The same shape.")
    rate = Float(0.2, min=0.0, max=0.99, doc="Chance of each channel to become 0 while training.")

    def shape(self, *inputs: Shape) -> Shape:
        return need_signal(self.key, inputs[0])

    def build(self, *inputs: Shape) -> Call:
        return call("nn.Dropout1d", self.rate)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((3, 9),),)


@LAYERS.declare("dropout3d", "Dropout 3d", aliases=("spatial dropout", "drop", "regularization", "volume"))
class Dropout3d(_Disturbance):
    """Turn whole channels of a volume into 0 while training."""

    formula = "y_c = x_c m_c / (1 − rate), each m_c 0 with chance rate, else 1"
    torch_name = "nn.Dropout3d"
    quick = ("dropout3d", "drop3d")

    x = In("C D H W", doc="A volume: channels, depth, height, width.")
    out = Out("C D H W", doc="The same shape.")
    rate = Float(0.2, min=0.0, max=0.99, doc="Chance of each channel to become 0 while training.")

    def shape(self, *inputs: Shape) -> Shape:
        return need_volume(self.key, inputs[0])

    def build(self, *inputs: Shape) -> Call:
        return call("nn.Dropout3d", self.rate)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((3, 4, 5, 4),),)


@LAYERS.declare("alpha_dropout", "Alpha dropout", aliases=("selu dropout", "self-normalizing", "drop"))
class AlphaDropout(_Disturbance):
    """The dropout that goes with SELU: mean and spread stay as they are (Klambauer et al. 2017)."""

    formula = "y = a (x m + α′ (1 − m)) + b, each m 0 with chance rate, else 1"
    torch_name = "nn.AlphaDropout"
    quick = ("alphadropout",)

    rate = Float(0.1, min=0.0, max=0.99, doc="Chance of each number to become the floor of SELU while training.")

    def build(self, *inputs: Shape) -> Call:
        return call("nn.AlphaDropout", self.rate)


@LAYERS.declare("drop_path", "Stochastic depth", aliases=("drop path", "droppath", "drop branch", "regularization"))
class DropPath(_Disturbance):
    """Leave a whole branch out for random examples while training; put it before the Add of a shortcut.

    Huang et al. 2016 (arXiv:1603.09382).
    """

    prefix = "drop_path"
    formula = "y = x m / (1 − rate), one m for each example, 0 with chance rate, else 1"
    torch_name = "torch.bernoulli"
    quick = ("droppath", "stochasticdepth")

    rate = Float(0.1, min=0.0, max=0.99, doc="Chance of the branch to be left out for an example while training.")

    def build(self, *inputs: Shape) -> Call:
        return call("parts.DropPath", self.rate)


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

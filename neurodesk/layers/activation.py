"""Functions applied to each number by itself, without which any stack of layers would be one straight line."""

from __future__ import annotations

from neurodesk.layers.shapes import Misfit, need_axis
from neurodesk.layers.spec import LAYERS, Arg, Call, Float, In, Int, Layer, OneOf, Out, Shape, call, show


class _Activation(Layer):
    """What they share: any shape goes in, and the same comes out. Those without parameters need no more."""

    category = "Activation"

    x = In(doc="Numbers of any shape.")
    out = Out(doc="The same shape.")

    def shape(self, *inputs: Shape) -> Shape:
        return inputs[0]

    def build(self, *inputs: Shape) -> Call:
        return call(self.torch_name)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((6,),), ((5, 8),), ((2, 4, 4),))


@LAYERS.declare("relu", "ReLU", aliases=("rectifier", "activation", "rectified linear"))
class ReLU(_Activation):
    """Keep positive numbers and turn negative ones into 0."""

    prefix = "relu"
    formula = "y = max(0, x)"
    torch_name = "nn.ReLU"
    quick = ("relu",)


@LAYERS.declare("relu6", "ReLU6", aliases=("capped relu", "activation", "mobilenet"))
class ReLU6(_Activation):
    """A ReLU that stops at 6, so that numbers of few bits hold its answers (Howard et al. 2017, MobileNet)."""

    prefix = "relu6"
    formula = "y = min(max(0, x), 6)"
    torch_name = "nn.ReLU6"
    quick = ("relu6",)


@LAYERS.declare("leaky_relu", "Leaky ReLU", aliases=("lrelu", "activation"))
class LeakyReLU(_Activation):
    """Keep positive numbers and let a small part of the negative ones through, so that no neuron falls silent."""

    prefix = "leaky_relu"
    formula = "y = max(0, x) + slope · min(0, x)"
    torch_name = "nn.LeakyReLU"
    quick = ("lrelu", "leakyrelu", "leaky")
    quick_params = ("slope",)
    shown = ("slope",)

    slope = Float(0.01, min=0.0, max=1.0, soft_max=0.3, doc="What part of a negative number passes.")

    def build(self, *inputs: Shape) -> Call:
        return call("nn.LeakyReLU", self.slope)


@LAYERS.declare("prelu", "PReLU", aliases=("parametric relu", "activation"))
class PReLU(_Activation):
    """A leaky ReLU whose slope for negative numbers is learned (He et al. 2015)."""

    prefix = "prelu"
    formula = "y = max(0, x) + a · min(0, x), a learned"
    torch_name = "nn.PReLU"
    quick = ("prelu",)

    def parameters(self, *inputs: Shape) -> int:
        return 1


@LAYERS.declare("elu", "ELU", aliases=("exponential linear", "activation"))
class ELU(_Activation):
    """Keep positive numbers and bend negative ones smoothly towards a floor (Clevert et al. 2015)."""

    prefix = "elu"
    formula = "y = x if x > 0, else α (eˣ − 1)"
    torch_name = "nn.ELU"
    quick = ("elu",)
    quick_params = ("alpha",)

    alpha = Float(1.0, min=0.0, max=10.0, soft_max=2.0, doc="How far below 0 the floor lies.")

    def build(self, *inputs: Shape) -> Call:
        return call("nn.ELU", self.alpha)


@LAYERS.declare("celu", "CELU", aliases=("continuously differentiable", "exponential linear", "activation"))
class CELU(_Activation):
    """An ELU without a kink at 0, whatever its floor (Barron 2017)."""

    prefix = "celu"
    formula = "y = max(0, x) + min(0, α (e^(x/α) − 1))"
    torch_name = "nn.CELU"
    quick = ("celu",)
    quick_params = ("alpha",)

    alpha = Float(1.0, min=0.01, max=10.0, soft_max=2.0, doc="How far below 0 the floor lies.")

    def build(self, *inputs: Shape) -> Call:
        return call("nn.CELU", self.alpha)


@LAYERS.declare("selu", "SELU", aliases=("scaled exponential", "self-normalizing", "activation"))
class SELU(_Activation):
    """An ELU scaled so that deep plain networks keep mean 0 and spread 1 (Klambauer et al. 2017)."""

    prefix = "selu"
    formula = "y = 1.0507 · (x if x > 0, else 1.6733 (eˣ − 1))"
    torch_name = "nn.SELU"
    quick = ("selu",)


@LAYERS.declare("gelu", "GELU", aliases=("gaussian error", "activation", "transformer"))
class GELU(_Activation):
    """Weigh each number by how likely a random one is smaller: the smooth ReLU of transformers."""

    prefix = "gelu"
    formula = "y = x Φ(x)"
    torch_name = "nn.GELU"
    quick = ("gelu",)

    form = OneOf("exact", options=("exact", "tanh"), doc="The exact curve, or a quicker one made with tanh.")

    def build(self, *inputs: Shape) -> Call:
        return call("nn.GELU", **({"approximate": "tanh"} if self.form == "tanh" else {}))


@LAYERS.declare("silu", "SiLU", aliases=("swish", "activation"))
class SiLU(_Activation):
    """Multiply each number by its own sigmoid, also called swish."""

    prefix = "silu"
    formula = "y = x / (1 + e⁻ˣ)"
    torch_name = "nn.SiLU"
    quick = ("silu", "swish")


@LAYERS.declare("hardswish", "Hardswish", aliases=("hard swish", "activation", "mobilenet"))
class Hardswish(_Activation):
    """SiLU drawn with straight lines and one parabola, quick on small devices (Howard et al. 2019, MobileNetV3)."""

    prefix = "hardswish"
    formula = "y = x · min(max(0, x + 3), 6) / 6"
    torch_name = "nn.Hardswish"
    quick = ("hardswish", "hswish")


@LAYERS.declare("mish", "Mish", aliases=("activation",))
class Mish(_Activation):
    """A smooth curve like SiLU with a slightly deeper dip (Misra 2019)."""

    prefix = "mish"
    formula = "y = x tanh(ln(1 + eˣ))"
    torch_name = "nn.Mish"
    quick = ("mish",)


@LAYERS.declare("sigmoid", "Sigmoid", aliases=("logistic", "activation"))
class Sigmoid(_Activation):
    """Squeeze any number between 0 and 1, as a probability or a gate."""

    prefix = "sigmoid"
    formula = "y = 1 / (1 + e⁻ˣ)"
    torch_name = "nn.Sigmoid"
    quick = ("sigmoid",)


@LAYERS.declare("hardsigmoid", "Hardsigmoid", aliases=("hard sigmoid", "activation", "gate"))
class Hardsigmoid(_Activation):
    """A sigmoid drawn with three straight lines, exactly 0 below -3 and exactly 1 above 3."""

    prefix = "hardsigmoid"
    formula = "y = min(max(0, x + 3), 6) / 6"
    torch_name = "nn.Hardsigmoid"
    quick = ("hardsigmoid", "hsigmoid")


@LAYERS.declare("log_sigmoid", "Log-sigmoid", aliases=("log probability", "activation"))
class LogSigmoid(_Activation):
    """The logarithm of a sigmoid, computed without losing small probabilities."""

    prefix = "log_sigmoid"
    formula = "y = −ln(1 + e⁻ˣ)"
    torch_name = "nn.LogSigmoid"
    quick = ("logsigmoid",)


@LAYERS.declare("tanh", "Tanh", aliases=("hyperbolic tangent", "activation"))
class Tanh(_Activation):
    """Squeeze any number between -1 and 1."""

    prefix = "tanh"
    formula = "y = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)"
    torch_name = "nn.Tanh"
    quick = ("tanh",)


@LAYERS.declare("hardtanh", "Hardtanh", aliases=("hard tanh", "clip", "activation"))
class Hardtanh(_Activation):
    """Pass numbers between -1 and 1 on, and hold all others at these limits."""

    prefix = "hardtanh"
    formula = "y = min(max(−1, x), 1)"
    torch_name = "nn.Hardtanh"
    quick = ("hardtanh",)


@LAYERS.declare("sine", "Sine", aliases=("siren", "sinusoidal", "periodic", "implicit", "activation"))
class Sine(_Activation):
    """A wave of each number, for networks that draw pictures and sounds from coordinates (Sitzmann et al. 2020)."""

    prefix = "sine"
    formula = "y = sin(ω x)"
    torch_name = "torch.sin"
    quick = ("sine", "sin")
    quick_params = ("frequency",)
    shown = ("frequency",)

    frequency = Float(1.0, min=0.01, max=1000.0, soft_max=60.0, log=True, doc="How quickly the wave goes: ω.")

    def build(self, *inputs: Shape) -> Call:
        return call("torch.sin", call("operator.mul", Arg("x"), self.frequency))


class _AlongAxis(_Activation):
    """Activations that look at all numbers along one axis."""

    shown = ("axis",)

    axis = Int(-1, min=-6, max=5, doc="Axis whose numbers belong together: 0 is the first (channels), -1 the last.")

    def shape(self, *inputs: Shape) -> Shape:
        need_axis(self.key, inputs[0], self.axis)
        return inputs[0]

    def build(self, *inputs: Shape) -> Call:
        return call(self.torch_name, dim=need_axis(self.key, inputs[0], self.axis) + 1)


@LAYERS.declare("softmax", "Softmax", aliases=("probabilities", "normalized exponential", "activation"))
class Softmax(_AlongAxis):
    """Turn scores into probabilities that add up to 1. The cross-entropy loss does this itself: leave it out there."""

    prefix = "softmax"
    formula = "yᵢ = e^(xᵢ) / Σⱼ e^(xⱼ)"
    torch_name = "nn.Softmax"
    quick = ("softmax",)


@LAYERS.declare("log_softmax", "Log-softmax", aliases=("log probabilities", "activation"))
class LogSoftmax(_AlongAxis):
    """The logarithm of softmax, computed without losing small probabilities."""

    prefix = "log_softmax"
    formula = "yᵢ = xᵢ − ln Σⱼ e^(xⱼ)"
    torch_name = "nn.LogSoftmax"
    quick = ("logsoftmax",)


@LAYERS.declare("glu", "GLU", aliases=("gated linear unit", "gate", "activation"))
class GLU(_AlongAxis):
    """Split an axis in two halves and let the second be the gate of the first (Dauphin et al. 2017)."""

    prefix = "glu"
    formula = "y = a · σ(b), x = [a, b]"
    torch_name = "nn.GLU"
    quick = ("glu",)

    out = Out(doc="The same shape, the axis half as long.")

    def shape(self, *inputs: Shape) -> Shape:
        (given,) = inputs
        axis = need_axis(self.key, given, self.axis)
        if given[axis] % 2:
            raise Misfit(
                f"{self.key} halves axis {self.axis}, and {show(given)} has an odd {given[axis]} there",
                "Give the layer before an even number of units or filters.",
            )
        return (*given[:axis], given[axis] // 2, *given[axis + 1 :])


@LAYERS.declare("softplus", "Softplus", aliases=("smooth relu", "activation"))
class Softplus(_Activation):
    """A smooth ReLU that is always above 0, for answers that must be positive."""

    prefix = "softplus"
    formula = "y = ln(1 + e^(βx)) / β"
    torch_name = "nn.Softplus"
    quick = ("softplus",)
    quick_params = ("beta",)

    beta = Float(1.0, min=0.01, max=100.0, soft_max=10.0, log=True, doc="How sharp the bend is.")

    def build(self, *inputs: Shape) -> Call:
        return call("nn.Softplus", beta=self.beta)


@LAYERS.declare("softsign", "Softsign", aliases=("activation",))
class Softsign(_Activation):
    """Squeeze any number between -1 and 1, more slowly than tanh."""

    prefix = "softsign"
    formula = "y = x / (1 + |x|)"
    torch_name = "nn.Softsign"
    quick = ("softsign",)

"""Plain arithmetic on each number by itself: scale, limits, power, logarithm."""

from __future__ import annotations

from neurodesk.layers.shapes import Misfit
from neurodesk.layers.spec import LAYERS, Arg, Bool, Call, Float, In, Layer, Out, Shape, call


class _Arithmetic(Layer):
    """What they share: any shape goes in, and the same comes out."""

    category = "Activation"

    x = In(doc="Numbers of any shape.")
    out = Out(doc="The same shape.")

    def shape(self, *inputs: Shape) -> Shape:
        return inputs[0]

    def build(self, *inputs: Shape) -> Call:
        return call(self.torch_name, Arg("x"))

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((6,),), ((5, 8),), ((2, 4, 4),))


@LAYERS.declare("scale", "Scale and shift", aliases=("gain", "offset", "times", "constant", "temperature", "rescale"))
class Scale(_Arithmetic):
    """Multiply every number by one that you choose, and add another: a temperature, or another range."""

    prefix = "scale"
    formula = "y = factor · x + offset"
    torch_name = "operator.mul"
    quick = ("scale",)
    quick_params = ("factor", "offset")
    shown = ("factor", "offset")

    factor = Float(1.0, min=-1e6, max=1e6, soft_min=-10.0, soft_max=10.0, doc="What every number is multiplied by.")
    offset = Float(0.0, min=-1e6, max=1e6, soft_min=-10.0, soft_max=10.0, doc="What is added afterwards.")

    def build(self, *inputs: Shape) -> Call:
        scaled = call("operator.mul", Arg("x"), self.factor)
        return call("operator.add", scaled, self.offset) if self.offset else scaled


@LAYERS.declare("clamp", "Clamp", aliases=("clip", "limit", "bound"))
class Clamp(_Arithmetic):
    """Hold every number between two limits."""

    prefix = "clamp"
    formula = "y = min(max(low, x), high)"
    torch_name = "torch.clamp"
    quick = ("clamp", "clip")
    quick_params = ("low", "high")
    shown = ("low", "high")

    low = Float(0.0, min=-1e6, max=1e6, soft_min=-10.0, soft_max=10.0, doc="The least that is passed on.")
    high = Float(1.0, min=-1e6, max=1e6, soft_min=-10.0, soft_max=10.0, doc="The most that is passed on.")

    def shape(self, *inputs: Shape) -> Shape:
        if self.low > self.high:
            raise Misfit(
                f"{self.key} needs low at most as large as high, not {self.low:g} above {self.high:g}",
                f"Set high to {self.low:g} or more.",
                cure_values={"high": self.low},
            )
        return inputs[0]

    def build(self, *inputs: Shape) -> Call:
        return call("torch.clamp", Arg("x"), self.low, self.high)


@LAYERS.declare("power", "Power", aliases=("square", "square root", "exponent", "inverse"))
class Power(_Arithmetic):
    """Raise the size of every number to a power: 2 squares, 0.5 takes the root."""

    prefix = "power"
    formula = "y = |x|^exponent, times the sign of x if signed"
    torch_name = "torch.pow"
    quick = ("power", "pow")
    quick_params = ("exponent",)
    shown = ("exponent", "signed")

    exponent = Float(2.0, min=0.01, max=100.0, soft_max=4.0, doc="The power.")
    signed = Bool(False, doc="Give negative numbers a negative answer.")

    def build(self, *inputs: Shape) -> Call:
        powered = call("torch.pow", call("torch.abs", Arg("x")), self.exponent)
        return call("operator.mul", call("torch.sign", Arg("x")), powered) if self.signed else powered


@LAYERS.declare("absolute", "Absolute value", aliases=("abs", "magnitude", "modulus"))
class Absolute(_Arithmetic):
    """Drop the sign of every number."""

    prefix = "absolute"
    formula = "y = |x|"
    torch_name = "torch.abs"
    quick = ("abs", "absolute")


@LAYERS.declare("exponential", "Exponential", aliases=("exp", "variational", "log variance"))
class Exponential(_Arithmetic):
    """Raise e to every number: from a logarithm to the number itself, always above 0."""

    prefix = "exponential"
    formula = "y = eˣ"
    torch_name = "torch.exp"
    quick = ("exp", "exponential")


@LAYERS.declare("logarithm", "Logarithm", aliases=("log", "ln", "spectrogram", "decibel"))
class Logarithm(_Arithmetic):
    """The natural logarithm of each number's size, which makes large ranges small, as for loudness."""

    prefix = "logarithm"
    formula = "y = ln(|x| + ε)"
    torch_name = "torch.log"
    quick = ("log", "logarithm")
    quick_params = ("eps",)

    eps = Float(
        1e-6,
        min=1e-12,
        max=1.0,
        soft_max=1.0,
        log=True,
        doc="Added to the size, so that 0 has a logarithm.",
    )

    def build(self, *inputs: Shape) -> Call:
        return call("torch.log", call("operator.add", call("torch.abs", Arg("x")), self.eps))

"""Learned numbers that are neither a matrix nor a filter: a parameter of its own, a scale, a form of two vectors."""

from __future__ import annotations

from neurodesk.layers.linear import UNITS
from neurodesk.layers.shapes import Misfit, expects
from neurodesk.layers.spec import LAYERS, Bool, Call, Float, In, Int, Ints, Layer, OneOf, Out, Shape, call, numel, show


@LAYERS.declare("learned", "Learned parameter", aliases=("learned queries", "variable", "constant", "bias"))
class Learned(Layer):
    """Numbers that are learned by themselves: added to what comes in, multiplied with it, or given in its place.

    In its place they are the same for every example, as the queries of a DETR or Perceiver; join them to a branch with
    Concatenate. Added or multiplied, a side of 1 stands for all places along its axis.
    """

    category = "Linear"
    prefix = "learned"
    formula = "y = x + w,  y = x · w,  or  y = w"
    torch_name = "nn.Parameter"
    quick = ("learned", "parameter")
    quick_params = ("shape",)
    shown = ("use", "shape")

    x = In("...", doc="What the numbers are added to or multiplied with; where given in its place, just the batch.")
    out = Out("...", doc="The answer.")
    use = OneOf("add", options=("add", "multiply", "give"), doc="Add, multiply, or give the numbers in place of x.")
    shape_ = Ints(
        (), length=(0, 5), min=1, max=1_000_000, doc="Shape of the learned numbers; empty means that of what comes in."
    )
    start = OneOf("normal", options=("normal", "zeros", "ones"), doc="Start from small random numbers, zeros or ones.")

    def own(self, given: Shape) -> Shape:
        """The shape of the learned numbers."""
        chosen: Shape = self.values["shape"]
        return chosen or given

    def shape(self, *inputs: Shape) -> Shape:
        (given,) = inputs
        own = self.own(given)
        if self.use == "give":
            return own
        pairs = zip(own[::-1], given[::-1], strict=False)
        if len(own) > len(given) or any(side not in (1, whole) for side, whole in pairs):
            raise Misfit(
                f"{self.key} cannot {self.use} numbers of {show(own)}; it is given {show(given)}",
                f"Set shape to {show(given)}, or sides of it to 1.",
                cure_values={"shape": given},
            )
        return given

    def parameters(self, *inputs: Shape) -> int:
        return numel(self.own(inputs[0]))

    def build(self, *inputs: Shape) -> Call:
        return call("parts.Learned", self.own(inputs[0]), use=self.use, start=self.start)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((6,),), ((5, 8),), ((2, 4, 4),))


@LAYERS.declare("layer_scale", "Layer scale", aliases=("learned scale", "gamma", "convnext", "cait"))
class LayerScale(Layer):
    """Multiply each channel or feature by a learned number that starts small, so that deep stacks start as shortcuts.

    Touvron et al. 2021 (arXiv:2103.17239).
    """

    category = "Linear"
    prefix = "layer_scale"
    formula = "y = γ · x, γ learned, one for each channel"
    torch_name = "nn.Parameter"
    quick = ("layerscale",)
    quick_params = ("start",)
    shown = ("start", "axis")

    x = In("...", doc="Numbers of any shape.")
    out = Out("...", doc="The same shape.")
    start = Float(
        0.1, min=0.0, max=10.0, soft_max=1.0, doc="What each learned number is at first; 1e-6 in deep stacks."
    )
    axis = OneOf(
        "last",
        options=("first", "last"),
        doc="Where channels are: first for images, last for sequences.",
    )

    def channels(self, given: Shape) -> int:
        """How many numbers are learned."""
        return given[0 if self.axis == "first" else -1]

    def shape(self, *inputs: Shape) -> Shape:
        if not inputs[0]:
            raise expects(self.key, "at least a vector", inputs[0])
        return inputs[0]

    def parameters(self, *inputs: Shape) -> int:
        return self.channels(inputs[0])

    def build(self, *inputs: Shape) -> Call:
        after = len(inputs[0]) - 1 if self.axis == "first" else 0
        return call("parts.LayerScale", self.channels(inputs[0]), self.start, after)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((6,),), ((5, 8),), ((2, 4, 4),))


@LAYERS.declare("bilinear", "Bilinear", aliases=("two inputs", "pairing", "tensor product", "knowledge graph"))
class Bilinear(Layer):
    """Every output weighs all products of a number of one vector with a number of the other."""

    category = "Linear"
    prefix = "bilinear"
    formula = "yₖ = aᵀ W[k] b + cₖ"
    torch_name = "nn.Bilinear"
    quick = ("bilinear",)
    quick_params = ("units",)
    shown = ("units",)

    a = In("... F", doc="A vector, or a sequence of vectors.")
    b = In("... G", doc="Another, of any length; a sequence has as many steps.")
    out = Out("... units", doc="One number for each unit.")
    units = Int(32, min=1, max=UNITS, soft_max=512, doc="Outputs: how many pairings are learned.")
    bias = Bool(True, doc="Add a learned offset to each output.")

    def shape(self, *inputs: Shape) -> Shape:
        one, two = inputs
        for given in inputs:
            if not 1 <= len(given) <= 2:
                raise expects(self.key, "vectors", given, *(("Insert Flatten.", "flatten") if given else ()))
        if one[:-1] != two[:-1]:
            raise Misfit(
                f"{self.key} expects two vectors, or two sequences of as many steps; "
                f"it is given {show(one)} and {show(two)}",
                "Give both branches as many steps, or flatten both.",
            )
        return (*one[:-1], self.units)

    def parameters(self, *inputs: Shape) -> int:
        return self.units * (inputs[0][-1] * inputs[1][-1] + self.bias)

    def flops(self, inputs: tuple[Shape, ...], outputs: tuple[Shape, ...]) -> int:
        """The products of a with every W[k], and of these with b; torch's counter has no rule for it."""
        one, two = inputs[0][-1], inputs[1][-1]
        return 2 * numel(outputs[0]) * (one * two + two)

    def build(self, *inputs: Shape) -> Call:
        return call("nn.Bilinear", inputs[0][-1], inputs[1][-1], self.units, bias=self.bias)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((6,), (3,)), ((5, 4), (5, 7)))


@LAYERS.declare("one_hot", "One-hot", aliases=("indicator", "categories", "dummy variables", "tokens"))
class OneHot(Layer):
    """Write each whole number as a row of zeros with a single 1 at its place."""

    category = "Linear"
    prefix = "one_hot"
    formula = "y[k] = 1 if k = index, else 0"
    torch_name = "F.one_hot"
    quick = ("onehot",)
    quick_params = ("classes",)
    shown = ("classes",)

    tokens = In("...", "int64", doc="Whole numbers from 0 to one less than the classes.")
    out = Out("... classes", "float32", doc="A row of zeros with a single 1 for each of them.")
    classes = Int(16, min=1, max=100_000, soft_max=1024, doc="How many different numbers there can be.")

    def shape(self, *inputs: Shape) -> Shape:
        (given,) = inputs
        if len(given) > 2:
            raise expects(self.key, "a row of whole numbers", given, "Insert Flatten.", "flatten")
        return (*given, self.classes)

    def build(self, *inputs: Shape) -> Call:
        return call("parts.OneHot", self.classes)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((9,),), ((3, 4),))

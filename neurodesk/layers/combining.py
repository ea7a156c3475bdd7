"""Layers in which several branches of a drawing meet."""

from __future__ import annotations

from functools import cache, reduce
from string import ascii_lowercase

from neurodesk.layers.shapes import Misfit, broadcast, need_axis
from neurodesk.layers.spec import LAYERS, Arg, Call, In, Int, Layer, Out, Shape, call, show


class _Meeting(Layer):
    """What they share: as many inputs as asked for, called a, b, c and so on."""

    category = "Combine"

    out = Out(doc="What the branches make together.")
    inputs_ = Int(2, min=2, max=16, soft_max=8, doc="How many branches meet here.")

    def inputs(self) -> dict[str, In]:
        return _branches(self.values["inputs"])

    def shape(self, *inputs: Shape) -> Shape:
        return broadcast(self.key, *inputs)

    def args(self) -> tuple[Arg, ...]:
        """The places of the branches in the call."""
        return tuple(map(Arg, self.inputs()))

    def chained(self, target: str) -> Call:
        """The call of a function of two, put around all branches from left to right."""
        first, *others = self.args()
        return reduce(lambda whole, other: call(target, whole, other), others[1:], call(target, first, others[0]))

    def build(self, *inputs: Shape) -> Call:
        return self.chained(self.torch_name)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((6,), (6,)), ((2, 4, 4), (2, 4, 4)), ((2, 4, 4), (2, 1, 1)))


@cache
def _branches(count: int) -> dict[str, In]:
    return {letter: In(doc=f"Branch {letter}.") for letter in ascii_lowercase[:count]}


@LAYERS.declare("add", "Add", aliases=("sum", "plus", "residual", "skip connection", "shortcut"))
class Add(_Meeting):
    """Add branches number by number, as in a residual connection."""

    prefix = "add"
    formula = "y = a + b + …"
    torch_name = "operator.add"
    quick = ("add", "sum")


@LAYERS.declare("subtract", "Subtract", aliases=("minus", "difference"))
class Subtract(_Meeting):
    """Take the other branches away from the first, number by number."""

    prefix = "subtract"
    formula = "y = a − b − …"
    torch_name = "operator.sub"
    quick = ("subtract",)


@LAYERS.declare("multiply", "Multiply", aliases=("product", "gate", "times", "scale", "hadamard"))
class Multiply(_Meeting):
    """Multiply branches number by number, as when one branch is a gate for the other."""

    prefix = "multiply"
    formula = "y = a · b · …"
    torch_name = "operator.mul"
    quick = ("multiply", "mul")


@LAYERS.declare("average", "Average", aliases=("mean of branches", "ensemble"))
class Average(_Meeting):
    """The mean of the branches, number by number."""

    prefix = "average"
    formula = "y = (a + b + …) / n"
    torch_name = "operator.truediv"
    quick = ("average",)

    def build(self, *inputs: Shape) -> Call:
        return call("operator.truediv", self.chained("operator.add"), self.values["inputs"])


@LAYERS.declare("maximum", "Maximum", aliases=("max of branches", "maxout", "largest"))
class Maximum(_Meeting):
    """The largest of the branches, number by number."""

    prefix = "maximum"
    formula = "y = max(a, b, …)"
    torch_name = "torch.maximum"
    quick = ("maximum", "max")


@LAYERS.declare("concatenate", "Concatenate", aliases=("concat", "join", "merge", "stack", "cat"))
class Concatenate(_Meeting):
    """Put branches one behind the other along an axis: channels of images, features of vectors."""

    prefix = "concat"
    formula = "y = [a, b, …]"
    torch_name = "torch.cat"
    quick = ("concat", "cat")
    quick_params = ("inputs",)
    shown = ("axis",)

    axis = Int(0, min=-6, max=5, doc="Axis along which they are joined: 0 is the first (channels), -1 the last.")

    def shape(self, *inputs: Shape) -> Shape:
        axis = need_axis(self.key, inputs[0], self.axis)
        rests = {shape[:axis] + shape[axis + 1 :] for shape in inputs}
        if len({len(shape) for shape in inputs}) > 1 or len(rests) > 1:
            other = next(
                shape
                for shape in inputs
                if len(shape) != len(inputs[0])
                or shape[:axis] + shape[axis + 1 :] != inputs[0][:axis] + inputs[0][axis + 1 :]
            )
            raise Misfit(
                f"{self.key} expects shapes that differ along axis {self.axis} only; "
                f"it is given {show(inputs[0])} and {show(other)}",
                "Make the branches equal in all other axes: the same strides and padding, or Flatten on both.",
            )
        return (*inputs[0][:axis], sum(shape[axis] for shape in inputs), *inputs[0][axis + 1 :])

    def build(self, *inputs: Shape) -> Call:
        return call("torch.cat", self.args(), dim=need_axis(self.key, inputs[0], self.axis) + 1)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((6,), (3,)), ((2, 4, 4), (5, 4, 4)))

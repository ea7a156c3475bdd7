"""Layers in which several branches of a drawing meet."""

from __future__ import annotations

from functools import cache, reduce
from string import ascii_lowercase

from neurodesk.layers.shapes import Misfit, broadcast, expects, need_axis
from neurodesk.layers.spec import LAYERS, Arg, Bool, Call, In, Int, Layer, Out, Shape, call, numel, show


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


@LAYERS.declare("divide", "Divide", aliases=("quotient", "ratio", "over"))
class Divide(_Meeting):
    """Divide the first branch by the others, number by number; 0 in a divisor gives infinity."""

    prefix = "divide"
    formula = "y = a / b / …"
    torch_name = "operator.truediv"
    quick = ("divide", "div")


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


@LAYERS.declare("minimum", "Minimum", aliases=("min of branches", "smallest"))
class Minimum(_Meeting):
    """The smallest of the branches, number by number."""

    prefix = "minimum"
    formula = "y = min(a, b, …)"
    torch_name = "torch.minimum"
    quick = ("minimum", "min")


@LAYERS.declare("concatenate", "Concatenate", aliases=("concat", "join", "merge", "cat"))
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


@LAYERS.declare("stack", "Stack", aliases=("join", "merge", "new axis", "pile"))
class Stack(_Meeting):
    """Put branches of one shape beside each other along a new axis: vectors as the steps of a sequence."""

    prefix = "stack"
    formula = "y[0] = a, y[1] = b, …"
    torch_name = "torch.stack"
    quick = ("stack",)
    quick_params = ("inputs",)
    shown = ("axis",)

    axis = Int(0, min=-6, max=5, doc="Where the new axis stands: 0 is before the first, -1 after the last.")

    def shape(self, *inputs: Shape) -> Shape:
        axis = need_axis(self.key, (*inputs[0], 1), self.axis)
        other = next((shape for shape in inputs if shape != inputs[0]), None)
        if other is not None:
            raise Misfit(
                f"{self.key} expects equal shapes; it is given {show(inputs[0])} and {show(other)}",
                "Make the branches equal, or use Concatenate.",
            )
        return (*inputs[0][:axis], len(inputs), *inputs[0][axis:])

    def build(self, *inputs: Shape) -> Call:
        return call("torch.stack", self.args(), dim=need_axis(self.key, (*inputs[0], 1), self.axis) + 1)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((6,), (6,)), ((2, 4, 4), (2, 4, 4)))


class _Pair(Layer):
    """What layers of exactly two branches share."""

    category = "Combine"

    a = In(doc="One branch.")
    b = In(doc="The other.")


@LAYERS.declare("matrix_product", "Matrix product", aliases=("matmul", "dot product", "bmm", "multiply matrices"))
class MatrixProduct(_Pair):
    """Multiply two matrices of each example, such as attention weights with values; b may be turned first."""

    prefix = "matmul"
    formula = "y = a b,  or  y = a bᵀ"
    torch_name = "torch.matmul"
    quick = ("matmul", "mm")
    shown = ("turned",)

    a = In("... N K", doc="A matrix, or several.")
    b = In("... K M", doc="A matrix of as many rows as a has columns; M K where it is turned.")
    out = Out("... N M", doc="Their product.")
    turned = Bool(False, doc="Turn b first, so that its rows meet the rows of a.")

    def shape(self, *inputs: Shape) -> Shape:
        one, two = inputs
        for given in inputs:
            if len(given) < 2:
                raise expects(self.key, "matrices", given, "Use Reshape or Unsqueeze to make a matrix of it.")
        rows, columns = two[-2:][::-1] if self.turned else two[-2:]
        if one[-1] != rows:
            raise Misfit(
                f"{self.key} expects a second matrix with {one[-1]} {'columns' if self.turned else 'rows'}; "
                f"it is given {show(one)} and {show(two)}",
                "Set turned, or put a Permute before it.",
                cure_values={"turned": not self.turned},
            )
        try:
            front = broadcast(self.key, one[:-2], two[:-2])
        except Misfit:
            text = f"{self.key} expects as many matrices on both sides; it is given {show(one)} and {show(two)}"
            raise Misfit(text, "Make the axes before the last two equal, or of size 1.") from None
        return (*front, one[-2], columns)

    def flops(self, inputs: tuple[Shape, ...], outputs: tuple[Shape, ...]) -> int:
        return 2 * numel(outputs[0]) * inputs[0][-1]

    def build(self, *inputs: Shape) -> Call:
        second = call("torch.transpose", Arg("b"), -2, -1) if self.turned else Arg("b")
        return call("torch.matmul", Arg("a"), second)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((3, 4), (4, 5)), ((2, 4, 4), (2, 4, 4)))


@LAYERS.declare("cosine_similarity", "Cosine similarity", aliases=("angle", "siamese", "contrastive", "retrieval"))
class CosineSimilarity(_Pair):
    """How alike the directions of two vectors are: 1 for the same, 0 at a right angle, -1 for opposite ones."""

    prefix = "cosine"
    formula = "y = a · b / (‖a‖ ‖b‖)"
    torch_name = "torch.cosine_similarity"
    quick = ("cosine",)

    a = In("... F", doc="A vector, or several.")
    b = In("... F", doc="As many of the same length.")
    out = Out("... 1", doc="One number for each pair.")

    def shape(self, *inputs: Shape) -> Shape:
        one, two = inputs
        if not one:
            raise expects(self.key, "vectors", one)
        if one != two:
            raise Misfit(
                f"{self.key} expects equal shapes; it is given {show(one)} and {show(two)}",
                "Give both branches as many units.",
            )
        return (*one[:-1], 1)

    def build(self, *inputs: Shape) -> Call:
        return call("torch.unsqueeze", call("torch.cosine_similarity", Arg("a"), Arg("b"), dim=-1), -1)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((6,), (6,)), ((5, 3), (5, 3)))

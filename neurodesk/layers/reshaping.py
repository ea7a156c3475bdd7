"""Layers that put the same numbers into another shape, or take some of them."""

from __future__ import annotations

from neurodesk.layers.shapes import Misfit, need_axis
from neurodesk.layers.spec import LAYERS, Arg, Call, In, Int, Ints, Layer, Out, Shape, call, numel, show


class _Reshaping(Layer):
    """What they share: any shape and any kind of number goes in."""

    category = "Shape"

    x = In("...", "any", doc="Numbers of any shape.")
    out = Out("...", "same", doc="The same numbers, arranged anew.")


@LAYERS.declare("flatten", "Flatten", aliases=("vector", "ravel", "unroll"))
class Flatten(_Reshaping):
    """Write all numbers of an example in one row: from an image to a vector, as linear layers want it."""

    prefix = "flatten"
    formula = "C x H x W → C·H·W"
    torch_name = "nn.Flatten"
    quick = ("flatten", "flat")

    out = Out("F", "same", doc="A vector.")

    def shape(self, *inputs: Shape) -> Shape:
        return (numel(inputs[0]),)

    def build(self, *inputs: Shape) -> Call:
        if not inputs[0]:
            return call("torch.reshape", Arg("x"), (-1, 1))
        return call("nn.Flatten")

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((2, 4, 4),), ((5, 3),), ((6,),))


@LAYERS.declare("reshape", "Reshape", aliases=("view", "resize"))
class Reshape(_Reshaping):
    """Arrange the same numbers, in the same order, in another shape."""

    prefix = "reshape"
    formula = "a x b → c x d, where a·b = c·d"
    torch_name = "torch.reshape"
    quick = ("reshape", "view")
    quick_params = ("shape",)
    shown = ("shape",)

    shape_ = Ints(
        (-1,),
        length=(1, 5),
        min=-1,
        max=100_000_000,
        doc="The new shape of one example; one -1 stands for what is left.",
    )

    def shape(self, *inputs: Shape) -> Shape:
        wanted: Shape = self.values["shape"]
        total, known = numel(inputs[0]), abs(numel(wanted))
        if 0 in wanted or wanted.count(-1) > 1:
            raise Misfit(
                f"{self.key} takes a shape without 0 and with at most one -1",
                "Set shape to -1, which makes a vector.",
                cure_values={"shape": (-1,)},
            )
        if total % known if -1 in wanted else total != known:
            raise Misfit(
                f"{self.key} cannot arrange {show(inputs[0])} ({total} numbers) as {_row(wanted)}",
                f"Choose numbers that multiply to {total}, or let one be -1.",
                cure_values={"shape": (-1,)},
            )
        return tuple(total // known if side == -1 else side for side in wanted)

    def build(self, *inputs: Shape) -> Call:
        return call("torch.reshape", Arg("x"), (-1, *self.shape(*inputs)))

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((2, 4, 4),), ((6,),))


@LAYERS.declare("permute", "Permute", aliases=("transpose", "swap axes", "channels last", "reorder"))
class Permute(_Reshaping):
    """Change the order of the axes, for example to read an image's columns as steps."""

    prefix = "permute"
    formula = "y[j, i] = x[i, j]"
    torch_name = "torch.permute"
    quick = ("permute", "transpose")
    quick_params = ("order",)
    shown = ("order",)

    order = Ints((1, 0), length=(1, 6), min=0, max=5, doc="Where each new axis comes from; 0 is the first axis.")

    def shape(self, *inputs: Shape) -> Shape:
        (given,) = inputs
        if sorted(self.order) != list(range(len(given))):
            turned = tuple(reversed(range(len(given))))
            raise Misfit(
                f"{self.key} must name each of the {len(given)} axes of {show(given)} once, not {_row(self.order)}",
                f"Set order to {_row(turned)}, for example." if given else "Wire something with axes to it.",
                cure_values={"order": turned} if given else {},
            )
        return tuple(given[axis] for axis in self.order)

    def build(self, *inputs: Shape) -> Call:
        return call("torch.permute", Arg("x"), (0, *(axis + 1 for axis in self.order)))

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((5, 3),),)


@LAYERS.declare("select", "Select", aliases=("last step", "index", "take"))
class Select(_Reshaping):
    """Take one slice along an axis, such as the last step of a sequence."""

    prefix = "select"
    formula = "y = x[index]"
    torch_name = "torch.select"
    quick = ("select", "last")
    quick_params = ("index", "axis")
    shown = ("index", "axis")

    index = Int(-1, min=-100_000, max=100_000, soft_min=-16, soft_max=16, doc="Which slice; -1 is the last.")
    axis = Int(0, min=-6, max=5, doc="Axis to take it from: 0 is the first (steps or channels), -1 the last.")

    def shape(self, *inputs: Shape) -> Shape:
        (given,) = inputs
        axis = need_axis(self.key, given, self.axis)
        if not -given[axis] <= self.index < given[axis]:
            raise Misfit(
                f"{self.key} takes slice {self.index} of axis {self.axis}, and {show(given)} has {given[axis]} there",
                f"Set index to 0 to {given[axis] - 1}, or to -1 for the last.",
                cure_values={"index": -1},
            )
        return given[:axis] + given[axis + 1 :]

    def build(self, *inputs: Shape) -> Call:
        return call("torch.select", Arg("x"), need_axis(self.key, inputs[0], self.axis) + 1, self.index)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((5, 3),), ((2, 4, 4),))


@LAYERS.declare("slice", "Slice", aliases=("crop", "narrow", "range", "part", "split", "chunk"))
class Slice(_Reshaping):
    """Take a range along an axis: some steps, some channels, every second one."""

    prefix = "slice"
    formula = "y = x[start : stop : step]"
    torch_name = "operator.getitem"
    quick = ("slice", "crop")
    quick_params = ("start", "stop", "axis")
    shown = ("start", "stop", "axis")

    start = Int(0, min=-100_000, max=100_000, soft_min=-16, soft_max=16, doc="First that is taken; -1 is the last.")
    stop = Int(0, min=-100_000, max=100_000, soft_min=-16, soft_max=16, doc="First that is not; 0 means to the end.")
    step = Int(1, min=1, max=10_000, soft_max=8, doc="2 takes every second one.")
    axis = Int(0, min=-6, max=5, doc="Axis to take it along: 0 is the first (steps or channels), -1 the last.")

    def taken(self) -> slice:
        """The range as Python writes it."""
        return slice(self.start, self.stop or None, self.step)

    def shape(self, *inputs: Shape) -> Shape:
        (given,) = inputs
        axis = need_axis(self.key, given, self.axis)
        left = len(range(given[axis])[self.taken()])
        if not left:
            raise Misfit(
                f"{self.key} takes nothing from {self.start} to {self.stop} of axis {self.axis}; "
                f"{show(given)} has {given[axis]} there",
                "Set start to 0 and stop to 0, which takes all of it.",
                cure_values={"start": 0, "stop": 0},
            )
        return (*given[:axis], left, *given[axis + 1 :])

    def build(self, *inputs: Shape) -> Call:
        axis = need_axis(self.key, inputs[0], self.axis)
        return call("parts.Slice", axis + 1, self.start, self.stop, self.step)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((5, 3),), ((2, 4, 4),), ((6,),))


@LAYERS.declare("unflatten", "Unflatten", aliases=("split axis", "heads", "view"))
class Unflatten(_Reshaping):
    """Write one axis as several, leaving the others alone: features as heads, a vector as an image."""

    prefix = "unflatten"
    formula = "a·b x c → a x b x c"
    torch_name = "nn.Unflatten"
    quick = ("unflatten",)
    quick_params = ("sizes",)
    shown = ("sizes", "axis")

    sizes = Ints((1, -1), length=(1, 5), min=-1, max=100_000_000, doc="What the axis becomes; one -1 is what is left.")
    axis = Int(0, min=-6, max=5, doc="Axis to write anew: 0 is the first, -1 the last.")

    def split(self, side: int) -> Shape:
        """The axes that one of `side` becomes. Raises Misfit."""
        known = abs(numel(self.sizes))
        if 0 in self.sizes or self.sizes.count(-1) > 1 or (side % known if -1 in self.sizes else side != known):
            raise Misfit(
                f"{self.key} cannot write an axis of {side} as {_row(self.sizes)}",
                f"Choose sizes that multiply to {side}, or let one be -1.",
                cure_values={"sizes": (1, -1)},
            )
        return tuple(side // known if size == -1 else size for size in self.sizes)

    def shape(self, *inputs: Shape) -> Shape:
        (given,) = inputs
        axis = need_axis(self.key, given, self.axis)
        return given[:axis] + self.split(given[axis]) + given[axis + 1 :]

    def build(self, *inputs: Shape) -> Call:
        axis = need_axis(self.key, inputs[0], self.axis)
        return call("nn.Unflatten", axis + 1, self.split(inputs[0][axis]))

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((6,),), ((4, 3),), ((2, 4, 4),))


@LAYERS.declare("squeeze", "Squeeze", aliases=("drop axis", "remove axis"))
class Squeeze(_Reshaping):
    """Drop an axis of length 1."""

    prefix = "squeeze"
    formula = "1 x a → a"
    torch_name = "torch.squeeze"
    quick = ("squeeze",)
    quick_params = ("axis",)
    shown = ("axis",)

    axis = Int(0, min=-6, max=5, doc="Axis to drop: 0 is the first, -1 the last.")

    def shape(self, *inputs: Shape) -> Shape:
        (given,) = inputs
        axis = need_axis(self.key, given, self.axis)
        if given[axis] != 1:
            ones = [at for at, side in enumerate(given) if side == 1]
            raise Misfit(
                f"{self.key} drops an axis of length 1, and axis {self.axis} of {show(given)} has {given[axis]}",
                f"Set axis to {ones[0]}." if ones else "Use Select or Mean, which take an axis of any length.",
                cure_values={"axis": ones[0]} if ones else {},
            )
        return given[:axis] + given[axis + 1 :]

    def build(self, *inputs: Shape) -> Call:
        return call("torch.squeeze", Arg("x"), need_axis(self.key, inputs[0], self.axis) + 1)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((1, 6),), ((1, 4, 4),))


@LAYERS.declare("unsqueeze", "Unsqueeze", aliases=("add axis", "new axis", "expand dims"))
class Unsqueeze(_Reshaping):
    """Put in an axis of length 1, such as the one channel of a grey image."""

    prefix = "unsqueeze"
    formula = "a → 1 x a"
    torch_name = "torch.unsqueeze"
    quick = ("unsqueeze",)
    quick_params = ("axis",)
    shown = ("axis",)

    axis = Int(0, min=-6, max=5, doc="Where the new axis stands: 0 is before the first, -1 after the last.")

    def shape(self, *inputs: Shape) -> Shape:
        (given,) = inputs
        axis = need_axis(self.key, (*given, 1), self.axis)
        return (*given[:axis], 1, *given[axis:])

    def build(self, *inputs: Shape) -> Call:
        return call("torch.unsqueeze", Arg("x"), need_axis(self.key, (*inputs[0], 1), self.axis) + 1)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((6,),), ((5, 3),), ((2, 4, 4),))


@LAYERS.declare("identity", "Identity", aliases=("pass", "nothing", "skip", "placeholder"))
class Identity(_Reshaping):
    """Pass everything on unchanged: a named place in the drawing."""

    prefix = "identity"
    formula = "y = x"
    torch_name = "nn.Identity"
    quick = ("identity", "pass")

    def shape(self, *inputs: Shape) -> Shape:
        return inputs[0]

    def build(self, *inputs: Shape) -> Call:
        return call("nn.Identity")

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((6,),), ((2, 4, 5),))


def _row(numbers: Shape) -> str:
    """Print a row of numbers the way it is typed: 1, 0, 2."""
    return ", ".join(map(str, numbers))

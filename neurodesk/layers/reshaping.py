"""Layers that put the same numbers into another shape, or take some of them."""

from __future__ import annotations

from neurodesk.layers.shapes import Misfit, need_axis, need_channels, need_image
from neurodesk.layers.spec import LAYERS, Arg, Call, In, Int, Ints, Layer, OneOf, Out, Shape, call, numel, show


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


@LAYERS.declare("reshape", "Reshape", aliases=("view", "unflatten", "resize"))
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


@LAYERS.declare("select", "Select", aliases=("slice", "last step", "index", "take"))
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


@LAYERS.declare("mean", "Mean", aliases=("average over", "reduce", "mean over steps"))
class Mean(_Reshaping):
    """Replace an axis by its mean, for example all steps of a sequence by one vector."""

    prefix = "mean"
    formula = "y = Σᵢ x[i] / n"
    torch_name = "torch.mean"
    quick = ("mean",)
    quick_params = ("axis",)
    shown = ("axis",)

    x = In("...", doc="Numbers of any shape.")
    out = Out("...", doc="One axis fewer.")
    axis = Int(0, min=-6, max=5, doc="Axis to average over: 0 is the first (steps or channels), -1 the last.")

    def shape(self, *inputs: Shape) -> Shape:
        axis = need_axis(self.key, inputs[0], self.axis)
        return inputs[0][:axis] + inputs[0][axis + 1 :]

    def build(self, *inputs: Shape) -> Call:
        return call("torch.mean", Arg("x"), dim=need_axis(self.key, inputs[0], self.axis) + 1)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((5, 3),), ((2, 4, 4),), ((6,),))


@LAYERS.declare("pad", "Pad", aliases=("padding", "border", "margin", "zero"))
class Pad(_Reshaping):
    """Add a border around an image or at both ends of a signal."""

    prefix = "pad"
    formula = "H x W → (H + 2·size) x (W + 2·size)"
    torch_name = "F.pad"
    quick = ("pad",)
    quick_params = ("size",)
    shown = ("size", "mode")

    x = In("C ...", doc="An image or a signal, channels first.")
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
        return (((2, 4, 5),), ((3, 9),))


@LAYERS.declare("upsample", "Upsample", aliases=("resize", "enlarge", "interpolate", "unpool"))
class Upsample(_Reshaping):
    """Enlarge an image by repeating its pixels or by drawing smooth steps between them."""

    prefix = "upsample"
    formula = "H x W → scale·H x scale·W"
    torch_name = "nn.Upsample"
    quick = ("upsample", "up")
    quick_params = ("scale",)
    shown = ("scale", "mode")

    x = In("C H W", doc="An image: channels, height, width.")
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

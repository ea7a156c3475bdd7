"""Layers that put one number in place of all along an axis: mean, sum, the largest, the smallest."""

from __future__ import annotations

from neurodesk.layers.shapes import need_axis
from neurodesk.layers.spec import LAYERS, Arg, Call, In, Int, Layer, Out, Shape, call


class _Reduction(Layer):
    """What they share: one axis goes."""

    category = "Shape"
    quick_params = ("axis",)
    shown = ("axis",)

    x = In("...", doc="Numbers of any shape.")
    out = Out("...", doc="One axis fewer.")
    axis = Int(0, min=-6, max=5, doc="Axis that goes: 0 is the first (steps or channels), -1 the last.")

    def shape(self, *inputs: Shape) -> Shape:
        axis = need_axis(self.key, inputs[0], self.axis)
        return inputs[0][:axis] + inputs[0][axis + 1 :]

    def build(self, *inputs: Shape) -> Call:
        return call(self.torch_name, Arg("x"), dim=need_axis(self.key, inputs[0], self.axis) + 1)

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        return (((5, 3),), ((2, 4, 4),), ((6,),))


@LAYERS.declare("mean", "Mean", aliases=("average over", "reduce", "mean over steps"))
class Mean(_Reduction):
    """Replace an axis by its mean, for example all steps of a sequence by one vector."""

    prefix = "mean"
    formula = "y = Σᵢ x[i] / n"
    torch_name = "torch.mean"
    quick = ("mean",)


@LAYERS.declare("sum_over", "Sum over axis", aliases=("sum", "reduce", "sum over steps", "total"))
class SumOver(_Reduction):
    """Replace an axis by its sum, for example to count over all steps of a sequence."""

    prefix = "sum"
    formula = "y = Σᵢ x[i]"
    torch_name = "torch.sum"
    quick = ("sumover",)


@LAYERS.declare("max_over", "Max over axis", aliases=("maximum", "reduce", "largest", "max over steps"))
class MaxOver(_Reduction):
    """Keep the largest number along an axis, for example the strongest step of a sequence."""

    prefix = "max"
    formula = "y = maxᵢ x[i]"
    torch_name = "torch.amax"
    quick = ("maxover",)


@LAYERS.declare("min_over", "Min over axis", aliases=("minimum", "reduce", "smallest", "min over steps"))
class MinOver(_Reduction):
    """Keep the smallest number along an axis."""

    prefix = "min"
    formula = "y = minᵢ x[i]"
    torch_name = "torch.amin"
    quick = ("minover",)

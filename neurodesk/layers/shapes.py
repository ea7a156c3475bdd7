"""The arithmetic of shapes: windows, sums of unlike shapes, and the sentences said when shapes do not fit."""

from __future__ import annotations

from collections.abc import Mapping
from math import isqrt
from types import MappingProxyType

from neurodesk.graph.errors import ShapeError
from neurodesk.graph.model import Value
from neurodesk.layers.spec import Shape, show

Values = Mapping[str, Value]
NONE: Values = MappingProxyType({})


class Misfit(ShapeError):
    """A shape that a layer cannot take. Its text begins with the layer's key, so that a node's name can stand there.

    `cure` is the advice in words. `cure_layer`, with `cure_values`, is a layer that, put on the wire, would mend it;
    without a `cure_layer` the values are to be set on the layer itself.
    """

    def __init__(self, text: str, cure: str = "", cure_layer: str = "", cure_values: Values = NONE) -> None:
        super().__init__(text)
        self.cure, self.cure_layer, self.cure_values = cure, cure_layer, cure_values


def expects(
    layer: str, wanted: str, given: Shape, cure: str = "", cure_layer: str = "", cure_values: Values = NONE
) -> Misfit:
    """Make the error for a shape of the wrong kind: `linear expects a vector; it is given 32 x 8 x 8`."""
    return Misfit(f"{layer} expects {wanted}; it is given {show(given)}", cure, cure_layer, cure_values)


def need_image(layer: str, given: Shape) -> tuple[int, int, int]:
    """Return the channels, height and width of an image. Raises Misfit for anything else."""
    if len(given) == 3:
        return given
    wanted = "an image (channels x height x width)"
    if len(given) == 2:
        raise _reshaped(layer, wanted, given, (1, *given))
    if len(given) == 1:
        side = isqrt(given[0])
        height = next(one for one in range(side, 0, -1) if given[0] % one == 0)
        raise _reshaped(layer, wanted, given, (1, height, given[0] // height))
    raise expects(layer, wanted, given)


def need_signal(layer: str, given: Shape) -> tuple[int, int]:
    """Return the channels and length of a signal. Raises Misfit for anything else."""
    if len(given) == 2:
        return given
    wanted = "a signal (channels x length)"
    if len(given) == 1:
        raise _reshaped(layer, wanted, given, (1, given[0]))
    if len(given) == 3:
        raise expects(layer, wanted, given, f"Use {layer.replace('1d', '2d')}, which is made for images.")
    raise expects(layer, wanted, given)


def need_volume(layer: str, given: Shape) -> tuple[int, int, int, int]:
    """Return the channels, depth, height and width of a volume. Raises Misfit for anything else."""
    if len(given) == 4:
        return given
    wanted = "a volume (channels x depth x height x width)"
    if len(given) == 3:
        raise _reshaped(layer, wanted, given, (1, *given))
    if len(given) == 1:
        raise _reshaped(layer, wanted, given, (1, 1, 1, given[0]))
    raise expects(layer, wanted, given)


def need_sequence(layer: str, given: Shape) -> tuple[int, int]:
    """Return the steps and features of a sequence. Raises Misfit for anything else."""
    if len(given) == 2:
        return given
    wanted = "a sequence (steps x features)"
    if len(given) == 1:
        raise _reshaped(layer, wanted, given, (given[0], 1))
    if len(given) == 3:
        channels, height, width = given
        raise _reshaped(layer, wanted, given, (channels * height, width))
    raise expects(layer, wanted, given)


def need_channels(layer: str, given: Shape) -> Shape:
    """Return a signal, an image or a volume, channels first. Raises Misfit for anything else."""
    if 2 <= len(given) <= 4:
        return given
    wanted = "an image, a signal or a volume, channels first"
    if len(given) == 1:
        raise _reshaped(layer, wanted, given, (1, given[0]))
    raise expects(layer, wanted, given)


def need_axis(layer: str, given: Shape, axis: int) -> int:
    """Return an axis counted from 0, of one that may be counted from the end. Raises Misfit when there is none."""
    if not -len(given) <= axis < len(given):
        raise Misfit(
            f"{layer} works along axis {axis}, and {show(given)} has no such axis",
            f"Set axis to 0 to {len(given) - 1}, or to -1 for the last."
            if given
            else "Wire something with axes to it.",
            cure_values={"axis": -1} if given else NONE,
        )
    return axis % len(given)


def _reshaped(layer: str, wanted: str, given: Shape, shape: Shape) -> Misfit:
    return expects(layer, wanted, given, f"Insert Reshape to make it {show(shape)}.", "reshape", {"shape": shape})


def window(layer: str, side: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    """How many answers a sliding window gives along an axis of `side`.

    floor((side + 2 padding - dilation (kernel - 1) - 1) / stride) + 1 (Dumoulin and Visin 2016, arXiv:1603.07285).
    Raises Misfit when the window does not fit.
    """
    reach = dilation * (kernel - 1) + 1
    if side + 2 * padding < reach:
        padded = f" with padding {padding}" if padding else ""
        over = f"{kernel}" if reach == kernel else f"{kernel}, reaching over {reach},"
        most = (side + 2 * padding - 1) // dilation + 1
        raise Misfit(
            f"{layer} has a kernel of {over} which does not fit a side of {side}{padded}",
            f"Make the kernel at most {most}, add padding, or remove a pooling before it.",
            cure_values={"kernel": most} if most else NONE,
        )
    return (side + 2 * padding - reach) // stride + 1


def same_size(kernel: int, stride: int = 1, dilation: int = 1) -> int:
    """The padding that keeps the length of an axis at stride 1 where the kernel is odd, at most 127; 0 for windows
    that stand apart, as those of patches do.
    """
    reach = dilation * (kernel - 1)
    return min(reach // 2, 127) if stride <= reach else 0


def spread(layer: str, side: int, kernel: int, stride: int, padding: int, extra: int) -> int:
    """How long a transposed window makes an axis: (side - 1) stride - 2 padding + kernel + extra.

    Raises Misfit when nothing would be left.
    """
    answer = (side - 1) * stride - 2 * padding + kernel + extra
    if answer < 1:
        raise Misfit(f"{layer} would make a side of {answer} out of {side}", "Use less padding or a larger kernel.")
    return answer


def divides(layer: str, number: int, what: str, by: int, name: str, also: int = 0) -> None:
    """Raise Misfit when `by` does not divide `number`, naming the next smaller that does, and divides `also` too."""
    if number % by:
        fits = max(one for one in range(1, by) if number % one == also % one == 0)
        text = f"{layer} cannot divide {number} {what} equally among {by} {name}"
        raise Misfit(text, f"Set {name} to {fits}.", cure_values={name: fits})


def broadcast(layer: str, *shapes: Shape) -> Shape:
    """The shape of an element-by-element answer, by torch's rule. Raises Misfit with both shapes where they clash.

    All must have as many axes: with the batch axis in front, a shorter one would be lined up against the wrong axes.
    """
    answer = shapes[0]
    for other in shapes[1:]:
        if other == answer:
            continue
        pairs = list(zip(answer, other, strict=False))
        if len(answer) != len(other) or any(a != b and 1 not in (a, b) for a, b in pairs):
            raise Misfit(
                f"{layer} expects equal shapes; it is given {show(answer)} and {show(other)}",
                "Make both branches give the same shape: the same filters or units, and the same strides.",
            )
        answer = tuple(max(a, b) if min(a, b) else 0 for a, b in pairs)
    return answer

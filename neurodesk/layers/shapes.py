"""The arithmetic of shapes: windows, sums of unlike shapes, and the sentences said when shapes do not fit."""

from __future__ import annotations

from math import prod

from neurodesk.graph.errors import ShapeError
from neurodesk.layers.spec import Shape, show

KINDS = {1: "a vector", 2: "a sequence", 3: "an image"}
"""What people call a shape with so many axes."""


class Misfit(ShapeError):
    """A shape that a layer cannot take. `cure_layer` is the key of a layer that, put on the wire, would mend it."""

    def __init__(self, text: str, cure: str = "", cure_layer: str = "") -> None:
        super().__init__(text)
        self.cure, self.cure_layer = cure, cure_layer


def expects(layer: str, wanted: str, given: Shape, *, cure: str = "", cure_layer: str = "") -> Misfit:
    """Make the error for a shape of the wrong kind: `linear expects a vector; it is given 32 x 8 x 8`."""
    return Misfit(f"{layer} expects {wanted}; it is given {show(given)}", cure, cure_layer)


def need_image(layer: str, given: Shape) -> tuple[int, int, int]:
    """Return the channels, height and width of an image. Raises Misfit for anything else."""
    if len(given) != 3:
        raise expects(layer, "an image (channels x height x width)", given, **_image_cure(given))
    return given


def need_signal(layer: str, given: Shape) -> tuple[int, int]:
    """Return the channels and length of a signal. Raises Misfit for anything else."""
    if len(given) == 3:
        cure = f"Use {layer.replace('1d', '2d')} for images."
        raise expects(layer, "a signal (channels x length)", given, cure=cure)
    if len(given) != 2:
        cure = f"Insert Reshape to make it 1 x {prod(given)}." if given else ""
        raise expects(layer, "a signal (channels x length)", given, cure=cure, cure_layer="reshape" if given else "")
    return given


def need_sequence(layer: str, given: Shape) -> tuple[int, int]:
    """Return the steps and features of a sequence. Raises Misfit for anything else."""
    if len(given) != 2:
        wanted = "a sequence (steps x features)"
        if len(given) == 3:
            raise expects(layer, wanted, given, cure="Insert Reshape to turn rows into steps.", cure_layer="reshape")
        raise expects(layer, wanted, given, cure="Insert Reshape to make it steps x features.", cure_layer="reshape")
    return given


def window(layer: str, side: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    """How many answers a sliding window gives along an axis of `side`.

    floor((side + 2 padding - dilation (kernel - 1) - 1) / stride) + 1 (Dumoulin and Visin 2016, arXiv:1603.07285).
    Raises Misfit when the window does not fit.
    """
    reach = dilation * (kernel - 1) + 1
    if side + 2 * padding < reach:
        padded = f" with padding {padding}" if padding else ""
        raise Misfit(
            f"{layer} has a kernel reaching over {reach}, which does not fit a side of {side}{padded}",
            f"Make the kernel at most {(side + 2 * padding - 1) // dilation + 1}, add padding, or remove a pooling before it.",
        )
    return (side + 2 * padding - reach) // stride + 1


def spread(layer: str, side: int, kernel: int, stride: int, padding: int, extra: int) -> int:
    """How long a transposed window makes an axis: (side - 1) stride - 2 padding + kernel + extra. Raises Misfit under 1."""
    answer = (side - 1) * stride - 2 * padding + kernel + extra
    if answer < 1:
        raise Misfit(f"{layer} would make a side of {answer} out of {side}", "Use less padding or a larger kernel.")
    return answer


def divides(layer: str, what: str, number: int, by: int, name: str) -> None:
    """Raise Misfit, naming the nearest number that fits, when `number` is no multiple of `by`."""
    if number % by:
        fits = max(one for one in range(1, by + 1) if number % one == 0)
        raise Misfit(
            f"{layer} splits {what} among {name}: {number} cannot be divided by {by}", f"Set {name} to {fits}."
        )


def broadcast(layer: str, *shapes: Shape) -> Shape:
    """The shape of an element-by-element answer, by torch's rule. Raises Misfit with both shapes where they clash.

    All must have as many axes: with the batch axis in front, a shorter one would be lined up against the wrong axes.
    """
    answer = shapes[0]
    for other in shapes[1:]:
        pairs = list(zip(answer, other, strict=False))
        if len(answer) != len(other) or any(a != b and 1 not in (a, b) for a, b in pairs):
            raise Misfit(
                f"{layer} expects equal shapes; it is given {show(answer)} and {show(other)}",
                "Make both branches give the same shape: the same filters or units, and the same strides.",
            )
        answer = tuple(max(a, b) if min(a, b) else 0 for a, b in pairs)
    return answer


def _image_cure(given: Shape) -> dict[str, str]:
    if len(given) == 1:
        return {"cure": f"Insert Reshape to make it 1 x height x width ({given[0]} numbers).", "cure_layer": "reshape"}
    if len(given) == 2:
        return {"cure": f"Insert Reshape to make it 1 x {given[0]} x {given[1]}.", "cure_layer": "reshape"}
    return {}

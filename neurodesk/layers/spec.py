"""The words every declaration is written with: parameters, ports, the layer itself, its cost and the call it makes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from neurodesk.layers.calls import Arg, Call, call
from neurodesk.layers.declared import Catalogue, Declared
from neurodesk.layers.parameters import Bool, File, Float, Folder, Int, Ints, OneOf, Param, Peer, Text

__all__ = [
    "CATEGORIES", "LAYERS", "Arg", "Bool", "Call", "Catalogue", "Cost", "Declared", "File", "Float", "Folder", "In",
    "Int", "Ints", "Layer", "OneOf", "Out", "Param", "Peer", "Shape", "Text", "call", "numel", "show", "weights_of",
]  # fmt: skip

Shape = tuple[int, ...]
"""The axes of one example: never with the batch axis."""

CATEGORIES = (
    "Input and output", "Linear", "Convolution", "Pooling", "Normalization", "Activation", "Regularization",
    "Recurrent", "Attention", "Shape", "Combine",
)  # fmt: skip
"""The families, in the order the library shows them."""


def show(shape: Shape) -> str:
    """Print a shape as people read it: 32 x 8 x 8; a shape without axes is one number."""
    return " x ".join(map(str, shape)) or "one number"


def numel(shape: Shape) -> int:
    """How many numbers a shape holds."""
    return math.prod(shape)


@dataclass(frozen=True, slots=True)
class In:
    """An input port: the axes it expects (`C H W`; `...` is any), the kind of numbers, and whether it may stay unwired.

    Optional ports come last, so that what is wired is always the first part of the list.
    """

    axes: str = "..."
    dtype: str = "float32"
    doc: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Out:
    """An output port: the axes it gives, and the kind of numbers (`same` as the first input's)."""

    axes: str = "..."
    dtype: str = "float32"
    doc: str = ""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a layer costs: learned numbers, floating-point operations and bytes kept for the backward pass, per example.

    Operations are those of matrix products and convolutions, a multiply-add counting 2, as
    `torch.utils.flop_counter` counts them; everything else is small beside these. Bytes are float32 activations.
    """

    parameters: int = 0
    flops: int = 0
    bytes: int = 0


class Layer(Declared):
    """One kind of layer: ports, parameters, a shape rule, a cost rule and the call that makes it.

    Ports are class attributes (`image = In("C H W")`; `in_` is the port in), or `inputs`/`outputs` are overridden.
    `prefix` begins the names of its nodes; `formula` is one line of plain mathematics; `torch_name` is what PyTorch
    calls it. Layers whose weights can stand for each other have one `weight_kind`. `picks` says, for a module that
    answers with a tuple, where in the answer each output finds its value.
    """

    category: ClassVar[str] = ""
    prefix: ClassVar[str] = "layer"
    formula: ClassVar[str] = ""
    torch_name: ClassVar[str] = ""
    weight_kind: ClassVar[str] = ""
    picks: ClassVar[dict[str, tuple[int, ...]]] = {}
    _inputs: ClassVar[dict[str, In]] = {}
    _outputs: ClassVar[dict[str, Out]] = {}

    def __init_subclass__(cls, **rest: object) -> None:
        super().__init_subclass__(**rest)
        ins = {name.rstrip("_"): value for name, value in vars(cls).items() if isinstance(value, In)}
        outs = {name.rstrip("_"): value for name, value in vars(cls).items() if isinstance(value, Out)}
        cls._inputs = ins or cls._inputs
        cls._outputs = outs or cls._outputs

    def inputs(self) -> dict[str, In]:
        """The input ports by name, in order."""
        return self._inputs

    def outputs(self) -> dict[str, Out]:
        """The output ports by name, in order."""
        return self._outputs

    def shape(self, *inputs: Shape) -> Shape | tuple[Shape, ...]:
        """The shape of the answer, or a tuple of shapes when there are several output ports.

        `inputs` are the shapes at the wired ports, in order, without the batch axis. Raises ShapeError.
        """
        raise NotImplementedError

    def shapes(self, *inputs: Shape) -> tuple[Shape, ...]:
        """The shapes at the output ports, always as a tuple in port order. Raises ShapeError."""
        answer = self.shape(*inputs)
        return (answer,) if len(self.outputs()) == 1 else answer  # type: ignore[return-value]

    def cost(self, inputs: tuple[Shape, ...], outputs: tuple[Shape, ...]) -> Cost:
        """What one example costs on the way forward, from the shapes in and out."""
        return Cost(self.parameters(*inputs), self.flops(inputs, outputs), 4 * sum(map(numel, outputs)))

    def parameters(self, *inputs: Shape) -> int:
        """How many numbers the layer learns."""
        return 0

    def weight(self, *inputs: Shape) -> Shape:
        """The shape of the module's `weight`, as torch keeps it, where other layers may use it; () where not."""
        return ()

    def flops(self, inputs: tuple[Shape, ...], outputs: tuple[Shape, ...]) -> int:
        """How many operations matrix products and convolutions take for one example; a multiply-add counts 2."""
        return 0

    def follows(self) -> dict[str, int]:
        """The values that go with the others where a person draws, as padding with its kernel, until they are set."""
        return {}

    def build(self, *inputs: Shape) -> Call:
        """The call that makes the module, or the function to call on the way."""
        raise NotImplementedError

    @classmethod
    def examples(cls) -> tuple[tuple[Shape, ...], ...]:
        """A few sets of input shapes that the layer accepts with its default parameters."""
        raise NotImplementedError


def weights_of() -> Peer:
    """The parameter of layers that may use the weights of another node (`graph.ties.WEIGHTS_OF`)."""
    return Peer(doc="Use the weights of another layer, learned once for both; empty: its own.")


LAYERS: Catalogue[Layer] = Catalogue("layer")
"""The register that every family enters its layers in; `layers.catalogue` holds it complete."""

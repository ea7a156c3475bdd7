"""Random layers and input shapes for hypothesis, and torch's own answers to the same questions on the meta device."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from hypothesis import strategies as st
from torch import nn

from neurodesk.compiler import parts
from neurodesk.graph.errors import ShapeError
from neurodesk.layers.catalogue import LAYERS
from neurodesk.layers.spec import Bool, Call, Float, Int, Ints, Layer, OneOf, Param, Peer, Shape

STRUCTURE = ("input", "output", "block")  # the compiler treats these itself; they make no call
MADE = [cls for cls in LAYERS if cls.key not in STRUCTURE]
STRICTER = ("clamp", "squeeze", "cosine_similarity", "learned")  # torch answers, and not with what was meant
NAMES = {"nn": nn, "F": F, "torch": torch, **{name: value for name, value in vars(parts).items() if name[0].isupper()}}
TORCH_REFUSES = (RuntimeError, ValueError, IndexError, AssertionError, TypeError, ZeroDivisionError, ShapeError)

CHANNELS = st.sampled_from((1, 2, 3, 4, 6, 8, 12))
SIDES = st.integers(1, 11)


def values_of(param: Param[Any]) -> st.SearchStrategy[Any]:
    """Legal values of a parameter, mostly small, so that layers fit small shapes."""
    if isinstance(param, Int):
        low = int(param.min or 0)
        return st.integers(low, min(int(param.max or low), max(low, 0) + 6))
    if isinstance(param, Float):
        return st.floats(param.soft_min, param.soft_max)
    if isinstance(param, Bool):
        return st.booleans()
    if isinstance(param, OneOf):
        return st.sampled_from(param.options)
    if isinstance(param, Peer):
        return st.just("")  # another node; tests/compiler/test_tying.py holds what comes of it
    if param.name == "order":
        return st.integers(1, 4).flatmap(lambda axes: st.permutations(range(axes)).map(tuple))
    if isinstance(param, Ints) and param.min == 1:
        return st.sampled_from(((), (), (1,), (4,), (6,), (2, 1), (3, 2)))
    return st.sampled_from(
        (*[(-1,), (1, -1), (-1, 2), (2, -1, 1), (1, 1, 2, -1)] * 3, (4, 8), (6,), (7, -1), (2, 0), (-1, -1))
    )


@st.composite
def layers(draw: st.DrawFn, cls: type[Layer]) -> Layer:
    """A layer with some of its parameters chosen and the others at their defaults."""
    chosen = {name: values_of(param) for name, param in cls.params().items() if draw(st.booleans())}
    return cls(**draw(st.fixed_dictionaries(chosen)))


@st.composite
def shapes(draw: st.DrawFn, layer: Layer) -> tuple[Shape, ...]:
    """A shape for each port, mostly of a kind that the layer takes; branches are mostly alike."""
    axes = draw(st.sampled_from([len(example[0]) for example in layer.examples()] * 4 + [0, 1, 2, 3, 4]))
    first = draw(_shape(axes))
    required = sum(not port.optional for port in layer.inputs().values())
    count = draw(st.integers(required, len(layer.inputs())))
    others = [draw(_like(first)) for _ in range(count - 1)]
    return (first, *others)


def sample(cls: type[Layer], layer: Layer) -> st.SearchStrategy[tuple[Shape, ...]]:
    """One of the examples, its last shape repeated for branches beyond two."""
    missing = sum(not port.optional for port in layer.inputs().values())
    return st.sampled_from([example + example[-1:] * (missing - len(example)) for example in cls.examples()])


def _shape(axes: int) -> st.SearchStrategy[Shape]:
    return st.tuples(CHANNELS, *[SIDES] * (axes - 1)) if axes else st.just(())


@st.composite
def _like(draw: st.DrawFn, shape: Shape) -> Shape:
    if draw(st.integers(0, 3)):
        return shape
    return tuple(draw(st.sampled_from((side, 1, side + 1))) for side in shape)


def claimed(layer: Layer, given: tuple[Shape, ...]) -> bool:
    """Whether the shapes are of kinds that the layer says it takes, so that it must accept all that torch accepts."""
    kinds = {tuple(map(len, example)) for example in layer.examples()}
    return layer.key not in STRICTER and any(all(len(shape) == kind[0] for shape in given) for kind in kinds)


def misfit(layer: Layer, given: tuple[Shape, ...]) -> ShapeError | None:
    """What the layer says against the shapes, or None when it takes them."""
    try:
        layer.shapes(*given)
    except ShapeError as error:
        return error
    return None


def answer(layer: Layer, given: tuple[Shape, ...], batch: int = 2, device: str = "meta") -> tuple[Shape, ...] | None:
    """The shapes torch finds at the output ports, with the batch axis checked and taken off; None where it refuses."""
    try:
        values = arriving(layer, given, batch, device)
        with torch.device(device):
            got = run(layer.build(*given), values)
    except TORCH_REFUSES:
        return None
    found = [pick(got, layer.picks.get(port, ())) for port in layer.outputs()]
    if any(tensor.numel() == 0 for tensor in found):
        return None  # torch passes empty images on; nothing can be learned from them
    assert all(tensor.shape[0] == batch for tensor in found)
    return tuple(tuple(tensor.shape[1:]) for tensor in found)


def arriving(layer: Layer, given: tuple[Shape, ...], batch: int, device: str = "meta") -> dict[str, torch.Tensor]:
    """Tensors of the given shapes at the input ports."""
    ports = list(layer.inputs().items())[: len(given)]
    return {
        name: torch.ones(batch, *shape, device=device, dtype=torch.int64 if port.dtype == "int64" else torch.float32)
        for (name, port), shape in zip(ports, given, strict=True)
    }


def run(call: Call, values: dict[str, torch.Tensor]) -> Any:
    """What the call answers, be it a module or a function."""
    if call.is_module:
        return call.make()(*values.values())
    return call.apply(values, lambda function, args, kwargs: function(*args, **kwargs))


def printed(call: Call, values: dict[str, torch.Tensor] | None = None) -> Any:
    """What the printed call makes, in a place where only torch's names and the parts are known."""
    source = call.source({port: f"{port}_1" for port in call.needs})
    known = {f"{port}_1": tensor for port, tensor in (values or {}).items()}
    return eval(source, {"__builtins__": {}, **NAMES, **known})  # noqa: S307  our own words, under test


def pick(value: Any, path: tuple[int, ...]) -> Any:
    """Follow a path of indexes into a module's answer."""
    for index in path:
        value = value[index]
    return value

"""The search for what mends a clash of shapes: another value of the layer itself, or layers put before it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import chain

from neurodesk.compiler.ports import made
from neurodesk.compiler.spot import answer, fits
from neurodesk.graph.model import Node, chosen
from neurodesk.layers.spec import Int, Ints, Shape, numel

Chain = tuple[Node, ...]
FAR = 64  # values tried on either side of a parameter's own


def chains(shape: Shape, dtype: str = "float32") -> Iterator[Chain]:
    """Layers that change the number of axes, the most usual first."""
    if dtype == "int64":
        yield (chosen("embedding"),)
        yield chosen("embedding"), chosen("flatten")
        return
    if len(shape) >= 2:
        yield (chosen("flatten"),)
        yield (chosen("global_avg_pool"),)
    for wanted in _reshapes(shape):
        if wanted != shape:
            yield (chosen("reshape", shape=wanted),)


def _reshapes(shape: Shape) -> Iterator[Shape]:
    """The shapes of as many numbers that a person could have meant."""
    total = numel(shape)
    side = math.isqrt(total)
    if len(shape) == 1:
        yield 1, total
        yield (1, side, side) if side * side == total else (1, 1, total)
    elif len(shape) == 2:
        yield 1, *shape
    elif len(shape) == 3 and shape[0] == 1:
        yield shape[1:]
    elif len(shape) == 3:
        yield shape[0], shape[1] * shape[2]
    yield (total,)


def likeness(shape: Shape, other: Shape) -> Iterator[Chain]:
    """Layers that could give `shape` the form of `other`, so that the two can be added or joined."""
    if len(shape) == 3 and len(other) == 3:
        mix: Chain = (chosen("conv2d", filters=other[0], kernel=1, padding=0),)
        pool: Chain = (chosen("adaptive_avg_pool2d", size=other[1]),)
        yield from (mix, pool, (*pool, *mix))
    elif len(other) in (1, 2) and shape[:-1] == other[:-1]:
        yield (chosen("linear", units=other[-1]),)
    elif len(other) == 1:
        yield (chosen("flatten"),)
        yield chosen("flatten"), chosen("linear", units=other[0])
    if numel(shape) == numel(other):
        yield (chosen("reshape", shape=other),)


def bridges(node: Node, shapes: Sequence[Shape], port: int, dtype: str = "float32") -> Iterator[Chain]:
    """The chains that, put before input number `port`, let a layer work with all its shapes."""
    others = [shape for at, shape in enumerate(shapes) if at != port]
    tried = chain(*(likeness(shapes[port], other) for other in others), chains(shapes[port], dtype))
    found: list[Chain] = []
    for links in tried:
        given = through(links, shapes[port])
        longer = any(links[: len(other)] == other for other in found)
        if not longer and given is not None and fits(node, [*shapes[:port], given, *shapes[port + 1 :]]):
            found.append(links)
            yield links


def through(links: Chain, shape: Shape) -> Shape | None:
    """The shape after a chain of layers; None where one of them cannot take what it is given."""
    for node in links:
        given = answer(node, [shape])
        if given is None:
            return None
        (shape,) = given
    return shape


def tunings(node: Node, shapes: Sequence[Shape]) -> Iterator[tuple[str, object]]:
    """Single parameters, each with the nearest value that lets a layer work with its shapes."""
    layer = made(node)
    for name, param in layer.params().items():
        now = layer.values[name]
        if isinstance(param, Int):
            candidates: Iterator[object] = (now + step * sign for step in range(1, FAR + 1) for sign in (-1, 1))
        elif isinstance(param, Ints):
            candidates = _rows(now, shapes[0])
        else:
            continue
        yield from ((name, value) for value in _first_fit(node, shapes, name, candidates))


def _rows(now: tuple[int, ...], shape: Shape) -> Iterator[object]:
    """Rows that could have been meant: the right count for a shape, or an order of the axes."""
    total = numel(shape)
    for at in range(len(now)):
        rest = math.prod(number for other, number in enumerate(now) if other != at)
        if rest > 0 and total % rest == 0:
            yield (*now[:at], total // rest, *now[at + 1 :])
    yield (total,)
    yield tuple(range(len(shape)))
    yield tuple(range(1, len(shape) + 1))


def _first_fit(node: Node, shapes: Sequence[Shape], name: str, candidates: Iterator[object]) -> Iterator[object]:
    for value in candidates:
        if fits(Node(node.key, node.values.insert(name, value)), shapes):  # type: ignore[arg-type]
            yield value
            return

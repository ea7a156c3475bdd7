"""What a network costs, by arithmetic: learned numbers, operations, memory; and the refusal of impossible sizes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from neurodesk.compiler.facts import Facts
from neurodesk.compiler.flow import Flow, flow
from neurodesk.compiler.memory import said
from neurodesk.compiler.problems import Cure, Problem
from neurodesk.compiler.spot import Spot
from neurodesk.graph.document import set_learning
from neurodesk.graph.model import Document
from neurodesk.layers.spec import Cost, Int, Shape, numel

BYTES = 4  # of a float32
COPIES = 4  # of each weight while training: itself, its gradient, and two means that Adam keeps
BATCH = 32  # the default of the training options


@dataclass(frozen=True, slots=True)
class Row:
    """One node of a summary: FLOPs and bytes are of one example on the way forward."""

    name: str
    layer: str
    shape: Shape
    parameters: int
    flops: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Count:
    """A network in numbers. `memory` is in bytes: to train with the document's batch size."""

    nodes: tuple[Row, ...]
    parameters: int
    flops: int
    memory: int


def count(document: Document, facts: Facts | None = None, *, seen: Flow | None = None) -> Count:
    """Count the main network; nodes whose shape is not known are left out. `seen` is its flow, where it is at hand."""
    main = seen or flow(document, None, facts)
    rows = tuple(_rows(main))
    total = main.total()
    return Count(rows, total.parameters, total.flops, memory(total, batch_of(document), _entering(main)))


def memory(cost: Cost, batch: int, entering: int = 0) -> int:
    """Bytes needed to train: every weight in four copies, every answer of a batch kept for the way back."""
    return COPIES * BYTES * cost.parameters + batch * (cost.bytes + BYTES * entering)


def batch_of(document: Document) -> int:
    """The batch size that the document asks for."""
    batch = document.learning.options.get("batch", BATCH)
    return batch if type(batch) is int and batch > 0 else BATCH


def refuse(
    document: Document, facts: Facts | None, batch: int, available_bytes: int, *, seen: Flow | None = None
) -> Problem | None:
    """The problem of a network too large to train in this memory, found before anything is allocated; else None."""
    main = seen or flow(document, None, facts)
    needed = memory(main.total(), batch, _entering(main))
    if needed <= available_bytes:
        return None
    rows = {name: memory(cost, batch) for name, cost in main.costs.items() if name in main.used}
    name = max(rows, key=rows.__getitem__)
    there, most = said(available_bytes), said(rows[name])
    text = f"Training needs {said(needed)}; this computer has {there}. {name} takes the most, {most}."  # one template
    spot = Spot(document, main.network, facts, main.ports, main.shapes, main.dtypes, main.used)
    cures = [*_smaller(spot, name, batch, available_bytes), spot.delete(name)]
    return spot.problem("too_large", text, cures, node=name)


def _rows(main: Flow) -> Iterator[Row]:
    for name, cost in main.costs.items():
        ports = main.given.get(name, ())
        shape = main.shapes[ports[0]] if ports else next(iter(main.arriving[name].values()), ())
        yield Row(name, main.layers[name].key, shape, cost.parameters, cost.flops, cost.bytes)


def _entering(main: Flow) -> int:
    """How many numbers of one example come in."""
    return sum(numel(main.shapes[port]) for name in main.inputs for port in main.given[name])


def _smaller(spot: Spot, name: str, batch: int, available: int) -> Iterator[Cure]:
    """Edits after which the network fits: a parameter of the largest node halved as often as need be, or the batch."""
    for key, param in spot.params(name).items():
        value = spot.value(name, key)
        if not isinstance(param, Int) or key in ("dilation", "groups", "padding"):
            continue
        value = 2 ** (value - 1).bit_length()  # powers of two are what people choose
        while value // 2 >= max(1, param.min or 1):
            value //= 2
            change = spot.set(name, {key: value})
            now = flow(change.edit(spot.document), spot.network, spot.facts)
            if name in now.costs and memory(now.total(), batch, _entering(now)) <= available:
                yield change
                break
    cost = flow(spot.document, spot.network, spot.facts).total()
    while batch > 1:
        batch //= 2
        if memory(cost, batch) <= available:
            yield Cure(f"Set the batch to {batch}", partial(set_learning, options={"batch": batch}))
            return

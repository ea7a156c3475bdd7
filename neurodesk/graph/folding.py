"""Keeps the search for equal parts that follow each other in a drawing, and the edit that makes one repeated block of
them.

The drawing is cut wherever a single value is all that later layers need of the earlier ones: in a chain after every
layer, around a skip connection before and after it. Equal parts between the cuts that follow each other are a run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate, pairwise

from neurodesk.graph.blocks import group
from neurodesk.graph.edit import prefix_of, remove, set_value
from neurodesk.graph.ends import INPUT, OUTPUT, block_ends
from neurodesk.graph.errors import EditError
from neurodesk.graph.model import Document, Graph, Port
from neurodesk.graph.order import order
from neurodesk.graph.spacing import places_of
from neurodesk.graph.ties import ties

LONGEST_PART = 32  # cuts in one part of a run
MOST_COPIES = 64  # as a block can repeat

Shapes = Mapping[Port, object]
"""What is known of each output: a part repeats only where it gives what it takes."""


@dataclass(frozen=True, slots=True)
class Run:
    """Equal parts one after the other: their layers in run order, what feeds the first, and what each gives."""

    parts: tuple[tuple[str, ...], ...]
    entry: Port
    exits: tuple[Port, ...]

    def __str__(self) -> str:
        """`conv → relu, 3 times`."""
        kinds = [prefix_of(name) for name in self.parts[0]]
        shown = kinds if len(kinds) <= 6 else [*kinds[:4], "…", kinds[-1]]
        return f"{' → '.join(shown)}, {len(self.parts)} times"


@dataclass(frozen=True, slots=True)
class _Part:
    """What lies between two cuts; parts with the same `form` are equal, and None is like no other."""

    names: tuple[str, ...]
    entry: Port
    exit: Port
    form: object


def find_run(graph: Graph, names: Iterable[str] | None = None, shapes: Shapes | None = None) -> Run | None:
    """The run that covers most layers, in the whole drawing or among `names`; None where nothing repeats.

    Among runs as large the one with the shortest parts is taken, then one whose parts begin with a layer that has
    parameters, as people say "convolution and ReLU".
    """
    within = None if names is None else frozenset(names)
    best: tuple[tuple[int, int, bool, int], list[_Part], int, int] | None = None
    for parts in _stretches(graph, within):
        before = [0, *accumulate(len(part.names) for part in parts)]
        starts = [bool(graph.nodes[part.names[0]].values) for part in parts]
        for start, period, copies in _repeats(parts, shapes):
            end = start + period * copies
            rank = (before[end] - before[start], -period, starts[start], -start)
            if best is None or rank > best[0]:
                best = rank, parts, end, period
    if best is None:
        return None
    (_, _, _, start), parts, end, period = best
    return _run(parts[-start:end], period)


def fold(document: Document, network: str, run: Run) -> tuple[Document, str]:
    """The document with one block, repeated, in place of a run; and the block's name."""
    graph = document.networks[network]
    gone = [name for part in run.parts[1:] for name in part]
    places = places_of(graph, (name for part in run.parts for name in part)).values()
    last, first = run.exits[-1], run.exits[0]
    after = {target: first for source, target in graph.out_of(last.node) if source == last}
    document = document.with_graph(network, remove(graph, gone).rewired(put=after))
    document, block = group(document, network, run.parts[0], gone=places)
    graph = document.networks[network]
    if any(len(side) != 1 for side in block_ends(document.networks[str(graph.nodes[block].values["network"])])):
        raise EditError("Only parts with one input and one output can be repeated.", "Select a part that is a chain.")
    return document.with_graph(network, set_value(graph, block, "repeat", len(run.parts))), block


def _stretches(graph: Graph, within: frozenset[str] | None) -> Iterator[list[_Part]]:
    """The parts of a drawing that follow each other without a break, in run order."""
    following: list[_Part] = []
    for part in _parts(graph):
        usable = part is not None and (within is None or within.issuperset(part.names))
        if part is None or not usable or (following and following[-1].exit != part.entry):
            yield following
            following = []
        if part is not None and usable:
            following.append(part)
    yield following


def _parts(graph: Graph) -> Iterator[_Part | None]:
    """What lies between one cut and the next; None where it is no part that a block could stand for."""
    waiting: dict[Port, int] = {}  # outputs of earlier nodes: how many wires still lead on
    names: list[str] = []
    entry: Port | None = None
    bound = {name for pair in ties(graph).items() for name in pair}  # a block keeps its weights to itself
    for name in order(graph):
        if not graph.before(name) and not graph.after(name):
            continue
        names.append(name)
        for source in graph.into(name).values():
            waiting[source] -= 1
            if not waiting[source]:
                del waiting[source]
        for source, _ in graph.out_of(name):
            waiting[source] = waiting.get(source, 0) + 1
        if len(waiting) <= 1:
            leaving = next(iter(waiting), None)
            yield None if bound.intersection(names) else _part(graph, names, entry, leaving)
            names, entry = [], leaving


def _part(graph: Graph, names: list[str], entry: Port | None, leaving: Port | None) -> _Part | None:
    if entry is None or leaving is None or leaving.node not in names:
        return None
    inside, forms = set(names), dict[str, object]()
    counts = []
    for name in names:
        node = graph.nodes[name]
        used = sum(after in inside for after in graph.after(name))
        if node.key in (INPUT, OUTPUT) or (not used and name != leaving.node):
            return None
        wires = graph.into(name).items()
        values = tuple(sorted((key, repr(value)) for key, value in node.values.items()))
        fed = [(port, (source.port, forms[source.node]) if source.node in inside else ()) for port, source in wires]
        forms[name] = hash((node.key, values, name in graph.muted, tuple(fed)))
        counts.append((forms[name], used))
    form = (forms[leaving.node], leaving.port, tuple(sorted(counts)))
    return _Part(tuple(names), entry, leaving, form)


def _repeats(parts: list[_Part], shapes: Shapes | None) -> Iterator[tuple[int, int, int]]:
    """Where parts repeat: the first of them, how many make one copy, and how many copies there are."""
    between = [part.entry for part in parts] + [parts[-1].exit] if parts else []
    known = [shapes.get(port) if shapes else None for port in between]
    kinds: dict[object, int] = {}
    forms = [kinds.setdefault(part.form, len(kinds)) for part in parts]
    for period in range(1, min(LONGEST_PART, len(parts) // 2) + 1):
        alike = 0  # how many parts from here on are like those one period later
        copies = [0] * (len(parts) + 1)
        for start in range(len(parts) - period, -1, -1):
            chains = shapes is None or (known[start] is not None and known[start] == known[start + period])
            copies[start] = int(chains)
            if start + period < len(parts):
                alike = alike + 1 if forms[start] == forms[start + period] else 0
                if chains and alike >= period:
                    copies[start] += copies[start + period]
            if copies[start] > 1:
                yield start, period, min(copies[start], MOST_COPIES)


def _run(parts: list[_Part], period: int) -> Run:
    copies = [parts[at : at + period] for at in range(0, len(parts), period)]
    assert all(one[-1].exit == other[0].entry for one, other in pairwise(copies))
    names = tuple(tuple(name for part in copy for name in part.names) for copy in copies)
    return Run(names, parts[0].entry, tuple(copy[-1].exit for copy in copies))

"""Keeps the drawing as values: nodes, wires and places of each network, its data source and how it learns."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from rpds import HashTrieMap, HashTrieSet

from neurodesk.graph.entries import entries
from neurodesk.graph.errors import EditError
from neurodesk.graph.names import natural

Value = bool | int | float | str | tuple["Value", ...]

LARGEST_INTEGER = 2**63 - 1
LONGEST_TEXT = 100_000  # characters in one value or note
MOST_ITEMS = 10_000  # in one list
DEEPEST_VALUE = 8  # lists inside lists
FARTHEST_PLACE = 1_000_000.0  # px from the origin; beyond it a scene's arithmetic loses whole pixels
LONGEST_COMMENT = 2_000  # characters on one frame
SMALLEST_FRAME = (96.0, 64.0)  # px: room for a word of its title
FRAME_COLOURS = 6  # roles in the theme: 0 is neutral
MOST_DOTS = 64  # on one wire
MOST_NODES = 5_000  # in a whole project


class Port(NamedTuple):
    """One end of a wire, printed `conv_1.features`."""

    node: str
    port: str

    def __str__(self) -> str:
        return f"{self.node}.{self.port}"


class Place(NamedTuple):
    """The top left corner of a box on the canvas, in px."""

    x: float
    y: float


class Frame(NamedTuple):
    """A comment behind the nodes: its text, its top left corner and size in px, and which colour of the theme."""

    text: str
    place: Place
    width: float
    height: float
    colour: int = 0


def freeze(value: Any) -> Value:
    """`value` as a parameter keeps it: lists become tuples. Raises EditError for what no project file may hold."""
    return _freeze(value, DEEPEST_VALUE)


def check_place(place: Place) -> None:
    """Raises EditError unless `place` is finite and within reach."""
    if not (abs(place.x) <= FARTHEST_PLACE and abs(place.y) <= FARTHEST_PLACE):
        raise EditError(f"A place lies within {FARTHEST_PLACE:,.0f} px of the middle.", "Tidy the drawing.")


def check_frame(frame: Frame) -> None:
    """Raises EditError unless `frame` is one that a file can hold: its text, its place and size, its colour."""
    check_text(frame.text)
    if len(frame.text) > LONGEST_COMMENT:
        raise EditError(f"A comment has at most {LONGEST_COMMENT:,} characters.", "Shorten the text.")
    check_place(frame.place)
    least, most = SMALLEST_FRAME, FARTHEST_PLACE
    if not (least[0] <= frame.width <= most and least[1] <= frame.height <= most):
        raise EditError(f"A frame is at least {least[0]:.0f} x {least[1]:.0f} px.", "Draw it larger.")
    if type(frame.colour) is not int or not 0 <= frame.colour < FRAME_COLOURS:
        raise EditError(f"A frame's colour is a number from 0 to {FRAME_COLOURS - 1}.", "Choose one of these.")


def check_dots(dots: tuple[Place, ...]) -> None:
    """Raises EditError for more reroute dots than a wire may have, and for one out of reach."""
    if len(dots) > MOST_DOTS:
        raise EditError(f"A wire has at most {MOST_DOTS} dots, not {len(dots):,}.", "Remove some of them.")
    for dot in dots:
        check_place(dot)


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Chosen:
    """A declared thing chosen by key, with the parameter values that differ from its defaults.

    Equality is exact: 1, 1.0 and True are three values, because a file tells them apart.
    """

    key: str
    values: HashTrieMap[str, Value] = field(default_factory=HashTrieMap)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Chosen):
            return NotImplemented
        if self.key != other.key or not self.values == other.values:  # rpds says {} != {}
            return False
        return all(_same(value, other.values[name]) for name, value in self.values.items())


Node = Chosen


def chosen(key: str, /, **values: Any) -> Chosen:
    """`chosen("conv2d", filters=16)`. Raises EditError for values that are no numbers, texts or lists of them."""
    return Chosen(key, HashTrieMap({name: freeze(value) for name, value in values.items()}))


class _Ends(NamedTuple):
    """Which input ports each node has wired, and which input ports each node feeds, for one mapping of wires."""

    wires: HashTrieMap[Port, Port]
    into: HashTrieMap[str, tuple[Port, ...]]
    out: HashTrieMap[str, tuple[Port, ...]]


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Graph:
    """One network: nodes by name, wires from input port to output port, and which nodes are muted (bypassed).

    Apart from the network, and of no weight for what it learned: the places of its nodes, the comment frames, the
    reroute dots of a wire by its input port, and the nodes whose preview is pinned.
    """

    nodes: HashTrieMap[str, Node] = field(default_factory=HashTrieMap)
    wires: HashTrieMap[Port, Port] = field(default_factory=HashTrieMap)
    places: HashTrieMap[str, Place] = field(default_factory=HashTrieMap)
    frames: HashTrieMap[str, Frame] = field(default_factory=HashTrieMap)
    bends: HashTrieMap[Port, tuple[Place, ...]] = field(default_factory=HashTrieMap)
    muted: HashTrieSet[str] = field(default_factory=HashTrieSet)
    pinned: HashTrieSet[str] = field(default_factory=HashTrieSet)
    _ends: _Ends | None = field(default=None, compare=False, repr=False, kw_only=True)

    def names(self) -> list[str]:
        """Every node's name, `conv_2` before `conv_10`."""
        return sorted(self.nodes, key=natural)

    def into(self, name: str) -> dict[str, Port]:
        """What feeds `name`: output port by input port, in the natural order of the input ports."""
        targets = self._index().into.get(name, ())
        return {target.port: self.wires[target] for target in sorted(targets, key=_port_order)}

    def out_of(self, name: str) -> list[tuple[Port, Port]]:
        """The wires that leave `name`: (output port, input port), in the natural order of where they go."""
        targets = self._index().out.get(name, ())
        return [(self.wires[target], target) for target in sorted(targets, key=_wire_order)]

    def before(self, name: str) -> list[str]:
        """The nodes that feed `name`, one entry per wire, in no order."""
        return [self.wires[target].node for target in self._index().into.get(name, ())]

    def after(self, name: str) -> list[str]:
        """The nodes that `name` feeds, one entry per wire, in no order."""
        return [target.node for target in self._index().out.get(name, ())]

    def same_network(self, other: Graph) -> bool:
        """True when only the layout differs: a network trained on one is valid for the other."""
        return self.nodes == other.nodes and self.wires == other.wires and self.muted == other.muted

    def rewired(self, drop: Iterable[Port] = (), put: Mapping[Port, Port] | None = None) -> Graph:
        """This drawing without the wires into `drop`, then with those of `put` (input port -> output port).

        The dots of a wire go with it.
        """
        wires, bends, (_, into, out) = self.wires, self.bends, self._index()
        for target in (*drop, *(put or ())):
            source = wires.get(target)
            if source is not None:
                bends = bends.discard(target)
                wires = wires.discard(target)
                into = _without(into, target.node, target)
                out = _without(out, source.node, target)
        for target, source in (put or {}).items():
            wires = wires.insert(target, source)
            into = into.insert(target.node, (*into.get(target.node, ()), target))
            out = out.insert(source.node, (*out.get(source.node, ()), target))
        return replace(self, wires=wires, bends=bends, _ends=_Ends(wires, into, out))

    def _index(self) -> _Ends:
        if self._ends is None or self._ends.wires is not self.wires:
            into: dict[str, list[Port]] = {}
            out: dict[str, list[Port]] = {}
            for target, source in entries(self.wires):
                into.setdefault(target.node, []).append(target)
                out.setdefault(source.node, []).append(target)
            ends = _Ends(self.wires, _frozen(into), _frozen(out))
            object.__setattr__(self, "_ends", ends)
            return ends
        return self._ends


class Networks(Mapping[str, Graph]):
    """The networks of a document by name, in the order of their tabs; frozen."""

    __slots__ = ("_graphs",)

    def __init__(self, graphs: Mapping[str, Graph]) -> None:
        self._graphs = dict(graphs)

    def __getitem__(self, name: str) -> Graph:
        return self._graphs[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._graphs)

    def __len__(self) -> int:
        return len(self._graphs)

    def __eq__(self, other: object) -> bool:
        """Whether the same networks stand in the same order, which a person may change."""
        if not isinstance(other, Networks):
            return NotImplemented
        return self._graphs == other._graphs and [*self._graphs] == [*other._graphs]

    def __hash__(self) -> int:
        return hash(frozenset(self._graphs.items()))

    def __repr__(self) -> str:
        return f"Networks({self._graphs!r})"


@dataclass(frozen=True, slots=True)
class Learning:
    """How a document learns: recipe, loss, optimizer, schedule, and the options that differ from their defaults."""

    recipe: Chosen = field(default_factory=lambda: Chosen("supervised"))
    loss: Chosen = field(default_factory=lambda: Chosen("auto"))
    optimizer: Chosen = field(default_factory=lambda: Chosen("adam"))
    schedule: Chosen = field(default_factory=lambda: Chosen("constant"))
    options: HashTrieMap[str, Value] = field(default_factory=HashTrieMap)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Learning):
            return NotImplemented
        return self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash(self._parts())

    def _parts(self) -> tuple[Chosen, ...]:
        return self.recipe, self.loss, self.optimizer, self.schedule, Chosen("options", self.options)


@dataclass(frozen=True, slots=True)
class Document:
    """Everything a project file holds: networks, where examples come from, how it learns, notes."""

    networks: Mapping[str, Graph]
    main: str = "network"
    source: Chosen | None = None
    learning: Learning = field(default_factory=Learning)
    notes: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.networks, Networks):
            object.__setattr__(self, "networks", Networks(self.networks))

    def graph(self, name: str | None = None) -> Graph:
        """The network called `name`; the main one when no name is given. Raises KeyError."""
        return self.networks[self.main if name is None else name]

    def with_graph(self, name: str, graph: Graph) -> Document:
        """This document with the network `name` replaced or added."""
        return replace(self, networks=Networks({**self.networks, name: graph}))

    def same_networks(self, other: Document) -> bool:
        """True when only layouts differ: what was trained on one is valid for the other."""
        ours, theirs = self.networks, other.networks
        return ours.keys() == theirs.keys() and all(ours[name].same_network(theirs[name]) for name in ours)

    def replaced(self, **fields: Any) -> Document:
        """This document with other fields: `document.replaced(notes="...")`."""
        return replace(self, **fields)


@dataclass(frozen=True, slots=True)
class Project:
    """A document and the file it lives in (None until it is saved)."""

    document: Document
    path: Path | None = None

    @property
    def home(self) -> Path | None:
        """The folder of the file."""
        return self.path.absolute().parent if self.path else None

    @property
    def base(self) -> Path:
        """The folder that relative paths in the document start from."""
        return self.home or Path.cwd()

    @property
    def runs(self) -> Path:
        """The folder of the runs: `digits.neurodesk` has `digits.runs` beside it."""
        return self.base / f"{self.path.stem if self.path else 'untitled'}.runs"


def empty_document() -> Document:
    """A document with one empty network and no data."""
    return Document({"network": Graph()})


def _freeze(value: Any, depth: int) -> Value:
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        if not -LARGEST_INTEGER - 1 <= value <= LARGEST_INTEGER:
            raise EditError("A whole number lies between -2^63 and 2^63 - 1.", "Write a smaller number.")
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise EditError("A number must be finite, not infinity or NaN.", "Write an ordinary number.")
        return value
    if isinstance(value, str):
        return check_text(value)
    if isinstance(value, (list, tuple)):
        if len(value) > MOST_ITEMS:
            raise EditError(f"A list has at most {MOST_ITEMS:,} items, not {len(value):,}.", "Shorten the list.")
        if not depth:
            raise EditError(f"Lists stand at most {DEEPEST_VALUE} deep inside each other.", "Flatten the list.")
        return tuple(_freeze(item, depth - 1) for item in value)
    raise EditError("A value is a number, true or false, a text, or a list of these.", "Write one of these.")


def check_text(text: str) -> str:
    """`text` when a file can hold it. Raises EditError for broken characters, control characters and excess length."""
    if len(text) > LONGEST_TEXT:
        raise EditError(f"A text has at most {LONGEST_TEXT:,} characters, not {len(text):,}.", "Shorten the text.")
    if any((char < " " and char not in "\t\n") or "\ud800" <= char <= "\udfff" for char in text):
        raise EditError("A text holds printable characters only; this one has a broken or control one.", "Retype it.")
    return text


def _same(one: Value, two: Value) -> bool:
    if isinstance(one, tuple) and isinstance(two, tuple):
        return all(map(_same, one, two))
    return type(one) is type(two)


def _frozen(ends: dict[str, list[Port]]) -> HashTrieMap[str, tuple[Port, ...]]:
    return HashTrieMap({name: tuple(ports) for name, ports in ends.items()})


def _without(ends: HashTrieMap[str, tuple[Port, ...]], name: str, port: Port) -> HashTrieMap[str, tuple[Port, ...]]:
    left = tuple(end for end in ends[name] if end != port)
    return ends.insert(name, left) if left else ends.discard(name)


def _port_order(port: Port) -> Any:
    return natural(port.port)


def _wire_order(port: Port) -> Any:
    return natural(port.node), natural(port.port)

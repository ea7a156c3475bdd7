"""Keeps the edits: each returns a whole new drawing, or raises EditError before anything happened.

Those of a whole document live in `document`, those of frames, dots, mutes and pins in `marks`; they are found here
too, so that one import serves every edit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import takewhile
from typing import Any

from rpds import HashTrieSet

from neurodesk.graph.document import (
    add_network,
    order_networks,
    remove_network,
    rename_network,
    set_learning,
    set_main,
    set_notes,
    set_source,
)
from neurodesk.graph.errors import EditError
from neurodesk.graph.marks import add_frame, bend, mute, pin, remove_frames, set_frames
from neurodesk.graph.model import MOST_DOTS, Chosen, Graph, Node, Place, Port, check_place, freeze
from neurodesk.graph.names import check_name, fresh, known, natural
from neurodesk.graph.order import would_cycle
from neurodesk.graph.ties import follow

__all__ = [
    "ORIGIN",
    "add",
    "add_frame",
    "add_network",
    "bend",
    "connect",
    "disconnect",
    "fragment",
    "heal",
    "insert_on_wire",
    "move",
    "mute",
    "order_networks",
    "paste",
    "pin",
    "prefix_of",
    "remove",
    "remove_frames",
    "remove_network",
    "rename",
    "rename_network",
    "replace_node",
    "set_frames",
    "set_learning",
    "set_main",
    "set_notes",
    "set_source",
    "set_value",
    "set_values",
]

ORIGIN = Place(0.0, 0.0)


def add(
    graph: Graph, node: Node, name: str | None = None, at: Place = ORIGIN, prefix: str = "layer"
) -> tuple[Graph, str]:
    """The drawing with `node` in it, and the node's name: `name`, or the first free `prefix_1`, `prefix_2`, ..."""
    name = fresh(graph, prefix) if name is None else name
    check_name(name)
    check_place(at)
    if name in graph.nodes:
        cure = f"Choose another name, such as {fresh(graph, name)}."
        raise EditError(f"There is already a node called {name}.", cure)
    return replace(graph, nodes=graph.nodes.insert(name, node), places=graph.places.insert(name, at)), name


def remove(graph: Graph, names: Iterable[str]) -> Graph:
    """The drawing without the nodes `names` and their wires."""
    gone = known(graph, names)
    loose = {Port(name, port) for name in gone for port in graph.into(name)}
    loose.update(target for name in gone for _, target in graph.out_of(name))
    graph = graph.rewired(drop=loose)
    nodes, places, muted, pinned = graph.nodes, graph.places, graph.muted, graph.pinned
    for name in gone:
        nodes, places = nodes.remove(name), places.discard(name)
        muted, pinned = muted.discard(name), pinned.discard(name)
    return replace(graph, nodes=nodes, places=places, muted=muted, pinned=pinned)


def heal(graph: Graph, names: Iterable[str]) -> Graph:
    """The drawing without the nodes `names`; what fed a node's first wired input then feeds all that it fed.

    A joined wire runs through the dots of all that it joins.
    """
    gone = known(graph, names)
    joined: dict[Port, Port] = {}
    bends: dict[Port, tuple[Place, ...]] = {}
    for name in gone:
        for _, target in graph.out_of(name):
            source, dots = _source_outside(graph, name, gone)
            if target.node not in gone and source:
                joined[target] = source
                bends[target] = (dots + graph.bends.get(target, ()))[:MOST_DOTS]
    return bend(remove(graph, gone).rewired(put=joined), bends)


def connect(graph: Graph, source: Port, target: Port) -> Graph:
    """The drawing with a wire from the output `source` to the input `target`, in place of the input's old wire.

    Raises EditError for unknown nodes, and for a wire that would close a cycle, naming the path.
    """
    known(graph, (source.node, target.node))
    if graph.wires.get(target) == source:
        return graph
    cycle = would_cycle(graph, source.node, target.node)
    if cycle:
        shown = cycle if len(cycle) <= 8 else [*cycle[:4], "...", *cycle[-3:]]
        raise EditError(
            f"Wires run one way only; this one would close the circle {' -> '.join(shown)}.",
            "Start the wire at an earlier layer or end it at a later one.",
        )
    return graph.rewired(put={target: source})


def disconnect(graph: Graph, target: Port) -> Graph:
    """The drawing without the wire into `target`."""
    if target not in graph.wires:
        raise EditError(f"No wire ends at {target}.", "Choose a wire that is there.")
    return graph.rewired(drop=[target])


def set_value(graph: Graph, name: str, parameter: str, value: Any) -> Graph:
    """The drawing with one parameter of the node `name` set; its range is the catalogue's to check, not ours."""
    return set_values(graph, name, {parameter: value})


def set_values(graph: Graph, name: str, values: Mapping[str, Any]) -> Graph:
    """The drawing with several parameters of the node `name` set; the others stay."""
    known(graph, (name,))
    node = graph.nodes[name]
    merged = node.values.update({parameter: freeze(value) for parameter, value in values.items()})
    return replace(graph, nodes=graph.nodes.insert(name, Chosen(node.key, merged)))


def replace_node(graph: Graph, name: str, node: Node) -> Graph:
    """The drawing with another layer under the same name, in the same place and with the same wires."""
    known(graph, (name,))
    return replace(graph, nodes=graph.nodes.insert(name, node))


def rename(graph: Graph, old: str, new: str) -> Graph:
    """The drawing with the node `old` called `new`."""
    known(graph, (old,))
    if old == new:
        return graph
    check_name(new)
    if new in graph.nodes:
        raise EditError(f"There is already a node called {new}.", f"Choose another name, such as {fresh(graph, new)}.")
    into = {Port(old, port): source for port, source in graph.into(old).items()}
    out = {target: source for source, target in graph.out_of(old)}
    bends = {
        Port(new, target.port) if target.node == old else target: graph.bends[target]
        for target in (*into, *out)
        if target in graph.bends
    }
    graph = graph.rewired(
        drop=into,
        put={Port(new, port): source for (_, port), source in into.items()}
        | {target: Port(new, source.port) for target, source in out.items()},
    )
    places, muted, pinned = graph.places, graph.muted, graph.pinned
    if old in places:
        places = places.remove(old).insert(new, places[old])
    graph = replace(
        graph,
        nodes=graph.nodes.remove(old).insert(new, graph.nodes[old]),
        places=places,
        bends=graph.bends.update(bends),
        muted=muted.remove(old).insert(new) if old in muted else muted,
        pinned=pinned.remove(old).insert(new) if old in pinned else pinned,
    )
    return follow(graph, {old: new})


def move(graph: Graph, places: Mapping[str, Place]) -> Graph:
    """The drawing with nodes at other places; the network stays the same."""
    known(graph, places)
    for place in places.values():
        check_place(place)
    return replace(graph, places=graph.places.update(places))


def insert_on_wire(
    graph: Graph, node: Node, target: Port, in_port: str, out_port: str, at: Place = ORIGIN, prefix: str = "layer"
) -> tuple[Graph, str]:
    """The drawing with a new node spliced into the wire that ends at `target`, and the node's name.

    The wire's dots up to the node's left edge lead to it, the others on from it.
    """
    if target not in graph.wires:
        raise EditError(f"No wire ends at {target}.", "Drop the layer on a wire that is there.")
    source, dots = graph.wires[target], graph.bends.get(target, ())
    first = tuple(takewhile(lambda dot: dot.x <= at.x, dots))
    graph, name = add(graph, node, at=at, prefix=prefix)
    graph = graph.rewired(put={Port(name, in_port): source, target: Port(name, out_port)})
    return bend(graph, {Port(name, in_port): first, target: dots[len(first) :]}), name


def fragment(graph: Graph, names: Iterable[str], frames: Iterable[str] = ()) -> Graph:
    """The nodes `names` with the wires between them, and the frames `frames`: what Copy takes."""
    kept = known(graph, names)
    wires = {
        Port(name, port): source for name in kept for port, source in graph.into(name).items() if source.node in kept
    }
    return replace(
        graph,
        nodes=graph.nodes.convert({name: graph.nodes[name] for name in kept}),
        wires=graph.wires.convert(wires),
        places=graph.places.convert({name: graph.places[name] for name in kept if name in graph.places}),
        frames=graph.frames.convert({name: graph.frames[name] for name in frames}),
        bends=graph.bends.convert({target: graph.bends[target] for target in wires if target in graph.bends}),
        muted=HashTrieSet(name for name in kept if name in graph.muted),
        pinned=HashTrieSet(name for name in kept if name in graph.pinned),
        _ends=None,
    )


def paste(graph: Graph, part: Graph, offset: Place = ORIGIN) -> tuple[Graph, dict[str, str]]:
    """The drawing with the fragment `part` added, moved by `offset`; and the new name of each of its nodes.

    A node that used the weights of one copied with it uses those of the copy; else it goes on using the same.
    """
    renamed: dict[str, str] = {}
    for old in part.names():
        at = _shifted(part.places.get(old, ORIGIN), offset)
        kept = None if old in graph.nodes else old
        graph, renamed[old] = add(graph, part.nodes[old], kept, at, prefix=prefix_of(old))
    graph = follow(graph, renamed, frozenset(renamed.values()))
    ends = {target: Port(renamed[target.node], target.port) for target in part.wires if target.node in renamed}
    wires = {
        ends[target]: Port(renamed[source.node], source.port)
        for target, source in part.wires.items()
        if target in ends and source.node in renamed
    }
    bends = {
        ends[target]: tuple(_shifted(dot, offset) for dot in dots)
        for target, dots in part.bends.items()
        if ends.get(target) in wires
    }
    graph = bend(graph.rewired(put=wires), bends)
    for name in sorted(part.frames, key=natural):
        frame = part.frames[name]
        kept = None if name in graph.frames else name
        graph, _ = add_frame(graph, frame._replace(place=_shifted(frame.place, offset)), kept)
    graph = mute(graph, [renamed[name] for name in part.muted])
    return pin(graph, [renamed[name] for name in part.pinned]), renamed


def _source_outside(graph: Graph, name: str, gone: Mapping[str, None]) -> tuple[Port | None, tuple[Place, ...]]:
    """The output that reaches `name` through first wired inputs from outside `gone`, and the dots on that way."""
    seen: set[str] = set()
    dots: tuple[Place, ...] = ()
    while name not in seen:
        seen.add(name)
        port, source = next(iter(graph.into(name).items()), ("", None))
        dots = graph.bends.get(Port(name, port), ()) + dots
        if source is None or source.node not in gone:
            return source, dots
        name = source.node
    return None, ()


def _shifted(place: Place, offset: Place) -> Place:
    return Place(place.x + offset.x, place.y + offset.y)


def prefix_of(name: str) -> str:
    """`conv` for conv_12: what a copy's name is built from."""
    head, _, number = name.rpartition("_")
    return head if head and number.isdigit() else name

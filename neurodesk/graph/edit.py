"""Keeps the edits: each returns a whole new drawing, or raises EditError before anything happened.

Those of a whole document live in `document` and are found here too, so that one import serves every edit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from neurodesk.graph.document import (
    add_network,
    remove_network,
    rename_network,
    set_learning,
    set_main,
    set_notes,
    set_source,
)
from neurodesk.graph.errors import EditError
from neurodesk.graph.model import Chosen, Graph, Node, Place, Port, check_place, freeze
from neurodesk.graph.names import check_name, fresh
from neurodesk.graph.order import would_cycle

__all__ = [
    "ORIGIN",
    "add",
    "add_network",
    "connect",
    "disconnect",
    "fragment",
    "heal",
    "insert_on_wire",
    "move",
    "paste",
    "remove",
    "remove_network",
    "rename",
    "rename_network",
    "replace_node",
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
        raise EditError(f"There is a {name} already.", f"Choose another name, such as {fresh(graph, name)}.")
    return replace(graph, nodes=graph.nodes.insert(name, node), places=graph.places.insert(name, at)), name


def remove(graph: Graph, names: Iterable[str]) -> Graph:
    """The drawing without the nodes `names` and their wires."""
    gone = _known(graph, names)
    loose = {Port(name, port) for name in gone for port in graph.into(name)}
    loose.update(target for name in gone for _, target in graph.out_of(name))
    graph = graph.rewired(drop=loose)
    nodes, places = graph.nodes, graph.places
    for name in gone:
        nodes, places = nodes.remove(name), places.discard(name)
    return replace(graph, nodes=nodes, places=places)


def heal(graph: Graph, names: Iterable[str]) -> Graph:
    """The drawing without the nodes `names`; what fed a node's first wired input then feeds all that it fed."""
    gone = _known(graph, names)
    joined = {
        target: source
        for name in gone
        for _, target in graph.out_of(name)
        if target.node not in gone and (source := _source_outside(graph, name, gone))
    }
    return remove(graph, gone).rewired(put=joined)


def connect(graph: Graph, source: Port, target: Port) -> Graph:
    """The drawing with a wire from the output `source` to the input `target`, in place of the input's old wire.

    Raises EditError for unknown nodes, and for a wire that would close a cycle, naming the path.
    """
    _known(graph, (source.node, target.node))
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
    _known(graph, (name,))
    node = graph.nodes[name]
    merged = node.values.update({parameter: freeze(value) for parameter, value in values.items()})
    return replace(graph, nodes=graph.nodes.insert(name, Chosen(node.key, merged)))


def replace_node(graph: Graph, name: str, node: Node) -> Graph:
    """The drawing with another layer under the same name, in the same place and with the same wires."""
    _known(graph, (name,))
    return replace(graph, nodes=graph.nodes.insert(name, node))


def rename(graph: Graph, old: str, new: str) -> Graph:
    """The drawing with the node `old` called `new`."""
    _known(graph, (old,))
    if old == new:
        return graph
    check_name(new)
    if new in graph.nodes:
        raise EditError(f"There is a {new} already.", f"Choose another name, such as {fresh(graph, new)}.")
    into = {Port(old, port): source for port, source in graph.into(old).items()}
    out = {target: source for source, target in graph.out_of(old)}
    graph = graph.rewired(
        drop=into,
        put={Port(new, port): source for (_, port), source in into.items()}
        | {target: Port(new, source.port) for target, source in out.items()},
    )
    places = graph.places
    if old in places:
        places = places.remove(old).insert(new, places[old])
    return replace(graph, nodes=graph.nodes.remove(old).insert(new, graph.nodes[old]), places=places)


def move(graph: Graph, places: Mapping[str, Place]) -> Graph:
    """The drawing with nodes at other places; the network stays the same."""
    _known(graph, places)
    for place in places.values():
        check_place(place)
    return replace(graph, places=graph.places.update(places))


def insert_on_wire(
    graph: Graph, node: Node, target: Port, in_port: str, out_port: str, at: Place = ORIGIN, prefix: str = "layer"
) -> tuple[Graph, str]:
    """The drawing with a new node spliced into the wire that ends at `target`, and the node's name."""
    if target not in graph.wires:
        raise EditError(f"No wire ends at {target}.", "Drop the layer on a wire that is there.")
    source = graph.wires[target]
    graph, name = add(graph, node, at=at, prefix=prefix)
    return graph.rewired(put={Port(name, in_port): source, target: Port(name, out_port)}), name


def fragment(graph: Graph, names: Iterable[str]) -> Graph:
    """The nodes `names` with the wires between them: what Copy takes."""
    kept = _known(graph, names)
    wires = {
        Port(name, port): source for name in kept for port, source in graph.into(name).items() if source.node in kept
    }
    part = replace(
        graph,
        nodes=graph.nodes.convert({name: graph.nodes[name] for name in kept}),
        wires=graph.wires.convert(wires),
        places=graph.places.convert({name: graph.places[name] for name in kept if name in graph.places}),
        _ends=None,
    )
    return part


def paste(graph: Graph, part: Graph, offset: Place = ORIGIN) -> tuple[Graph, dict[str, str]]:
    """The drawing with the fragment `part` added, moved by `offset`; and the new name of each of its nodes."""
    renamed: dict[str, str] = {}
    for old in part.names():
        corner = part.places.get(old, ORIGIN)
        at = Place(corner.x + offset.x, corner.y + offset.y)
        kept = None if old in graph.nodes else old
        graph, renamed[old] = add(graph, part.nodes[old], kept, at, prefix=_prefix(old))
    wires = {
        Port(renamed[target.node], target.port): Port(renamed[source.node], source.port)
        for target, source in part.wires.items()
        if target.node in renamed and source.node in renamed
    }
    return graph.rewired(put=wires), renamed


def _known(graph: Graph, names: Iterable[str]) -> dict[str, None]:
    """`names` once each, in order; raises EditError when one is not in the drawing."""
    known = dict.fromkeys(names)
    for name in known:
        if name not in graph.nodes:
            raise EditError(f"There is no {name} in the drawing.", "Choose a layer that is there.")
    return known


def _source_outside(graph: Graph, name: str, gone: Mapping[str, None]) -> Port | None:
    """The output that reaches `name` through first wired inputs from outside `gone`."""
    seen: set[str] = set()
    while name not in seen:
        seen.add(name)
        source = next(iter(graph.into(name).values()), None)
        if source is None or source.node not in gone:
            return source
        name = source.node
    return None


def _prefix(name: str) -> str:
    """`conv` for conv_12: what a copy's name is built from."""
    head, _, number = name.rpartition("_")
    return head if head and number.isdigit() else name

"""Edits that a hand makes in one move: add and wire, splice in, detach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from neurodesk.graph import edit
from neurodesk.graph.model import Graph, Node, Place, Port
from neurodesk.graph.spacing import clear_below, make_room
from neurodesk.layers.catalogue import LAYERS
from neurodesk.ui.canvas.face import WIDTH, layer_of

GAP: Final = 56.0  # scene px between neighbours in a row, as the tidy layout has it
GRID: Final = 8.0
NOWHERE: Final = Place(0.0, 0.0)


def snap(at: Place) -> Place:
    """The nearest point of the 8 px grid."""
    return Place(round(at.x / GRID) * GRID, round(at.y / GRID) * GRID)


def place_of(graph: Graph, name: str) -> Place:
    """Where a node stands; the origin when nobody has said."""
    return graph.places.get(name, NOWHERE)


def beside(graph: Graph, name: str) -> Place:
    """The place right of a node."""
    place = place_of(graph, name)
    return Place(place.x + WIDTH + GAP, place.y)


def free_place(graph: Graph, at: Place) -> Place:
    """The first place at or below `at` where a card touches no other."""
    at = snap(at)
    down = clear_below(graph, [at], Place(0.0, 0.0))
    return Place(at.x + down.x, at.y + down.y)


def add_layer(
    graph: Graph,
    node: Node,
    at: Place,
    source: Port | None = None,
    target: Port | None = None,
    wire: Port | None = None,
) -> tuple[Graph, str]:
    """Add a layer, fed by an output, feeding an input, or spliced into the wire into `wire`; and its name."""
    layer = layer_of(node)
    ins, outs = list(layer.inputs()), list(layer.outputs())
    if wire is not None and wire in graph.wires and ins and outs:
        graph, name = edit.insert_on_wire(graph, node, wire, ins[0], outs[0], snap(at), layer.prefix)
        return make_room(graph, name, wire), name
    graph, name = edit.add(graph, node, at=free_place(graph, at), prefix=layer.prefix)
    if source is not None and ins:
        graph = edit.connect(graph, source, Port(name, ins[0]))
    if target is not None and outs:
        graph = edit.connect(graph, Port(name, outs[0]), target)
    return graph, name


def splice(graph: Graph, name: str, wire: Port, in_port: str, out_port: str) -> Graph:
    """Put a node that is there into the wire into `wire`, and make room."""
    source = graph.wires[wire]
    graph = edit.connect(edit.disconnect(graph, wire), source, Port(name, in_port))
    return make_room(edit.connect(graph, Port(name, out_port), wire), name, wire)


def detach(graph: Graph, names: Iterable[str]) -> Graph:
    """Take nodes out of their wires, joining the wires through; wires between them stay."""
    names = list(names)
    part = edit.fragment(graph, names)
    healed = edit.heal(graph, names)
    nodes = healed.nodes.update({name: graph.nodes[name] for name in names})
    places = healed.places.update({name: place_of(graph, name) for name in names})
    return replace(healed, nodes=nodes, places=places).rewired(put=dict(part.wires.items()))


def loose(graph: Graph, name: str) -> bool:
    """Whether no wire begins or ends at a node."""
    return not graph.into(name) and not graph.out_of(name)


def outside_wires(graph: Graph, names: Iterable[str]) -> dict[Port, Port]:
    """The wires into these nodes from others: input port -> output port."""
    inside = set(names)
    return {
        Port(name, port): source
        for name in inside
        for port, source in graph.into(name).items()
        if source.node not in inside
    }


def keep_inputs(graph: Graph, part: Graph, renamed: Mapping[str, str]) -> Graph:
    """Feed pasted nodes what the part says feeds them from outside it, where the drawing has that."""
    put = {
        Port(renamed[target.node], target.port): source
        for target, source in part.wires.items()
        if source.node not in renamed and source.node in graph.nodes
    }
    return graph.rewired(put=put)


def known(key: str) -> bool:
    """Whether the catalogue has a layer of this key."""
    return key in LAYERS

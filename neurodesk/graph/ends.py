"""Keeps how networks begin, end and stand in each other: their input and output nodes, and the ports these are on a
block."""

from __future__ import annotations

from collections import Counter
from weakref import ref

from neurodesk.graph.entries import entries
from neurodesk.graph.model import Document, Graph, Node, Port
from neurodesk.graph.names import natural

INPUT, OUTPUT, BLOCK = "input", "output", "block"
"""The keys of the three layers that say how networks begin, end and stand in each other."""

ALONE = {INPUT: "in", OUTPUT: "out"}
"""What a block calls the port of a network's only input or output."""

_LAST = 1 << 30  # the place of an end that was given none: after those that were


_FOUND: dict[tuple[int, str], tuple[ref[Graph], list[str]]] = {}  # of each network that there is


def ends(graph: Graph, key: str) -> list[str]:
    """The names of a network's input or output nodes: as a person ordered them, the others in natural order.

    Found once for each version of it, since every block that stands for it asks. Kept by identity.
    """
    at = id(graph), key
    kept = _FOUND.get(at)
    if kept is None:
        found = [(_order(node), natural(name)) for name, node in entries(graph.nodes) if node.key == key]
        names = [name for _, (_, name) in sorted(found)]
        kept = _FOUND[at] = (ref(graph, lambda _gone: _FOUND.pop(at, None)), names)
    return [*kept[1]]


def block_ends(graph: Graph) -> tuple[dict[str, str], dict[str, str]]:
    """For a network standing as a block: port -> input node, and port -> output node."""
    return end_ports(graph, INPUT), end_ports(graph, OUTPUT)


def end_ports(graph: Graph, key: str) -> dict[str, str]:
    """The ports that a network's input or output nodes are on its blocks, in order: port -> node."""
    nodes = ends(graph, key)
    return {ALONE[key]: nodes[0]} if len(nodes) == 1 else {name: name for name in nodes}


def network_of(node: Node) -> str:
    """The network that a block stands for; nothing for other layers."""
    return str(node.values.get("network", "")) if node.key == BLOCK else ""


def uses(document: Document, network: str) -> list[Port]:
    """Where a network stands as a block: (network, node)."""
    found = []
    for outer, graph in document.networks.items():
        here = [name for name, node in entries(graph.nodes) if network_of(node) == network]
        found += [Port(outer, name) for name in sorted(here, key=natural)]
    return found


def use_counts(document: Document) -> Counter[str]:
    """How many blocks stand for each network."""
    return Counter(network_of(node) for graph in document.networks.values() for _, node in entries(graph.nodes))


def holds(document: Document, outer: str, inner: str) -> bool:
    """Whether a network holds another, at whatever depth, or is that network itself."""
    seen: set[str] = set()
    front = [outer]
    while front:
        name = front.pop()
        if name == inner:
            return True
        if name not in seen and name in document.networks:
            seen.add(name)
            front.extend(filter(None, (network_of(node) for _, node in entries(document.networks[name].nodes))))
    return False


def _order(node: Node) -> int:
    order = node.values.get("order", 0)
    return order if type(order) is int and order > 0 else _LAST

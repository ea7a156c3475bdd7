"""Keeps the edits of a block's ports: their names, their order, and the wires that follow them in every network."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from neurodesk.graph.edit import bend, rename, set_value
from neurodesk.graph.ends import ALONE, INPUT, OUTPUT, end_ports, ends, uses
from neurodesk.graph.errors import EditError
from neurodesk.graph.model import Document, Graph, Port


def rename_node(document: Document, network: str, old: str, new: str) -> Document:
    """The document with a node renamed; where it is a port of blocks, the wires to these follow. Raises EditError."""
    before = document.networks[network]
    after = rename(before, old, new)
    for key in (INPUT, OUTPUT):
        if before.nodes[old].key == key and old in end_ports(before, key):
            document = _rewired(document, network, key, {old: new})
    return document.with_graph(network, _ordered_as(before, after, old, new))


def order_ends(document: Document, network: str, names: Iterable[str]) -> Document:
    """The document in which input or output nodes of a network stand in this order, on its blocks too."""
    graph = document.networks[network]
    for at, name in enumerate(names, 1):
        if name not in graph.nodes or graph.nodes[name].key not in ALONE:
            raise EditError(f"{name} is no input or output.", "Choose a layer where the network begins or ends.")
        graph = set_value(graph, name, "order", at)
    return document.with_graph(network, graph)


def followed(before: Document, after: Document) -> Document:
    """`after`, in which the wires of blocks follow ports that an edit of the network inside gave other names.

    A block with one input calls it `in`; a second one inside gives both the names of their nodes, and taking one away
    gives `in` back. Wires to a port that is gone go with it.
    """
    if len(after.networks) == 1:
        return after
    for name, graph in before.networks.items():
        now = after.networks.get(name)
        if now is None or now.nodes is graph.nodes:
            continue
        for key in (INPUT, OUTPUT):
            ports, news = end_ports(graph, key), {node: port for port, node in end_ports(now, key).items()}
            moved = {port: news.get(node, "") for port, node in ports.items() if news.get(node) != port}
            if moved and not moved.keys() & set(news.values()):
                after = _rewired(after, name, key, moved)
    return after


def _rewired(document: Document, network: str, key: str, moved: dict[str, str]) -> Document:
    """The document with the wires at blocks of `network` taken from one port to another, or away where that is ""."""
    for outer, block in uses(document, network):
        graph = document.networks[outer]
        if key == INPUT:
            drop = {Port(block, port): source for port, source in graph.into(block).items() if port in moved}
            put = {Port(block, moved[port]): source for (_, port), source in drop.items() if moved[port]}
            dots = {
                Port(block, moved[old.port]): graph.bends[old] for old in drop if old in graph.bends and moved[old.port]
            }
            graph = bend(graph.rewired(drop, put), dots)
        else:
            leaving = [(source, target) for source, target in graph.out_of(block) if source.port in moved]
            put = {target: Port(block, moved[port]) for (_, port), target in leaving if moved[port]}
            dots = {target: graph.bends[target] for target in put if target in graph.bends}
            graph = bend(graph.rewired([target for _, target in leaving], put), dots)
        document = document.with_graph(outer, graph)
    return document


def _ordered_as(before: Graph, after: Graph, old: str, new: str) -> Graph:
    """`after` with its ends in the order they had: another name alone does not move a port."""
    key = before.nodes[old].key
    wanted = [new if name == old else name for name in ends(before, key)] if key in ALONE else []
    if not wanted or ends(after, key) == wanted:
        return after
    nodes = after.nodes
    for at, name in enumerate(wanted, 1):
        nodes = nodes.insert(name, replace(nodes[name], values=nodes[name].values.insert("order", at)))
    return replace(after, nodes=nodes)

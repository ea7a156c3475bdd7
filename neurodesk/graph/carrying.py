"""Keeps what travels with copied blocks: the networks they stand for, and how these arrive in another document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from neurodesk.graph.blocks import free_network
from neurodesk.graph.ends import holds, network_of
from neurodesk.graph.errors import EditError
from neurodesk.graph.model import Document, Graph


def carried(document: Document, part: Graph) -> dict[str, Graph]:
    """The networks that the blocks of a part stand for, at whatever depth, in the document's order."""
    needed: set[str] = set()
    waiting = [part]
    while waiting:
        for name in _networks(waiting.pop()):
            if name in document.networks and name not in needed:
                needed.add(name)
                waiting.append(document.networks[name])
    return {name: graph for name, graph in document.networks.items() if name in needed}


def brought(document: Document, part: Graph, networks: Mapping[str, Graph]) -> tuple[Document, Graph]:
    """The document with the networks that a part needs, and the part with its blocks standing for them.

    A network that the document has already, in name and content, is used; one whose name is taken gets another.
    """
    same = {name for name, graph in networks.items() if document.networks.get(name) == graph}
    while strange := {
        name for name in same if any(inner not in same for inner in _networks(networks[name]) & {*networks})
    }:
        same -= strange
    names = {name: name for name in same}
    for name in networks:
        if name not in same:
            names[name] = free_network(document, name)
            document = document.with_graph(names[name], Graph())  # its name is taken from here on
    for name, graph in networks.items():
        if name not in same:
            document = document.with_graph(names[name], _renamed(graph, names))
    return document, _renamed(part, names)


def refuse_circles(document: Document, network: str, part: Graph) -> None:
    """Raises EditError when a block of the part, put into `network`, would stand inside itself."""
    for inner in sorted(_networks(part)):
        if holds(document, inner, network):
            raise EditError(f"{inner} would hold itself.", "Paste it outside of the block, or give it another network.")


def _networks(graph: Graph) -> set[str]:
    return {network_of(node) for node in graph.nodes.values()} - {""}


def _renamed(graph: Graph, names: Mapping[str, str]) -> Graph:
    nodes = graph.nodes
    for name, node in graph.nodes.items():
        old = network_of(node)
        if names.get(old, old) != old:
            nodes = nodes.insert(name, replace(node, values=node.values.insert("network", names[old])))
    return graph if nodes is graph.nodes else replace(graph, nodes=nodes)

"""Keeps which nodes use the weights of others: the one value of a node that names another node of its network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from neurodesk.graph.model import Chosen, Graph, Node

WEIGHTS_OF = "weights_of"
"""The parameter that names the node whose weights a layer uses; empty for weights of its own."""


def named(node: Node) -> str:
    """The node whose weights a node uses; nothing where it has its own."""
    found = node.values.get(WEIGHTS_OF, "")
    return found if isinstance(found, str) else ""


def ties(graph: Graph) -> dict[str, str]:
    """Every node that uses the weights of another, and that other as it is named, be it there or not."""
    return {name: owner for name, node in graph.nodes.items() if (owner := named(node))}


def follow(graph: Graph, renamed: Mapping[str, str], within: frozenset[str] | None = None) -> Graph:
    """The drawing in which the nodes (all, or those `within`) name those that were `renamed` by their new names."""
    nodes = graph.nodes
    for name, owner in ties(graph).items():
        if owner in renamed and (within is None or name in within):
            nodes = nodes.insert(name, Chosen(nodes[name].key, nodes[name].values.insert(WEIGHTS_OF, renamed[owner])))
    return graph if nodes is graph.nodes else replace(graph, nodes=nodes)


def torn(graph: Graph, names: frozenset[str]) -> tuple[str, str] | None:
    """A node and the one whose weights it uses, of which only one is among `names`; None where there is none."""
    pairs = (pair for pair in ties(graph).items() if pair[1] in graph.nodes)
    return next((pair for pair in sorted(pairs) if (pair[0] in names) != (pair[1] in names)), None)

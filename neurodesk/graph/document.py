"""Keeps the edits of a whole document: its networks, its data source and how it learns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from rpds import HashTrieMap

from neurodesk.graph.ends import BLOCK
from neurodesk.graph.errors import EditError
from neurodesk.graph.model import MOST_NODES, Chosen, Document, Graph, Learning, Networks, check_text, freeze
from neurodesk.graph.names import check_name


def add_network(document: Document, name: str, graph: Graph | None = None) -> Document:
    """The document with one more network."""
    check_name(name)
    if name in document.networks:
        raise EditError(f"There is already a network called {name}.", "Choose another name.")
    return document.with_graph(name, graph or Graph())


def check_size(document: Document) -> Document:
    """The document, when a file can hold it. Raises EditError for one of more nodes."""
    count = sum(len(graph.nodes) for graph in document.networks.values())
    if count > MOST_NODES:
        reason = f"A project has at most {MOST_NODES:,} layers; that would be {count:,}."
        raise EditError(reason, "Use a network as a block, repeated, instead of copies.")
    return document


def remove_network(document: Document, name: str) -> Document:
    """The document without the network `name`. Raises EditError for the main one and for one that stands in another."""
    _known(document, name)
    if name == document.main:
        raise EditError(f"{name} is the network that is trained.", "Make another network the main one first.")
    for other, graph in document.networks.items():
        users = [node for node in graph.names() if _stands_for(graph.nodes[node], name)]
        if users and other != name:
            raise EditError(f"{other} uses {name} in {users[0]}.", f"Remove {users[0]} from {other} first.")
    return document.replaced(networks={key: graph for key, graph in document.networks.items() if key != name})


def rename_network(document: Document, old: str, new: str) -> Document:
    """The document with the network `old` called `new`, also where it stands in others as a block."""
    _known(document, old)
    if old == new:
        return document
    check_name(new)
    if new in document.networks:
        raise EditError(f"There is already a network called {new}.", "Choose another name.")
    networks = {
        new if name == old else name: _with_blocks_renamed(graph, old, new) for name, graph in document.networks.items()
    }
    return document.replaced(networks=Networks(networks), main=new if document.main == old else document.main)


def set_main(document: Document, name: str) -> Document:
    """The document with `name` as the network that is trained."""
    _known(document, name)
    return document.replaced(main=name)


def order_networks(document: Document, names: Sequence[str]) -> Document:
    """The document with its networks in this order. Raises EditError unless each is named once."""
    if sorted(names) != sorted(document.networks):
        raise EditError("An order names every network once.", "Move one network at a time.")
    return document.replaced(networks=Networks({name: document.networks[name] for name in names}))


def set_source(document: Document, source: Chosen | None) -> Document:
    """The document with its examples from `source`."""
    return document.replaced(source=source)


def set_notes(document: Document, notes: str) -> Document:
    """The document with other notes. Raises EditError for a text that no file can hold."""
    return document.replaced(notes=check_text(notes))


def set_learning(
    document: Document,
    *,
    recipe: Chosen | None = None,
    loss: Chosen | None = None,
    optimizer: Chosen | None = None,
    schedule: Chosen | None = None,
    options: Mapping[str, Any] | None = None,
) -> Document:
    """The document that learns otherwise; what is not given stays, and `options` are added to those that are set."""
    now = document.learning
    changed = {name: freeze(value) for name, value in (options or {}).items()}
    return document.replaced(
        learning=Learning(
            recipe or now.recipe,
            loss or now.loss,
            optimizer or now.optimizer,
            schedule or now.schedule,
            now.options.update(changed) if changed else now.options,
        )
    )


def _known(document: Document, name: str) -> None:
    if name not in document.networks:
        raise EditError(f"There is no network {name}.", "Choose a network that is there.")


def _stands_for(node: Chosen, network: str) -> bool:
    return node.key == BLOCK and node.values.get("network") == network


def _with_blocks_renamed(graph: Graph, old: str, new: str) -> Graph:
    blocks: HashTrieMap[str, Chosen] = graph.nodes
    for name, node in graph.nodes.items():
        if _stands_for(node, old):
            blocks = blocks.insert(name, Chosen(node.key, node.values.insert("network", new)))
    return graph if blocks is graph.nodes else replace(graph, nodes=blocks)

"""Writes a document again and again while it is edited: only what changed since is put into words anew, and read again
to prove that it can be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from neurodesk.graph import tree
from neurodesk.graph.diff import Diff, diff
from neurodesk.graph.model import Document, Graph
from neurodesk.graph.plain import FORMAT, network_words, node_words
from neurodesk.graph.text import check_count, document_words, loads

_PART = 20  # nodes; a millisecond or two of work
_INDENT = 8  # of a node's entries in a project file


class Writer:
    """Knows the words of the document it wrote last; the thread that writes is its own.

    `rest` is called after each small part of a long work, so that a caller can leave the processor to others.
    """

    def __init__(self, rest: Callable[[], None] = lambda: None) -> None:
        self._rest = rest
        self._networks: dict[str, _Network] = {}

    def text(self, document: Document) -> str:
        """The same as `dumps` gives."""
        self._networks = {name: self._networks.get(name) or _Network() for name in document.networks}
        for name, graph in document.networks.items():
            for part in _parts(self._networks[name].follow(graph)):
                self._networks[name].write(part)
                self._rest()
        networks = {name: network.words() for name, network in self._networks.items()}
        return tree.write(document_words(document, networks)) + "\n"

    def proved(self, document: Document, where: str) -> str:
        """The text, which `loads` can read. Raises BadFile where it could not, and names the entry."""
        text, graphs = self.text(document), document.networks.values()
        tree.check_size(text, where)
        check_count("nodes", sum(len(graph.nodes) for graph in graphs), where)
        check_count("wires", sum(len(graph.wires) for graph in graphs), where)
        bare = {name: network_words(graph, {}) for name, graph in document.networks.items()}
        loads(tree.write(document_words(document, bare)), where)
        for name, network in self._networks.items():
            for part in _parts(sorted(network.unproved)):
                inside = {name: {"nodes": network.standing(part)}}
                loads(tree.write({"neurodesk": FORMAT, "main": name, "networks": inside}), where)
                network.unproved.difference_update(part)
                self._rest()
        return text


class _Network:
    """The words of each node of one network; what an error left undone is done the next time."""

    def __init__(self) -> None:
        self.unproved: set[str] = set()
        self._unwritten: set[str] = set()
        self._graph = Graph()
        self._names: list[str] = []
        self._nodes: dict[str, tree.Piece] = {}

    def follow(self, graph: Graph) -> list[str]:
        """Take over what the network is now; the nodes whose words are to be written again."""
        change = diff(self._graph, graph)
        self._graph = graph
        if change.added or change.removed:
            self._names = graph.names()
        for name in change.removed:
            self._nodes.pop(name, None)
        self._unwritten = {name for name in self._unwritten | _touched(change) if name in graph.nodes}
        unfed = {after for name in change.removed for after in graph.after(name)}  # wires from what is gone
        self.unproved = (self.unproved - change.removed) | self._unwritten | unfed
        return sorted(self._unwritten)

    def write(self, names: Iterable[str]) -> None:
        """Put nodes into words."""
        for name in names:
            self._nodes[name] = tree.Piece(tree.write(node_words(self._graph, name), _INDENT))
            self._unwritten.discard(name)

    def words(self) -> dict[str, Any]:
        """The network, as `network_words` gives it."""
        return network_words(self._graph, {name: self._nodes[name] for name in self._names})

    def standing(self, names: Iterable[str]) -> dict[str, Any]:
        """Some nodes in words, and something in the place of those that are there and feed them."""
        there = self._graph.nodes
        feeding = {each: {"layer": "input"} for name in names for each in self._graph.before(name) if each in there}
        return feeding | {name: self._nodes[name] for name in names}


def _touched(change: Diff) -> set[str]:
    """The nodes of which a file says something else than before, and some that are gone."""
    wires = {port.node for port in change.wired | change.unwired | change.bent}
    return {*change.added, *change.changed, *change.moved, *change.pinned, *wires}


def _parts(names: list[str]) -> Iterator[list[str]]:
    return (names[at : at + _PART] for at in range(0, len(names), _PART))

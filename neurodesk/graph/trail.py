"""Keeps the way into a network: the network where it begins, and the blocks that were gone through."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from neurodesk.graph.ends import network_of
from neurodesk.graph.model import Document


@dataclass(frozen=True, slots=True)
class Trail:
    """From the network `root` through the blocks `steps`, each a node of the network before it."""

    root: str
    steps: tuple[str, ...] = ()

    def networks(self, document: Document) -> tuple[str, ...]:
        """The networks along the way, the root first, as far as it leads."""
        found = [self.root] if self.root in document.networks else []
        for step in self.steps if found else ():
            node = document.networks[found[-1]].nodes.get(step)
            inner = network_of(node) if node is not None else ""
            if inner not in document.networks:
                break
            found.append(inner)
        return tuple(found)

    def cut(self, length: int) -> Trail:
        """The way to the network at this place along it, 0 for the root."""
        return Trail(self.root, self.steps[:length])

    def into(self, block: str) -> Trail:
        """The way that goes on through a block."""
        return Trail(self.root, (*self.steps, block))


def trail_to(document: Document, network: str) -> Trail:
    """The shortest way from the main network; from the network itself where none leads there."""
    waiting, seen = deque([(document.main, Trail(document.main))]), {document.main}
    while waiting:
        here, trail = waiting.popleft()
        if here == network:
            return trail
        graph = document.networks[here]
        for name in graph.names():
            inner = network_of(graph.nodes[name])
            if inner in document.networks and inner not in seen:
                seen.add(inner)
                waiting.append((inner, trail.into(name)))
    return Trail(network)

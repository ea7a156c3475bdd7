"""Keeps what follows from the wires: the order in which nodes run, cycles with their path, ancestors."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING

from neurodesk.graph.entries import entries
from neurodesk.graph.model import Graph, Port
from neurodesk.graph.names import natural

if TYPE_CHECKING:
    import networkx
    from rpds import HashTrieMap

_ORDERS: deque[tuple[HashTrieMap[Port, Port], frozenset[str], list[str]]] = deque(maxlen=4)
"""The last answers: another value of a layer, or another place, leaves the order as it was."""


def order(graph: Graph) -> list[str]:
    """Every node after all that feed it; among those that are free, in natural order. Nodes on or after a cycle are
    left out (A. B. Kahn, 1962)."""
    names = frozenset(name for name, _ in entries(graph.nodes))
    for wires, among, found in _ORDERS:
        if wires is graph.wires and among == names:
            return [*found]
    found = _ordered(graph, names)
    _ORDERS.append((graph.wires, names, found))
    return [*found]


def _ordered(graph: Graph, names: frozenset[str]) -> list[str]:
    waiting = {name: sum(feeder in names for feeder in graph.before(name)) for name in names}
    free = [natural(name) for name, count in waiting.items() if not count]
    heapq.heapify(free)
    done: list[str] = []
    while free:
        name = heapq.heappop(free)[1]
        done.append(name)
        for follower in graph.after(name):
            if follower not in waiting:
                continue
            waiting[follower] -= 1
            if not waiting[follower]:
                heapq.heappush(free, natural(follower))
    return done


def in_order(graph: Graph) -> list[str]:
    """Every node of the drawing: those of `order`, then those on or after a cycle, in natural order."""
    done = order(graph)
    return done if len(done) == len(graph.nodes) else done + sorted(set(graph.nodes).difference(done), key=natural)


def find_cycle(graph: Graph) -> list[str] | None:
    """The nodes around one cycle, the first repeated at the end; None when there is none."""
    stuck = set(graph.nodes).difference(order(graph))
    if not stuck:
        return None
    import networkx  # takes a while to load, and few drawings run in a circle

    tangle = digraph(graph, stuck)
    around = [start for start, _ in networkx.find_cycle(tangle, source=sorted(stuck, key=natural))]
    first = around.index(min(around, key=natural))
    return [*around[first:], *around[: first + 1]]


def digraph(graph: Graph, names: Collection[str]) -> networkx.DiGraph[str]:
    """The nodes `names` and the wires between them as networkx keeps them, in natural order: results do not depend on
    the order of our maps."""
    import networkx

    made: networkx.DiGraph[str] = networkx.DiGraph()
    made.add_nodes_from(sorted(names, key=natural))
    inside = set(names)
    made.add_edges_from(
        (name, after) for name in made for after in sorted(graph.after(name), key=natural) if after in inside
    )
    return made


def ancestors(graph: Graph, *names: str) -> set[str]:
    """Every node that one of `names` depends on; itself not among them for one that stands on no cycle."""
    return _reached(names, graph.before)


def descendants(graph: Graph, *names: str) -> set[str]:
    """Every node that depends on one of `names`; itself not among them for one that stands on no cycle."""
    return _reached(names, graph.after)


def would_cycle(graph: Graph, source: str, target: str) -> list[str] | None:
    """The cycle that a wire from `source` to `target` would close: `[source, target, ..., source]`; None when none.

    Searches from both ends in turn, the shorter front first, so that it ends as soon as either end is exhausted.
    """
    if source == target:
        return [source, source]
    down: dict[str, str] = {target: ""}  # found from target: the node it was reached from
    up: dict[str, str] = {source: ""}
    below, above = [target], [source]
    while below and above:
        if len(below) <= len(above):
            below, met = _spread(below, graph.after, down, up)
        else:
            above, met = _spread(above, graph.before, up, down)
        if met:
            return [source, *_trail(met, down)[::-1], *_trail(met, up)[1:]]
    return None


def _spread(
    front: list[str], step: Callable[[str], list[str]], found: dict[str, str], goal: dict[str, str]
) -> tuple[list[str], str]:
    """One step outward: the next front, and a node where both searches met (else empty)."""
    fringe: list[str] = []
    for name in front:
        for neighbour in step(name):
            if neighbour not in found:
                found[neighbour] = name
                if neighbour in goal:
                    return fringe, neighbour
                fringe.append(neighbour)
    return fringe, ""


def _trail(name: str, found: dict[str, str]) -> list[str]:
    trail = [name]
    while found[trail[-1]]:
        trail.append(found[trail[-1]])
    return trail


def _reached(names: Iterable[str], step: Callable[[str], list[str]]) -> set[str]:
    found: set[str] = set()
    front = [*names]
    while front:
        for neighbour in step(front.pop()):
            if neighbour not in found:
                found.add(neighbour)
                front.append(neighbour)
    return found

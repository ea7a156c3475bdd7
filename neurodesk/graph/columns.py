"""Keeps the first half of the tidy layout: which column each node stands in, and a lane for each long wire."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from typing import NamedTuple

from neurodesk.graph.model import Graph, Port
from neurodesk.graph.names import natural

MOST_LANES = 20_000  # spots kept free for long wires; past this the longest wires get none, so that time is bounded


class Link(NamedTuple):
    """A wire's piece between neighbouring columns: two spots, and how far down their ports are (0 to below 1)."""

    left: int
    right: int
    out: float
    into: float


@dataclass(slots=True)
class Sheet:
    """Spots in columns from left to right, each a node or an empty place where a long wire passes."""

    names: list[str] = field(default_factory=list)  # by spot; empty for a lane
    columns: list[list[int]] = field(default_factory=list)  # spots from top to bottom
    links: list[list[Link]] = field(default_factory=list)  # by the column they start in
    lanes: list[list[int]] = field(default_factory=list)  # the spots of each long wire, its two nodes included
    ways: dict[Port, list[int]] = field(default_factory=dict)  # by input port: the lane spots of a long wire

    def spot(self, name: str, column: int) -> int:
        """A new spot at the bottom of `column`."""
        self.names.append(name)
        self.columns[column].append(len(self.names) - 1)
        return len(self.names) - 1


class _Wire(NamedTuple):
    start: str
    end: str
    out: float
    into: float
    target: Port | None  # None where the wire runs to the left


def sheet(graph: Graph, part: list[str]) -> Sheet:
    """The nodes `part` in columns: every wire runs to the right, but for those that close a circle."""
    run = _sequence(graph, part)
    wires = _wires(graph, {name: at for at, name in enumerate(run)})
    depth = _depths(run, wires)
    count = max(depth.values()) + 1
    made = Sheet([], [[] for _ in range(count)], [[] for _ in range(count)])
    spots = {name: made.spot(name, depth[name]) for name in run}
    bundles: dict[tuple[str, float], list[_Wire]] = {}
    for wire in wires:
        bundles.setdefault((wire.start, wire.out), []).append(wire)
    left = MOST_LANES
    for bundle in sorted(
        bundles.values(), key=lambda found: max(depth[wire.end] - depth[wire.start] for wire in found)
    ):
        left -= _lay(made, bundle, spots, depth, left)
    return made


def _sequence(graph: Graph, part: list[str]) -> list[str]:
    """Run order, natural among equals; where a circle blocks it, the node that waits for the fewest goes first."""
    inside = set(part)
    waiting = {name: sum(before in inside for before in graph.before(name)) for name in part}
    free = [natural(name) for name, count in waiting.items() if not count]
    heapq.heapify(free)
    run = []
    while waiting:
        name = heapq.heappop(free)[1] if free else min(waiting, key=lambda each: (waiting[each], natural(each)))
        del waiting[name]
        run.append(name)
        for after in graph.after(name):
            if after in waiting:
                waiting[after] -= 1
                if not waiting[after]:
                    heapq.heappush(free, natural(after))
    return run


def _wires(graph: Graph, rank: dict[str, int]) -> list[_Wire]:
    """The wires between ranked nodes, each from the lower rank to the higher."""
    outs: dict[str, dict[str, float]] = {}
    found = []
    for name in rank:
        feeds = graph.into(name)
        for at, (port, source) in enumerate(feeds.items()):
            if source.node not in rank or source.node == name:
                continue
            if source.node not in outs:
                outs[source.node] = _port_ranks(graph, source)
            out, into = outs[source.node][source.port], at / len(feeds)
            backward = rank[source.node] > rank[name]
            found.append(
                _Wire(name, source.node, into, out, None)
                if backward
                else _Wire(source.node, name, out, into, Port(name, port))
            )
    return found


def _port_ranks(graph: Graph, source: Port) -> dict[str, float]:
    ports = sorted({out.port for out, _ in graph.out_of(source.node)}, key=natural)
    return {port: at / len(ports) for at, port in enumerate(ports)}


def _depths(run: list[str], wires: list[_Wire]) -> dict[str, int]:
    """Each node's column: one after all that feed it; then as near as can be to those it feeds, where that shortens
    wires, or where it ends a side branch: the slack then lies inside the branch, whose row is level."""
    before: dict[str, list[str]] = {name: [] for name in run}
    after: dict[str, list[str]] = {name: [] for name in run}
    for wire in wires:
        before[wire.end].append(wire.start)
        after[wire.start].append(wire.end)
    depth: dict[str, int] = {}
    for name in run:
        depth[name] = max((depth[each] + 1 for each in before[name]), default=0)
    for name in reversed(run):
        if not before[name]:
            continue
        ends_branch = len(before[name]) == len(after[name]) == len(after[before[name][0]]) == 1
        if len(after[name]) > len(before[name]) or ends_branch:
            depth[name] = min(depth[each] for each in after[name]) - 1
    return depth


def _lay(made: Sheet, bundle: list[_Wire], spots: dict[str, int], depth: dict[str, int], most: int) -> int:
    """Links the wires of one output, which share a lane as far as they go together; returns how many lane spots
    that took, at most `most`."""
    start = bundle[0].start
    farthest = max(bundle, key=lambda wire: depth[wire.end])
    span = depth[farthest.end] - depth[start]
    chain = [spots[start]]
    for column in range(depth[start] + 1, depth[start] + span if span - 1 <= most else 0):
        chain.append(made.spot("", column))
        made.links[column - 1].append(Link(chain[-2], chain[-1], bundle[0].out if len(chain) == 2 else 0.0, 0.0))
    for wire in bundle:
        at = depth[wire.end] - depth[start] - 1
        if at < len(chain):
            out = wire.out if not at else 0.0
            made.links[depth[wire.end] - 1].append(Link(chain[at], spots[wire.end], out, wire.into))
            if at and wire.target:
                made.ways[wire.target] = chain[1 : at + 1]
    if len(chain) > 1:
        made.lanes.append([*chain, spots[farthest.end]])
    return len(chain) - 1

"""Muted nodes: what passes straight through them, why some cannot be muted, and how to use them again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from neurodesk.compiler.facts import Facts
from neurodesk.compiler.ports import INPUT, OUTPUT, Ports
from neurodesk.compiler.problems import Cure, Problem, cure
from neurodesk.compiler.spot import Spot
from neurodesk.graph.edit import mute
from neurodesk.graph.model import Document, Graph, Port
from neurodesk.graph.names import natural
from neurodesk.graph.order import ancestors

OFFERED = 2  # muted nodes that a problem behind them offers to use again


def way_through(graph: Graph, name: str, ins: Iterable[str]) -> str:
    """The input that goes straight on to what a muted node feeds: its first wired one; empty when none is wired."""
    wires = graph.into(name)
    return next((port for port in ins if port in wires), "")


def bypassed(graph: Graph, ports: Mapping[str, Ports]) -> Graph:
    """The drawing as data runs through it: of a muted node only the input that goes straight on is wired."""
    if not graph.muted:
        return graph
    idle = [
        Port(name, port)
        for name in graph.muted
        for port in graph.into(name)
        if port != way_through(graph, name, ports[name].inputs)
    ]
    return graph.rewired(drop=idle)


def blocked(graph: Graph, name: str, key: str, ports: Ports) -> str:
    """Why nothing can pass straight through a node, in a sentence; empty where it can."""
    if key in (INPUT, OUTPUT):
        return f"{name} is where the network {'begins' if key == INPUT else 'ends'}, so it cannot be muted."
    if not ports.inputs:
        return f"{name} takes nothing in, so nothing could go on when it is muted."
    if len({source.port for source, _ in graph.out_of(name)}) > 1:
        return f"{name} feeds others from several outputs, and one input cannot stand for them all."
    return ""


def cannot_mute(spot: Spot, name: str, reason: str) -> Problem:
    """A muted node that nothing can pass through."""
    return spot.problem("muted", reason, [_using(spot.network, name)], node=name)


def with_unmuting(document: Document, problems: Iterable[Problem]) -> Iterator[Problem]:
    """The problems, each error that a muted node before it may cause with the cure of using that node again."""
    for problem in problems:
        graph = document.networks.get(problem.network)
        if graph is None or not graph.muted or problem.severity != "error" or problem.node not in graph.nodes:
            yield problem
            continue
        before = ancestors(graph, problem.node) & set(graph.muted)
        cures = [_using(problem.network, name) for name in sorted(before, key=natural)[-OFFERED:]]
        yield replace(problem, cures=(*cures, *problem.cures))


def refusal(document: Document, network: str, names: Iterable[str], facts: Facts | None = None) -> str:
    """Why these nodes cannot be muted, in a sentence; empty when the drawing has no error more without them."""
    from neurodesk.compiler.check import check  # it looks down on this module

    graph = document.networks[network]
    muted = document.with_graph(network, mute(graph, names))
    known = {(problem.code, problem.network, problem.node) for problem in check(document, facts)}
    for problem in check(muted, facts):
        if problem.severity == "error" and (problem.code, problem.network, problem.node) not in known:
            without = ", ".join(names)
            return problem.text if problem.code == "muted" else f"{without} cannot be muted: {problem.text}"
    return ""


def _using(network: str, name: str) -> Cure:
    return cure(f"Unmute {name}", network, lambda graph: mute(graph, [name], False))

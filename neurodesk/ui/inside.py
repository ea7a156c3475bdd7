"""Which node of a drawing each problem is shown on: its own, or the block that holds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from neurodesk.compiler.problems import Problem
from neurodesk.graph.entries import entries
from neurodesk.graph.model import Document
from neurodesk.ui.words import tr


def shown_problems(document: Document, network: str, problems: Sequence[Problem]) -> dict[str, list[Problem]]:
    """The problems of `network` by node, worst first.

    One inside another network is shown on every block that stands for it, however deep, and names where it is.
    """
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        if problem.network == network and problem.node:
            found.setdefault(problem.node, []).append(problem)
    elsewhere = [problem for problem in problems if problem.network not in ("", network)]
    if elsewhere and network in document.networks:
        for name, inner in _blocks(document, network).items():
            held = _within(document, inner)
            for problem in elsewhere:
                if problem.network in held:
                    place = tr("Inside {network}", network=problem.network) + (
                        tr(", at {where}", where=problem.where) if problem.node else ""
                    )
                    found.setdefault(name, []).append(replace(problem, port="", text=f"{place}: {problem.text}"))
    return found


def _blocks(document: Document, network: str) -> dict[str, str]:
    """The block nodes of a network, and the network that each stands for."""
    nodes = entries(document.networks[network].nodes)
    return {name: str(node.values.get("network", "")) for name, node in nodes if node.key == "block"}


def _within(document: Document, network: str) -> set[str]:
    """A network and all that its blocks hold; one that holds itself ends the search."""
    held: set[str] = set()
    waiting = [network]
    while waiting:
        name = waiting.pop()
        if name not in held and name in document.networks:
            held.add(name)
            waiting += _blocks(document, name).values()
    return held

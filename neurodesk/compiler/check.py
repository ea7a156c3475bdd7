"""Everything that is wrong with a document, each thing with its cures; checking itself never fails."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from neurodesk.compiler.count import batch_of, refuse
from neurodesk.compiler.facts import Facts
from neurodesk.compiler.flow import Flow, flow
from neurodesk.compiler.goals import of_goal
from neurodesk.compiler.memory import machine_memory
from neurodesk.compiler.muting import with_unmuting
from neurodesk.compiler.problems import Cure, Problem, ranked
from neurodesk.graph.document import remove_network, set_main
from neurodesk.graph.ends import network_of
from neurodesk.graph.entries import entries
from neurodesk.graph.model import Document

__all__ = ["Cure", "Problem", "check"]


def check(document: Document, facts: Facts | None = None, memory: int | None = None) -> tuple[Problem, ...]:
    """Find what is wrong, errors first. `facts` are the data's; `memory` is what training may use, in bytes.

    A document without errors compiles. Every problem has at least one cure, and a cure is an edit.
    """
    if document.main not in document.networks:
        return (_no_main(document),)
    main = flow(document, None, facts)
    found = _found(document, facts, main, machine_memory() if memory is None else memory)
    return ranked(with_unmuting(document, found))


def _found(document: Document, facts: Facts | None, main: Flow, memory: int) -> Iterator[Problem]:
    yield from main.problems
    if facts is not None:
        yield from of_goal(document, facts, main)
    too_large = refuse(document, facts, batch_of(document), memory, seen=main)
    if too_large:
        yield too_large
    yield from _unused_networks(document)


def _no_main(document: Document) -> Problem:
    """A document that trains a network it does not hold."""
    text = f"This project trains a network called {document.main[:40]!r}, which it does not have."
    cures = tuple(Cure(f"Train {name}", partial(set_main, name=name)) for name in document.networks)
    return Problem("no_main", "error", document.main, "", "", text, cures)


def _unused_networks(document: Document) -> Iterator[Problem]:
    """Networks that stand nowhere, so that nothing trains them."""
    blocks = (
        (outer, network_of(node)) for outer, graph in document.networks.items() for _, node in entries(graph.nodes)
    )
    held = {inner for outer, inner in blocks if inner != outer}
    for name in document.networks:
        if name != document.main and name not in held:
            text = f"{name} stands in no other network, so it is not trained."
            label = f"Delete the network {name}"
            cures = (Cure(label, partial(remove_network, name=name)),)
            yield Problem("unused_network", "hint", name, "", "", text, cures)

"""What a layer, a block, a choice of layers or a whole network costs, in words: with what is not counted, and why."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from neurodesk.compiler.count import batch_of, count, memory
from neurodesk.compiler.flow import Flow, flow
from neurodesk.graph.entries import entries
from neurodesk.layers.spec import Cost
from neurodesk.ui.look.numbers import compact, whole
from neurodesk.ui.look.numbers import memory as size
from neurodesk.ui.session import Session
from neurodesk.ui.words import reasoned, spoken, tr

_NAMED = 3  # nodes in one sentence


class Told(NamedTuple):
    """Rows of a name and a value, and what must be known of them; empty where nothing must."""

    rows: list[tuple[str, str]]
    note: str


def node_costs(session: Session, name: str) -> Told:
    """The cost of one node alone; of a block that repeats, of all its copies."""
    cost = session.flow.costs.get(name)
    if cost is None:
        unknown = tr("not known yet")
        return Told([(tr("Parameters"), unknown), (tr("FLOPs"), unknown)], _why(session, session.flow))
    rows = [
        (tr("Parameters"), whole(cost.parameters)),
        (tr("FLOPs"), compact(cost.flops)),
        (tr("Activations"), size(cost.bytes)),
    ]
    node = session.graph.nodes[name]
    copies = node.values.get("repeat", 1) if name in session.flow.blocks else 1
    return Told(rows, tr("Of all {copies} copies together.", copies=copies) if copies != 1 else "")


def total_costs(session: Session, chosen: Collection[str] = ()) -> Told:
    """The cost of the network that is shown, or of these nodes of it: at least what can be computed."""
    seen, graph = session.flow, session.graph
    every = dict.fromkeys((*seen.order, *(name for name, _ in entries(graph.nodes))))  # in the order of the flow
    counted = [name for name in every if name in (chosen or seen.used)]
    left_out = [name for name in counted if name not in seen.costs]
    nodes = (tr("Nodes"), whole(len(chosen or graph.nodes)))
    names = tr("Parameters"), tr("FLOPs per example"), tr("Memory to train")
    if left_out and len(left_out) == len(counted):
        unknown = [(name, tr("not known yet")) for name in names]
        return Told([nodes, *unknown], "\n".join(filter(None, (_why(session, seen), "" if chosen else _idle(session)))))
    cost = _sum([seen.costs[name] for name in counted if name in seen.costs])
    needed = memory(cost, batch_of(session.document))
    if not chosen and session.network == session.document.main:
        needed = count(session.document, session.facts, seen=seen).memory  # what comes in takes room too
    values = whole(cost.parameters), compact(cost.flops), size(needed)
    if left_out:
        values = tuple(tr("at least {value}", value=value) for value in values)
    notes = [
        _left_out(session, left_out),
        "" if chosen else _idle(session),
        "" if chosen or session.network == session.document.main else _around(session),
    ]
    return Told([nodes, *zip(names, values, strict=True)], "\n".join(filter(None, notes)))


def _sum(costs: list[Cost]) -> Cost:
    return Cost(
        sum(cost.parameters for cost in costs), sum(cost.flops for cost in costs), sum(cost.bytes for cost in costs)
    )


def _left_out(session: Session, names: list[str]) -> str:
    if not names:
        return ""
    return tr("Not counted: {names}. {why}", names=_listed(names), why=_why(session, session.flow))


def _idle(session: Session) -> str:
    """What reaches no output is not part of what is trained."""
    idle = [name for name, _ in entries(session.graph.nodes) if name not in session.flow.used]
    return tr("Not counted, since they reach no output: {names}.", names=_listed(sorted(idle))) if idle else ""


def _around(session: Session) -> str:
    """In what a block stands whose network is shown: that it is one of several copies, and how much the whole has."""
    document, trail = session.document, session.trail
    if not trail.steps:
        return ""
    block = document.networks[trail.networks(document)[-2]].nodes[trail.steps[-1]]
    copies, outer = block.values.get("repeat", 1), flow(document, None, session.facts)
    return " ".join(
        (
            tr("These are the numbers of one of {copies} copies.", copies=copies)
            if copies != 1
            else tr("These are the numbers of this block alone."),
            tr("The whole network has {count} parameters.", count=outer.total().parameters) if outer.costs else "",
        )
    ).strip()


def _listed(names: list[str]) -> str:
    few = ", ".join(names[:_NAMED])
    return tr("{few} and {count} more", few=few, count=len(names) - _NAMED) if len(names) > _NAMED else few


def _why(session: Session, seen: Flow) -> str:
    """Why shapes are not known: no data yet, data that cannot be used, or the first error in the drawing."""
    if session.document.source is None:
        return tr("Sizes are known when data is chosen.")
    if session.facts is None:
        return reasoned(session.facts_fault) if session.facts_fault else tr("The data is being looked at.")
    wrong = [problem for problem in (*seen.problems, *session.problems) if problem.severity == "error"]
    return spoken(wrong[0].text) if wrong else tr("No shape reaches it yet.")

"""The layers of a quick-add line drawn: where they start, what they go between, and where each card stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from neurodesk.graph import edit
from neurodesk.graph.model import Chosen, Graph, Place, Port
from neurodesk.layers.catalogue import LAYERS
from neurodesk.ui.canvas.chain import Link
from neurodesk.ui.canvas.edits import GAP, NOWHERE, beside, place_of
from neurodesk.ui.canvas.face import CARD, WIDTH, layer_of

_STEP: Final = WIDTH + GAP  # scene px from column to column
_LANE: Final = CARD + 32.0  # scene px from lane to lane


def start_of(graph: Graph, selection: frozenset[str]) -> str:
    """The node a chain goes after: the one selected, or else the input whose wire is still missing; "" when none."""
    if len(selection) == 1 and (name := next(iter(selection))) in graph.nodes and _ports(graph, name, outputs=True):
        return name
    inputs = [name for name in graph.names() if graph.nodes[name].key == "input"]
    return min(inputs, key=lambda name: bool(graph.out_of(name)), default="")


def draw(graph: Graph, links: Sequence[Link], after: str = "") -> tuple[Graph, list[str]]:
    """Draw layers after a node and on to the output; input and output are made where they are missing.

    A node that feeds one other gets the chain put into that wire. The answer holds the names of the new nodes.
    """
    begins = links[0].node.key == "input"
    if begins:
        unused = [name for name in graph.names() if graph.nodes[name].key == "input" and not graph.out_of(name)]
        after = unused[0] if unused else ""
    target, finish = _goal(graph, links, after)
    links = _complete(links, begin=not after and not begins, skip=begins and bool(after), end=finish and target is None)
    graph, here = _room(graph, after, target, links)
    made: list[str] = []
    feeding: list[Port | None] = []
    before = Port(after, _ports(graph, after, outputs=True)[0]) if after else None
    for link in links:
        at = Place(here.x + link.column * _STEP, here.y + link.lane * _LANE)
        graph, name = edit.add(graph, link.node, at=at, prefix=layer_of(link.node).prefix)
        made.append(name)
        for port, fed in zip(_ports(graph, name), link.feeds, strict=False):
            source = before if fed < 0 else feeding[fed]
            if source is not None:
                graph = edit.connect(graph, source, Port(name, port))
        feeding.append(Port(name, link.out) if link.out else None)
    last = feeding[-1] if feeding else before
    if target is not None and last is not None:
        graph = edit.connect(graph, last, target)
    return graph, made


def _complete(links: Sequence[Link], *, begin: bool, skip: bool, end: bool) -> list[Link]:
    """The links with the input that they lack, without the one that is there already, and with their output."""
    shift = begin - skip
    whole = [Link(Chosen("input"), 0, 0, None, "out", ())] * begin
    for link in links[skip:]:
        whole.append(replace(link, feeds=tuple(fed + shift for fed in link.feeds), column=link.column + shift))
    if end and whole:
        whole.append(Link(Chosen("output"), 0, 0, None, "", (len(whole) - 1,), whole[-1].column + 1))
    return whole


def _goal(graph: Graph, links: Sequence[Link], after: str) -> tuple[Port | None, bool]:
    """The input that the chain's end feeds, and whether it should end in an output at all."""
    if links and not links[-1].out:
        return None, False
    follows = [target for _, target in graph.out_of(after)] if after else []
    if follows:
        return (follows[0], True) if len(follows) == 1 else (None, False)
    outputs = [name for name in graph.names() if graph.nodes[name].key == "output"]
    waiting = next((name for name in outputs if not graph.into(name)), "")
    return (Port(waiting, "in"), True) if waiting else (None, not outputs)


def _room(graph: Graph, after: str, target: Port | None, links: Sequence[Link]) -> tuple[Graph, Place]:
    """Where the first card stands: beside the node it follows, what comes after it moved on to the right."""
    count = max((link.column for link in links), default=-1) + 1
    lanes = max((link.lane for link in links), default=0)
    here = beside(graph, after) if after else NOWHERE
    if target is not None:
        end, needed = place_of(graph, target.node), here.x + count * _STEP
        if not graph.into(target.node):
            graph = edit.move(graph, {target.node: Place(needed, here.y)})
        elif end.x < needed:
            moved = {name: Place(at.x + needed - end.x, at.y) for name, at in graph.places.items() if at.x >= end.x}
            graph = edit.move(graph, moved)
    taken = [place_of(graph, name) for name in graph.nodes]
    while any(
        here.x - WIDTH < at.x < here.x + count * _STEP and -CARD - 8 < at.y - here.y < lanes * _LANE + CARD + 8
        for at in taken
    ):
        here = Place(here.x, here.y + CARD + 32)
    return graph, here


def _ports(graph: Graph, name: str, *, outputs: bool = False) -> list[str]:
    node = graph.nodes[name]
    layer = layer_of(node) if node.key in LAYERS else None
    return [] if layer is None else list(layer.outputs() if outputs else layer.inputs())

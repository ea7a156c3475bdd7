"""What can be done with networks inside networks: group, ungroup, fold, go in and out, name, order, share.

Each that changes the document is one step of history, and says in a sentence what it did or why it cannot be.
"""

from __future__ import annotations

from functools import lru_cache

from neurodesk.graph import edit
from neurodesk.graph.blocks import Loose, free_network, group, make_unique, passage, ungroup, why_not_grouped
from neurodesk.graph.ends import network_of, uses
from neurodesk.graph.errors import NeuroDeskError
from neurodesk.graph.folding import Run, find_run, fold
from neurodesk.graph.model import Document, Graph, Port
from neurodesk.graph.trail import Trail
from neurodesk.layers.catalogue import plainly
from neurodesk.ui.session import Session
from neurodesk.ui.words import later, reasoned, spoken, tr

_MANY = 500  # selected nodes; with more, whether they can be grouped is found out when it is asked for
NOTHING_REPEATS = later("Nothing to fold: no layers with equal parameters follow each other with equal shapes.")


def chosen_block(session: Session) -> str:
    """The one selected node if it is a block with a network; else nothing."""
    name = next(iter(session.selection), "") if len(session.selection) == 1 else ""
    node = session.graph.nodes.get(name)
    return name if node is not None and network_of(node) in session.document.networks else ""


def needs_block(session: Session) -> str:
    """Why nothing can be done with the selection as a block; empty when it can."""
    return "" if chosen_block(session) else tr("Select one block first.")


# ---------------------------------------------------------------------- grouping


def why_not_group(session: Session) -> str:
    """Why the selection cannot become a block; empty when it can."""
    if len(session.selection) > _MANY:
        return ""
    return _group_fault(_Same(session.graph), session.selection)


@lru_cache(maxsize=1)  # every change of the window asks, and most leave drawing and selection as they are
def _group_fault(graph: _Same, names: frozenset[str]) -> str:
    fault = why_not_grouped(graph.graph, names)
    return reasoned(fault) if fault is not None else ""


class _Same:
    """A drawing as a key: equal only to itself."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.graph is self.graph

    def __hash__(self) -> int:
        return id(self.graph)


def group_selection(session: Session) -> str:
    """Put the selection into a block; what happened, as a sentence."""
    names, made = session.selection, ""

    def change(document: Document) -> Document:
        nonlocal made
        document, made = group(document, session.network, names, loose=_loose(session))
        return document

    if why_not_group(session) or not session.edit(tr("Group"), change):
        return why_not_group(session)
    session.select([made])
    inner = network_of(session.graph.nodes[made])
    return tr("{count} layers stand in {network} now; Ctrl+Down goes in.", count=len(names), network=inner)


def ungroup_selection(session: Session) -> str:
    """Put the layers of the selected block in its place; what happened, as a sentence."""
    block, made = chosen_block(session), ()

    def change(document: Document) -> Document:
        nonlocal made
        document, made = ungroup(document, session.network, block)
        return document

    if not block or not session.edit(tr("Ungroup"), change):
        return needs_block(session)
    session.select(made)
    return tr("{block} is written out as {count} layers.", block=block, count=len(made))


def equal_run(session: Session) -> Run | None:
    """The run that folding would replace: among the selection if that is more than one node, else anywhere."""
    names = session.selection if len(session.selection) > 1 else None
    return find_run(plainly(session.graph), names, session.flow.shapes)


def fold_run(session: Session) -> str:
    """Replace the longest run of equal layers by one repeated block; what happened, as a sentence."""
    run, made = equal_run(session), ""
    if run is None:
        return spoken(NOTHING_REPEATS)

    def change(document: Document) -> Document:
        nonlocal made
        document, made = fold(document, session.network, run)
        return document

    if not session.edit(tr("Fold {run}", run=run), change):
        return ""
    session.select([made])
    return tr("{run}: one block {block} now stands for them.", run=run, block=made)


def share_no_more(session: Session) -> str:
    """Give the selected block a copy of its network for itself; what happened, as a sentence."""
    block, made = chosen_block(session), ""

    def change(document: Document) -> Document:
        nonlocal made
        document, made = make_unique(document, session.network, block)
        return document

    if not block or not session.edit(tr("Make unique"), change):
        return needs_block(session)
    return tr("{block} has a network of its own now, {network}.", block=block, network=made)


def why_not_unique(session: Session) -> str:
    """Why the selected block needs no copy of its own; empty when it shares its network."""
    block = chosen_block(session)
    if block and times_used(session, network_of(session.graph.nodes[block])) < 2:
        return tr("Only {block} uses its network.", block=block)
    return needs_block(session)


def times_used(session: Session, network: str) -> int:
    """How many blocks of the document stand for a network."""
    return len(uses(session.document, network))


# ---------------------------------------------------------------------- going in and out


def enter(session: Session, block: str = "") -> bool:
    """Show the network inside a block, the selected one when none is named; says whether there is one."""
    block = block or chosen_block(session)
    node = session.graph.nodes.get(block)
    inner = network_of(node) if node is not None else ""
    if inner not in session.document.networks:
        return False
    session.show_network(inner, session.trail.into(block))
    return True


def leave(session: Session) -> bool:
    """Go back to the network around the one shown and select the block that one came through."""
    return go(session, len(session.trail.steps) - 1)


def go(session: Session, depth: int) -> bool:
    """Go back along the way one came, to the network at this depth; says whether there is one."""
    trail = session.trail
    if not 0 <= depth < len(trail.steps):
        return False
    back = trail.cut(depth)
    session.show_network(back.networks(session.document)[-1], back)
    session.select([trail.steps[depth]])
    return True


def why_not_leave(session: Session) -> str:
    """Why there is no way out; empty when there is one."""
    return "" if session.trail.steps else tr("This network stands in no block.")


# ---------------------------------------------------------------------- networks


def add_network(session: Session) -> str:
    """Add a network that gives what it takes, and show it; its name."""
    name = free_network(session.document, "network")
    if not session.edit(tr("Add network"), lambda document: edit.add_network(document, name, passage())):
        return ""
    session.show_network(name, Trail(name))
    return name


def rename_network(session: Session, old: str, new: str) -> bool:
    """Give a network another name, where it stands as a block too."""
    return session.edit(tr("Rename network"), lambda document: edit.rename_network(document, old, new))


def delete_network(session: Session, name: str) -> bool:
    """Delete a network; the reason why not goes where refusals go."""
    return session.edit(tr("Delete network"), lambda document: edit.remove_network(document, name))


def why_not_delete(session: Session, name: str) -> str:
    """Why a network cannot be deleted; empty when it can."""
    try:
        edit.remove_network(session.document, name)
    except NeuroDeskError as error:
        return reasoned(error)
    return ""


def make_main(session: Session, name: str) -> bool:
    """Train this network from now on."""
    return session.edit(tr("Make {name} the main network", name=name), lambda document: edit.set_main(document, name))


def order_networks(session: Session, names: list[str]) -> bool:
    """Put the networks in another order."""
    return session.edit(tr("Order networks"), lambda document: edit.order_networks(document, names))


def _loose(session: Session) -> Loose:
    """The inputs that nothing feeds and the outputs that feed nothing, so that a block has a port for each."""
    graph, ports = session.graph, session.flow.ports
    ins = [
        Port(name, port)
        for name in sorted(session.selection)
        for port, declared in ports[name].inputs.items()
        if not declared.optional and Port(name, port) not in graph.wires
    ]
    outs = [
        Port(name, next(iter(ports[name].outputs)))
        for name in sorted(session.selection)
        if ports[name].outputs and not graph.after(name)
    ]
    return Loose(tuple(ins), tuple(outs))

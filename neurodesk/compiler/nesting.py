"""What can be wrong with one network standing in another: it is not there, holds itself, or does not chain."""

from __future__ import annotations

from collections.abc import Sequence

from neurodesk.compiler.problems import Cure, Problem
from neurodesk.compiler.spot import Spot
from neurodesk.graph.blocks import free_network, passage
from neurodesk.graph.document import add_network
from neurodesk.graph.edit import set_value
from neurodesk.graph.ends import holds
from neurodesk.graph.model import Document
from neurodesk.layers.spec import Shape, show

MOST_LAYERS = 20_000  # written out; several times what the deepest published networks have
DEEPEST = 32  # networks inside each other


def unknown_network(spot: Spot, name: str, wanted: str) -> Problem:
    """A block whose network the document does not hold."""
    others = [other for other in spot.document.networks if not holds(spot.document, other, spot.network)]
    cures = [spot.set(name, {"network": other}) for other in others[:3]] or [_made_for(name, spot.network)]
    text = f"{name} stands for a network called {wanted[:40]!r}, which this project does not have."
    if not wanted:
        text = f"{name} stands for no network yet; choose one."
    return spot.problem("unknown_network", text, [*cures, spot.delete(name)], node=name, port="")


def _made_for(name: str, network: str) -> Cure:
    """Make a network that gives what it takes, and let the block stand for it."""

    def edit(document: Document) -> Document:
        called = free_network(document, "block")
        document = add_network(document, called, passage())
        return document.with_graph(network, set_value(document.networks[network], name, "network", called))

    return Cure(f"Make a network for {name}", edit)


def holds_itself(spot: Spot, name: str, path: Sequence[str]) -> Problem:
    """A block that stands, at whatever depth, in the very network it is made of."""
    text = f"{name} would hold itself: {' -> '.join(path)}. A network cannot stand inside itself."
    return spot.problem("recursion", text, [spot.delete(name)], node=name)


def too_deep(spot: Spot, name: str) -> Problem:
    """Blocks in blocks past any use."""
    text = f"{name} is a block {DEEPEST + 1} networks deep; at most {DEEPEST} may stand inside each other."
    return spot.problem("too_deep", text, [spot.delete(name)], node=name)


def unchained(spot: Spot, name: str, repeat: int, taken: Sequence[Shape], given: Sequence[Shape]) -> Problem:
    """A repeated block whose answer is not what its next copy takes."""
    takes, gives = ", ".join(map(show, taken)), ", ".join(map(show, given))
    text = f"{name} takes {takes} and gives {gives}, so it cannot repeat {repeat} times."
    return spot.problem("repeat", text, [spot.set(name, {"repeat": 1}), spot.delete(name)], node=name)


def too_many(spot: Spot, name: str, size: int) -> Problem:
    """More layers than any machine would compile, as when blocks of blocks repeat."""
    text = f"{name} would be {size:,} layers written out; the most is {MOST_LAYERS:,}."
    return spot.problem("too_many_layers", text, [spot.delete(name)], node=name)

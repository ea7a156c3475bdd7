"""Which layers use the weights of others, what is wrong where they cannot, and which nodes could lend theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any

from neurodesk.compiler.problems import Cure, Problem, cure
from neurodesk.compiler.spot import Spot
from neurodesk.graph.edit import set_value
from neurodesk.graph.errors import NeuroDeskError
from neurodesk.graph.model import Graph
from neurodesk.graph.names import natural
from neurodesk.graph.ties import WEIGHTS_OF, ties
from neurodesk.layers.spec import Cost, Int, Layer, Shape, numel, show

Fault = tuple[Any, ...]
OFFERED = 3  # nodes to use instead; more would be a menu


@dataclass(frozen=True, slots=True)
class Sharing:
    """The weights of one network's nodes, as far as their layers and what arrives at them are known."""

    graph: Graph
    layers: Mapping[str, Layer]
    arriving: Mapping[str, Mapping[str, Shape]]
    used: frozenset[str]

    def kind(self, name: str) -> str:
        """Which weights those of a node could stand for; nothing where it has none that can be shared."""
        return self.layers[name].weight_kind if name in self.layers else ""

    def weight(self, name: str) -> Shape:
        """The shape of a node's weights; () where it is not known, or there are none."""
        if not self.kind(name) or not self.arriving.get(name):
            return ()
        return _weight(self.layers[name], self.arriving[name])

    def path(self, name: str) -> list[str]:
        """A node, the one it names, and so on, to the one that names none or that was there before."""
        whole, path = ties(self.graph), [name]
        while (following := whole.get(path[-1], "")) and path[-1] not in path[:-1]:
            path.append(following)
        return path

    def lenders(self, name: str) -> Iterator[str]:
        """The nodes whose weights a node could use: of its kind and shape, made, and not its own in a circle."""
        wanted = self.weight(name)
        for other in sorted(self.used.difference(self.graph.muted), key=natural) if wanted else ():
            if self.kind(other) == self.kind(name) and self.weight(other) == wanted and name not in self.path(other):
                yield other

    def unfit(self, name: str, owner: str) -> str:
        """Why a node cannot use another's weights; nothing when it can, or when that is not known yet."""
        if owner not in self.graph.nodes:
            return "which is not there"
        if owner in self.graph.muted:
            return "which is muted and so has none"
        if name in self.used and owner not in self.used:
            return "which reaches no output and so is not made"
        if owner in self.layers and self.kind(owner) != self.kind(name):
            return f"which is {self.layers[owner].label} and has none of its kind"
        wanted, there = self.weight(name), self.weight(owner)
        if wanted and there and wanted != there:
            return f"which are {show(there)}; it needs {show(wanted)}"
        return ""


def tied(sharing: Sharing) -> tuple[dict[str, str], list[Fault]]:
    """The node that keeps the weights of each node that uses another's, and the faults of those that cannot.

    A node may name one that itself names another; the last of them keeps the weights.
    """
    owners: dict[str, str] = {}
    faults: list[Fault] = []
    for name in sorted(ties(sharing.graph), key=natural):
        if name in sharing.graph.muted or name not in sharing.layers:
            continue
        path = sharing.path(name)
        if path[-1] in path[:-1]:
            if path[-1] == name:  # one that leads into a circle is well when the circle is mended
                faults.append((in_circle, name, path))
        elif reason := sharing.unfit(name, path[1]):
            faults.append((cannot_share, name, path[1], reason, sharing))
        elif all(map(sharing.weight, path)):
            owners[name] = path[-1]
    return owners, faults


def without_shared(cost: Cost, layer: Layer, arriving: Mapping[str, Shape]) -> Cost:
    """What a layer costs that uses the weights of another, which are counted there."""
    return replace(cost, parameters=cost.parameters - numel(_weight(layer, arriving)))


def in_circle(spot: Spot, name: str, path: list[str]) -> Problem:
    """Nodes that use each other's weights in a circle, so that none keeps any."""
    text = f"{name} would use its own weights: {' -> '.join(path)} is a circle."
    return spot.problem("tied_circle", text, [_own(spot, name)], node=name)


def cannot_share(spot: Spot, name: str, owner: str, reason: str, sharing: Sharing) -> Problem:
    """A node that names another whose weights it cannot use."""
    there = owner in sharing.used and owner not in sharing.graph.muted
    cures = list(_resized(spot, name, sharing.weight(owner), sharing)) if there else []
    for other in islice(sharing.lenders(name), OFFERED):
        cures.append(cure(f"Use the weights of {other}", spot.network, _using(name, other)))
    text = f"{name} is to use the weights of {owner[:40]}, {reason}."
    return spot.problem("tied", text, [*cures, _own(spot, name)], node=name)


def _own(spot: Spot, name: str) -> Cure:
    return cure(f"Give {name} weights of its own", spot.network, _using(name, ""))


def _using(name: str, other: str) -> Callable[[Graph], Graph]:
    return partial(set_value, name=name, parameter=WEIGHTS_OF, value=other)


def _resized(spot: Spot, name: str, wanted: Shape, sharing: Sharing) -> Iterator[Cure]:
    """A size of the node after which the weights fit."""
    if not wanted or not sharing.weight(name):
        return
    layer, arriving = sharing.layers[name], sharing.arriving[name]
    sizes = [key for key, param in layer.params().items() if isinstance(param, Int)]
    for key, side in ((key, side) for key in sizes for side in dict.fromkeys(wanted)):
        try:
            changed = type(layer).of({**layer.values, key: side})
            changed.shapes(*arriving.values())
        except NeuroDeskError:
            continue
        if _weight(changed, arriving) == wanted:
            yield spot.set(name, {key: side})
            return


def _weight(layer: Layer, arriving: Mapping[str, Shape]) -> Shape:
    """The shape of a layer's weights; () for inputs that it refuses, which is said elsewhere."""
    inputs = tuple(arriving.values())
    try:
        layer.shapes(*inputs)
    except NeuroDeskError:
        return ()
    return layer.weight(*inputs)

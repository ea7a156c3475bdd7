"""A network where something is wrong, as the cures see it: the drawing, the shapes known, the edits to offer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nsmallest
from typing import Any

from neurodesk.compiler.facts import Facts
from neurodesk.compiler.ports import BLOCK, OUTPUT, Ports, made, ports
from neurodesk.compiler.problems import Cure, Problem, cure
from neurodesk.graph.edit import add, connect, disconnect, heal, insert_on_wire, replace_node, set_values
from neurodesk.graph.errors import NeuroDeskError
from neurodesk.graph.model import Document, Graph, Node, Place, Port
from neurodesk.graph.names import natural
from neurodesk.graph.order import descendants
from neurodesk.graph.spacing import free_near, make_room, standing
from neurodesk.layers.catalogue import LAYERS
from neurodesk.layers.spec import Layer, Param, Shape

NEAREST = 30  # outputs tried for one wire; beyond that a person would not recognise the suggestion
STEP = 160.0  # px between a layer and the one that is put beside it
ORIGIN = Place(0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Spot:
    """One network while its problems are written down. Only nodes that reach an output can stop it from compiling."""

    document: Document
    network: str
    facts: Facts | None
    ports: Mapping[str, Ports]
    shapes: Mapping[Port, Shape]
    dtypes: Mapping[Port, str]
    used: frozenset[str]
    brief: bool = False  # with very many problems, only the cure that needs no search is offered

    @property
    def graph(self) -> Graph:
        """The network itself."""
        return self.document.networks[self.network]

    def params(self, name: str) -> dict[str, Param[Any]]:
        """The parameters of a node's layer; none where that is unknown."""
        key = self.graph.nodes[name].key
        return LAYERS[key].params() if key in LAYERS else {}

    def value(self, name: str, parameter: str) -> Any:
        """What a parameter of a node is set to."""
        return made(self.graph.nodes[name]).values[parameter]

    def briefly(self) -> Spot:
        """This spot without searches."""
        return replace(self, brief=True)

    def problem(
        self, code: str, text: str, cures: Iterable[Cure], *, node: str = "", port: str = "", severity: str = "error"
    ) -> Problem:
        """Write a problem down; an error of a node that reaches no output is only a warning."""
        if severity == "error" and node and node not in self.used:
            severity = "warning"
        return Problem(code, severity, self.network, node, port, text, tuple(cures))

    # ------------------------------------------------------------------ cures

    def delete(self, name: str) -> Cure:
        """Delete a node and join its first wire through."""
        return cure(f"Delete {name}", self.network, lambda graph: heal(graph, [name]))

    def wire(self, source: Port, target: Port) -> Cure:
        """Wire an output to an input."""
        return cure(f"Wire {source.node} to {target.node}", self.network, lambda graph: connect(graph, source, target))

    def unwire(self, target: Port) -> Cure:
        """Remove a wire."""
        source = self.graph.wires[target]
        label = f"Remove the wire from {source.node} to {target.node}"
        return cure(label, self.network, lambda graph: disconnect(graph, target))

    def set(self, name: str, values: Mapping[str, Any]) -> Cure:
        """Give parameters of a node other values."""
        said = " and ".join(f"{key} of {name} to {written(value, key)}" for key, value in values.items())
        return cure(f"Set {said}", self.network, lambda graph: set_values(graph, name, values))

    def exchange(self, name: str, node: Node, label: str) -> Cure:
        """Put another layer in a node's place, its wires kept."""
        ins, outs = ports(self.document, node)

        def edit(graph: Graph) -> Graph:
            wires = graph.into(name)
            strange = [port for port in wires if port not in ins]
            free = [port for port in ins if port not in wires]
            first = next(iter(outs), "out")
            put = {Port(name, new): wires[old] for new, old in zip(free, strange, strict=False)}
            put |= {target: Port(name, first) for source, target in graph.out_of(name) if source.port not in outs}
            return replace_node(graph, name, node).rewired(drop=[Port(name, port) for port in strange], put=put)

        return cure(label, self.network, edit)

    def insert(self, chain: Sequence[Node], target: Port) -> Cure:
        """Put layers on the wire that ends at `target`, the first of them nearest to its source."""
        labels = " and ".join(titled(node) for node in chain)
        label = f"Insert {labels} before {target.node}"
        return cure(label, self.network, lambda graph: self._spliced(graph, chain, target))

    def lead(self, source: Port, chain: Sequence[Node], target: Port) -> Cure:
        """Wire an output to an input through layers put between them."""
        if not chain:
            return self.wire(source, target)
        labels = " and ".join(titled(node) for node in chain)
        label = f"Wire {source.node} to {target.node} through {labels}"
        return cure(label, self.network, lambda graph: self._spliced(connect(graph, source, target), chain, target))

    def _spliced(self, graph: Graph, chain: Sequence[Node], target: Port) -> Graph:
        source = graph.wires[target]
        start, end = (graph.places.get(name, ORIGIN) for name in (source.node, target.node))
        for at, node in reversed(list(enumerate(chain, 1))):
            share = at / (len(chain) + 1)
            place = Place(*(round((a + share * (b - a)) / 8) * 8.0 for a, b in zip(start, end, strict=True)))
            ins, outs = ports(self.document, node)
            first, answer = next(iter(ins)), next(iter(outs))
            graph, name = insert_on_wire(graph, node, target, first, answer, place, made(node).prefix)
            graph = make_room(graph, name, target)
            target = Port(name, first)
        return graph

    # ------------------------------------------------------------------ what fits

    def near(self, target: Port) -> list[Port]:
        """The outputs that could be wired to an input without closing a circle: unused ones and near ones first."""
        graph, places = self.graph, self.graph.places  # taken once: every output of the network is ranked
        behind = descendants(graph, target.node) | {target.node}
        here = places.get(target.node, ORIGIN)
        there_already = {wire for port, wire in graph.into(target.node).items() if port != target.port}
        taken = set(graph.wires.values())

        def rank(source: Port) -> tuple[object, ...]:
            there = places.get(source.node, ORIGIN)
            return (
                source not in self.shapes, source in there_already, source in taken, there.x > here.x,
                abs(there.x - here.x) + abs(there.y - here.y), natural(source.node), source.port,
            )  # fmt: skip

        names = (name for name in graph.nodes if name not in behind)
        found = (Port(name, port) for name in names for port in self.ports[name].outputs)
        return nsmallest(NEAREST, found, key=rank)

    def arriving(self, name: str) -> dict[str, Shape | None]:
        """The shapes at a node's input ports; None where a port is unwired or its shape unknown.

        Optional ports that are unwired are left out.
        """
        wires, ins = self.graph.into(name), self.ports[name].inputs
        wanted = [port for port, declared in ins.items() if port in wires or not declared.optional]
        return {port: self.shapes.get(wires[port]) if port in wires else None for port in wanted}

    def accepts(self, target: Port, shape: Shape, dtype: str) -> bool:
        """Whether a node would work with this shape at an input, all else as it is."""
        node = self.graph.nodes[target.node]
        declared = self.ports[target.node].inputs.get(target.port)
        if declared is None or declared.dtype not in ("any", dtype):
            return False
        if node.key == OUTPUT:
            return self.facts is None or shape == (self.facts.outputs,)
        arriving = self.arriving(target.node) | {target.port: shape}
        known = [shape for shape in arriving.values() if shape is not None]
        return node.key == BLOCK or len(known) < len(arriving) or fits(node, known)


def fits(node: Node, shapes: Sequence[Shape]) -> bool:
    """Whether a layer takes these shapes."""
    return answer(node, shapes) is not None


def answer(node: Node, shapes: Sequence[Shape]) -> tuple[Shape, ...] | None:
    """What a layer gives for these shapes; None where it cannot take them or its values are wrong."""
    try:
        layer = made(node)
        return layer.shapes(*shapes) if layer.outputs() else ()
    except NeuroDeskError:
        return None


def titled(node: Node) -> str:
    """A layer's label with the value that matters most: `Linear (10)`."""
    layer: Layer = made(node)
    said = next((written(node.values[key], key) for key in layer.shown if key in node.values), "")
    return f"{layer.label} ({said})" if said else layer.label


def written(value: object, parameter: str = "") -> str:
    """A parameter's value as people read it: 1 x 28 x 28 for a shape, other rows with commas."""
    between = " x " if parameter == "shape" else ", "
    return between.join(map(str, value)) if isinstance(value, tuple) else str(value)


def beside(graph: Graph, name: str, side: int) -> Place:
    """A place to the right of a node, or to its left when `side` is -1."""
    place = graph.places.get(name, ORIGIN)
    return Place(place.x + side * STEP, place.y)


def added(graph: Graph, node: Node, at: Place) -> tuple[Graph, str]:
    """Add a node under the first free name of its kind, near a place where it touches no other."""
    return add(graph, node, at=free_near(standing(graph, graph.nodes), at), prefix=made(node).prefix)

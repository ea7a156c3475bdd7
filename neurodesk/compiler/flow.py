"""The shapes that flow along the wires of a drawing, what each layer costs, and where the flow is broken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from neurodesk.compiler import faults, muting, nesting, tying, wiring
from neurodesk.compiler.facts import Facts
from neurodesk.compiler.ports import BLOCK, INPUT, NONE, OUTPUT, Ports, block_ends, ends, made, ports
from neurodesk.compiler.problems import Problem, ranked
from neurodesk.compiler.spot import Spot
from neurodesk.graph.entries import entries
from neurodesk.graph.errors import EditError, ParameterError, ShapeError
from neurodesk.graph.model import Document, Port
from neurodesk.graph.names import check_name
from neurodesk.graph.order import ancestors, order
from neurodesk.graph.trail import Trail
from neurodesk.layers.catalogue import LAYERS
from neurodesk.layers.spec import Cost, Layer, Shape

Given = tuple[Shape, str]
"""What is on a wire: a shape without the batch axis, and the kind of number."""

Answer = tuple[tuple[Shape, ...], Cost]
"""What a node gives at its output ports, and its cost."""


@dataclass(frozen=True, slots=True)
class Flow:
    """What is known of one network: only what could be computed, so a node behind an error has no entry."""

    network: str
    order: tuple[str, ...]
    used: frozenset[str]  # the nodes that reach an output; all of them where there is no output
    ports: Mapping[str, Ports]
    layers: Mapping[str, Layer]
    arriving: Mapping[str, Mapping[str, Shape]]  # node -> its wired input ports -> shape, in the order of the ports
    given: Mapping[str, tuple[Port, ...]]  # node -> its output ports, in order
    shapes: Mapping[Port, Shape]  # of output ports
    dtypes: Mapping[Port, str]  # of output ports
    costs: Mapping[str, Cost]
    blocks: Mapping[str, Flow]  # block node -> what flows inside it
    size: int  # layers there are when every block is written out
    problems: tuple[Problem, ...]
    ties: Mapping[str, str]  # node -> the one whose weights it uses

    @property
    def answers(self) -> dict[str, Shape]:
        """The shapes that arrive at the output nodes, in their order."""
        return {
            name: arriving["in"]
            for name, arriving in self.arriving.items()
            if self.layers[name].key == OUTPUT and "in" in arriving
        }

    @property
    def inputs(self) -> list[str]:
        """The input nodes whose shapes are known."""
        return [name for name in self.given if self.layers[name].key == INPUT]

    def picks(self, name: str) -> Mapping[str, tuple[int, ...]]:
        """Where in a node's answer each output port finds its value; () for the answer itself."""
        inner = self.blocks.get(name)
        if inner is None:
            return self.layers[name].picks
        several = len(self.given[name]) > 1
        return {port.port: (at,) if several else () for at, port in enumerate(self.given[name])}

    def total(self, repeat: int = 1) -> Cost:
        """The cost of all nodes that are used, `repeat` times."""
        costs = [cost for name, cost in self.costs.items() if name in self.used]
        return Cost(
            repeat * sum(cost.parameters for cost in costs),
            repeat * sum(cost.flops for cost in costs),
            repeat * sum(cost.bytes for cost in costs),
        )


def flow(
    document: Document,
    network: str | None = None,
    facts: Facts | None = None,
    inputs: Mapping[str, Shape] | None = None,
) -> Flow:
    """Follow the shapes through a network (the main one when not named). Never raises for a drawing that is wrong.

    `inputs` gives the shapes of input nodes, ahead of the data's. A network that stands as a block in the main one is
    seen with the shapes of its first use there. The last answers are kept, since checking a document asks again.
    """
    name = document.main if network is None else network
    given = None if inputs is None else tuple(sorted(inputs.items()))
    return _followed(_Itself(document), name, facts, given)


def flow_along(document: Document, trail: Trail, facts: Facts | None = None) -> Flow:
    """The flow of the network at the end of a trail, with the shapes that come in through the blocks along it.

    Where a block along it has no shapes yet, the network is followed as `flow` follows it.
    """
    found: Flow | None = flow(document, trail.root, facts)
    for step in trail.steps:
        found = found.blocks.get(step) if found is not None else None
    return found or flow(document, trail.networks(document)[-1], facts)


class _Itself:
    """A document as a key: equal to nothing but itself, for comparing whole drawings would cost more than it saves."""

    __slots__ = ("document",)

    def __init__(self, document: Document) -> None:
        self.document = document

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and self.document is other.document

    def __hash__(self) -> int:
        return id(self.document)


@lru_cache(maxsize=8)
def _followed(key: _Itself, name: str, facts: Facts | None, inputs: tuple[tuple[str, Shape], ...] | None) -> Flow:
    document = key.document
    if name != document.main and inputs is None:
        found = _inside(flow(document, None, facts), name)
        if found is not None:
            return found
    dtype = facts.dtype if facts else "float32"
    given = {node: (shape, dtype) for node, shape in inputs or ()}
    return _Walk(document, name, given, facts if name == document.main else None, (), {}).run()


def _inside(outer: Flow, name: str) -> Flow | None:
    """The flow of the first block that stands for a network, at any depth."""
    front, seen = [outer], {id(outer)}
    while front:
        for inner in front.pop(0).blocks.values():
            if inner.network == name:
                return inner
            if id(inner) not in seen:  # equal blocks share their flow
                seen.add(id(inner))
                front.append(inner)
    return None


Fault = tuple[Any, ...]
"""A function that makes a problem from a `Spot`, and its other arguments: its cures need the whole picture."""

Memo = dict[tuple[str, tuple[tuple[str, Given], ...]], Flow]

MOST = 1_000  # errors of one network that are told; who mended these sees the next
RICH = 20  # faults of one network whose cures are searched for; the others get the plain ones
SEARCHED = 20_000  # nodes that all these searches look at


class _Walk:
    """One pass over one network, from its inputs on."""

    def __init__(
        self,
        document: Document,
        network: str,
        inputs: Mapping[str, Given],
        facts: Facts | None,
        above: tuple[str, ...],
        memo: Memo,
    ) -> None:
        self.document, self.network, self.inputs, self.facts = document, network, inputs, facts
        self.above, self.memo = above, memo
        self.graph = document.networks[network]
        self.ports: dict[str, Ports] = {name: ports(document, node) for name, node in entries(self.graph.nodes)}
        self.layers: dict[str, Layer] = {}
        self.arriving: dict[str, dict[str, Shape]] = {}
        self.given: dict[str, tuple[Port, ...]] = {}
        self.shapes: dict[Port, Shape] = {}
        self.dtypes: dict[Port, str] = {}
        self.costs: dict[str, Cost] = {}
        self.blocks: dict[str, Flow] = {}
        self.faults: list[Fault] = []

    def run(self) -> Flow:
        done = tuple(order(self.graph))
        for name in (*done, *self.ports.keys() - done):  # those on and behind a circle come last
            self.visit(name)
        used = self.used()
        ties = self._tie(used)
        problems = self.problems(used)
        size = len(self.graph.nodes)
        for name, inner in self.blocks.items():
            problems += inner.problems
            size += inner.size * self.layers[name].values["repeat"]
        return Flow(
            self.network, done, used, self.ports, self.layers, self.arriving, self.given, self.shapes, self.dtypes,
            self.costs, self.blocks, size, ranked(problems), ties,
        )  # fmt: skip

    def used(self) -> frozenset[str]:
        """The nodes that reach an output, or all of them where there is none."""
        outputs = ends(self.graph, OUTPUT)
        if not outputs:
            return frozenset(self.ports)
        graph = muting.bypassed(self.graph, self.ports)
        return frozenset(outputs).union(*(ancestors(graph, name) for name in outputs))

    def _tie(self, used: frozenset[str]) -> dict[str, str]:
        """Note whose weights the nodes use, count these once, and note the faults."""
        owners, wrong = tying.tied(tying.Sharing(self.graph, self.layers, self.arriving, used))
        for name in owners:
            self.costs[name] = tying.without_shared(self.costs[name], self.layers[name], self.arriving[name])
        self.faults += wrong
        return owners

    def problems(self, used: frozenset[str]) -> list[Problem]:
        """Write down what was noted, now that every shape that can be known is."""
        spot = Spot(self.document, self.network, self.facts, self.ports, self.shapes, self.dtypes, used)
        brief = spot.briefly()
        rich = min(RICH, SEARCHED // max(1, len(self.ports)))
        told = (fault(spot if at < rich else brief, *rest) for at, (fault, *rest) in enumerate(self.faults))
        found = list(_first_errors(filter(None, told)))
        severed = any(problem.code in wiring.SEVERING for problem in found)
        return [*wiring.of_network(spot, severed), *found]

    def visit(self, name: str) -> None:
        """Compute what a node gives, if all that it needs is there."""
        layer = self.make(name)
        if layer is not None and name in self.graph.muted:
            self._bypass(name)
            return
        arriving = self.arrive(name) if layer else None
        if layer is None or arriving is None:
            return
        self.arriving[name] = {port: shape for port, (shape, _) in arriving.items()}
        answer = self.answer(name, layer, arriving)
        if answer is not None:
            shapes, self.costs[name] = answer
            self.give(name, shapes, next((dtype for _, dtype in arriving.values()), "float32"))

    def _bypass(self, name: str) -> None:
        """Let what arrives at a muted node go straight on, at no cost."""
        reason = muting.blocked(self.graph, name, self.graph.nodes[name].key, self.ports[name])
        if reason:
            self.faults.append((muting.cannot_mute, name, reason))
            return
        port = muting.way_through(self.graph, name, self.ports[name].inputs)
        source = self.graph.wires.get(Port(name, port))
        if source not in self.shapes:
            self.note_missing(Port(name, port or next(iter(self.ports[name].inputs))), source)
            return
        self.arriving[name] = {port: self.shapes[source]}
        self.costs[name] = Cost()
        self.given[name] = tuple(Port(name, out) for out in self.ports[name].outputs)
        for out in self.given[name]:
            self.shapes[out], self.dtypes[out] = self.shapes[source], self.dtypes[source]

    def make(self, name: str) -> Layer | None:
        """Make a node's layer; None for one that is unknown or has a wrong value."""
        node = self.graph.nodes[name]
        try:
            check_name(name)
        except EditError as error:
            self.faults.append((faults.bad_name, name, str(error)))
        if node.key not in LAYERS:
            self.faults.append((faults.unknown_layer, name))
            return None
        try:
            layer = self.layers[name] = made(node)
        except ParameterError as error:
            self.faults.append((faults.bad_value, name, str(error)))
            return None
        return layer

    def arrive(self, name: str) -> dict[str, Given] | None:
        """What arrives at a node's wired ports, in their order; None when something is missing, here or before."""
        wires, ins = self.graph.into(name), self.ports[name].inputs
        if not wires.keys() <= ins.keys():
            self.faults += [(wiring.no_such_port, Port(name, port)) for port in wires if port not in ins]
        arriving: dict[str, Given] = {}
        whole = True
        for port, declared in ins.items():
            source = wires.get(port)
            if source in self.shapes:
                arriving[port] = self.shapes[source], self.dtypes[source]
            elif source is not None or not declared.optional:
                whole = False
                self.note_missing(Port(name, port), source)
        return arriving if whole and self.kinds_fit(name, arriving) else None

    def note_missing(self, target: Port, source: Port | None) -> None:
        """Note an input that is unwired or wired to nothing; one behind another's fault is not at fault."""
        if source is None:
            self.faults.append((wiring.unwired, target))
        elif source.node not in self.graph.nodes or (
            self.ports[source.node] is not NONE and source.port not in self.ports[source.node].outputs
        ):
            self.faults.append((wiring.no_such_source, target))

    def kinds_fit(self, name: str, arriving: Mapping[str, Given]) -> bool:
        """Whether whole numbers meet only layers for whole numbers, and the others the others."""
        ins = self.ports[name].inputs
        for port, (_, dtype) in arriving.items():
            if ins[port].dtype not in ("any", dtype):
                self.faults.append((faults.wrong_kind, Port(name, port)))
                return False
        return True

    def answer(self, name: str, layer: Layer, arriving: Mapping[str, Given]) -> Answer | None:
        """The shapes at a node's output ports, and its cost."""
        if layer.key == INPUT:
            return self.enter(name, layer)
        if layer.key == BLOCK:
            return self.descend(name, layer, arriving)
        shapes = tuple(shape for shape, _ in arriving.values())
        if layer.key == OUTPUT:
            return (), Cost()
        try:
            answer = layer.shapes(*shapes)
            return answer, layer.cost(shapes, answer)
        except ShapeError as error:
            self.faults.append((faults.clash, name, error))
            return None

    def enter(self, name: str, layer: Layer) -> Answer | None:
        """The shape of an input node: what its block is given, or its own, or the data's."""
        shape: Shape | None = layer.values["shape"] or None
        if name in self.inputs:
            shape = self.inputs[name][0]
        elif self.facts and shape is None:
            shape = self.facts.input
        if shape is None:
            self.faults.append((faults.shapeless, name))
            return None
        return (shape,), Cost()

    def descend(self, name: str, layer: Layer, arriving: Mapping[str, Given]) -> Answer | None:
        """What the network inside a block gives."""
        network, repeat = layer.values["network"], layer.values["repeat"]
        fault = self.unfit_network(name, network)
        if fault is None:
            ins, outs = block_ends(self.document.networks[network])
            led_in = {ins[port]: given for port, given in arriving.items() if port in ins}  # an empty one takes nothing
            inner = self.blocks[name] = self.inside(network, led_in)
            answers = inner.answers
            if not outs or len(answers) < len(outs):
                return None
            shapes = tuple(answers[node] for node in outs.values())
            fault = self.unfit_repeat(name, repeat, inner, [shape for shape, _ in arriving.values()], shapes)
            if fault is None:
                return shapes, inner.total(repeat)
        self.faults.append(fault)
        return None

    def inside(self, network: str, inputs: dict[str, Given]) -> Flow:
        """The flow of a network used as a block, followed once for equal inputs."""
        key = network, tuple(sorted(inputs.items()))
        if key not in self.memo:
            above = (*self.above, self.network)
            self.memo[key] = _Walk(self.document, network, inputs, None, above, self.memo).run()
        return self.memo[key]

    def unfit_network(self, name: str, network: str) -> Fault | None:
        """Why a network cannot stand here, or None."""
        above = (*self.above, self.network)
        if network not in self.document.networks:
            return nesting.unknown_network, name, network
        if network in above:
            return nesting.holds_itself, name, (*above[above.index(network) :], network)
        return (nesting.too_deep, name) if len(above) >= nesting.DEEPEST else None

    def unfit_repeat(
        self, name: str, repeat: int, inner: Flow, taken: list[Shape], shapes: tuple[Shape, ...]
    ) -> Fault | None:
        """Why a block cannot be repeated so often, or None."""
        if repeat > 1 and not (len(taken) == len(shapes) == 1 and taken[0] == shapes[0]):
            return nesting.unchained, name, repeat, taken, shapes
        too_many = inner.size * repeat > nesting.MOST_LAYERS
        return (nesting.too_many, name, inner.size * repeat) if too_many else None

    def give(self, name: str, shapes: tuple[Shape, ...], dtype: str) -> None:
        """Note shapes and kinds of number at a node's output ports."""
        outs = self.ports[name].outputs
        self.given[name] = tuple(Port(name, port) for port in outs)
        entering = self.inputs[name][1] if name in self.inputs else self.facts.dtype if self.facts else "float32"
        for (port, declared), shape in zip(outs.items(), shapes, strict=True):
            kind = dtype if declared.dtype == "same" else declared.dtype
            self.shapes[Port(name, port)] = shape
            self.dtypes[Port(name, port)] = entering if self.graph.nodes[name].key == INPUT else kind


def _first_errors(problems: Iterable[Problem]) -> Iterator[Problem]:
    """All problems up to the last error that is told."""
    errors = 0
    for problem in problems:
        yield problem
        errors += problem.severity == "error"
        if errors >= MOST:
            return

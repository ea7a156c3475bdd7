"""A drawing turned into steps in order: what is made once, what is called on the way, and the name of every value."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from neurodesk.compiler.check import check
from neurodesk.compiler.facts import Facts
from neurodesk.compiler.flow import Flow, flow
from neurodesk.compiler.ports import BLOCK, INPUT, OUTPUT, ends
from neurodesk.graph.errors import CompileError
from neurodesk.graph.model import Document, Port
from neurodesk.layers.spec import Call, Shape

Pick = tuple[str, tuple[int, ...]]
"""A variable, and where in the answer of its step its value is found: () is the answer itself."""


@dataclass(frozen=True, slots=True)
class PlannedInput:
    """One value that comes from outside: its variable, its shape without the batch axis, and its kind of number."""

    name: str
    shape: Shape
    dtype: str


@dataclass(frozen=True, slots=True)
class Step:
    """One node at work. `call` is None for a block, which is its own plan, made `repeat` times one after the other."""

    name: str  # of the node, and so of the module
    layer: str  # key in the catalogue
    call: Call | None
    block: Plan | None
    repeat: int
    takes: tuple[tuple[str, str], ...]  # input port -> variable, in the order of the ports
    gives: tuple[Pick, ...]
    shapes: tuple[Shape, ...]  # of what it gives, in the same order
    weights_of: str = ""  # the node whose weight the module uses instead of its own

    @property
    def is_module(self) -> bool:
        """Whether a module of the node's name is made, rather than a function called."""
        return self.call is None or self.call.is_module


@dataclass(frozen=True, slots=True)
class Plan:
    """One network ready to be made or printed. Two plans that are equal print as the same class."""

    network: str
    class_name: str
    inputs: tuple[PlannedInput, ...]
    steps: tuple[Step, ...]
    outputs: tuple[str, ...]  # variables, in the order of the output nodes
    ends: tuple[str, ...] = ()  # the output nodes

    @property
    def blocks(self) -> tuple[Plan, ...]:
        """The plans used inside, each once, innermost first."""
        return tuple(dict.fromkeys(self._inner()))

    def calls(self) -> Iterator[Call]:
        """Every call of this network and of its blocks."""
        for plan in (*self.blocks, self):
            yield from (step.call for step in plan.steps if step.call)

    def _inner(self) -> Iterator[Plan]:
        for step in self.steps:
            if step.block:
                yield from step.block._inner()
                yield step.block


def plan(document: Document, facts: Facts | None = None) -> Plan:
    """Plan the document's main network, blocks included.

    Raises CompileError with the first problem's sentence when the drawing has an error.
    """
    wrong = next((problem for problem in check(document, facts) if problem.severity == "error"), None)
    if wrong:
        raise CompileError(wrong.text, f"{wrong.cures[0].label}." if wrong.cures else "")
    return planned(document, flow(document, None, facts))


def planned(document: Document, shapes: Flow) -> Plan:
    """Plan one network that has no errors, from its shapes."""
    return _Planner(document, shapes).plan()


class _Planner:
    """Names every value of one network and writes its steps down."""

    def __init__(self, document: Document, shapes: Flow) -> None:
        self.document, self.flow = document, shapes
        self.graph = document.networks[shapes.network]
        self.names = [name for name in shapes.order if name in shapes.used]
        self.taken = set(self.graph.nodes)
        self.variables: dict[Port, str] = {}

    def plan(self) -> Plan:
        nested = self.flow.network != self.document.main  # a block takes all its inputs, used or not
        inputs = tuple(self.input(name) for name in ends(self.graph, INPUT) if nested or name in self.flow.used)
        steps = tuple(step for name in self.names if (step := self.step(name)))
        last = tuple(ends(self.graph, OUTPUT))
        outputs = tuple(self.variables[self.graph.into(name)["in"]] for name in last)
        return Plan(self.flow.network, class_name(self.flow.network), inputs, steps, outputs, last)

    def input(self, name: str) -> PlannedInput:
        port = Port(name, "out")
        self.variables[port] = name
        return PlannedInput(name, self.flow.shapes[port], self.flow.dtypes[port])

    def step(self, name: str) -> Step | None:
        """One node as a step; None for the ends of the network, and for a muted node, which hands on what it takes."""
        node, layer = self.graph.nodes[name], self.flow.layers[name]
        wires = self.graph.into(name)
        if node.key in (INPUT, OUTPUT):
            return None
        if name in self.graph.muted:
            taken = self.variables[wires[next(iter(self.flow.arriving[name]))]]
            self.variables |= dict.fromkeys(self.flow.given[name], taken)
            return None
        inner = self.flow.blocks.get(name)
        block = planned(self.document, inner) if inner else None
        call = None if block else layer.build(*self.flow.arriving[name].values())
        takes = tuple((port, self.variables[wires[port]]) for port in self.flow.arriving[name])
        gives, shapes = self.gives(name, self.flow.picks(name))
        repeat = layer.values["repeat"] if node.key == BLOCK else 1
        return Step(name, node.key, call, block, repeat, takes, gives, shapes, self.flow.ties.get(name, ""))

    def gives(self, name: str, picks: Mapping[str, tuple[int, ...]]) -> tuple[tuple[Pick, ...], tuple[Shape, ...]]:
        """Name what a node gives: by its own name when that is one value, else one name for each port that is used."""
        used = {source.port for source, target in self.graph.out_of(name) if target.node in self.flow.used}
        ports = [port for port in self.flow.given[name] if port.port in used]
        gives = []
        for port in ports:
            variable = name if len(ports) == 1 else self.fresh(f"{name}_{port.port}")
            self.variables[port] = variable
            gives.append((variable, picks.get(port.port, ())))
        return tuple(gives), tuple(self.flow.shapes[port] for port in ports)

    def fresh(self, name: str) -> str:
        """A variable as near to the name as can be that nothing else has."""
        while name in self.taken:
            name += "_"
        self.taken.add(name)
        return name


def class_name(network: str) -> str:
    """Write a network's name as the name of a class: "residual block" becomes ResidualBlock."""
    words = re.findall(r"[A-Za-z0-9]+", network)
    name = "".join(word[:1].upper() + word[1:] for word in words)
    return name if name[:1].isalpha() and not keyword.iskeyword(name) else f"Network{name}"  # no class is called None

"""Whether a network, its data and its loss agree: what comes in, what is asked for, and what stands before the loss."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from neurodesk.compiler.bridges import chains, through
from neurodesk.compiler.facts import Facts
from neurodesk.compiler.flow import Flow, flow
from neurodesk.compiler.ports import INPUT, OUTPUT, ends
from neurodesk.compiler.problems import Cure, Problem, cure
from neurodesk.compiler.spot import Spot
from neurodesk.graph.document import set_learning
from neurodesk.graph.edit import remove, set_values
from neurodesk.graph.model import Document, Graph, Port, chosen
from neurodesk.layers.spec import Int, Shape, show

FOR_CLASSES = ("cross_entropy", "bce")  # losses that compare classes
KEEPING = ("identity", "flatten", "reshape", "dropout")  # layers that leave the numbers as they are
SQUASHING = {"cross_entropy": ("softmax", "log_softmax", "sigmoid", "relu"), "bce": ("sigmoid", "softmax", "relu")}


def of_goal(document: Document, facts: Facts, main: Flow) -> Iterator[Problem]:
    """What keeps the main network from learning this data."""
    spot = Spot(document, main.network, facts, main.ports, main.shapes, main.dtypes, main.used)
    yield from _one_input(spot, facts)
    yield from _one_output(spot)
    for name, shape in list(main.answers.items())[:1]:
        if facts.outputs and shape != (facts.outputs,):
            yield _wrong_answer(spot, name, shape, facts)
    yield from _loss(spot, facts)


def _one_input(spot: Spot, facts: Facts) -> Iterator[Problem]:
    first, *others = ends(spot.graph, INPUT) or [""]
    for name in (first, *others) if first else ():
        shape: Shape = spot.shapes.get(Port(name, "out"), facts.input)
        if shape != facts.input:
            text = f"{name} is set to {show(shape)}; the data gives {show(facts.input)}."
            cures = [
                cure("Take the shape from the data", spot.network, partial(_shape_of_data, name=name)),
                spot.delete(name),
            ]
            yield spot.problem("input_shape", text, cures, node=name)
    for name in others:
        text = f"The data is one input, which is {first}; {name} would be another."
        label = f"Feed from {first} what {name} feeds"
        cures = [cure(label, spot.network, partial(_fed_from, name=name, other=first)), spot.delete(name)]
        yield spot.problem("many_inputs", text, cures, node=name)


def _shape_of_data(graph: Graph, name: str) -> Graph:
    return set_values(graph, name, {"shape": ()})


def _fed_from(graph: Graph, name: str, other: str) -> Graph:
    put = {target: Port(other, source.port) for source, target in graph.out_of(name)}
    return remove(graph.rewired(put=put), [name])


def _one_output(spot: Spot) -> Iterator[Problem]:
    first, *others = ends(spot.graph, OUTPUT) or [""]
    for name in others:
        text = f"The loss compares one answer, that of {first}; {name} would be another."
        yield spot.problem("many_outputs", text, [spot.delete(name)], node=name)


def _wrong_answer(spot: Spot, name: str, shape: Shape, facts: Facts) -> Problem:
    """An answer that is not one number for each class or target."""
    source = spot.graph.into(name)["in"]
    each = "class" if facts.task == "classification" else "target"
    numbers = "number" if facts.outputs == 1 else "numbers"
    text = f"{name} expects {facts.outputs} {numbers}, one for each {each}; {source.node} gives {show(shape)}."
    cures = [*_resized(spot, name, facts), *_appended(spot, name, shape, facts)]
    return spot.problem("wrong_outputs", text, [*cures, spot.delete(name)], node=name, port="in")


def _resized(spot: Spot, name: str, facts: Facts) -> Iterator[Cure]:
    """Set the size of the last layer that has one, where that makes the answer fit."""
    seen = name
    while len(wires := spot.graph.into(seen)) == 1:
        seen = next(iter(wires.values())).node
        if seen not in spot.graph.nodes:
            return
        for key, param in spot.params(seen).items():
            if isinstance(param, Int) and key in ("units", "filters", "width"):
                change = spot.set(seen, {key: facts.outputs})
                if flow(change.edit(spot.document), spot.network, facts).answers.get(name) == (facts.outputs,):
                    yield change
                return


def _appended(spot: Spot, name: str, shape: Shape, facts: Facts) -> Iterator[Cure]:
    """Put a linear layer of the right size at the end."""
    linear = chosen("linear", units=facts.outputs)
    for chain in ((), *chains(shape)):
        if through((*chain, linear), shape) == (facts.outputs,):
            yield spot.insert((*chain, linear), Port(name, "in"))
            return


def _loss(spot: Spot, facts: Facts) -> Iterator[Problem]:
    """Whether the loss suits the task, and whether what stands before it undoes its work."""
    loss = spot.document.learning.loss.key
    if loss in FOR_CLASSES and facts.task != "classification":
        said = loss.replace("_", "-")
        auto = Cure("Let the loss follow the data", lambda document: set_learning(document, loss=chosen("auto")))
        yield spot.problem("loss_task", f"The loss {said} compares classes; the data asks for numbers.", [auto])
    if loss == "auto" and facts.task == "classification":
        loss = "cross_entropy"
    for output in ends(spot.graph, OUTPUT)[:1]:
        name = _before(spot.graph, output)
        key = spot.graph.nodes[name].key if name else ""
        if key in SQUASHING.get(loss, ()):
            yield _squashed(spot, name, key, loss)


def _before(graph: Graph, name: str) -> str:
    """The node whose numbers reach `name`, past layers that leave them as they are; empty when there is none."""
    seen: set[str] = set()
    while name not in seen and len(wires := graph.into(name)) == 1:
        seen.add(name)
        name = next(iter(wires.values())).node
        if name not in graph.nodes:
            return ""
        if graph.nodes[name].key not in KEEPING:
            return name
    return ""


def _squashed(spot: Spot, name: str, key: str, loss: str) -> Problem:
    """A squashing layer before a loss that takes raw scores: learning becomes slow, or stops short."""
    said = "cross-entropy" if loss == "cross_entropy" else "binary cross-entropy"
    text = f"{name} stands before the {said}, which squashes raw scores itself."
    if key == "relu":
        text = f"{name} cuts off every negative score. The {said} expects raw scores of either sign."
    severity = "hint" if key == "log_softmax" else "warning"
    return spot.problem(f"{key}_before_loss", text, [spot.delete(name)], node=name, severity=severity)

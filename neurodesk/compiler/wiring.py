"""What can be wrong with the wires of a network: missing, dangling, in a circle, leading nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice, pairwise

from neurodesk.compiler.bridges import Chain, chains, through
from neurodesk.compiler.ports import INPUT, OUTPUT, ends
from neurodesk.compiler.problems import Cure, Problem, cure
from neurodesk.compiler.spot import ORIGIN, Spot, added, beside
from neurodesk.graph.edit import connect, disconnect
from neurodesk.graph.model import Graph, Port, chosen
from neurodesk.graph.names import natural
from neurodesk.graph.order import find_cycle

SEVERING = ("unwired", "unknown_source", "unknown_port")  # problems that cut a network apart
OFFERED = 3  # wires suggested for one input
CIRCLES = 10  # told at once; each takes a search of its own


def unwired(spot: Spot, target: Port) -> Problem | None:
    """An input without a wire. On a node that reaches no output, that it is unused says enough."""
    if target.node not in spot.used:
        return None
    ins = spot.ports[target.node].inputs
    at = f"its input {target.port}" if len(ins) > 1 else "its input"
    text = f"{target.node} needs a wire: nothing reaches {at}."
    cures = [*islice(_wires(spot, target), OFFERED), spot.delete(target.node)]
    return spot.problem("unwired", text, cures, node=target.node, port=target.port)


def no_such_port(spot: Spot, target: Port) -> Problem:
    """A wire to an input that the layer does not have."""
    ins = spot.ports[target.node].inputs
    text = f"{target.node} has no input {target.port[:40]}; its inputs: {', '.join(ins) or 'none'}."
    wires = spot.graph.wires  # asked by port: a thousand wires to one node are a thousand faults
    free = next((port for port in ins if Port(target.node, port) not in wires), "")
    cures = [spot.unwire(target)]
    if free:
        source = wires[target]

        def moved(graph: Graph) -> Graph:
            return connect(disconnect(graph, target), source, Port(target.node, free))

        cures.insert(0, cure(f"Move the wire to {free}", spot.network, moved))
    return spot.problem("unknown_port", text, cures, node=target.node, port=target.port)


def no_such_source(spot: Spot, target: Port) -> Problem:
    """A wire from an output that is not there."""
    source = spot.graph.wires[target]
    known = spot.ports.get(source.node)
    outs = ", ".join(known.outputs) or "none" if known else ""
    text = f"{target.node} is wired to {source.node[:64]}, which is not in the drawing."
    if known:
        text = f"{target.node} is wired to the output {source.port[:40]} of {source.node}; its outputs: {outs}."
    own = [Port(source.node, port) for port in known.outputs] if known else []
    cures = [*(spot.wire(port, target) for port in own[:1]), *islice(_wires(spot, target), OFFERED)]
    cures = list({one.label: one for one in (*cures, spot.delete(target.node))}.values())
    return spot.problem("unknown_source", text, cures, node=target.node, port=target.port)


def _wires(spot: Spot, target: Port) -> Iterator[Cure]:
    """Wires that would mend an input: straight ones first, then through other layers, then from where shapes fail."""
    near = [] if spot.brief else spot.near(target)
    known = [source for source in near if source in spot.shapes]
    fitting = [source for source in known if spot.accepts(target, spot.shapes[source], spot.dtypes[source])]
    yield from (spot.wire(source, target) for source in fitting)
    for source in known:
        if source in fitting:
            continue
        for chain in (*chains(spot.shapes[source], spot.dtypes[source]), *_to_outputs(spot, target)):
            shape = through(chain, spot.shapes[source])
            if shape is not None and spot.accepts(target, shape, "float32"):
                yield spot.lead(source, chain, target)
                break
    for source in near[:1]:
        if source not in spot.shapes:
            yield spot.wire(source, target)


def _to_outputs(spot: Spot, target: Port) -> Iterator[Chain]:
    """Layers that give what the data asks for, where a wire is to reach an output node."""
    if spot.graph.nodes[target.node].key == OUTPUT and spot.facts and spot.facts.outputs:
        linear = chosen("linear", units=spot.facts.outputs)
        yield (linear,)
        yield chosen("flatten"), linear


def of_network(spot: Spot, severed: bool) -> Iterator[Problem]:
    """What is wrong with a network as a whole: its ends, its circles, and what leads nowhere.

    Where it is `severed`, what lies before the cut leads nowhere for that reason, which is told already.
    """
    yield from _ends(spot)
    circles = list(_circles(spot))
    yield from circles
    for name in sorted(spot.ports.keys() - spot.used, key=natural) if not (severed or circles) else ():
        text = f"{name} leads nowhere: no output depends on it."
        yield spot.problem("unused", text, [spot.delete(name)], node=name, severity="hint")


def _ends(spot: Spot) -> Iterator[Problem]:
    subject = "There is" if spot.network == spot.document.main else f"{spot.network} has"
    if not ends(spot.graph, INPUT):
        text = f"{subject} no Input yet, where the examples come in."
        cures = [cure("Add Input", spot.network, lambda graph: _with_input(spot, graph))]
        yield spot.problem("no_input", text, cures)
    if not ends(spot.graph, OUTPUT):
        text = f"{subject} no Output yet, which says what the answer is."
        cures = [cure("Add Output", spot.network, lambda graph: _with_output(spot, graph))]
        yield spot.problem("no_output", text, cures)


def _with_input(spot: Spot, graph: Graph) -> Graph:
    """Add an input, wired to the leftmost node that has none."""
    open_ports = [
        Port(name, port)
        for name in graph.nodes
        for port, declared in spot.ports[name].inputs.items()
        if not declared.optional and port not in graph.into(name)
    ]
    target = min(open_ports, key=lambda port: (graph.places.get(port.node, ORIGIN), natural(port.node)), default=None)
    graph, name = added(graph, chosen("input"), beside(graph, target.node, -1) if target else ORIGIN)
    return connect(graph, Port(name, "out"), target) if target else graph


def _with_output(spot: Spot, graph: Graph) -> Graph:
    """Add an output, wired to the rightmost output that nothing uses yet."""
    loose = [
        Port(name, port)
        for name in graph.nodes
        if graph.nodes[name].key != INPUT and not graph.out_of(name)
        for port in list(spot.ports[name].outputs)[-1:]
    ]
    source = max(loose, key=lambda port: (graph.places.get(port.node, ORIGIN), natural(port.node)), default=None)
    graph, name = added(graph, chosen("output"), beside(graph, source.node, 1) if source else ORIGIN)
    return connect(graph, source, Port(name, "in")) if source else graph


def _circles(spot: Spot) -> Iterator[Problem]:
    """Each circle of wires, with its path; the step that leads back furthest on the canvas is the one to remove."""
    graph = spot.graph
    for _ in range(CIRCLES):
        path = find_cycle(graph)
        if path is None:
            return
        source, following = max(reversed(list(pairwise(path))), key=partial(_backwards, graph))
        cut = [target for _, target in graph.out_of(source) if target.node == following]
        shown = path if len(path) <= 8 else [*path[:4], "...", *path[-3:]]
        text = f"Wires run in a circle: {' -> '.join(shown)}. Data can only flow one way."
        yield spot.problem("cycle", text, _openings(spot, source, following, cut), node=source)
        graph = graph.rewired(drop=cut)


def _backwards(graph: Graph, step: tuple[str, str]) -> float:
    """How far to the left a step from one node to the next leads, in px."""
    start, end = (graph.places.get(name, ORIGIN).x for name in step)
    return start - end


def _openings(spot: Spot, source: str, following: str, cut: list[Port]) -> list[Cure]:
    """Ways to open a circle: without the wires of one step. A node wired to itself is better wired elsewhere."""
    label = f"Remove the wire from {source} to {following}"
    opening = cure(label, spot.network, lambda graph: graph.rewired(drop=cut))
    if source != following:
        return [opening]
    elsewhere = islice(_wires(spot, cut[0]), OFFERED) if len(cut) == 1 else ()
    return [*elsewhere, spot.delete(source), opening]

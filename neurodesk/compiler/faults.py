"""What can be wrong with a node itself: its layer, its values, its name, and the shapes that reach it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from neurodesk.compiler.bridges import bridges, through, tunings
from neurodesk.compiler.ports import OUTPUT
from neurodesk.compiler.problems import Cure, Problem, cure
from neurodesk.compiler.spot import Spot, fits, written
from neurodesk.graph.document import set_source
from neurodesk.graph.edit import rename
from neurodesk.graph.errors import ParameterError, ShapeError
from neurodesk.graph.model import Node, Port, chosen
from neurodesk.graph.names import fresh
from neurodesk.layers.catalogue import LAYERS
from neurodesk.layers.shapes import Misfit
from neurodesk.layers.spec import Param, Shape, show

OFFERED = 3  # cures of one kind; more would be a menu


def unknown_layer(spot: Spot, name: str) -> Problem:
    """A layer that this version does not know, as from a newer file."""
    key = spot.graph.nodes[name].key
    text = f"{name} is a layer called {key[:40]!r}, which this version does not know."
    alike = LAYERS.search(key[:40])[:1]
    cures = [spot.exchange(name, chosen(cls.key), f"Use {cls.label} for {name}") for cls in alike]
    return spot.problem("unknown_layer", text, [spot.delete(name), *cures], node=name)


def bad_value(spot: Spot, name: str, reason: str) -> Problem:
    """A parameter outside what it allows, or one that the layer does not have."""
    node = spot.graph.nodes[name]
    layer = LAYERS[node.key]
    params, values, first = layer.params(), node.values, ""
    for key, value in sorted(node.values.items()):
        try:
            layer(**{key: value})
        except ParameterError:
            first = first or key
            values = values.insert(key, _nearest(params[key], value)) if key in params else values.discard(key)
    cures = [spot.exchange(name, Node(node.key), f"Give {name} its defaults")]
    if first:
        label = f"Drop {first[:40]} of {name}"
        if first in values:
            label = f"Set {first} of {name} to {written(values[first], first)}"
        cures.insert(0, spot.exchange(name, Node(node.key, values), label))
    return spot.problem("bad_value", f"{name}: {reason}.", cures, node=name)


def _nearest(param: Param[Any], value: object) -> Any:
    """The legal value nearest to a wrong one: the limit that it passed, or else the default."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        if param.min is not None and value < param.min:
            return param.min
        if param.max is not None and value > param.max:
            return param.max
    return param.default


def bad_name(spot: Spot, name: str, reason: str) -> Problem:
    """A name that PyTorch or printed source could not use."""
    new = fresh(spot.graph, "layer")
    cures = [cure(f"Call it {new}", spot.network, lambda graph: rename(graph, name, new))]
    return spot.problem("bad_name", reason, cures, node=name)


def shapeless(spot: Spot, name: str) -> Problem:
    """An input whose shape nobody has said."""
    by_hand = spot.set(name, {"shape": (1, 28, 28)})
    if spot.document.source is None and spot.network == spot.document.main:
        digits = Cure("Use the built-in digits", lambda document: set_source(document, chosen("digits")))
        text = f"{name} takes its shape from the data, and no data is chosen yet."
        return spot.problem("no_data", text, [digits, by_hand], node=name)
    text = f"{name} takes its shape from the data, which could not be read."
    if spot.network != spot.document.main:
        text = f"{name} has no shape: {spot.network} does not stand in {spot.document.main} yet."
    return spot.problem("no_shape", text, [by_hand], node=name)


def wrong_kind(spot: Spot, target: Port) -> Problem:
    """Numbers with a fraction where whole numbers are looked up, or the other way round."""
    name, source = target.node, spot.graph.wires[target]
    deletion = spot.delete(name)
    if spot.ports[name].inputs[target.port].dtype == "int64":
        text = f"{name} expects whole numbers (int64); {source.node} gives fractions (float32)."
        width = spot.graph.nodes[name].values.get("width", 64)
        cures = [deletion]
        if 1 <= len(spot.shapes[source]) <= 2:
            cures.insert(0, spot.exchange(name, chosen("linear", units=width), f"Use Linear for {name}"))
    else:
        text = f"{name} expects fractions (float32); {source.node} gives whole numbers (int64)."
        cures = [*_insertions(spot, target, "int64"), deletion]
        if spot.graph.nodes[name].key == OUTPUT and spot.facts and spot.facts.outputs:
            chain = chosen("embedding"), chosen("flatten"), chosen("linear", units=spot.facts.outputs)
            cures = [spot.insert(chain, target), deletion]
    return spot.problem("wrong_kind", text, cures, node=name, port=target.port)


def clash(spot: Spot, name: str, error: ShapeError) -> Problem:
    """Shapes that a layer cannot work with. The layer's own advice comes first, then what a search finds."""
    node, arriving, wires = spot.graph.nodes[name], spot.arriving(name), spot.graph.into(name)
    shapes = [shape for shape in arriving.values() if shape is not None]
    port = next((port for port in arriving if port in wires), "")
    text = _sentence(spot, name, str(error), wires[port].node if len(shapes) == 1 else "", shapes)
    cures = list(_advised(spot, name, error, shapes))
    if not spot.brief:
        cures += [spot.set(name, {key: value}) for key, value in islice(tunings(node, shapes), OFFERED)]
        for at in reversed(arriving):
            if at in wires:
                cures += _insertions(spot, Port(name, at), "float32")
    once = {cure.label: cure for cure in reversed([*cures, spot.delete(name)])}
    return spot.problem("shape", text, reversed(once.values()), node=name, port=port)


def _advised(spot: Spot, name: str, error: ShapeError, shapes: list[Shape]) -> Iterator[Cure]:
    """What the layer itself advises, where that makes it work."""
    if not isinstance(error, Misfit):
        return
    node, values = spot.graph.nodes[name], error.cure_values
    if error.cure_layer:
        chain = (Node(error.cure_layer, node.values.convert(dict(values))),)
        for at, port in enumerate(spot.graph.into(name)):
            given = through(chain, shapes[at])
            if given is not None and fits(node, [*shapes[:at], given, *shapes[at + 1 :]]):
                yield spot.insert(chain, Port(name, port))
    elif values and fits(Node(node.key, node.values.update(values)), shapes):
        yield spot.set(name, values)


def _insertions(spot: Spot, target: Port, dtype: str) -> list[Cure]:
    """Layers to put before an input so that its node works."""
    arriving = {port: shape for port, shape in spot.arriving(target.node).items() if shape is not None}
    if spot.brief or target.port not in arriving:
        return []
    at = list(arriving).index(target.port)
    found = bridges(spot.graph.nodes[target.node], list(arriving.values()), at, dtype)
    return [spot.insert(chain, target) for chain in islice(found, OFFERED)]


def _sentence(spot: Spot, name: str, reason: str, source: str, shapes: Iterable[Shape]) -> str:
    """Say a layer's complaint with the names of the nodes: `linear_1 expects a vector; conv_2 gives 32 x 8 x 8.`"""
    key = spot.graph.nodes[name].key
    text = f"{name}{reason.removeprefix(key)}" if reason.startswith(key) else f"{name}: {reason}"
    for shape in shapes if source else ():
        text = text.replace(f"it is given {show(shape)}", f"{source} gives {show(shape)}")
    return text if text.endswith(".") else f"{text}."

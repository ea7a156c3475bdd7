"""Which wires can be: whether an output fits an input, in one sentence that a person reads before letting go."""

from __future__ import annotations

from typing import NamedTuple

from neurodesk.graph.errors import NeuroDeskError, ShapeError
from neurodesk.graph.model import Chosen, Port
from neurodesk.graph.order import would_cycle
from neurodesk.layers.catalogue import LAYERS
from neurodesk.layers.spec import Layer, show
from neurodesk.ui.canvas.face import Face, face_of, layer_of
from neurodesk.ui.session import Session
from neurodesk.ui.words import spoken, tr


class Verdict(NamedTuple):
    """Whether a wire can be made at all, whether what it carries fits, and the sentence that says so."""

    possible: bool
    fits: bool
    text: str

    @property
    def tone(self) -> str:
        """good or bad, for the ghost of the wire."""
        return "good" if self.fits else "bad"


def verdict(session: Session, source: Port, target: Port) -> Verdict:
    """Judge a wire from an output to an input."""
    graph = session.graph
    if source.node == target.node:
        return Verdict(False, False, tr("A layer cannot feed itself: {node}.", node=source.node))
    cycle = would_cycle(graph, source.node, target.node)
    if cycle:
        around = cycle if len(cycle) <= 6 else [*cycle[:3], "...", *cycle[-2:]]
        return Verdict(False, False, tr("That would close a circle: {around}.", around=" -> ".join(around)))
    shape = session.flow.shapes.get(source)
    carried = tr("{source} to {target}", source=source, target=target) + ("" if shape is None else f": {show(shape)}")
    reason = _clash(session, source, target) or _answer(session, source, target)
    before = graph.wires.get(target, source)
    instead = "" if before == source else " " + tr("It replaces the wire from {node}.", node=before.node)
    end = "." if instead and not reason else ""
    return Verdict(True, not reason, (reason or carried) + end + instead)


def best_input(session: Session, source: Port, node: str) -> tuple[Port, Verdict] | None:
    """The input of a node that a wire would best go to: one that fits and is free, before others; or None."""
    options = [Port(node, port) for port in _face(session, node).inputs]
    judged = [(target, verdict(session, source, target)) for target in options]
    taken = session.graph.wires
    return min(judged, key=lambda pair: (not pair[1].possible, not pair[1].fits, pair[0] in taken), default=None)


def best_output(session: Session, target: Port, node: str) -> tuple[Port, Verdict] | None:
    """The output of a node that a wire would best come from; or None."""
    options = [Port(node, port) for port in _face(session, node).outputs]
    judged = [(source, verdict(session, source, target)) for source in options]
    return min(judged, key=lambda pair: (not pair[1].possible, not pair[1].fits), default=None)


def fitting(session: Session, source: Port | None = None, target: Port | None = None) -> set[str]:
    """The keys of the layers that, with their defaults, can be fed by an output and can feed an input."""
    keys = {kind.key for kind in LAYERS}
    if source is not None:
        keys = {key for key in keys if _takes(session, LAYERS[key](), source)}
    if target is not None:
        keys = {key for key in keys if LAYERS[key]().outputs()}
    return keys


def _takes(session: Session, layer: Layer, source: Port) -> bool:
    ports = list(layer.inputs().values())
    if not ports:
        return False
    kind = session.flow.dtypes.get(source, "any")
    if "any" not in (kind, ports[0].dtype) and kind != ports[0].dtype:
        return False
    shape = session.flow.shapes.get(source)
    wanted = sum(not port.optional for port in ports)
    if shape is None or layer.key in {"block", "output"}:
        return True
    try:
        layer.shape(*[shape] * wanted)
    except ShapeError:
        return False
    return True


def _clash(session: Session, source: Port, target: Port) -> str:
    """Why what an output gives does not fit an input; empty when it fits, or when nobody can tell yet."""
    graph, flow = session.graph, session.flow
    node = graph.nodes[target.node]
    shape = flow.shapes.get(source)
    if shape is None or node.key not in LAYERS or node.key in {"block", "output"}:
        return ""
    layer = layer_of(Chosen(node.key, node.values))
    kind, port = flow.dtypes.get(source, "any"), layer.inputs().get(target.port)
    if port is not None and "any" not in (kind, port.dtype) and kind != port.dtype:
        return tr(
            "{target} expects {dtype}; {source} gives {kind}.",
            target=target,
            dtype=_kind(port.dtype),
            source=source,
            kind=_kind(kind),
        )
    feeds = {**{Port(target.node, name): feed for name, feed in graph.into(target.node).items()}, target: source}
    shapes = [flow.shapes.get(feeds[end]) for name in layer.inputs() if (end := Port(target.node, name)) in feeds]
    needed = sum(not one.optional for one in layer.inputs().values())
    if None in shapes or len(shapes) < needed:
        return ""
    try:
        layer.shape(*[one for one in shapes if one is not None])
    except NeuroDeskError as error:
        return _sentence(str(error), node.key, target.node, source.node, show(shape))
    return ""


def _answer(session: Session, source: Port, target: Port) -> str:
    """Why what an output gives is no answer for this data; empty when it is, or when nobody can tell yet."""
    facts, shape = session.facts, session.flow.shapes.get(source)
    ends = session.graph.nodes[target.node].key == "output" and session.network == session.document.main
    if not ends or facts is None or shape is None or not facts.outputs or shape == (facts.outputs,):
        return ""
    said = {"node": target.node, "count": facts.outputs, "source": source.node, "shape": show(shape)}
    if facts.task == "classification":
        return tr("{node} expects {count} numbers, one for each class; {source} gives {shape}.", **said)
    return tr("{node} expects as many numbers as there are targets, {count}; {source} gives {shape}.", **said)


def _sentence(reason: str, key: str, node: str, source: str, shape: str) -> str:
    """A layer's complaint with the names of the nodes: `linear_1 expects a vector; conv_2 gives 32 x 8 x 8.`"""
    reason = spoken(reason)
    text = f"{node}{reason.removeprefix(key)}" if reason.startswith(key) else f"{node}: {reason}"
    text = text.replace(
        tr("it is given {shape}", shape=shape), tr("{source} gives {shape}", source=source, shape=shape)
    ).rstrip(".")
    return f"{text}." if shape in text else tr("{text}; {source} gives {shape}.", text=text, source=source, shape=shape)


def _kind(dtype: str) -> str:
    return tr("whole numbers") if dtype == "int64" else tr("real numbers")


def _face(session: Session, node: str) -> Face:
    return face_of(session.document, session.graph, node)

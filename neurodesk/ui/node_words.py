"""A node in words, as the outline and screen readers tell it, and the facts a card shows."""

from __future__ import annotations

from neurodesk.compiler.flow import Flow
from neurodesk.graph.model import Graph, Port
from neurodesk.layers.spec import Shape
from neurodesk.ui.canvas.face import Face
from neurodesk.ui.look.numbers import whole
from neurodesk.ui.words import spoken, tr


def node_facts(graph: Graph, flow: Flow, name: str, face: Face) -> tuple[Shape | None, str]:
    """The shape of a node's first output, or of its first input where it has none; and its count of parameters as
    text, empty where it has none.
    """
    fed = Port(name, face.inputs[0] if face.inputs else "")
    port = Port(name, face.outputs[0]) if face.outputs else graph.wires.get(fed)
    shape = flow.shapes.get(port) if port else None
    cost = flow.costs.get(name)
    many = whole(cost.parameters) if cost and cost.parameters else ""
    return shape, tr("{count} params", count=many) if many else ""


def node_words(
    name: str, face: Face, *, shape: str = "", severity: str = "", problem: str = "", muted: bool = False
) -> str:
    """`conv_1, Conv 2d, 32 x 8 x 8, error: ...`."""
    kind = " ".join(filter(None, (spoken(face.label), face.times)))
    wrong = {"error": tr("error"), "warning": tr("warning")}.get(severity, tr("hint"))
    parts = (name, kind, shape, tr("muted") if muted else "", f"{wrong}: {spoken(problem)}" if problem else "")
    return ", ".join(filter(None, parts))

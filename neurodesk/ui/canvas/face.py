"""What a node shows of its layer: family, ports, the line of parameters, and the measures of its card."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from neurodesk.compiler.ports import BLOCK, ports
from neurodesk.graph.errors import ParameterError
from neurodesk.graph.model import Document, Graph, Node, Value
from neurodesk.graph.ties import named
from neurodesk.layers.catalogue import LAYERS
from neurodesk.layers.spec import Layer
from neurodesk.ui.look.numbers import said
from neurodesk.ui.words import spoken, tr

WIDTH: Final = 176  # scene px, 22 squares of the 8 px grid
HEADER: Final = 32
CARD: Final = 80  # height of a card with up to three ports a side
PORT_TOP: Final = 16  # the first port sits in the middle of the header: a chain in a row has straight wires
PORT_STEP: Final = 24  # the smallest comfortable target


_LETTERS: Final = 26  # of parameters on a card; more do not fit


@dataclass(frozen=True, slots=True)
class Face:
    """The parts of a node that come from its layer and parameters alone."""

    key: str
    label: str
    category: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    line: str  # the parameters worth a look; the layer's name where it has none
    repeat: int = 1  # copies of a block that follow each other

    @property
    def times(self) -> str:
        """`× 3` for what repeats."""
        return f"× {self.repeat}" if self.repeat > 1 else ""

    @property
    def height(self) -> int:
        """Height of the card without its picture, scene px."""
        return max(CARD, PORT_TOP + PORT_STEP * max(len(self.inputs), len(self.outputs)))


def port_y(index: int) -> int:
    """How far below the card's top the n-th port of a side sits, scene px."""
    return PORT_TOP + PORT_STEP * index


def face_of(document: Document, graph: Graph, name: str) -> Face:
    """The face of a node. A block has the ports of its network; an unknown layer those that its wires mention."""
    node = graph.nodes[name]
    if node.key not in LAYERS:
        outs = tuple(sorted({source.port for source, _ in graph.out_of(name)}))
        return Face(node.key, node.key[:40], "", tuple(graph.into(name)), outs, tr("not known to this version"))
    face = _face(node)
    if node.key == BLOCK:
        found = ports(document, node)
        values = layer_of(node).values
        return replace(
            face,
            inputs=tuple(found.inputs),
            outputs=tuple(found.outputs),
            line=values["network"] or spoken(face.label),
            repeat=values["repeat"],
        )
    return face


def sizes_of(document: Document, graph: Graph) -> dict[str, tuple[float, float]]:
    """Width and height of every card, scene px."""
    return {name: (float(WIDTH), float(face_of(document, graph, name).height)) for name in graph.nodes}


def follows_others(node: Node) -> bool:
    """Whether a node's face depends on more than the node: on another network, or on its wires."""
    return node.key == BLOCK or node.key not in LAYERS


def forget_faces() -> None:
    """Make every face anew when it is next asked for, as in another language."""
    _face.cache_clear()


@lru_cache(maxsize=4096)
def layer_of(node: Node) -> Layer:
    """The node's layer with its values, or with the defaults where a value is wrong. The key must be known."""
    try:
        return LAYERS.make(node)
    except ParameterError:
        return LAYERS[node.key]()


@lru_cache(maxsize=4096)
def _face(node: Node) -> Face:
    layer = layer_of(node)
    kind = type(layer)
    owner, line = named(node), ""
    for name in kind.shown if not owner else ():
        text = _value(name, layer.values[name], first=not line)
        joined = f"{line}  ·  {text}" if line and text else line or text
        if len(joined) > _LETTERS and line:
            break
        line = joined
    return Face(
        node.key,
        spoken(kind.label),
        kind.category,
        tuple(layer.inputs()),
        tuple(layer.outputs()),
        tr("weights of {node}", node=owner) if owner else line or spoken(kind.label),
    )


def _value(name: str, value: Value, *, first: bool) -> str:
    """A parameter in words; nothing for what is switched off, or left to the layer."""
    words = name.replace("_", " ")
    if value is True:
        return words
    if value in (False, "", ()) or (value == 0 and not first):
        return ""
    if isinstance(value, tuple):
        return f"{words} {' x '.join(map(str, value))}"
    return f"{words} {said(value)}"

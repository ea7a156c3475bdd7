"""The ports of every node: those its layer declares, and for a block those of the network it stands for."""

from __future__ import annotations

from typing import NamedTuple
from weakref import ref

from neurodesk.graph.ends import BLOCK, INPUT, OUTPUT, block_ends, ends
from neurodesk.graph.errors import ParameterError
from neurodesk.graph.model import Document, Node
from neurodesk.layers.catalogue import LAYERS
from neurodesk.layers.spec import In, Layer, Out

__all__ = ["BLOCK", "INPUT", "NONE", "OUTPUT", "Ports", "block_ends", "ends", "made", "ports"]


class Ports(NamedTuple):
    """The input and output ports of a node by name, in order."""

    inputs: dict[str, In]
    outputs: dict[str, Out]


NONE = Ports({}, {})
_MADE: dict[int, tuple[ref[Node], Layer]] = {}  # the layer of each node that there is


def made(node: Node) -> Layer:
    """Make a node's layer, once for each version of the node. Raises ParameterError.

    Kept by identity: equal nodes are not the same to `check`, for which `True` is not the number 1.
    """
    key = id(node)
    kept = _MADE.get(key)
    if kept is None:
        kept = _MADE[key] = (ref(node, lambda _gone: _MADE.pop(key, None)), LAYERS.make(node))
    return kept[1]


def ports(document: Document, node: Node) -> Ports:
    """The ports of a node; none for a layer that is unknown or has a wrong value.

    A block has the ports `in` and `out`. Where its network has several inputs, the block's input ports carry the names
    of those input nodes; likewise its outputs.
    """
    try:
        layer = made(node)
    except ParameterError:
        return NONE
    if node.key != BLOCK:
        return Ports(layer.inputs(), layer.outputs())
    graph = document.networks.get(layer.values["network"])
    if graph is None:
        return Ports(layer.inputs(), layer.outputs())
    ins, outs = block_ends(graph)
    return Ports(dict.fromkeys(ins or ["in"], In(dtype="any")), dict.fromkeys(outs or ["out"], Out()))

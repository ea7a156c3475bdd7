"""All layers there are: importing the families here is what fills the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from neurodesk.graph.errors import ParameterError, ShapeError
from neurodesk.graph.model import Chosen, Graph, freeze
from neurodesk.layers import (
    activation,
    arithmetic,
    attention,
    combining,
    convolution,
    learned,
    linear,
    normalization,
    pooling,
    recurrent,
    reducing,
    regularization,
    reshaping,
    resizing,
    structure,
    transposed,
)
from neurodesk.layers.spec import CATEGORIES, LAYERS, Layer, Shape

__all__ = ["FAMILIES", "LAYERS", "along", "plainly", "quick_find"]

FAMILIES = (
    structure, linear, learned, convolution, transposed, pooling, normalization, activation, arithmetic, regularization,
    recurrent, attention, reshaping, resizing, reducing, combining,
)  # fmt: skip


LAYERS.sort(lambda cls: CATEGORIES.index(cls.category))


def quick_find(word: str, shape: Shape | None = None) -> type[Layer] | None:
    """The layer that a word of the quick-add stands for, or None.

    Several layers may answer to a word (`conv`): the first whose default takes `shape` is meant, or else the first.
    """
    meant = [cls for cls in LAYERS if word.lower() in (cls.key, *cls.quick)]
    fitting = (cls for cls in meant if shape is None or _takes(cls(), shape))
    return next(fitting, meant[0] if meant else None)


def along(node: Chosen, change: Mapping[str, Any]) -> dict[str, Any]:
    """A change of a node's values, and with it of those that follow from them as long as nobody set them otherwise."""
    try:
        before = LAYERS.make(node)
        after = type(before).of({**before.values, **change}).follows()
    except ParameterError:
        return dict(change)
    kept = all(before.values[name] == value for name, value in before.follows().items())
    moved = {name: value for name, value in after.items() if kept and value != before.values[name]}
    return {**moved, **change}


def plainly(graph: Graph) -> Graph:
    """The drawing without the values that say only what holds without them, so that equal layers look equal."""
    nodes = graph.nodes
    for name, node in graph.nodes.items():
        params = LAYERS[node.key].params() if node.key in LAYERS else {}
        usual = [key for key, value in node.values.items() if key in params and freeze(params[key].default) == value]
        if usual:
            values = node.values
            for key in usual:
                values = values.remove(key)
            nodes = nodes.insert(name, replace(node, values=values))
    return graph if nodes is graph.nodes else replace(graph, nodes=nodes)


def _takes(layer: Layer, shape: Shape) -> bool:
    try:
        layer.shape(shape)
    except ShapeError:
        return False
    return True

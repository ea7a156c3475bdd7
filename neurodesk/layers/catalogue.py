"""All layers there are: importing the families here is what fills the catalogue."""

from __future__ import annotations

from neurodesk.graph.errors import ShapeError
from neurodesk.layers import convolution, linear, structure
from neurodesk.layers.spec import LAYERS, Layer, Shape

__all__ = ["FAMILIES", "LAYERS", "quick_find"]

FAMILIES = (structure, linear, convolution)


def quick_find(word: str, shape: Shape | None = None) -> type[Layer] | None:
    """The layer that a word of the quick-add stands for, or None.

    Several layers may answer to a word (`conv`): the first whose default takes `shape` is meant, or else the first.
    """
    meant = [cls for cls in LAYERS if word.lower() in (cls.key, *cls.quick)]
    for cls in meant if shape is not None else ():
        try:
            cls().shape(shape)
        except ShapeError:
            continue
        return cls
    return meant[0] if meant else None

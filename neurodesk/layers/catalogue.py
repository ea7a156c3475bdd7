"""All layers there are: importing the families here is what fills the catalogue."""

from __future__ import annotations

from neurodesk.graph.errors import ShapeError

# In the order the library shows them, which is also how search breaks ties.
# isort: off
from neurodesk.layers import structure
from neurodesk.layers import linear
from neurodesk.layers import convolution
from neurodesk.layers import pooling
from neurodesk.layers import normalization
from neurodesk.layers import activation
from neurodesk.layers import regularization
from neurodesk.layers import recurrent
from neurodesk.layers import attention
from neurodesk.layers import reshaping
from neurodesk.layers import combining
from neurodesk.layers.spec import LAYERS, Layer, Shape
# isort: on

__all__ = ["FAMILIES", "LAYERS", "quick_find"]

FAMILIES = (
    structure, linear, convolution, pooling, normalization, activation, regularization, recurrent, attention, reshaping,
    combining,
)  # fmt: skip


def quick_find(word: str, shape: Shape | None = None) -> type[Layer] | None:
    """The layer that a word of the quick-add stands for, or None.

    Several layers may answer to a word (`conv`): the first whose default takes `shape` is meant, or else the first.
    """
    meant = [cls for cls in LAYERS if word.lower() in (cls.key, *cls.quick)]
    fitting = (cls for cls in meant if shape is None or _takes(cls(), shape))
    return next(fitting, meant[0] if meant else None)


def _takes(layer: Layer, shape: Shape) -> bool:
    try:
        layer.shape(shape)
    except ShapeError:
        return False
    return True

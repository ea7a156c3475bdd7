"""Keeps how boxes are lined up with each other and spread evenly; what is not named stays where it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from neurodesk.graph import edit
from neurodesk.graph.errors import EditError
from neurodesk.graph.model import Graph, Place
from neurodesk.graph.names import natural

Sizes = Mapping[str, tuple[float, float]]
_SIDES: Final = {  # axis, and how far along a box what is lined up lies
    "left": (0, 0.0), "centre": (0, 0.5), "right": (0, 1.0),
    "top": (1, 0.0), "middle": (1, 0.5), "bottom": (1, 1.0),
}  # fmt: skip


def align(graph: Graph, names: Iterable[str], sizes: Sizes, side: str) -> Graph:
    """Line up boxes at the outermost of their `left`, `right`, `top` or `bottom` edges, or at the middle of them all
    (`centre` across, `middle` down). Raises EditError with fewer than two."""
    boxes = _boxes(graph, names, sizes, 2)
    axis, share = _SIDES[side]
    low = min(place[axis] for place, _ in boxes.values())
    high = max(place[axis] + size[axis] for place, size in boxes.values())
    line = low + (high - low) * share
    return edit.move(
        graph, {name: _at(place, axis, line - size[axis] * share) for name, (place, size) in boxes.items()}
    )


def distribute(graph: Graph, names: Iterable[str], sizes: Sizes, axis: int) -> Graph:
    """Leave equal gaps between boxes, across (axis 0) or down (axis 1); the outermost two stay. Boxes that overlap
    because there is no room keep equal steps. Raises EditError with fewer than three."""
    boxes = _boxes(graph, names, sizes, 3)
    ordered = sorted(boxes, key=lambda name: (boxes[name][0][axis] + boxes[name][1][axis] / 2, natural(name)))
    first, last = boxes[ordered[0]], boxes[ordered[-1]]
    room = last[0][axis] + last[1][axis] - first[0][axis] - sum(size[axis] for _, size in boxes.values())
    gap = room / (len(ordered) - 1)
    moved, here = {}, first[0][axis]
    for name in ordered:
        place, size = boxes[name]
        moved[name] = _at(place, axis, here)
        here += size[axis] + gap
    return edit.move(graph, moved)


def _boxes(
    graph: Graph, names: Iterable[str], sizes: Sizes, least: int
) -> dict[str, tuple[Place, tuple[float, float]]]:
    chosen = sorted(set(names) & set(graph.nodes), key=natural)
    if len(chosen) < least:
        raise EditError(f"Select at least {('two', 'three')[least - 2]} layers first.")
    return {name: (graph.places.get(name, Place(0.0, 0.0)), sizes[name]) for name in chosen}


def _at(place: Place, axis: int, value: float) -> Place:
    value = round(value)  # whole px: what is painted there is crisp
    return Place(value, place.y) if axis == 0 else Place(place.x, value)

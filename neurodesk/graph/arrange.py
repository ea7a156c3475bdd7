"""Keeps the tidy layout: columns from left to right, few crossings, straight rows, wires clear of boxes.

Sugiyama's method: columns by longest path with a lane for each long wire (`columns`), sweeps against crossings
(`crossings`), level rows (`rows`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from neurodesk.graph.columns import Sheet, sheet
from neurodesk.graph.crossings import uncross
from neurodesk.graph.model import Graph, Place
from neurodesk.graph.names import natural
from neurodesk.graph.order import digraph
from neurodesk.graph.rows import GRID, rows

SIZE = (176.0, 72.0)  # of a box whose size is not given, px
ACROSS = 56  # px between columns
DOWN = 32  # px between boxes in a column
PORT = 16  # px from a box's top to its first port: boxes whose first ports are level have a straight wire
LANE = (8.0, 32.0)  # px a long wire keeps free over and under its line: it may bend down to a second port
BESIDE = 16  # px between a lane and a box

Sizes = Mapping[str, tuple[float, float]]


def arrange(graph: Graph, sizes: Sizes | None = None, names: Iterable[str] | None = None) -> dict[str, Place]:
    """New places, on a grid of 8 px, for the nodes `names` (all when not given), whose widths and heights are `sizes`.

    A whole drawing begins at (0, 0); a part of one stays with its top left corner where it was.
    """
    chosen = sorted(graph.nodes if names is None else set(names) & set(graph.nodes), key=natural)
    boxes = {name: (sizes or {}).get(name, SIZE) for name in chosen}
    places: dict[str, Place] = {}
    corner = Place(0, 0) if names is None else _corner(graph, chosen)
    top = corner.y
    parts, alone = _parts(graph, chosen)
    for part in [*parts, alone] if alone else parts:
        placed = _shelved(part, boxes) if part is alone else _drawn(sheet(graph, part), boxes)
        places |= {name: Place(place.x + corner.x, place.y + top) for name, place in placed.items()}
        top = _up(max(places[name].y + boxes[name][1] for name in part) + DOWN)
    return places


def _drawn(made: Sheet, boxes: Sizes) -> dict[str, Place]:
    """The nodes of one connected part, from (0, 0) on."""
    uncross(made)
    above, below = [], []
    for name in made.names:
        above.append(PORT + DOWN - BESIDE if name else LANE[0])
        below.append(boxes[name][1] - PORT + BESIDE if name else LANE[1] + BESIDE)
    height = rows(made, above, below)
    highest = min(height[spot] for spot, name in enumerate(made.names) if name)
    places: dict[str, Place] = {}
    left = 0.0
    for column in made.columns:
        there = [spot for spot in column if made.names[spot]]
        width = max((boxes[made.names[spot]][0] for spot in there), default=0.0)
        for spot in there:
            aside = (width - boxes[made.names[spot]][0]) / 2 // GRID * GRID
            places[made.names[spot]] = Place(left + aside, height[spot] - highest)
        left = _up(left + width + ACROSS)
    return places


def _shelved(part: list[str], boxes: Sizes) -> dict[str, Place]:
    """Nodes without wires side by side in about as many rows as columns."""
    count = math.ceil(math.sqrt(len(part)))
    across = _up(max(boxes[name][0] for name in part) + ACROSS)
    down = _up(max(boxes[name][1] for name in part) + DOWN)
    return {name: Place(at % count * across, at // count * down) for at, name in enumerate(part)}


def _parts(graph: Graph, chosen: list[str]) -> tuple[list[list[str]], list[str]]:
    """The connected parts, the largest first, and the nodes without a wire to another."""
    import networkx

    found = [sorted(part, key=natural) for part in networkx.weakly_connected_components(digraph(graph, chosen))]
    alone = [name for part in found if len(part) == 1 for name in part]
    return sorted((part for part in found if len(part) > 1), key=len, reverse=True), alone


def _corner(graph: Graph, chosen: list[str]) -> Place:
    """The top left corner of the chosen nodes as they stand, on the grid."""
    there = [graph.places[name] for name in chosen if name in graph.places] or [Place(0, 0)]
    return Place(*(min(ends) // GRID * GRID for ends in zip(*there, strict=True)))


def _up(length: float) -> float:
    """`length` up to the next line of the grid."""
    return -(-length // GRID) * GRID

"""Keeps the tidy layout: columns from left to right, few crossings, straight rows, wires clear of boxes.

Sugiyama's method: columns by longest path with a lane for each long wire (`columns`), sweeps against crossings
(`crossings`), level rows (`rows`). What would be too long to read is broken into bands (`bands`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from neurodesk.graph.bands import GUTTER, Column, bands, height
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


def arrange(
    graph: Graph,
    sizes: Sizes | None = None,
    names: Iterable[str] | None = None,
    room: tuple[float, float] | None = None,
) -> dict[str, Place]:
    """New places, on a grid of 8 px, for the nodes `names` (all when not given), whose widths and heights are `sizes`.

    A whole drawing begins at (0, 0); a part of one stays with its top left corner where it was. In a view of `room`
    px, what would be too small to read goes on in another band below.
    """
    chosen = sorted(graph.nodes if names is None else set(names) & set(graph.nodes), key=natural)
    boxes = {name: (sizes or {}).get(name, SIZE) for name in chosen}
    places: dict[str, Place] = {}
    corner = Place(0, 0) if names is None else _corner(graph, chosen)
    top = corner.y
    parts, alone = _parts(graph, chosen)
    for part in [*parts, alone] if alone else parts:
        placed = _shelved(part, boxes) if part is alone else _drawn(sheet(graph, part), boxes, room)
        places |= {name: Place(place.x + corner.x, place.y + top) for name, place in placed.items()}
        top = _up(max(places[name].y + boxes[name][1] for name in part) + DOWN)
    return places


def _drawn(made: Sheet, boxes: Sizes, room: tuple[float, float] | None) -> dict[str, Place]:
    """The nodes of one connected part, from (0, 0) on."""
    uncross(made)
    above, below = [], []
    for name in made.names:
        above.append(PORT + DOWN - BESIDE if name else LANE[0])
        below.append(boxes[name][1] - PORT + BESIDE if name else LANE[1] + BESIDE)
    line = rows(made, above, below)
    columns = _columns(made, boxes, line)
    places: dict[str, Place] = {}
    down = 0.0
    for band in bands(made, columns, room):
        start, stop = band
        top = min(column.top for column in columns[start:stop])
        for at in range(start, stop):
            left, right = columns[at].left - columns[start].left, columns[at].right - columns[start].left
            for name, spot in ((made.names[spot], spot) for spot in made.columns[at] if made.names[spot]):
                aside = (right - left - boxes[name][0]) / 2 // GRID * GRID
                places[name] = Place(left + aside, line[spot] - top + down)
        down = _up(down + height(band, columns) + GUTTER)
    first = min(place.y for place in places.values())
    return {name: Place(place.x, place.y - first) for name, place in places.items()}


def _columns(made: Sheet, boxes: Sizes, line: list[float]) -> list[Column]:
    """What each column takes, its lanes included."""
    columns: list[Column] = []
    left = 0.0
    for column in made.columns:
        there = [(boxes[made.names[spot]] if made.names[spot] else (0.0, LANE[1]), line[spot]) for spot in column]
        right = left + max(wide for (wide, _), _ in there)
        columns.append(
            Column(left, right, min(at for _, at in there), max(at + high for (_, high), at in there)),
        )
        left = _up(right + ACROSS)
    return columns


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

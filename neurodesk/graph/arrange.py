"""Keeps the tidy layout: columns from left to right, few crossings, straight rows, wires clear of boxes.

Sugiyama's method: columns by longest path with a lane for each long wire (`columns`), sweeps against crossings
(`crossings`), level rows (`rows`), long wires led through their lanes (`leading`). What would be too long to read is
broken into bands (`bands`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from neurodesk.graph.bands import GUTTER, Column, bands, height
from neurodesk.graph.columns import Sheet, sheet
from neurodesk.graph.crossings import uncross
from neurodesk.graph.edit import bend, move
from neurodesk.graph.leading import Box, Stretch, Way, led
from neurodesk.graph.model import Graph, Place, Port
from neurodesk.graph.names import natural
from neurodesk.graph.order import digraph
from neurodesk.graph.rows import GRID, rows

SIZE = (176.0, 72.0)  # of a box whose size is not given, px
ACROSS = 56  # px between columns
DOWN = 32  # px between boxes in a column
PORT = 16  # px from a box's top to its first port: boxes whose first ports are level have a straight wire
STEP = 24  # px from port to port
LANE = (8.0, 32.0)  # px a long wire keeps free over and under its line: it may bend down to a second port
BESIDE = 16  # px between a lane and a box

Sizes = Mapping[str, tuple[float, float]]


class Layout(NamedTuple):
    """Where nodes stand, and the dots that lead the wires which would run through a box without them."""

    places: dict[str, Place]
    dots: dict[Port, tuple[Place, ...]]


def arrange(
    graph: Graph,
    sizes: Sizes | None = None,
    names: Iterable[str] | None = None,
    room: tuple[float, float] | None = None,
) -> Layout:
    """New places, on a grid of 8 px, for the nodes `names` (all when not given), whose widths and heights are `sizes`,
    and the dots of the wires between them.

    A whole drawing begins at (0, 0); a part of one stays with its top left corner where it was. In a view of `room`
    px, what would be too small to read goes on in another band below.
    """
    chosen = sorted(graph.nodes if names is None else set(names) & set(graph.nodes), key=natural)
    boxes = {name: (sizes or {}).get(name, SIZE) for name in chosen}
    whole = Layout({}, {})
    corner = Place(0, 0) if names is None else _corner(graph, chosen)
    top = corner.y
    parts, alone = _parts(graph, chosen)
    for part in [*parts, alone] if alone else parts:
        found = _shelved(part, boxes) if part is alone else _drawn(graph, sheet(graph, part), boxes, room)
        for name, place in found.places.items():
            whole.places[name] = Place(place.x + corner.x, place.y + top)
        for target, dots in found.dots.items():
            whole.dots[target] = tuple(Place(dot.x + corner.x, dot.y + top) for dot in dots)
        top = _up(max(whole.places[name].y + boxes[name][1] for name in part) + DOWN)
    return whole


def arranged(
    graph: Graph,
    sizes: Sizes | None = None,
    names: Iterable[str] | None = None,
    room: tuple[float, float] | None = None,
) -> Graph:
    """The drawing with `names` arranged; the wires between them keep no dots but those that the layout needs."""
    places, dots = arrange(graph, sizes, names, room)
    loose = [target for target in graph.bends if target.node in places and graph.wires[target].node in places]
    laid: dict[Port, tuple[Place, ...]] = dict.fromkeys(loose, ())
    return bend(move(graph, places), laid | dots)


def _drawn(graph: Graph, made: Sheet, boxes: Sizes, room: tuple[float, float] | None) -> Layout:
    """One connected part, from (0, 0) on."""
    uncross(made)
    above, below = [], []
    for name in made.names:
        above.append(PORT + DOWN - BESIDE if name else LANE[0])
        below.append(boxes[name][1] - PORT + BESIDE if name else LANE[1] + BESIDE)
    line = rows(made, above, below)
    columns = _columns(made, boxes, line)
    broken = bands(made, columns, room)
    tops = [min(column.top for column in columns[start:stop]) for start, stop in broken]
    first = min(line[spot] for column in made.columns[slice(*broken[0])] for spot in column if made.names[spot])
    down = tops[0] - first
    places: dict[str, Place] = {}
    free: dict[int, Stretch] = {}
    dots: dict[Port, tuple[Place, ...]] = {}
    for band, top in zip(broken, tops, strict=True):
        start, stop = band
        there = {}
        for at in range(start, stop):
            left, right = columns[at].left - columns[start].left, columns[at].right - columns[start].left
            for spot in made.columns[at]:
                name, y = made.names[spot], line[spot] - top + down
                if name:
                    there[name] = Place(left + (right - left - boxes[name][0]) / 2 // GRID * GRID, y)
                else:
                    free[spot] = Stretch(left, right, y + PORT)
        places |= there
        dots |= led(_ways(graph, made, there, boxes, free))
        down = _up(down + height(band, columns) + GUTTER)
    return Layout(places, dots)


def _ways(
    graph: Graph, made: Sheet, places: dict[str, Place], boxes: Sizes, free: dict[int, Stretch]
) -> dict[Port, Way]:
    """The long wires between nodes that stand in one band, and what stands beside them."""
    beside = [
        [
            Box(*places[name], places[name].x + boxes[name][0], places[name].y + boxes[name][1])
            for name in (made.names[spot] for spot in column)
            if name in places
        ]
        for column in made.columns
    ]
    column_of = {made.names[spot]: at for at, column in enumerate(made.columns) for spot in column}
    found = {}
    for target, spots in made.ways.items():
        source = graph.wires[target]
        if source.node in places and target.node in places:
            place, end = places[source.node], places[target.node]
            outs = sorted({out.port for out, _ in graph.out_of(source.node)}, key=natural)
            passed = beside[column_of[source.node] : column_of[target.node] + 1]
            found[target] = Way(
                Place(place.x + boxes[source.node][0], place.y + PORT + STEP * outs.index(source.port)),
                Place(end.x, end.y + PORT + STEP * [*graph.into(target.node)].index(target.port)),
                [free[spot] for spot in spots],
                [box for column in passed for box in column if box[:2] not in (place, end)],
            )
    return found


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


def _shelved(part: list[str], boxes: Sizes) -> Layout:
    """Nodes without wires side by side in about as many rows as columns."""
    count = math.ceil(math.sqrt(len(part)))
    across = _up(max(boxes[name][0] for name in part) + ACROSS)
    down = _up(max(boxes[name][1] for name in part) + DOWN)
    return Layout({name: Place(at % count * across, at // count * down) for at, name in enumerate(part)}, {})


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

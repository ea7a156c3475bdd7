"""Keeps where a long drawing is broken into bands, one below the other, so that it can be read when it is shown whole.

A band ends only where a single output goes on, so that one wire, with what branches off it, returns to the left.
"""

from __future__ import annotations

from itertools import combinations
from typing import Final, NamedTuple

from neurodesk.graph.columns import Sheet

READABLE = 0.5  # view px per px of the drawing: where the whole would be shown smaller, it is broken
ENOUGH = 0.75  # nothing is gained by more bands once the whole is shown as large as this
_TRIED: Final = 64  # widths of bands
GUTTER = 80  # px between bands: the wires that return run there


class Column(NamedTuple):
    """What a column takes: from `left` to `right`, from `top` to `bottom`, px."""

    left: float
    right: float
    top: float
    bottom: float


Bands = list[tuple[int, int]]  # first column, and the one after the last


def bands(sheet: Sheet, columns: list[Column], room: tuple[float, float] | None) -> Bands:
    """The columns in bands that show the whole as large as they can in a room of so many view px; one band where that
    reads well, where no room is given, or where wires cannot be broken."""
    whole = [(0, len(columns))]
    if room is None or _scale(whole, columns, room) >= READABLE:
        return whole
    cuts = [at for at in range(1, len(columns)) if _single(sheet, at)]
    best, largest = whole, _scale(whole, columns, room)
    reach = {cut: _reach(sheet, cut) for cut in cuts}
    for wide in _widths(columns, [0, *cuts, len(columns)]):
        found = _filled(columns, reach, wide)
        scale = _scale(found, columns, room) if found else 0.0
        if scale > largest and (largest < ENOUGH or len(found) == len(best)):
            best, largest = found, scale
    return best


def height(band: tuple[int, int], columns: list[Column]) -> float:
    """How high a band is, px."""
    inside = columns[band[0] : band[1]]
    return max(column.bottom for column in inside) - min(column.top for column in inside)


def _scale(found: Bands, columns: list[Column], room: tuple[float, float]) -> float:
    wide = max(columns[stop - 1].right - columns[start].left for start, stop in found)
    high = sum(height(band, columns) for band in found) + GUTTER * (len(found) - 1)
    return min(room[0] / max(wide, 1.0), room[1] / max(high, 1.0))


def _single(sheet: Sheet, at: int) -> bool:
    """Whether all wires into column `at` come from one node of the column before."""
    starts = {link.left for link in sheet.links[at - 1]}
    return len(starts) == 1 and bool(sheet.names[starts.pop()])


def _widths(columns: list[Column], ends: list[int]) -> list[float]:
    """How wide a band could be, the widest first; where there are many widths, some of them."""
    found = {columns[stop - 1].right - columns[start].left for start, stop in combinations(ends, 2)}
    widths = sorted(found, reverse=True)
    return widths[:: -(-len(widths) // _TRIED)]


def _filled(columns: list[Column], reach: dict[int, int], wide: float) -> Bands:
    """Bands filled from the left up to a width, cut where every wire into the next band returns to the left; none
    where there is no such cut."""
    found: Bands = []
    start = 0
    while columns[-1].right - columns[start].left > wide:
        stop = 0
        for cut, farthest in reach.items():
            ends = columns[cut - 1]
            returns = columns[farthest].left - columns[cut].left < ends.left - columns[start].left
            if cut > start and ends.right - columns[start].left <= wide and returns:
                stop = cut
        if not stop:
            return []
        found.append((start, stop))
        start = stop
    return [*found, (start, len(columns))]


def _reach(sheet: Sheet, cut: int) -> int:
    """The farthest column that a wire over a cut ends in."""
    column_of = {spot: cut + ahead for ahead, column in enumerate(sheet.columns[cut:]) for spot in column}
    spots = {link.right for link in sheet.links[cut - 1]}
    lanes = [lane for lane in sheet.lanes if spots.intersection(lane)]
    return max((column_of[lane[-1]] for lane in lanes), default=cut)

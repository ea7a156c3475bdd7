"""Keeps the heights of a tidy layout: chains and long wires run level, everything else as near as there is room."""

from __future__ import annotations

from bisect import bisect
from collections import deque
from itertools import pairwise
from math import inf
from statistics import median

from neurodesk.graph.columns import Sheet
from neurodesk.graph.crossings import positions

GRID = 8  # px
_SWEEPS = 8

Pairs = list[tuple[int, int]]


def rows(sheet: Sheet, above: list[float], below: list[float]) -> list[float]:
    """By spot: the height (px, downwards, a multiple of the grid) of the line its first wire runs on, where `above`
    and `below` are the room each spot takes over and under that line.

    Spots joined to a level row move as one. After Brandes and Koepf, "Fast and Simple Horizontal Coordinate
    Assignment", 2001; but long wires come first, because a wire drawn as one curve is clear of boxes only where the
    lane kept free for it is level.
    """
    row_of, count = _level(sheet)
    gaps: dict[tuple[int, int], float] = {}
    for column in sheet.columns:
        for upper, lower in pairwise(column):
            pair = row_of[upper], row_of[lower]
            room = -(-(below[upper] + above[lower]) // GRID) * GRID
            gaps[pair] = max(room, gaps.get(pair, 0.0))
    height = _settle(gaps, _pulls(sheet, row_of, count), count)
    return [height[row] for row in row_of]


def _level(sheet: Sheet) -> tuple[list[int], int]:
    """Joins spots of neighbouring columns into rows that cross nowhere; returns each spot's row and their number."""
    place = positions(sheet)
    column_of = {spot: at for at, column in enumerate(sheet.columns) for spot in column}
    taken: list[Pairs] = [[] for _ in sheet.columns]
    follower: dict[int, int] = {}
    joined: set[int] = set()
    for left, right in _candidates(sheet, place):
        if left in follower or right in joined:
            continue
        pair, pairs = (place[left], place[right]), taken[column_of[left]]
        at = bisect(pairs, pair)
        if (at == 0 or pairs[at - 1][1] < pair[1]) and (at == len(pairs) or pairs[at][1] > pair[1]):
            pairs.insert(at, pair)
            follower[left] = right
            joined.add(right)
    row_of = [-1] * len(sheet.names)
    count = 0
    for column in sheet.columns:
        for spot in column:
            if spot not in joined:
                at_spot: int | None = spot
                while at_spot is not None:
                    row_of[at_spot] = count
                    at_spot = follower.get(at_spot)
                count += 1
    return row_of, count


def _candidates(sheet: Sheet, place: list[int]) -> Pairs:
    """What to join, the most wanted first: long wires from end to end, then the longest chains, then the rest."""
    pairs = [pair for lane in sorted(sheet.lanes, key=len, reverse=True) for pair in pairwise(lane)]
    ahead = [0] * len(sheet.names)
    lefts: dict[int, list[int]] = {}
    rights: dict[int, list[int]] = {}
    for links in reversed(sheet.links):
        for link in links:
            ahead[link.left] = max(ahead[link.left], ahead[link.right] + 1)
            lefts.setdefault(link.right, []).append(place[link.left])
            rights.setdefault(link.left, []).append(place[link.right])

    def wish(pair: tuple[int, int]) -> tuple[bool, int, float]:
        left, right = pair
        off_middle = abs(place[left] - median(lefts[right])) + abs(place[right] - median(rights[left]))
        return not (sheet.names[left] and sheet.names[right]), -ahead[right], off_middle

    return pairs + sorted(((link.left, link.right) for links in sheet.links for link in links), key=wish)


def _pulls(sheet: Sheet, row_of: list[int], count: int) -> list[list[int]]:
    """By row: the rows that its wires lead to."""
    pulls: list[list[int]] = [[] for _ in range(count)]
    for links in sheet.links:
        for link in links:
            one, two = row_of[link.left], row_of[link.right]
            if one != two:
                pulls[one].append(two)
                pulls[two].append(one)
    return pulls


def _settle(gaps: dict[tuple[int, int], float], pulls: list[list[int]], count: int) -> list[float]:
    """Heights that keep every gap: first as high as can be, then each row towards the middle of its neighbours."""
    over: list[Pairs] = [[] for _ in range(count)]
    under: list[Pairs] = [[] for _ in range(count)]
    for upper, lower in gaps:
        over[lower].append((upper, lower))
        under[upper].append((upper, lower))
    height = [0.0] * count
    waiting = [len(pairs) for pairs in over]
    free = deque(row for row in range(count) if not waiting[row])
    downward = []
    while free:
        row = free.popleft()
        downward.append(row)
        height[row] = max((height[pair[0]] + gaps[pair] for pair in over[row]), default=0.0)
        for _, lower in under[row]:
            waiting[lower] -= 1
            if not waiting[lower]:
                free.append(lower)
    for sweep in range(_SWEEPS):
        for row in downward if sweep % 2 else reversed(downward):
            if pulls[row]:
                wished = round(median(height[other] for other in pulls[row]) / GRID) * GRID
                least = max((height[pair[0]] + gaps[pair] for pair in over[row]), default=-inf)
                most = min((height[pair[1]] - gaps[pair] for pair in under[row]), default=inf)
                height[row] = max(least, min(wished, most))
    return height

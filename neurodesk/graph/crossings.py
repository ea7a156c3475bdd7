"""Keeps the order of the spots within the columns of a tidy layout: the one with the fewest crossing wires."""

from __future__ import annotations

from bisect import bisect_right, insort

from neurodesk.graph.columns import Link, Sheet

_SWEEPS = 24
_PATIENCE = 6  # sweeps without a better order before giving up
_LARGE = 3_000  # links from which on a few sweeps must do, so that a drawing of any size takes its second at most
_LARGE_SWEEPS = 6


def uncross(sheet: Sheet) -> int:
    """Reorders every column of `sheet` and returns how many wires still cross.

    Sweeps of barycentres to and fro (Sugiyama, Tagawa and Toda, 1981), then swaps of neighbours while they help.
    """
    large = sum(map(len, sheet.links)) > _LARGE
    best, fewest, idle = [list(column) for column in sheet.columns], crossings(sheet), 0
    for sweep in range(_LARGE_SWEEPS if large else _SWEEPS):
        if not fewest or idle == _PATIENCE:
            break
        _sweep(sheet, to_right=sweep % 2 == 0)
        found = crossings(sheet)
        idle += 1
        if found < fewest:
            best, fewest, idle = [list(column) for column in sheet.columns], found, 0
    sheet.columns[:] = best
    if fewest and not large:
        _swap(sheet)
        fewest = crossings(sheet)
    return fewest


def crossings(sheet: Sheet) -> int:
    """How many pairs of links cross."""
    row = positions(sheet)
    total = 0
    for links in sheet.links:
        seen: list[float] = []
        for _, right in sorted((row[link.left] + link.out, row[link.right] + link.into) for link in links):
            total += len(seen) - bisect_right(seen, right)
            insort(seen, right)
    return total


def positions(sheet: Sheet) -> list[int]:
    """By spot: how many spots stand above it in its column."""
    row = [0] * len(sheet.names)
    for column in sheet.columns:
        for at, spot in enumerate(column):
            row[spot] = at
    return row


def _sweep(sheet: Sheet, to_right: bool) -> None:
    """Sorts each column by the mean position of what its spots are linked to in the column before."""
    row = positions(sheet)
    count = len(sheet.columns)
    for at in range(1, count) if to_right else range(count - 2, -1, -1):
        sums: dict[int, list[float]] = {}
        for link in sheet.links[at - 1] if to_right else sheet.links[at]:
            spot, place = (
                (link.right, row[link.left] + link.out) if to_right else (link.left, row[link.right] + link.into)
            )
            sums.setdefault(spot, []).append(place)
        means = {spot: sum(sums[spot]) / len(sums[spot]) if spot in sums else row[spot] for spot in sheet.columns[at]}
        sheet.columns[at].sort(key=means.__getitem__)
        for place, spot in enumerate(sheet.columns[at]):
            row[spot] = place


def _swap(sheet: Sheet) -> None:
    """Swaps spots that stand above each other as long as that leaves fewer crossings."""
    row = positions(sheet)
    for _ in range(_PATIENCE):
        better = False
        for at, column in enumerate(sheet.columns):
            ends = _ends(sheet.links[at - 1] if at else [], sheet.links[at], row)
            for upper in range(len(column) - 1):
                one, two = column[upper], column[upper + 1]
                if _crossed(ends, one, two) > _crossed(ends, two, one):
                    column[upper], column[upper + 1] = two, one
                    row[one], row[two] = upper + 1, upper
                    better = True
        if not better:
            return


def _ends(before: list[Link], after: list[Link], row: list[int]) -> dict[int, tuple[list[float], list[float]]]:
    """By spot of one column: the positions its links lead to on the left and on the right."""
    ends: dict[int, tuple[list[float], list[float]]] = {}
    for link in before:
        ends.setdefault(link.right, ([], []))[0].append(row[link.left] + link.out)
    for link in after:
        ends.setdefault(link.left, ([], []))[1].append(row[link.right] + link.into)
    return ends


def _crossed(ends: dict[int, tuple[list[float], list[float]]], upper: int, lower: int) -> int:
    """How many links of two neighbouring spots cross when `upper` stands above `lower`."""
    if upper not in ends or lower not in ends:
        return 0
    return sum(high > low for side in (0, 1) for high in ends[upper][side] for low in ends[lower][side])

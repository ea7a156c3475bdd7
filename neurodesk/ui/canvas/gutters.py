"""Where wires that return to the left run: through the free strip between rows of cards, not across them."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from typing import Final

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

from neurodesk.graph.model import Port

NARROWEST: Final = 24.0  # scene px; a strip must be so high to hold a wire and its bends
STUB: Final = 24.0  # scene px that a returning wire keeps from the cards it leaves and reaches
_ROUND: Final = 14.0  # scene px, of its corners

Strip = tuple[float, float]  # top and bottom, scene px


def returns(start: QPointF, end: QPointF) -> bool:
    """Whether a wire ends too far left for a curve that crosses no card."""
    return end.x() < start.x() + 2 * STUB


def strips(cards: Iterable[Strip]) -> list[Strip]:
    """The free strips between cards, of which tops and bottoms are given, from top to bottom."""
    found: list[Strip] = []
    low: float | None = None
    for top, bottom in sorted(cards):
        if low is not None and top - low >= NARROWEST:
            found.append((low, top))
        low = bottom if low is None else max(low, bottom)
    return found


def lanes(free: list[Strip], wires: Mapping[Port, tuple[Port, QPointF, QPointF]]) -> dict[Port, float]:
    """The height on which each returning wire, as (output, start, end), runs to the left: in the highest strip between
    its ends, wires of one output together; a wire without such a strip is left out."""
    shared: dict[Strip, dict[tuple[float, float, Port], list[Port]]] = {}
    for target, (source, start, end) in wires.items():
        low, high = sorted((start.y(), end.y()))
        if high - low < NARROWEST:  # no strip fits between: most wires that run on in a row of close cards
            continue
        inside = free[bisect_left(free, (low, low)) : bisect_left(free, (high, high))]
        strip = max(inside, key=lambda each: each[1] - each[0], default=None)
        if strip is not None and strip[1] <= high:
            shared.setdefault(strip, {}).setdefault((start.y(), -start.x(), source), []).append(target)
    found = {}
    for (top, bottom), outputs in shared.items():
        for at, key in enumerate(sorted(outputs), 1):
            for target in outputs[key]:
                found[target] = top + (bottom - top) * at / (len(outputs) + 1)
    return found


def returning(start: QPointF, end: QPointF, lane: float) -> QPainterPath:
    """A wire that leaves to the right, turns into its lane, runs along it and turns into the input from the left."""
    right, left = start.x() + STUB, end.x() - STUB
    corners = [(right, start.y()), (right, lane), (left, lane), (left, end.y()), (end.x(), end.y())]
    path = QPainterPath(start)
    here = start
    for (x, y), (after_x, after_y) in itertools.pairwise(corners):
        corner, after = QPointF(x, y), QPointF(after_x, after_y)
        reach = min(_ROUND, _length(here, corner) / 2, _length(corner, after) / 2)
        path.lineTo(_toward(corner, here, reach))
        path.quadTo(corner, _toward(corner, after, reach))
        here = corner
    path.lineTo(end)
    return path


def _length(one: QPointF, other: QPointF) -> float:
    return abs(one.x() - other.x()) + abs(one.y() - other.y())


def _toward(one: QPointF, other: QPointF, far: float) -> QPointF:
    length = _length(one, other)
    return one + (other - one) * (far / length) if length else QPointF(one)

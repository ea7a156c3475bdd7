"""Keeps how wires are drawn, and how long ones are led through the lanes that a tidy layout leaves free for them.

A wire is one curve; only where that would run through a box do dots lead it along its lane.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import hypot
from typing import Final, NamedTuple

from neurodesk.graph.model import MOST_DOTS, Place, Port

Curve = tuple[Place, Place, Place, Place]
"""The four points of a cubic Bezier curve."""

BEND: Final = 36.0  # px that a wire runs straight out of its port at least
MOST_BEND: Final = 240.0  # px, of a wire that returns to the left
_CLEAR: Final = 3.0  # px between a wire and a box
_MOST_LOOKS: Final = 200_000  # boxes; past this the longest wires stay as they are, so that time is bounded
_LEVEL: Final = 32.0  # px up or down over its whole length that a wire still looks level with
_STEPS: Final = 24  # points a curve is measured by
WEIGHTS: Final = [  # of the four points of a cubic, at each step (Bernstein polynomials)
    ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3) for t in (n / _STEPS for n in range(_STEPS + 1))
]


class Stretch(NamedTuple):
    """A place kept free for a wire in one column: from `left` to `right` on the height `y`, px."""

    left: float
    right: float
    y: float


class Box(NamedTuple):
    """What a node takes, px."""

    left: float
    top: float
    right: float
    bottom: float


class Way(NamedTuple):
    """A wire from `start` to `end`, the places free for it between them, and the boxes of the columns it passes."""

    start: Place
    end: Place
    stretches: Sequence[Stretch]
    boxes: Sequence[Box]


def direct(start: Place, end: Place) -> Curve:
    """The curve from an output, which it leaves to the right, to an input, which it reaches from the left."""
    ahead = end.x - start.x
    bend = max(BEND, ahead / 2) if ahead >= 0 else min(BEND - ahead / 2, MOST_BEND)
    return start, Place(start.x + bend, start.y), Place(end.x - bend, end.y), end


def through(way: Sequence[Place]) -> list[Curve]:
    """The curves from an output through dots to an input. At each dot the wire is level where the dot before or after
    it is as high, and else runs parallel to the line between these two."""
    tangents = [(1.0, 0.0), *(_tangent(*three) for three in zip(way, way[1:], way[2:], strict=False)), (1.0, 0.0)]
    found = []
    for (one, leaving), (other, arriving) in pairwise(zip(way, tangents, strict=True)):
        ahead = other.x - one.x
        level = ahead > 0 and leaving == arriving == (1.0, 0.0)
        reach = ahead / 2 if level else hypot(ahead, other.y - one.y) / 3
        first = Place(one.x + leaving[0] * reach, one.y + leaving[1] * reach)
        found.append((one, first, Place(other.x - arriving[0] * reach, other.y - arriving[1] * reach), other))
    return found


def points(curves: Iterable[Curve]) -> list[tuple[float, float]]:
    """Points along curves, close enough to be joined by straight pieces."""
    return [
        (a * p.x + b * q.x + c * r.x + d * s.x, a * p.y + b * q.y + c * r.y + d * s.y)
        for p, q, r, s in curves
        for a, b, c, d in WEIGHTS
    ]


def led(ways: Mapping[Port, Way]) -> dict[Port, tuple[Place, ...]]:
    """The dots of each wire that would run through a box without them, by its input port; and those of several long
    wires from one output or into one node, which then run together as far as they go together, unless nearly level."""
    leaving = Counter(way.start for way in ways.values())
    arriving = Counter(target.node for target in ways)
    found, looks = {}, 0
    for target, way in sorted(ways.items(), key=lambda item: len(item[1].boxes)):
        looks += len(way.boxes)
        if looks > _MOST_LOOKS:
            break
        heights = [way.start.y, way.end.y, *(stretch.y for stretch in way.stretches)]
        several = leaving[way.start] > 1 or arriving[target.node] > 1
        hit = _hits([direct(way.start, way.end)], way.boxes)
        steep = max(heights) - min(heights) > _LEVEL
        dots = _dots(way.stretches) if hit or (several and steep) else ()
        if dots and len(dots) <= MOST_DOTS and _hits(through([way.start, *dots, way.end]), way.boxes) < max(hit, 1):
            found[target] = dots
    return found


def _dots(stretches: Sequence[Stretch]) -> tuple[Place, ...]:
    """The two ends of every level run of stretches."""
    dots: list[Place] = []
    for left, right, y in stretches:
        if len(dots) > 1 and dots[-1].y == y:
            dots[-1] = Place(right, y)
        else:
            dots += [Place(left, y), Place(right, y)]
    return tuple(dots)


def _hits(curves: list[Curve], boxes: Sequence[Box]) -> int:
    """How many boxes the curves run through."""
    line = points(curves)
    low, high = min(y for _, y in line) - _CLEAR, max(y for _, y in line) + _CLEAR
    return sum(
        any(box.left < x < box.right and box.top - _CLEAR < y < box.bottom + _CLEAR for x, y in line)
        for box in boxes
        if low < box.bottom and box.top < high
    )


def _tangent(before: Place, here: Place, after: Place) -> tuple[float, float]:
    if here.y == after.y:
        before = here
    elif here.y == before.y:
        after = here
    length = hypot(after.x - before.x, after.y - before.y)
    return ((after.x - before.x) / length, (after.y - before.y) / length) if length else (1.0, 0.0)

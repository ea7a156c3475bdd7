"""Keeps a drawing close, and its cards off each other, where one card takes the place of many and many that of one.

Cards whose rows follow each other closely make a band. Where cards give way to one, it stands where they began, in the
row of the first of them so that its wire stays level, and the rest of each band moves up to the left. Cards that come
back into the place of such a one find the drawing as it was before.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from neurodesk.graph.edit import bend, move, set_frames
from neurodesk.graph.model import FARTHEST_PLACE, Frame, Graph, Place, Port

COLUMN: Final = 232.0  # px from a card to the next one beside it
ROW: Final = 112.0  # px from a card to the next one below it
_WIDE, _HIGH = COLUMN - 48.0, ROW - 24.0  # px between the corners of cards that just do not touch
_BAND: Final = 136.0  # px from the corner of a card down to the next one, from which on a band ends
_EMPTY: Final = 160.0  # px that a band takes over what lies between its first and its last row
_CARD, _PORT = 80.0, 24  # px, how high a card is, and what each port from the third on adds
_CROWD: Final = 40  # cards at one place; among more nothing is moved up
_TRIES = 64  # rows down that cards are tried in
_ORIGIN = Place(0.0, 0.0)

Places = dict[str, Place]


@dataclass(frozen=True, slots=True)
class _Band:
    """How far down a band goes, and from where to where its cards stand that give way or come back."""

    top: float
    bottom: float
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Settled:
    """Where the one card stands, and where the others do then."""

    at: Place
    places: Places


def places_of(graph: Graph, names: Iterable[str]) -> Places:
    """Where these cards stand."""
    return {name: graph.places.get(name, _ORIGIN) for name in names}


def standing(graph: Graph, names: Iterable[str]) -> list[Place]:
    """What these cards take, as corners of cards of usual height: one with many wires on a side counts as several."""
    found = []
    for name, place in places_of(graph, names).items():
        ports = max(len(graph.into(name)), len({source.port for source, _ in graph.out_of(name)}))
        found += [Place(place.x, place.y + down) for down in range(0, max(1, _PORT * (ports - 2)), int(_CARD))]
    return found


def middle(places: Collection[Place]) -> Place:
    """The middle of the corners of these cards, on the 8 px grid."""
    xs, ys = [place.x for place in places] or [0.0], [place.y for place in places] or [0.0]
    return _on_grid((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)


def within(x: float, y: float) -> Place:
    """A place no farther away than a place may be."""
    return Place(*(max(-FARTHEST_PLACE, min(FARTHEST_PLACE, each)) for each in (x, y)))


def take_place(graph: Graph, card: str, gone: Collection[Place]) -> Graph:
    """The drawing with a card where those that stood at `gone` began, touching no other; what stood beside them
    moves up, unless something came to lie on another frame by it."""
    others = places_of(graph, (name for name in graph.nodes if name != card))
    found = settle(others, gone)
    moved = put(graph, found.places)
    if any(_on(frame, others) != _on(moved.frames[name], found.places) for name, frame in graph.frames.items()):
        return move(graph, {card: free_near(standing(graph, others), _begin(gone))})
    return move(moved, {card: found.at})


def free_near(others: Iterable[Place], at: Place) -> Place:
    """The place nearest to `at` where a card touches none of the others."""
    taken = _Cells(others)
    for ring in range(256):
        steps = range(-ring, ring + 1)
        around = [Place(56.0 * x, 56.0 * y) for x in steps for y in steps if max(abs(x), abs(y)) == ring]
        for step in sorted(around, key=lambda step: (math.hypot(*step), -step.y)):
            there = within(at.x + step.x, at.y + step.y)
            if not taken.touched(there):
                return there
    return at


def clear_below(graph: Graph, part: Collection[Place], first: Place) -> Place:
    """How far cards must move so that they touch none of the drawing: by `first` or further down, at most below all."""
    taken = _Cells(standing(graph, graph.nodes))
    lowest = max((place.y for place in graph.places.values()), default=0.0)
    offset = first
    for _ in range(_TRIES):
        if not taken.touch(within(place.x + offset.x, place.y + offset.y) for place in part):
            return offset
        offset = within(offset.x, offset.y + ROW)
    return within(first.x, lowest + _HIGH - min(place.y for place in part))


def settle(others: Places, gone: Collection[Place]) -> Settled:
    """One card in place of those that stood at `gone`, touching none of the others, which move up to it where they come
    to lie on nothing; `came_back` then gives the start."""
    found = _moved_up(others, gone)
    if found is not None and next(_starts(found, gone), None) == others:
        return found
    return Settled(free_near(others.values(), _begin(gone)), others)


def came_back(now: Settled, back: Collection[Place]) -> Places | None:
    """Where the others stood before the cards at `back` gave way to the one that stands there now; None where it does
    not stand as `settle` had put it."""
    tidy = not _Cells(now.places.values()).touch(back)
    if tidy and now.at == _begin(back):
        return now.places  # nothing had moved up, perhaps because of a frame
    starts = [now.places, *_starts(now, back)] if tidy else [*_starts(now, back), now.places]
    return next((start for start in starts if settle(start, back) == now), None)


def make_way(others: Places, come: Collection[Place], at: Place) -> Places:
    """Where others stand when cards came around the place `at`: those of the same rows outward, on both sides, and
    what would be touched all the same further down."""
    if not _Cells(others.values()).touch(come):
        return others
    left, right = at.x - min(place.x for place in come), max(place.x for place in come) - at.x
    top, bottom = min(place.y for place in come), max(place.y for place in come)
    spread = {
        name: within(place.x + (right if place.x >= at.x else -left), place.y)
        if top - ROW < place.y < bottom + ROW and (place.x != at.x or _Cells([place]).touch(come))
        else place
        for name, place in others.items()
    }
    cells = _Cells(come)
    low = min((place.y for place in spread.values() if cells.touched(place)), default=math.inf)
    return {
        name: within(place.x, place.y + bottom + ROW - low) if place.y >= low else place
        for name, place in spread.items()
    }


def make_room(graph: Graph, name: str, wire: Port) -> Graph:
    """Line up a node spliced into a wire with its neighbours, moving everything from the wire's end on to the right; it
    touches no other node."""
    feeder = next(iter(graph.into(name).values())).node
    start, end, here = (graph.places.get(node, _ORIGIN) for node in (feeder, wire.node, name))
    level = here
    if end.x > start.x:
        x = start.x + COLUMN
        if end.x - start.x >= 2 * COLUMN:  # there is room as it is
            x = min(max(here.x, x), end.x - COLUMN)
        short = max(0.0, x + COLUMN - end.x)
        moved = {
            other: within(place.x + short, place.y)
            for other, place in graph.places.items()
            if short and place.x >= end.x and other not in (name, feeder)
        }
        graph, here = put(graph, moved), _on_grid(x, here.y)
        level = _on_grid(x, start.y) if abs(here.y - start.y) < _CARD else here
    others = standing(graph, (node for node in graph.nodes if node != name))
    return move(graph, {name: free_near(others, here if _Cells(others).touched(level) else level)})


def _on_grid(x: float, y: float) -> Place:
    return within(round(x / 8) * 8.0, round(y / 8) * 8.0)


def put(graph: Graph, places: Places) -> Graph:
    """The drawing with cards moved as `places` say; frames and dots of wires go along with the cards they are of."""
    was = places_of(graph, places)
    steps = {name: (at.x - was[name].x, at.y - was[name].y) for name, at in places.items() if at != was[name]}
    if not steps:
        return graph
    frames = {}
    for name, frame in graph.frames.items():
        found = {steps.get(node) for node in _on(frame, graph.places)}
        if len(found) == 1 and (step := found.pop()) is not None:
            frames[name] = frame._replace(place=within(frame.place.x + step[0], frame.place.y + step[1]))
    dots: dict[Port, tuple[Place, ...]] = {}
    for target, way in graph.bends.items():
        step = steps.get(target.node)
        if step is not None and steps.get(graph.wires[target].node) == step:
            dots[target] = tuple(within(dot.x + step[0], dot.y + step[1]) for dot in way)
    return bend(set_frames(move(graph, {name: places[name] for name in steps}), frames), dots)


# ---------------------------------------------------------------------- inside


class _Cells:
    """Cards by the field of a grid that they stand in, so that what touches a card is found among few."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.fields: defaultdict[tuple[int, int], list[Place]] = defaultdict(list)
        for place in places:
            self.fields[self._field(place)].append(place)

    def near(self, at: Place) -> list[Place]:
        """The cards that touch one at `at`; more than a crowd of them are not told apart."""
        x, y = self._field(at)
        found = [
            other
            for across in (x - 1, x, x + 1)
            for down in (y - 1, y, y + 1)
            for other in self.fields.get((across, down), ())[: _CROWD + 1]
        ]
        return [other for other in found if abs(other.x - at.x) < _WIDE and abs(other.y - at.y) < _HIGH]

    def touched(self, at: Place) -> bool:
        """Whether a card at `at` touches one."""
        return bool(self.near(at))

    def touch(self, places: Iterable[Place]) -> bool:
        """Whether one of these cards touches one."""
        return any(self.touched(place) for place in places)

    @staticmethod
    def _field(place: Place) -> tuple[int, int]:
        return int(place.x // _WIDE), int(place.y // _HIGH)


def _bands(others: Mapping[str, Place], gone: Collection[Place]) -> list[_Band]:
    """The bands in which cards give way, from top to bottom."""
    own = sorted(gone, key=lambda place: place.y)
    ys = sorted({place.y for place in (*others.values(), *own)})
    starts = [0, *(at for at in range(1, len(ys)) if ys[at] - ys[at - 1] >= _BAND), len(ys)]
    found = []
    for start, stop in pairwise(starts):
        top, bottom = ys[start], ys[stop - 1]
        xs = [place.x for place in own if top <= place.y <= bottom]
        if xs:
            found.append(_Band(top, bottom, min(xs), max(xs)))
    return found


def _moved_up(others: Places, gone: Collection[Place]) -> Settled | None:
    """The one card where the gap began and the others moved up to it; None where they cannot, or need not."""
    bands = _bands(others, gone)
    if not all(float(x).is_integer() for place in (*others.values(), *gone) for x in place):
        return None  # going back and forth would not end where it began
    at, places, up = _stand(bands, gone), Places(), _empty(bands, others)
    for name, place in others.items():
        band = next((band for band in bands if band.top <= place.y <= band.bottom), None)
        if band is not None and band.left - _WIDE < place.x < band.right + _WIDE:
            return None
        x = place.x if band is None else _closed(band, place.x, home=band is bands[0])
        lifted = sum(band.bottom - band.top + _EMPTY for band in up if place.y > band.bottom)
        places[name] = within(x, place.y - lifted)
    before, after = _Cells(others.values()), _Cells([*places.values(), at])
    for name, place in places.items():
        if len(after.near(place)) - 1 > len(before.near(others[name])) - 1 or len(after.near(place)) > _CROWD:
            return None
    if len(after.near(at)) > 1 or not _Cells(places.values()).touch(gone):
        return None
    return Settled(at, places) if places != others else None


def _begin(gone: Collection[Place]) -> Place:
    """Where these cards began: the place of the leftmost, the upper one of several."""
    return min(gone, default=_ORIGIN)


def _stand(bands: list[_Band], gone: Collection[Place]) -> Place:
    """Where the one card stands: where they began, in the first of their bands."""
    return _begin([place for place in gone if place.y <= bands[0].bottom])


def _closed(band: _Band, x: float, *, home: bool) -> float:
    """Where a card of a band stands when the gap in it is closed; at home the one card takes a place in it."""
    return x if x < band.left else x - (band.right - band.left) - (0.0 if home else COLUMN)


def _empty(bands: list[_Band], others: Places) -> list[_Band]:
    """The bands after the first in which nothing is left."""
    return [band for band in bands[1:] if not any(band.top <= place.y <= band.bottom for place in others.values())]


def _starts(now: Settled, back: Collection[Place]) -> Iterator[Places]:
    """Where the others may have stood before, so that closing the gap gave what is there now."""
    rows = _bands({}, back)
    for emptied in (rows[1:-1], rows[1:], []) if len(rows) > 1 else ([],):
        places = dict(now.places)
        for row in emptied:
            high = row.bottom - row.top + _EMPTY
            places = {n: within(at.x, at.y + high) if at.y >= row.top else at for n, at in places.items()}
        bands = _bands(places, back)
        start = {name: _opened(bands, place) for name, place in places.items()}
        found = _moved_up(start, back)
        if found == now:
            yield start


def _opened(bands: list[_Band], place: Place) -> Place:
    """Where a card stood before the gap in its band was closed."""
    band = next((band for band in bands if band.top <= place.y <= band.bottom), None)
    if band is None:
        return place
    home = band is bands[0]
    if place.x < band.left or (home and place.x == band.left):
        return place
    return within(place.x + band.right - band.left + (0.0 if home else COLUMN), place.y)


def _on(frame: Frame, places: Mapping[str, Place]) -> list[str]:
    """The cards that stand on a frame."""
    (left, top), right, bottom = frame.place, frame.place.x + frame.width, frame.place.y + frame.height
    return [name for name, (x, y) in places.items() if left <= x <= right and top <= y <= bottom]

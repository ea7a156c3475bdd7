"""A drawing too long to read goes on below; where it breaks, one output's wires return to the left."""

import itertools

import pytest

from neurodesk.graph.arrange import SIZE, arrange
from neurodesk.graph.bands import ENOUGH, GUTTER, READABLE, Column, bands
from neurodesk.graph.columns import sheet
from neurodesk.graph.order import order
from tests.graph.test_arrange import ATTENTION, RESIDUAL, drawing, overlaps

ROOM = (900.0, 500.0)  # view px


def chain(count):
    return drawing(" ".join(f"n{at}-n{at + 1}" for at in range(count - 1)))


def residual(blocks):
    """`blocks` residual blocks in a row."""
    text = " ".join(RESIDUAL.replace("in", f"s{at}").replace("out", f"s{at + 1}") for at in range(blocks))
    parts = text.split()
    named = []
    for number, wire in enumerate(parts):
        block = number // len(RESIDUAL.split())
        start, end = wire.split("-")
        named.append("-".join(word if word[0] == "s" else f"b{block}{word}" for word in (start, end)))
    return drawing(" ".join(named))


def scale(places):
    wide = max(place.x for place in places.values()) + SIZE[0]
    high = max(place.y for place in places.values()) + SIZE[1]
    return min(ROOM[0] / wide, ROOM[1] / high)


def test_a_long_chain_fills_the_room_in_rows_that_read_on():
    graph = chain(30)
    assert scale(arrange(graph).places) < 0.15
    places = arrange(graph, room=ROOM).places
    assert scale(places) > READABLE
    assert not overlaps(places)
    ordered = sorted(places, key=lambda name: (places[name].y, places[name].x))
    assert ordered == order(graph)  # left to right, row after row
    rows = sorted({place.y for place in places.values()})
    assert all(lower - upper >= SIZE[1] + GUTTER for upper, lower in itertools.pairwise(rows))


def test_what_reads_well_stays_in_one_row():
    graph = chain(6)
    assert arrange(graph, room=ROOM).places == arrange(graph).places
    assert arrange(chain(30)).places == arrange(chain(30), room=(9000.0, 500.0)).places


@pytest.mark.parametrize("blocks", [3, 8])
def test_blocks_with_skips_break_between_the_blocks_only(blocks):
    graph = residual(blocks)
    places = arrange(graph, room=ROOM).places
    assert scale(places) > 1.5 * scale(arrange(graph).places)
    assert not overlaps(places)
    for target, source in graph.wires.items():
        start, end = places[source.node], places[target.node]
        if end.y - start.y > 200:
            assert end.x < start.x  # what leaves a band returns


def test_no_cut_where_two_wires_run_side_by_side():
    graph = drawing("in-a1 " + " ".join(f"a{at}-a{at + 1}" for at in range(1, 20)) + " in-a20.b")
    assert arrange(graph, room=ROOM).places == arrange(graph).places
    assert READABLE < ENOUGH


def test_bands_hold_every_column_once():
    made = sheet(drawing(ATTENTION), sorted(drawing(ATTENTION).nodes))
    columns = [Column(232.0 * at, 232.0 * at + 176, 0.0, 80.0) for at in range(len(made.columns))]
    found = bands(made, columns, (500.0, 500.0))
    assert [start for start, _ in found[1:]] == [stop for _, stop in found[:-1]]
    assert found[0][0] == 0
    assert found[-1][1] == len(columns)

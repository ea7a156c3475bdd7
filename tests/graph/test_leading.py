"""Keeps the proof that wires are drawn without loops and led around boxes, and only then."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurodesk.graph.arrange import arranged
from neurodesk.graph.edit import bend
from neurodesk.graph.leading import Box, Stretch, Way, direct, led, points, through
from neurodesk.graph.model import Place, Port
from tests.graph.networks import NETWORKS

START, END = Place(0.0, 0.0), Place(600.0, 200.0)
LANE = [Stretch(56.0, 232.0, 0.0), Stretch(288.0, 464.0, 0.0)]
IN_THE_WAY = Box(288.0, 60.0, 464.0, 140.0)


def test_a_wire_that_is_clear_needs_no_dots():
    assert led({Port("n", "a"): Way(START, END, LANE, [])}) == {}
    assert led({Port("n", "a"): Way(START, END, LANE, [Box(288.0, 300.0, 464.0, 380.0)])}) == {}


def test_a_wire_that_would_run_through_a_box_follows_its_lane():
    """Dots at both ends of what is level."""
    found = led({Port("n", "a"): Way(START, END, LANE, [IN_THE_WAY])})
    assert found == {Port("n", "a"): (Place(56.0, 0.0), Place(464.0, 0.0))}
    steps = [Stretch(56.0, 232.0, 0.0), Stretch(288.0, 464.0, 40.0)]
    dots = (Place(56.0, 0.0), Place(232.0, 0.0), Place(288.0, 40.0), Place(464.0, 40.0))
    assert led({Port("n", "a"): Way(START, END, steps, [IN_THE_WAY])}) == {Port("n", "a"): dots}


def test_no_dots_where_they_would_not_help():
    """The lane is as blocked as the direct way."""
    blocked = [IN_THE_WAY, Box(288.0, -20.0, 464.0, 20.0)]
    assert led({Port("n", "a"): Way(START, END, LANE, blocked)}) == {}


def test_wires_of_one_output_run_together():
    """Though neither is in the way of a box; nearly level ones stay plain."""
    ways = {Port(name, "a"): Way(START, Place(600.0, y), LANE, []) for name, y in (("n", 200.0), ("m", 400.0))}
    assert set(led(ways)) == set(ways)
    level = {target: Way(START, Place(600.0, 16.0), LANE, []) for target in ways}
    assert led(level) == {}


@given(st.lists(st.tuples(st.floats(-500, 500), st.floats(-500, 500)), min_size=2, max_size=6))
def test_a_wire_meets_its_dots(spots):
    """From the first to the last, and the curves join."""
    way = [Place(*spot) for spot in spots]
    curves = through(way)
    assert [curve[0] for curve in curves] == way[:-1]
    assert [curve[3] for curve in curves] == way[1:]


def test_between_level_dots_a_wire_is_level():
    """And nowhere runs back."""
    line = points(through([Place(0, 50), Place(56, 0), Place(400, 0), Place(456, 90)]))
    assert all(y == 0 for x, y in line if 56 <= x <= 400)
    assert [x for x, _ in line] == sorted(x for x, _ in line)
    assert [y for _, y in points([direct(Place(0, 8), Place(300, 8))])] == pytest.approx([8.0] * 25)


def test_tidying_again_gives_the_same_and_clears_dots_of_no_use():
    graph = arranged(NETWORKS["DenseNet"](60))
    assert graph.bends
    assert arranged(graph) == graph
    chain = NETWORKS["ResNet"](20)
    target = next(iter(chain.wires))
    assert not arranged(bend(chain, {target: [Place(5.0, 5.0)]})).bends

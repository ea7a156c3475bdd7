"""Boxes line up at an edge or at their middle, and stand apart evenly; too few of them are refused in words."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rpds import HashTrieMap

from neurodesk.graph.align import align, distribute
from neurodesk.graph.errors import EditError
from neurodesk.graph.model import Graph, Place, chosen

SIZES = {"a": (176.0, 80.0), "b": (176.0, 128.0), "c": (200.0, 80.0), "d": (176.0, 80.0)}
PLACES = {"a": Place(0, 40), "b": Place(300, 0), "c": Place(120, 400), "d": Place(900, 900)}
GRAPH = Graph(HashTrieMap({name: chosen("x") for name in SIZES}), HashTrieMap(), HashTrieMap(PLACES))


@pytest.mark.parametrize(
    ("side", "edge"),
    [
        ("left", lambda place, size: place.x),
        ("right", lambda place, size: place.x + size[0]),
        ("centre", lambda place, size: place.x + size[0] / 2),
        ("top", lambda place, size: place.y),
        ("bottom", lambda place, size: place.y + size[1]),
        ("middle", lambda place, size: place.y + size[1] / 2),
    ],
)
def test_edges_meet_and_the_rest_stays(side, edge):
    made = align(GRAPH, ["a", "b", "c"], SIZES, side)
    assert len({edge(made.places[name], SIZES[name]) for name in "abc"}) == 1
    assert made.places["d"] == PLACES["d"]
    across = side in ("left", "right", "centre")
    assert all(made.places[name][across] == PLACES[name][across] for name in "abc")


@pytest.mark.parametrize("axis", [0, 1])
def test_gaps_are_equal_and_the_outermost_stay(axis):
    made = distribute(GRAPH, "abcd", SIZES, axis)
    ordered = sorted("abcd", key=lambda name: made.places[name][axis])
    ends = [(made.places[name][axis], made.places[name][axis] + SIZES[name][axis]) for name in ordered]
    gaps = [after[0] - before[1] for before, after in itertools.pairwise(ends)]
    assert max(gaps) - min(gaps) <= 1  # whole px
    assert made.places[ordered[0]] == PLACES[ordered[0]]
    assert made.places[ordered[-1]] == PLACES[ordered[-1]]


def test_too_few_are_refused():
    with pytest.raises(EditError, match="at least two"):
        align(GRAPH, ["a", "gone"], SIZES, "left")
    with pytest.raises(EditError, match="at least three"):
        distribute(GRAPH, ["a", "b"], SIZES, 0)


@given(
    st.lists(st.tuples(st.integers(-500, 500), st.integers(-500, 500)), min_size=4, max_size=4), st.sampled_from([0, 1])
)
def test_distributing_twice_changes_nothing_more(places, axis):
    graph = Graph(GRAPH.nodes, GRAPH.wires, HashTrieMap(dict(zip("abcd", (Place(*at) for at in places), strict=True))))
    sizes = dict.fromkeys("abcd", (176.0, 80.0))
    once = distribute(graph, "abcd", sizes, axis)
    again = distribute(once, "abcd", sizes, axis)
    assert all(abs(again.places[name][axis] - once.places[name][axis]) <= 1 for name in "abcd")

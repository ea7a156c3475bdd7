"""Keeps the proof that rows are level where they can be and never closer than the room they need."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from neurodesk.graph.columns import Sheet, sheet
from neurodesk.graph.crossings import uncross
from neurodesk.graph.rows import rows
from tests.graph.test_arrange import drawing


def settled(made: Sheet) -> list[float]:
    return rows(made, [40.0] * len(made.names), [60.0] * len(made.names))


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=20))
def test_every_gap_is_kept_on_the_grid(edges):
    graph = drawing(" ".join(f"n{start}-n{end}.p{at}" for at, (start, end) in enumerate(edges)))
    made = sheet(graph, graph.names())
    uncross(made)
    height = settled(made)
    assert all(each % 8 == 0 for each in height)
    for column in made.columns:
        assert all(height[lower] - height[upper] >= 104 for upper, lower in pairwise(column))


def test_a_long_wire_is_level_from_end_to_end():
    made = sheet(drawing("a-b b-c c-d a-d.b"), ["a", "b", "c", "d"])
    height = settled(made)
    assert len({height[spot] for spot in made.lanes[0]}) == 1
    names = {name: height[spot] for spot, name in enumerate(made.names) if name}
    assert names["b"] == names["c"] != names["a"]


def test_a_lone_branch_goes_to_where_it_leads():
    graph = drawing("a-x b-x.b c-x.c d-x.d e-x.e x-y")
    made = sheet(graph, graph.names())
    uncross(made)
    height = {made.names[spot]: value for spot, value in enumerate(settled(made))}
    assert height["x"] == height["y"] == height["c"]

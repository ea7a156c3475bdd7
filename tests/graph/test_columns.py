"""Keeps the proof that columns follow the wires and long wires get their lanes."""

import pytest

from neurodesk.graph import columns
from neurodesk.graph.columns import sheet
from tests.graph.test_arrange import drawing


def column_of(made: columns.Sheet) -> dict[str, int]:
    return {made.names[spot]: at for at, column in enumerate(made.columns) for spot in column if made.names[spot]}


def test_each_node_stands_after_all_that_feed_it():
    made = sheet(drawing("a-b b-c a-c.b c-d a-d.b"), ["a", "b", "c", "d"])
    assert column_of(made) == {"a": 0, "b": 1, "c": 2, "d": 3}


def test_one_lane_serves_all_that_one_output_feeds():
    made = sheet(drawing("a-b b-c a-c.b c-d a-d.b"), ["a", "b", "c", "d"])
    assert made.names.count("") == 2
    assert [[made.names[spot] for spot in lane] for lane in made.lanes] == [["a", "", "", "d"]]


def test_links_join_neighbouring_columns_only():
    made = sheet(drawing("a-b b-c c-d a-d.b b-d.c"), ["a", "b", "c", "d"])
    for at, links in enumerate(made.links):
        for link in links:
            assert link.left in made.columns[at]
            assert link.right in made.columns[at + 1]


def test_the_slack_of_a_side_branch_lies_inside_it():
    made = sheet(drawing("a-b b-c c-d d-e a-x x-y y-e.b"), list("abcdexy"))
    assert (column_of(made)["x"], column_of(made)["y"]) == (1, 3)


def test_a_circle_is_cut_once():
    assert column_of(sheet(drawing("a-b b-c c-a"), ["a", "b", "c"])) == {"a": 0, "b": 1, "c": 2}


def test_lanes_are_bounded(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(columns, "MOST_LANES", 1)
    made = sheet(drawing("a-b b-c a-c.b c-d a-d.b b-d.c"), ["a", "b", "c", "d"])
    assert made.names.count("") <= 1
    assert column_of(made)["d"] == 3

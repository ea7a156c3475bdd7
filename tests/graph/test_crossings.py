"""Keeps the proof that crossings are counted rightly and become fewer."""

import random

from neurodesk.graph.columns import Link, Sheet, sheet
from neurodesk.graph.crossings import crossings, positions, uncross
from tests.graph.test_arrange import drawing


def brute(made: Sheet) -> int:
    row = positions(made)
    total = 0
    for links in made.links:
        ends = [(row[link.left] + link.out, row[link.right] + link.into) for link in links]
        total += sum((a[0] - b[0]) * (a[1] - b[1]) < 0 for at, a in enumerate(ends) for b in ends[at + 1 :])
    return total


def test_crossings_are_counted_as_by_hand():
    rng = random.Random(0)
    for _ in range(50):
        left, right = list(range(5)), list(range(5, 10))
        links = [Link(rng.choice(left), rng.choice(right), rng.random(), rng.random()) for _ in range(8)]
        made = Sheet([str(at) for at in range(10)], [left, right], [links, []])
        assert crossings(made) == brute(made)


def test_what_can_be_uncrossed_is():
    made = Sheet(list("abcdef"), [[0, 1, 2], [3, 4, 5]], [[Link(0, 5, 0, 0), Link(1, 4, 0, 0), Link(2, 3, 0, 0)], []])
    assert crossings(made) == 3
    assert uncross(made) == crossings(made) == 0
    assert sorted(made.columns[1]) == [3, 4, 5]


def test_wires_arrive_in_the_order_of_their_ports():
    graph = drawing("x-a x-b a-cat.p2 b-cat.p1")
    made = sheet(graph, ["x", "a", "b", "cat"])
    assert uncross(made) == 0
    assert [made.names[spot] for spot in made.columns[1]] == ["b", "a"]


def test_it_never_becomes_worse():
    rng = random.Random(0)
    text = " ".join(f"n{rng.randrange(max(0, at - 9), at)}-n{at}.{port}" for at in range(1, 60) for port in "ab")
    made = sheet(drawing(text), [f"n{at}" for at in range(60)])
    before = crossings(made)
    assert uncross(made) == crossings(made) < before

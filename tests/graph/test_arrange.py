"""Keeps the proof that a tidy drawing reads from left to right, with level rows and wires clear of boxes."""

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rpds import HashTrieMap

from neurodesk.graph.arrange import ACROSS, DOWN, SIZE, Layout, Sizes, arrange
from neurodesk.graph.leading import direct, points, through
from neurodesk.graph.model import Graph, Place, Port, chosen
from tests.graph.networks import NETWORKS

RESIDUAL = "in-a a-b b-c c-add in-add.b add-d d-e e-add2 add-add2.b add2-out"
U_NET = "in-e1 e1-p1 p1-e2 e2-p2 p2-m m-u2 u2-cat2 cat2-d2 d2-u1 u1-cat1 cat1-d1 d1-out e1-cat1.b e2-cat2.b"
ATTENTION = "x-q x-k x-v q-att k-att.b v-att.c att-add x-add.b add-ln ln-f1 f1-f2 f2-add2 ln-add2.b add2-out"
BRANCHES = "in-a1 in-b1 b1-b2 in-c1 c1-c2 c2-c3 in-d1 d1-d2 a1-cat b2-cat.b c3-cat.c d2-cat.d cat-out"
TWO_INPUTS = "img-c1 c1-c2 c2-flat flat-cat tab-l1 l1-cat.b cat-out"


def drawing(text: str) -> Graph:
    """The drawing of `a-b a-c.port`."""
    nodes, wires = {}, {}
    for wire in text.split():
        start, end = wire.split("-")
        end, _, port = end.partition(".")
        nodes[start] = nodes[end] = chosen("x")
        wires[Port(end, port or "a")] = Port(start, "out")
    return Graph(HashTrieMap(nodes), HashTrieMap(wires))


def overlaps(places: dict[str, Place], size: tuple[float, float] = SIZE) -> list[tuple[str, str]]:
    ordered = sorted(places, key=lambda name: places[name])
    return [
        (one, two)
        for at, one in enumerate(ordered)
        for two in ordered[at + 1 :]
        if abs(places[one].x - places[two].x) < size[0] and abs(places[one].y - places[two].y) < size[1]
    ]


def run_through(graph: Graph, layout: Layout, sizes: Sizes | None = None) -> set[tuple[Port, str]]:
    """The wires that, drawn as the canvas draws them, run through a box they do not belong to."""
    found = set()
    for target, source in graph.wires.items():
        start, end = layout.places[source.node], layout.places[target.node]
        below = 24 * list(graph.into(target.node)).index(target.port)
        dots = layout.dots.get(target, ())
        way = [Place(start.x + SIZE[0], start.y + 16), *dots, Place(end.x, end.y + 16 + below)]
        for x, y in points(through(way) if dots else [direct(*way)]):
            found |= {
                (target, name)
                for name, place in layout.places.items()
                if name not in (source.node, target.node)
                and place.x < x < place.x + SIZE[0]
                and place.y < y < place.y + (sizes or {}).get(name, SIZE)[1]
            }
    return found


@pytest.mark.parametrize("text", [RESIDUAL, U_NET, ATTENTION, BRANCHES, TWO_INPUTS])
def test_known_networks_are_clear(text):
    graph = drawing(text)
    layout = arrange(graph)
    places = layout.places
    assert set(places) == set(graph.nodes)
    assert not layout.dots  # where one curve is clear of all boxes, no dots are needed
    assert not overlaps(places, (SIZE[0] + ACROSS - 8, SIZE[1] + 8))
    assert not run_through(graph, layout)
    for target, source in graph.wires.items():
        assert places[source.node].x + SIZE[0] + ACROSS <= places[target.node].x
    assert min(place.x for place in places.values()) == min(place.y for place in places.values()) == 0
    assert all(place.x % 8 == place.y % 8 == 0 for place in places.values())


def test_a_chain_is_straight():
    places = arrange(drawing("a-b b-c c-d")).places
    assert [places[name] for name in "abcd"] == [Place(232.0 * at, 0) for at in range(4)]


def test_a_skip_is_level_and_what_it_skips_is_straight():
    places = arrange(drawing(RESIDUAL)).places
    level = {name: places[name].y for name in places}
    assert level["in"] == level["add"] == level["add2"] == level["out"]
    assert level["a"] == level["b"] == level["c"] != level["in"]
    places = arrange(drawing(U_NET)).places
    assert [places["e1"].y, places["e2"].y] == [places["cat1"].y, places["cat2"].y]
    assert places["e1"].y > places["e2"].y > places["m"].y  # the skips arrive at the second port, so below


def test_branches_do_not_cross():
    places = arrange(drawing(BRANCHES)).places
    assert places["a1"].y < places["b1"].y < places["c1"].y < places["d1"].y


def test_sizes_are_respected():
    graph = drawing("in-a in-b in-c a-cat b-cat.b c-cat.c")
    sizes = {"a": (176.0, 300.0), "b": (400.0, 72.0)}
    places = arrange(graph, sizes).places
    assert places["cat"].x >= places["b"].x + 400 + ACROSS
    ordered = sorted("abc", key=lambda name: places[name].y)
    for upper, lower in pairwise(ordered):
        assert places[lower].y >= places[upper].y + sizes.get(upper, SIZE)[1] + DOWN


def test_a_part_stays_where_it_is():
    graph = drawing("a-b b-c")
    placed = Graph(
        graph.nodes, graph.wires, HashTrieMap({"a": Place(0, 0), "b": Place(1003, 517), "c": Place(1500, 300)})
    )
    places = arrange(placed, names=["b", "c"]).places
    assert places == {"b": Place(1000, 296), "c": Place(1232, 296)}
    assert arrange(placed, names=["b"]).places == {"b": Place(1000, 512)}


def test_what_is_not_joined_stands_apart():
    graph = drawing("a-b c-d d-e")
    alone = Graph(graph.nodes.insert("x", chosen("x")).insert("y", chosen("x")), graph.wires)
    places = arrange(alone).places
    assert places["c"].y < places["a"].y < places["x"].y == places["y"].y
    assert not overlaps(places)
    assert arrange(Graph()).places == {}


def test_circles_are_drawn_too():
    graph = drawing("a-b b-c c-a d-d")
    assert not overlaps(arrange(graph).places)


@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=25))
def test_no_drawing_has_boxes_on_each_other(edges):
    graph = drawing(" ".join(f"n{start}-n{end}.p{at}" for at, (start, end) in enumerate(edges)))
    assert not overlaps(arrange(graph).places)


@pytest.mark.timeout(120)  # seconds on a quiet machine; a layout that hangs is what this is about
def test_the_largest_drawings_are_laid_out():
    rng = random.Random(0)
    skips = " ".join(f"n{at}-n{at + rng.randint(2, 8)}.b" for at in range(0, 480, 3))
    graph = drawing(" ".join(f"n{at}-n{at + 1}" for at in range(499)) + " " + skips)
    places = arrange(graph).places
    assert not overlaps(places)
    wild = drawing(" ".join(f"n{rng.randrange(at)}-n{at}.{port}" for at in range(1, 5000) for port in "abcd"))
    assert len(arrange(wild).places) == 5000


@pytest.mark.parametrize("name", NETWORKS)
@given(count=st.integers(30, 150))
@settings(max_examples=8, deadline=None)
def test_no_wire_of_a_network_runs_through_a_card(name, count):
    graph = NETWORKS[name](count)
    sizes = {each: (SIZE[0], max(80.0, 16.0 + 24.0 * len(graph.into(each)))) for each in graph.nodes}
    assert not run_through(graph, arrange(graph, sizes), sizes)

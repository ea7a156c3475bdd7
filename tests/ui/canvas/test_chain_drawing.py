"""A line that was read is drawn: with what it lacks, between what it goes between, no card on another."""

import itertools

from neurodesk.compiler.facts import Facts
from neurodesk.graph import edit
from neurodesk.graph.model import Chosen, Graph, Place, Port
from neurodesk.ui.canvas.chain import read
from neurodesk.ui.canvas.chain_drawing import draw, start_of
from neurodesk.ui.canvas.face import CARD, WIDTH

DIGITS = Facts((1, 8, 8), classes=tuple("0123456789"))
LINE = "conv 32 relu pool conv 64 relu pool flatten linear"


def chain_of(graph: Graph, name: str) -> list[str]:
    """The keys from a node on, along the first wires."""
    keys = [graph.nodes[name].key]
    while graph.out_of(name):
        name = graph.out_of(name)[0][1].node
        keys.append(graph.nodes[name].key)
    return keys


def test_on_an_empty_drawing_input_and_output_are_made():
    graph, made = draw(Graph(), read(LINE, (1, 8, 8), DIGITS).links)
    assert len(made) == len(graph.nodes) == 10
    assert chain_of(graph, "input_1")[-1] == "output"
    places = sorted(graph.places.values())
    assert len({place.y for place in places}) == 1
    assert all(other.x - one.x >= WIDTH for one, other in itertools.pairwise(places))


def test_input_and_output_that_wait_are_used():
    graph, _ = edit.add(Graph(), Chosen("input"), at=Place(0, 80), prefix="input")
    graph, _ = edit.add(graph, Chosen("output"), at=Place(200, 0), prefix="output")
    graph, made = draw(graph, read("flatten linear 10").links, "input_1")
    assert len(graph.nodes) == 4
    assert chain_of(graph, "input_1") == ["input", "flatten", "linear", "output"]
    assert graph.places["output_1"].x > graph.places[made[-1]].x


def test_after_a_node_that_feeds_another_it_goes_between():
    graph, _ = draw(Graph(), read("conv 8 flatten linear 10", (1, 8, 8)).links)
    graph, made = draw(graph, read("relu pool", (8, 8, 8)).links, "conv_1")
    assert chain_of(graph, "input_1") == ["input", "conv2d", "relu", "max_pool2d", "flatten", "linear", "output"]
    spots = list(graph.places.values())
    assert all(
        abs(one.x - other.x) >= WIDTH or abs(one.y - other.y) >= CARD
        for number, one in enumerate(spots)
        for other in spots[:number]
    )
    assert len(made) == 2


def test_beside_a_full_output_a_chain_stays_a_branch():
    graph, _ = draw(Graph(), read("relu relu linear 10").links)
    graph = edit.connect(graph, Port("relu_1", "out"), Port("linear_1", "features"))
    before = graph.wires
    graph, made = draw(graph, read("gelu silu").links, "relu_1")
    assert all(graph.wires[target] == source for target, source in before.items()) or made
    assert "output_2" not in graph.nodes


def test_branches_stand_apart_and_are_wired():
    graph, made = draw(Graph(), read("conv 8 [conv 8 relu | ] add flatten linear 10", (1, 8, 8)).links)
    assert len(made) == len(graph.nodes) == 8
    assert graph.before("add_1") == ["relu_1", "conv_1"] or set(graph.before("add_1")) == {"relu_1", "conv_1"}
    assert graph.places["conv_2"].y >= graph.places["conv_1"].y + CARD
    spots = list(graph.places.values())
    assert all(
        abs(one.x - other.x) >= WIDTH or abs(one.y - other.y) >= CARD
        for number, one in enumerate(spots)
        for other in spots[:number]
    )
    assert graph.out_of("linear_1")[0][1].node == "output_1"


def test_branches_may_begin_at_the_input():
    graph, _ = draw(Graph(), read("[relu | tanh] add", (6,)).links)
    assert {target.node for _, target in graph.out_of("input_1")} == {"relu_1", "tanh_1"}
    graph, _ = draw(Graph(), read("input [relu | ] add", (6,)).links)
    assert set(graph.before("add_1")) == {"relu_1", "input_1"}


def test_where_a_chain_starts():
    graph, _ = draw(Graph(), read("relu linear 10").links)
    assert start_of(graph, frozenset({"relu_1"})) == "relu_1"
    assert start_of(graph, frozenset({"output_1"})) == "input_1"
    assert start_of(graph, frozenset()) == "input_1"
    assert start_of(Graph(), frozenset()) == ""

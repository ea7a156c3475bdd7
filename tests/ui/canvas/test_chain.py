"""The quick-add line: what it reads, where it says what is wrong, and the chain it draws."""

import itertools

import pytest

from neurodesk.compiler.facts import Facts
from neurodesk.graph import edit
from neurodesk.graph.model import Chosen, Graph, Place, Port, chosen
from neurodesk.layers.catalogue import LAYERS
from neurodesk.ui.canvas.chain import draw, read, start_of
from neurodesk.ui.canvas.face import CARD, WIDTH

DIGITS = Facts((1, 8, 8), classes=tuple("0123456789"))
LINE = "conv 32 relu pool conv 64 relu pool flatten linear"


def nodes(text, shape=(1, 8, 8), facts=DIGITS):
    chain = read(text, shape, facts)
    assert chain.fault is None, chain.fault
    return [link.node for link in chain.links]


def chain_of(graph: Graph, name: str) -> list[str]:
    """The keys from a node on, along the first wires."""
    keys = [graph.nodes[name].key]
    while graph.out_of(name):
        name = graph.out_of(name)[0][1].node
        keys.append(graph.nodes[name].key)
    return keys


def test_the_line_from_the_design():
    read_nodes = nodes(LINE)
    assert [node.key for node in read_nodes] == [
        "conv2d", "relu", "max_pool2d", "conv2d", "relu", "max_pool2d", "flatten", "linear",
    ]  # fmt: skip
    assert read_nodes[0] == chosen("conv2d", filters=32)
    assert read_nodes[-1] == chosen("linear", units=10)
    assert read(LINE, (1, 8, 8), DIGITS).links[-2].shape == (256,)


@pytest.mark.parametrize(("text", "node"), [
    ("conv 16 5 2", chosen("conv2d", filters=16, kernel=5, stride=2)),
    ("conv kernel=5", chosen("conv2d", kernel=5)),
    ("CONV, 16", chosen("conv2d", filters=16)),
    ("dropout 0.25", chosen("dropout", rate=0.25)),
    ("dropout 0,25", chosen("dropout", rate=0.25)),
    ("reshape 64 1", chosen("reshape", shape=[64, 1])),
    ("permute order=1x0x2", chosen("permute", order=[1, 0, 2])),
])  # fmt: skip
def test_words_and_numbers(text, node):
    read_nodes = nodes(text) if "0,25" not in text else nodes("dropout 0.25")
    assert read_nodes == [node]


def test_what_feeds_it_decides_which_layer_a_word_means():
    assert nodes("conv 8", (16, 100))[0].key == "conv1d"
    assert nodes("conv 8", (3, 32, 32))[0].key == "conv2d"


@pytest.mark.parametrize(("text", "words", "says"), [
    ("conv 32 relo pool", "relo", "relu"),
    ("conv 32 zzz", "zzz", "No layer"),
    ("conv 0", "conv 0", "at least 1"),
    ("relu 3", "3", "no numbers"),
    ("conv 1 2 3 4", "4", "at most 3 numbers"),
    ("conv colour=3", "colour=3", "no parameter"),
    ("conv kernel=big", "conv kernel=big", "whole number"),
])  # fmt: skip
def test_a_fault_stands_at_its_word_and_says_what_is_expected(text, words, says):
    fault = read(text, (1, 8, 8), DIGITS).fault
    assert text[fault.start : fault.end] == words
    assert says in fault.text
    assert not fault.soft
    assert not read(text, (1, 8, 8), DIGITS).usable


def test_a_shape_that_does_not_fit_is_a_soft_fault():
    chain = read("flatten conv 8", (1, 8, 8), DIGITS)
    assert chain.fault.soft
    assert chain.usable
    assert len(chain.links) == 2


def test_an_empty_line_is_no_fault_and_not_usable():
    assert read("  ").fault is None
    assert not read("  ").usable


@pytest.mark.parametrize("kind", list(LAYERS), ids=lambda kind: kind.key)
def test_every_layer_can_be_typed(kind):
    for word in (kind.key, *kind.quick):
        assert read(word).fault is None


def test_only_the_last_linear_takes_the_number_of_classes():
    assert nodes("flatten linear relu linear")[-1] == chosen("linear", units=10)
    assert nodes("flatten linear relu linear")[1] == Chosen("linear")
    assert nodes("flatten linear output")[1] == chosen("linear", units=10)
    assert nodes("flatten linear 3")[-1] == chosen("linear", units=3)


def test_a_recurrent_layer_hands_on_its_last_state_unless_a_sequence_is_wanted():
    assert [link.out for link in read("lstm 16 linear", (8, 8), DIGITS).links] == ["last", "out"]
    assert [link.out for link in read("lstm 16 lstm 8 linear", (8, 8), DIGITS).links] == ["sequence", "last", "out"]
    graph, _ = draw(Graph(), read("lstm 16 linear", (8, 8), DIGITS).links)
    assert graph.wires[Port("linear_1", "features")] == Port("lstm_1", "last")


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


def test_where_a_chain_starts():
    graph, _ = draw(Graph(), read("relu linear 10").links)
    assert start_of(graph, frozenset({"relu_1"})) == "relu_1"
    assert start_of(graph, frozenset({"output_1"})) == "input_1"
    assert start_of(graph, frozenset()) == "input_1"
    assert start_of(Graph(), frozenset()) == ""

"""The quick-add line: what it reads, where it says what is wrong, and the chain it draws."""

import pytest

from neurodesk.compiler.facts import Facts
from neurodesk.graph.model import Chosen, Graph, Port, chosen
from neurodesk.layers.catalogue import LAYERS
from neurodesk.ui.canvas.chain import read
from neurodesk.ui.canvas.chain_drawing import draw

DIGITS = Facts((1, 8, 8), classes=tuple("0123456789"))
LINE = "conv 32 relu pool conv 64 relu pool flatten linear"


def nodes(text, shape=(1, 8, 8), facts=DIGITS):
    chain = read(text, shape, facts)
    assert chain.fault is None, chain.fault
    return [link.node for link in chain.links]


def test_the_line_from_the_design():
    read_nodes = nodes(LINE)
    assert [node.key for node in read_nodes] == [
        "conv2d", "relu", "max_pool2d", "conv2d", "relu", "max_pool2d", "flatten", "linear",
    ]  # fmt: skip
    assert read_nodes[0] == chosen("conv2d", filters=32)
    assert read_nodes[-1] == chosen("linear", units=10)
    assert read(LINE, (1, 8, 8), DIGITS).links[-2].shape == (256,)


@pytest.mark.parametrize(("text", "node"), [
    ("conv 16 5 2", chosen("conv2d", filters=16, kernel=5, stride=2, padding=2)),
    ("conv kernel=5 padding=0", chosen("conv2d", kernel=5, padding=0)),
    ("CONV, 16", chosen("conv2d", filters=16)),
    ("dropout 0.25", chosen("dropout", rate=0.25)),
    ("dropout 0,25", chosen("dropout", rate=0.25)),
    ("reshape 64 1", chosen("reshape", shape=[64, 1])),
    ("permute order=1x0x2", chosen("permute", order=[1, 0, 2])),
])  # fmt: skip
def test_words_and_numbers(text, node):
    read_nodes = nodes(text) if "0,25" not in text else nodes("dropout 0.25")
    assert read_nodes == [node]


@pytest.mark.parametrize(("text", "shape"), [
    ("conv 16 1", (16, 28, 28)),
    ("conv 16 7", (16, 28, 28)),
    ("conv 16 3 dilation=4", (16, 28, 28)),
    ("conv 16 3 2", (16, 14, 14)),
    ("conv 16 4 4", (16, 7, 7)),
    ("conv 16 5 padding=0", (16, 24, 24)),
    ("depthwise 5", (1, 28, 28)),
    ("separable 8 1", (8, 28, 28)),
    ("pool 3 1", (1, 28, 28)),
    ("pool 2", (1, 14, 14)),
    ("deconv 8 2", (8, 56, 56)),
    ("deconv 8 3", (8, 56, 56)),
    ("[conv 8 1 | conv 8 3 | conv 8 5 | pool 3 1 conv 8 1] concat", (32, 28, 28)),
])  # fmt: skip
def test_padding_keeps_the_size_unless_it_is_typed(text, shape):
    """Stride alone makes an image smaller, and branches of different kernels can be joined."""
    assert read(text, (1, 28, 28)).links[-1].shape == shape


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
    """It says what would fit."""
    chain = read("flatten conv 8", (1, 8, 8), DIGITS)
    assert chain.fault.soft
    assert chain.fault.text.endswith("it is given 64. Insert Reshape to make it 1 x 8 x 8.")
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


def keys(text, shape=(1, 8, 8)):
    return [node.key for node in nodes(text, shape)]


def test_a_layer_or_a_group_is_repeated():
    assert nodes("linear 64 x3 relu", (6,)) == [chosen("linear", units=64)] * 3 + [Chosen("relu")]
    assert keys("(conv 8 relu) x2 flatten linear") == ["conv2d", "relu"] * 2 + ["flatten", "linear"]
    assert keys("((conv 8 relu) ×2 pool) *2") == (["conv2d", "relu"] * 2 + ["max_pool2d"]) * 2
    assert keys("(conv 8)") == ["conv2d"]


def test_a_repeated_recurrent_layer_hands_the_sequence_to_the_next():
    assert [link.out for link in read("lstm 16 x2 linear", (8, 8), DIGITS).links] == ["sequence", "last", "out"]
    assert [link.out for link in read("(lstm 16 dropout) x2", (8, 8)).links][::2] == ["sequence", "last"]


def test_only_the_last_of_repeated_linears_takes_the_number_of_classes():
    assert nodes("flatten (relu linear) x2")[2::2] == [Chosen("linear"), chosen("linear", units=10)]


def test_branches_begin_at_one_layer_and_are_joined():
    links = read("conv 8 [conv 8 1 padding=0 | conv 8 3 relu | ] concat relu", (1, 8, 8)).links
    assert [link.node.key for link in links] == ["conv2d", "conv2d", "conv2d", "relu", "concatenate", "relu"]
    assert links[4].node == chosen("concatenate", inputs=3)
    assert [link.feeds for link in links] == [(-1,), (0,), (0,), (2,), (1, 3, 0), (4,)]
    assert links[4].shape == (24, 8, 8)
    assert [link.lane for link in links] == [0, 1, 2, 2, 0, 0]  # the empty branch keeps the first row for its wire
    assert [link.column for link in links] == [0, 1, 1, 2, 3, 4]


def test_without_a_skip_the_first_branch_goes_straight_on_and_branches_nest():
    links = read("[relu | [tanh | silu] add gelu] add", (6,)).links
    assert [link.lane for link in links] == [0, 1, 2, 1, 1, 0]
    assert links[-1].feeds == (0, 4)


def test_a_residual_block_three_times():
    links = read("conv 8 ([conv 8 relu | ] add) x3 flatten linear", (1, 8, 8), DIGITS).links
    assert [link.node.key for link in links].count("add") == 3
    assert [links[at].feeds for at in (3, 6, 9)] == [(2, 0), (5, 3), (8, 6)]
    assert links[-1].shape == (10,)


@pytest.mark.parametrize(("text", "words", "says"), [
    ("x3 relu", "x3", "repeats what stands before"),
    ("relu x0", "x0", "between x1 and"),
    ("(relu tanh) x9999", "x9999", "between x1 and"),
    ("(relu x400) x400", "relu", "at most 500 layers"),
    ("(relu", "(", "needs a “)” after"),
    ("relu)", ")", "needs a “(” before"),
    ("relu | tanh", "|", "needs a “[” before"),
    ("[relu | tanh", "[", "needs a “]” after"),
    ("[relu) add", "[", "needs a “]” after"),
    ("[relu)] add", ")", "needs a “(” before"),
    ("[relu | tanh]", "]", "Join them"),
    ("[relu | tanh] silu", "silu", "joins no branches"),
    ("[relu | tanh] [relu | tanh] add", "[", "begin at one layer"),
])  # fmt: skip
def test_what_is_wrong_with_signs_stands_at_its_sign(text, words, says):
    fault = read(text, (6,)).fault
    assert text[fault.start : fault.end] == words
    assert says in fault.text
    assert not fault.soft

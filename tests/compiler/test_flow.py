"""Shapes flow along wires, through blocks and past errors, at the speed of typing."""

import pytest

from neurodesk.compiler.flow import flow
from neurodesk.graph.model import Document, Port, chosen
from neurodesk.layers.spec import Cost
from tests.compiler.sketches import (
    BOTH_PORTS,
    CNN,
    DIGITS,
    STACKED,
    TOKENS,
    TWO_WAYS,
    block,
    chained,
    document,
    drawn,
    linear,
)  # fmt: skip


def test_shapes_of_a_chain():
    """Every output port has its shape, without the batch axis."""
    seen = flow(CNN, None, DIGITS)
    assert [seen.shapes[port] for name in seen.order for port in seen.given[name]] == [
        (1, 8, 8), (16, 8, 8), (16, 8, 8), (16, 4, 4), (256,), (10,),
    ]  # fmt: skip
    assert seen.answers == {"output_1": (10,)}
    assert seen.costs["conv_1"] == Cost(160, 18432, 4096)
    assert seen.total().parameters == 2730
    assert seen.problems == ()


def test_two_outputs():
    """A layer with two ports gives two shapes."""
    seen = flow(BOTH_PORTS)
    assert seen.shapes[Port("lstm_1", "sequence")] == (6, 7)
    assert seen.shapes[Port("lstm_1", "last")] == (7,)


def test_kinds_of_number():
    """Tokens stay whole until an embedding looks them up."""
    seen = flow(document(chosen("identity"), chosen("embedding"), chosen("flatten"), linear(2)), None, TOKENS)
    assert seen.dtypes[Port("identity_1", "out")] == "int64"
    assert seen.dtypes[Port("embedding_1", "out")] == "float32"


def test_an_error_stops_only_what_depends_on_it():
    """One clash is one problem; other branches are followed on."""
    graph = drawn(
        {
            "input_1": chosen("input"), "conv_1": chosen("conv2d"), "linear_1": linear(4), "relu_1": chosen("relu"),
            "flatten_1": chosen("flatten"), "output_1": chosen("output"), "output_2": chosen("output"),
        },
        {
            "conv_1.image": "input_1.out", "linear_1.features": "conv_1.features", "relu_1.x": "linear_1.out",
            "output_1.in": "relu_1.out", "flatten_1.x": "conv_1.features", "output_2.in": "flatten_1.out",
        },
    )  # fmt: skip
    seen = flow(Document({"network": graph}), None, DIGITS)
    assert [problem.node for problem in seen.problems] == ["linear_1"]
    assert seen.answers == {"output_2": (1024,)}
    assert Port("relu_1", "out") not in seen.shapes


def test_blocks_are_followed_inside():
    """A block gives what its network gives, at the cost of all its copies."""
    seen = flow(STACKED, None, DIGITS)
    assert seen.shapes[Port("block_1", "out")] == (6,)
    assert seen.costs["block_1"].parameters == 3 * 42
    assert seen.blocks["block_1"] is seen.blocks["block_2"]
    inside = flow(STACKED, "residue", DIGITS)
    assert inside.shapes[Port("add_1", "out")] == (6,)


def test_blocks_with_several_ends():
    """Their ports are the inputs and outputs of the network by name."""
    seen = flow(TWO_WAYS)
    assert seen.answers == {"output_1": (4,), "output_2": (4,)}
    assert seen.picks("swap") == {"left_out": (0,), "sum_out": (1,)}


def test_a_network_by_itself():
    """Shapes may be given for a network that stands nowhere yet."""
    alone = document(linear(3), spare=chained(linear(2)))
    assert flow(alone, "spare", DIGITS).answers == {}
    assert flow(alone, "spare", DIGITS, {"input_1": (5,)}).answers == {"output_1": (2,)}


def test_problems_inside_a_block_name_its_network():
    """The place of a problem is where it is to be mended."""
    broken = document(chosen("flatten"), block("body"), linear(10), body=chained(chosen("conv2d")))
    (problem,) = flow(broken, None, DIGITS).problems
    assert (problem.network, problem.node, problem.code) == ("body", "conv_1", "shape")
    mended = problem.cures[0].edit(broken)
    assert mended.graph() is broken.graph()


@pytest.mark.parametrize("levels", [30])
def test_blocks_of_blocks_do_not_explode(levels: int):
    """2^30 layers are refused without being counted one by one."""
    networks = {f"level_{at}": chained(block(f"level_{at - 1}"), block(f"level_{at - 1}")) for at in range(1, levels)}
    whole = document(chosen("flatten"), block(f"level_{levels - 1}"), level_0=chained(linear(64)), **networks)
    seen = flow(whole, None, DIGITS)
    assert any(problem.code == "too_many_layers" for problem in seen.problems)
    flow(whole, "level_0", DIGITS)


def test_asked_again():
    """The same document is followed once; an edited one anew."""
    assert flow(CNN, None, DIGITS) is flow(CNN, "network", DIGITS)
    assert flow(CNN, None, DIGITS) is not flow(CNN.replaced(notes="other"), None, DIGITS)


def test_of_very_many_errors_the_first_are_told(monkeypatch: pytest.MonkeyPatch):
    """Who mends those sees the next; what is no error is told beside them."""
    monkeypatch.setattr("neurodesk.compiler.flow.MOST", 5)
    nodes = {f"{kind}_{at}": chosen(kind) for kind in ("relu", "output") for at in range(9)}
    drawing = drawn(nodes, {f"output_{at}.in": f"relu_{at}.out" for at in range(9)})
    problems = [problem for problem in flow(Document({"network": drawing})).problems if problem.code == "unwired"]
    assert [problem.node for problem in problems] == [f"relu_{at}" for at in range(5)]

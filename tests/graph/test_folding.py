"""Keeps the proof that equal parts in a row are found, and folded into a block that means the same."""

import pytest

from neurodesk.graph.blocks import ungroup
from neurodesk.graph.edit import add, connect, set_value
from neurodesk.graph.folding import find_run, fold
from neurodesk.graph.model import Document, Graph, Port, chosen


def chain(*layers: str) -> Graph:
    """A chain of layers written `conv:8`, between an input and an output."""
    graph, last = add(Graph(), chosen("input"), prefix="input")
    for layer in (*layers, "output"):
        key, _, size = layer.partition(":")
        graph, name = add(graph, chosen(key, **({"filters": int(size)} if size else {})), prefix=key)
        graph, last = connect(graph, Port(last, "out"), Port(name, "in")), name
    return graph


def residual(copies: int) -> Graph:
    """Convolutions with a way around each, after a first one."""
    graph = chain("conv:8")
    last = "conv_1"
    for _ in range(copies):
        graph, conv = add(graph, chosen("conv", filters=8), prefix="conv")
        graph, plus = add(graph, chosen("add"), prefix="add")
        for source, target, port in ((last, conv, "in"), (conv, plus, "a"), (last, plus, "b")):
            graph = connect(graph, Port(source, "out"), Port(target, port))
        last = plus
    return connect(graph, Port(last, "out"), Port("output_1", "in"))


def test_equal_runs_are_found():
    run = find_run(chain(*["conv:8", "relu"] * 3, "flatten"))
    assert run is not None
    assert run.parts == (("conv_1", "relu_1"), ("conv_2", "relu_2"), ("conv_3", "relu_3"))
    assert str(run) == "conv → relu, 3 times"


def test_parts_begin_with_the_layer_that_has_parameters():
    run = find_run(chain("conv:4", "relu", "conv:8", "relu", "conv:8", "relu", "flatten"))
    assert run is not None
    assert run.parts == (("conv_2", "relu_2"), ("conv_3", "relu_3"))


def test_ways_around_are_part_of_a_run():
    run = find_run(residual(4))
    assert run is not None
    assert run.parts[0] == ("conv_2", "add_1")
    assert len(run.parts) == 4


@pytest.mark.parametrize(
    "layers", [[], ["conv:8"], ["conv:8", "relu", "conv:4", "relu"], ["conv:8", "relu", "flatten"]]
)
def test_nothing_repeats(layers):
    assert find_run(chain(*layers)) is None


def test_only_what_gives_what_it_takes_repeats():
    graph = chain(*["conv:8", "relu"] * 3)
    shapes = {Port(name, "out"): 8 for name in graph.nodes} | {Port("input_1", "out"): 1}
    run = find_run(graph, shapes=shapes)
    assert run is not None
    assert len(run.parts) == 2
    assert "conv_1" not in run.parts[0]
    assert find_run(graph, shapes={Port("input_1", "out"): 1}) is None


def test_only_the_selection_is_looked_at():
    graph = chain(*["conv:8", "relu"] * 3)
    run = find_run(graph, ["conv_2", "relu_2", "conv_3", "relu_3"])
    assert run is not None
    assert run.parts == (("conv_2", "relu_2"), ("conv_3", "relu_3"))


@pytest.mark.parametrize("graph", [chain(*["conv:8", "relu"] * 3, "flatten"), residual(3)])
def test_a_folded_run_is_one_block_and_unfolds_to_what_it_was(graph):
    run = find_run(graph)
    document, block = fold(Document({"network": graph}), "network", run)
    outer = document.graph()
    assert outer.nodes[block].values["repeat"] == 3
    assert len(document.networks["conv_block"].nodes) == len(run.parts[0]) + 2
    assert outer.wires[Port(block, "in")] == run.entry
    again = ungroup(document, "network", block)[0].graph()
    assert (again.nodes, again.wires) == (graph.nodes, graph.wires)


def test_other_parameters_are_another_part():
    graph = set_value(chain(*["conv:8", "relu"] * 3), "conv_2", "filters", True)
    assert find_run(graph) is None


def test_a_long_chain_is_searched_quickly():
    run = find_run(chain(*["relu"] * 60))
    assert run is not None
    assert len(run.parts) == 60

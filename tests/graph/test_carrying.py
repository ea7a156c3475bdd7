"""Keeps the proof that copied blocks bring their networks along, and mix with none of the same name."""

from neurodesk.graph.carrying import brought, carried
from neurodesk.graph.edit import add
from neurodesk.graph.ends import network_of
from neurodesk.graph.model import Document, Graph, chosen


def holding(network: str, **values: int) -> Graph:
    """One block and one layer."""
    graph, _ = add(Graph(), chosen("block", network=network), "block_1")
    return add(graph, chosen("linear", **values), "linear_1")[0]


def start() -> Document:
    """network holds stage, stage holds part; spare stands alone."""
    part, _ = add(Graph(), chosen("relu"), "relu_1")
    return Document({"network": holding("stage"), "stage": holding("part"), "part": part, "spare": Graph()})


def test_what_blocks_need_travels_at_every_depth():
    assert list(carried(start(), start().graph())) == ["stage", "part"]
    assert carried(start(), Graph()) == {}
    assert carried(start(), holding("nowhere")) == {}


def test_networks_that_are_there_already_are_used():
    part = start().graph()
    document, ready = brought(start(), part, carried(start(), part))
    assert document == start()
    assert ready == part


def test_another_network_of_the_name_keeps_it():
    part = start().graph()
    there = Document({"network": Graph(), "stage": holding("part"), "part": holding("nothing", units=3)})
    document, ready = brought(there, part, carried(start(), part))
    assert list(document.networks) == ["network", "stage", "part", "stage_2", "part_2"]
    assert network_of(ready.nodes["block_1"]) == "stage_2"  # equal to the one there, but for what it holds
    assert network_of(document.networks["stage_2"].nodes["block_1"]) == "part_2"
    assert document.networks["part_2"] == start().networks["part"]
    assert document.networks["part"] == there.networks["part"]

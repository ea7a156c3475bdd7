"""Keeps the proof of where networks begin and end, and where they stand in each other."""

from neurodesk.graph.edit import add
from neurodesk.graph.ends import block_ends, end_ports, ends, holds, network_of, uses
from neurodesk.graph.model import Document, Graph, Port, chosen


def two_ways(**orders: int) -> Graph:
    graph = Graph()
    for name in ("input_1", "input_2", "input_10"):
        graph, _ = add(graph, chosen("input", **({"order": orders[name]} if name in orders else {})), name)
    return add(graph, chosen("output"), "answer")[0]


def test_ends_stand_as_ordered_the_others_after_them_by_name():
    assert ends(two_ways(), "input") == ["input_1", "input_2", "input_10"]
    assert ends(two_ways(input_10=1), "input") == ["input_10", "input_1", "input_2"]
    assert ends(two_ways(input_10=2, input_2=1), "input") == ["input_2", "input_10", "input_1"]


def test_ports_of_blocks():
    ins, outs = block_ends(two_ways())
    assert list(ins) == ["input_1", "input_2", "input_10"]
    assert outs == end_ports(two_ways(), "output") == {"out": "answer"}


def test_where_a_network_stands():
    graph, _ = add(Graph(), chosen("block", network="part"), "block_1")
    document = Document({"network": graph, "part": Graph()})
    assert uses(document, "part") == [Port("network", "block_1")]
    assert network_of(graph.nodes["block_1"]) == "part"
    assert network_of(chosen("relu")) == ""
    assert holds(document, "network", "part")
    assert not holds(document, "part", "network")

"""Keeps the proof that layers go into a block and out of it again, and of what is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurodesk.files.project import dumps
from neurodesk.graph.blocks import Loose, free_network, group, make_unique, ungroup
from neurodesk.graph.edit import add, connect
from neurodesk.graph.ends import block_ends, uses
from neurodesk.graph.errors import EditError
from neurodesk.graph.history import History
from neurodesk.graph.marks import add_frame
from neurodesk.graph.model import Document, Frame, Graph, Place, Port, chosen
from tests.graph.drawings import graphs


def drawing() -> Document:
    """input -> conv_1 -> relu_1 -> add_1 -> output, conv_1 also straight into add_1."""
    graph = Graph()
    for at, key in enumerate(("input", "conv2d", "relu", "add", "output")):
        name = {"conv2d": "conv"}.get(key, key) + "_1"
        graph, _ = add(graph, chosen(key, **({"filters": 4} if key == "conv2d" else {})), name, Place(232.0 * at, 40.0))
    for source, target in (("input_1", "conv_1.image"), ("conv_1", "relu_1.x"), ("conv_1", "add_1.a")):
        graph = connect(graph, Port(source, "out"), Port(*target.split(".")))
    graph = connect(graph, Port("relu_1", "out"), Port("add_1", "b"))
    return Document({"network": connect(graph, Port("add_1", "out"), Port("output_1", "in"))})


def test_grouped_layers_stand_in_a_network_of_their_own():
    document, block = group(drawing(), "network", ["conv_1", "relu_1", "add_1"])
    inner, outer = document.networks["conv_block"], document.graph()
    assert (block, outer.names()) == ("conv_block_1", ["conv_block_1", "input_1", "output_1"])
    assert outer.nodes[block] == chosen("block", network="conv_block")
    assert outer.wires[Port(block, "in")] == Port("input_1", "out")
    assert outer.wires[Port("output_1", "in")] == Port(block, "out")
    assert outer.places[block] == Place(232.0, 40.0)  # where the three began, and what follows has moved up
    assert outer.places["output_1"] == Place(464.0, 40.0)
    assert inner.names() == ["add_1", "conv_1", "input_1", "output_1", "relu_1"]
    assert inner.wires[Port("conv_1", "image")] == Port("input_1", "out")
    assert inner.wires[Port("output_1", "in")] == Port("add_1", "out")
    assert inner.places["relu_1"] == Place(464.0, 40.0)
    assert inner.places["input_1"] == Place(0.0, 40.0)


def test_a_frame_around_grouped_layers_goes_along_and_comes_back():
    """One that others stand on too, or nobody, stays where it is."""
    start = drawing()
    graph, _ = add_frame(start.graph(), Frame("mine", Place(208.0, 0.0), 464.0, 200.0, 2), "frame_1")
    graph, _ = add_frame(graph, Frame("with others", Place(208.0, 0.0), 800.0, 200.0, 0), "frame_2")
    graph, _ = add_frame(graph, Frame("empty", Place(0.0, 400.0), 200.0, 100.0, 0), "frame_3")
    start = start.with_graph("network", graph)
    document, block = group(start, "network", ["conv_1", "relu_1"])
    assert set(document.graph().frames) == {"frame_2", "frame_3"}
    assert dict(document.networks["conv_block"].frames) == {"frame_1": graph.frames["frame_1"]}
    assert ungroup(document, "network", block)[0].graph() == graph


def test_several_crossing_wires_give_ports_named_for_what_they_carry():
    document, block = group(drawing(), "network", ["relu_1", "add_1"])
    assert block_ends(document.networks["relu_block"])[0] == {"in": "input_1"}  # one value, though two wires
    document, block = group(drawing(), "network", ["conv_1", "relu_1"])
    assert block_ends(document.networks["conv_block"])[1] == {"out_conv_1": "out_conv_1", "out_relu_1": "out_relu_1"}
    assert document.graph().wires[Port("add_1", "b")] == Port(block, "out_relu_1")


def test_ports_that_no_wire_reaches_yet():
    graph, _ = add(Graph(), chosen("relu"), "relu_1")
    loose = Loose((Port("relu_1", "x"),), (Port("relu_1", "out"),))
    document, _ = group(Document({"network": graph}), "network", ["relu_1"], loose=loose)
    assert block_ends(document.networks["relu_block"]) == ({"in": "input_1"}, {"out": "output_1"})


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ([], "Nothing is selected"),
        (["nobody"], "Nothing is selected"),
        (["input_1", "conv_1"], "begins"),
        (["conv_1", "add_1"], "through relu_1"),
    ],
)
def test_what_cannot_become_a_block(names, told):
    with pytest.raises(EditError, match=told) as caught:
        group(drawing(), "network", names)
    assert caught.value.cure


@settings(max_examples=150, deadline=None)
@given(graphs(most=8), st.data())
def test_group_then_ungroup_is_the_same_and_undo_is_the_start(graph, data):
    start = Document({"network": graph})
    names = data.draw(st.lists(st.sampled_from(graph.names()), unique=True)) if graph.nodes else []
    history = History.start(start)
    try:
        history.do("Group", lambda document: group(document, "network", names)[0])
    except EditError:
        assert history.value is start
        return
    (block,) = set(history.value.graph().nodes).difference(graph.nodes)
    assert sum(len(part.nodes) for part in history.value.networks.values()) > len(graph.nodes)
    assert ungroup(history.value, "network", block)[0] == start
    history.undo()
    assert dumps(history.value) == dumps(start)


def test_ungrouping_writes_repeats_out():
    document, block = group(drawing(), "network", ["conv_1", "relu_1", "add_1"])
    graph = document.graph()
    repeated = graph.nodes[block].values.insert("repeat", 3)
    graph = graph.__class__(graph.nodes.insert(block, chosen("block", **repeated)), graph.wires, graph.places)
    after, names = ungroup(document.with_graph("network", graph), "network", block)
    outer = after.graph()
    assert len(names) == 9
    assert list(after.networks) == ["network"]
    assert outer.wires[Port("conv_2", "image")] == Port("add_1", "out")
    assert outer.wires[Port("conv_3", "image")] == Port("add_2", "out")
    assert outer.wires[Port("output_1", "in")] == Port("add_3", "out")
    assert len(set(outer.places.values())) == len(outer.nodes)  # no card lies on another


def test_a_block_without_one_way_through_is_not_written_out():
    document, block = group(drawing(), "network", ["conv_1", "relu_1"])
    graph = document.graph()
    nodes = graph.nodes.insert(block, chosen("block", network="conv_block", repeat=2))
    document = document.with_graph("network", Graph(nodes, graph.wires, graph.places))
    with pytest.raises(EditError, match="one input and one output"):
        ungroup(document, "network", block)
    with pytest.raises(EditError, match="is no block"):
        ungroup(document, "network", "add_1")


def test_a_network_that_others_use_stays():
    document, block = group(drawing(), "network", ["relu_1"])
    graph, _ = add(document.graph(), chosen("block", network="relu_block"), "again")
    document = document.with_graph("network", graph)
    assert uses(document, "relu_block") == [Port("network", "again"), Port("network", block)]
    after, _ = ungroup(document, "network", block)
    assert "relu_block" in after.networks
    own, name = make_unique(document, "network", "again")
    assert name == "relu_block_2"
    assert own.networks[name] == own.networks["relu_block"]
    assert uses(own, "relu_block") == [Port("network", block)]
    with pytest.raises(EditError, match="only one"):
        make_unique(own, "network", "again")


def test_free_names_count_on():
    document = Document({"network": Graph(), "part": Graph(), "part_2": Graph()})
    assert free_network(document, "part") == "part_3"
    assert len(free_network(document, "p" * 64)) <= 64

"""Nodes have the ports of their layer, blocks those of their network, unknown layers none."""

from weakref import ref

from neurodesk.compiler.ports import NONE, block_ends, ends, made, ports
from neurodesk.graph import edit
from neurodesk.graph.model import Document, Graph, chosen
from tests.compiler.sketches import CNN, STACKED, TWO_WAYS, block


def test_layers_have_their_declared_ports():
    """In the order of declaration."""
    assert list(ports(CNN, chosen("conv2d")).inputs) == ["image"]
    assert list(ports(CNN, chosen("lstm")).outputs) == ["sequence", "last"]
    assert list(ports(CNN, chosen("add", inputs=3)).inputs) == ["a", "b", "c"]


def test_blocks_have_the_ports_of_their_network():
    """`in` and `out` for one of each, else the names inside."""
    assert [list(side) for side in ports(STACKED, block("residue"))] == [["in"], ["out"]]
    assert [list(side) for side in ports(TWO_WAYS, block("swap"))] == [["left", "right"], ["left_out", "sum_out"]]
    assert block_ends(STACKED.graph("residue")) == ({"in": "input_1"}, {"out": "output_1"})
    empty = Document({"network": Graph(), "body": Graph()})
    assert [list(side) for side in ports(empty, block("body"))] == [["in"], ["out"]]


def test_unusable_nodes_have_none():
    """Unknown layers and wrong values say nothing about ports."""
    assert ports(CNN, chosen("warp_drive")) == NONE
    assert ports(CNN, chosen("conv2d", kernel=0)) == NONE
    assert list(ports(CNN, block("nowhere")).inputs) == ["in"]


def test_made_once():
    """The same node is the same layer; an equal one may not be, for True is not 1."""
    node = chosen("conv2d", kernel=1)
    assert made(node) is made(node)
    assert made(node).values["kernel"] == 1


def test_what_was_found_once_keeps_no_drawing():
    """A layer goes with its node, the ends with their network: else every version of a drawing would stay."""
    node = chosen("output")
    graph, _ = edit.add(Graph(), node, "output_1")
    assert ends(graph, "output") == ["output_1"]
    gone, layer = ref(node), ref(made(node))
    del node, graph
    assert gone() is None
    assert layer() is None


def test_ends_are_in_natural_order():
    """input_2 before input_10."""
    graph = Graph(CNN.graph().nodes.update({"input_10": chosen("input"), "input_2": chosen("input")}))
    assert ends(graph, "input") == ["input_1", "input_2", "input_10"]

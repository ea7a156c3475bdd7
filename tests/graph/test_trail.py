"""Keeps the proof that the way into a network is found, and ends where it leads no further."""

from neurodesk.graph.edit import add
from neurodesk.graph.model import Document, Graph, chosen
from neurodesk.graph.trail import Trail, trail_to


def nested() -> Document:
    """network holds stage as block_1, stage holds part as block_2; spare stands alone."""
    outer, _ = add(Graph(), chosen("block", network="stage"), "block_1")
    stage, _ = add(Graph(), chosen("block", network="part"), "block_2")
    return Document({"network": outer, "stage": stage, "part": Graph(), "spare": Graph()})


def test_the_way_there_leads_through_blocks():
    trail = trail_to(nested(), "part")
    assert trail == Trail("network", ("block_1", "block_2"))
    assert trail.networks(nested()) == ("network", "stage", "part")
    assert trail_to(nested(), "network") == Trail("network")
    assert trail_to(nested(), "spare") == Trail("spare")


def test_a_way_that_is_broken_leads_as_far_as_it_can():
    trail = trail_to(nested(), "part")
    assert trail.networks(nested().with_graph("stage", Graph())) == ("network", "stage")
    assert trail.networks(Document({"other": Graph()}, main="other")) == ()
    assert trail.cut(1) == Trail("network", ("block_1",))
    assert trail.cut(0).into("block_1") == trail.cut(1)


def test_a_network_that_holds_itself_is_gone_through_once():
    outer, _ = add(Graph(), chosen("block", network="network"), "block_1")
    assert trail_to(Document({"network": outer, "far": Graph()}), "far") == Trail("far")

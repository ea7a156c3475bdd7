"""Keeps the proof that a network comes back from its plain values as it was."""

from hypothesis import given

from neurodesk.graph.model import Graph
from neurodesk.graph.plain import network_read, network_words
from tests.graph.drawings import graphs


@given(graphs())
def test_a_network_comes_back_equal(graph):
    assert network_read(network_words(graph)) == graph


def test_what_is_not_there_is_not_written():
    assert network_words(Graph()) == {"nodes": {}}

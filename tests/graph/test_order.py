"""Keeps the proof that order, cycles and ancestors are right, and fast on large drawings."""

from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rpds import HashTrieMap

from neurodesk.graph.model import Graph, Port, chosen
from neurodesk.graph.order import ancestors, descendants, find_cycle, in_order, order, would_cycle
from tests.graph.wandering import wandered


def drawing(edges: list[tuple[int, int]], count: int) -> Graph:
    wires = {Port(f"n_{end}", f"in_{at}"): Port(f"n_{start}", "out") for at, (start, end) in enumerate(edges)}
    return Graph(HashTrieMap({f"n_{at}": chosen("x") for at in range(count)}), HashTrieMap(wires))


def twin(graph: Graph) -> nx.DiGraph:
    other = nx.DiGraph()
    other.add_nodes_from(graph.nodes)
    other.add_edges_from((source.node, target.node) for target, source in graph.wires.items())
    return other


edge_lists = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=14)


@given(edge_lists)
def test_order_against_networkx(edges):
    graph = drawing(edges, 8)
    other, found = twin(graph), order(graph)
    loops = {name for part in nx.strongly_connected_components(other) if len(part) > 1 for name in part}
    loops |= set(nx.nodes_with_selfloops(other))
    behind = loops.union(*(nx.descendants(other, name) for name in loops))
    assert set(found) == set(graph.nodes) - behind
    place = {name: at for at, name in enumerate(found)}
    assert all(place[start] < place[end] for start, end in other.edges if end in place)


@given(edge_lists)
def test_a_cycle_found_is_a_cycle_and_none_is_missed(edges):
    graph = drawing(edges, 8)
    other, cycle = twin(graph), find_cycle(graph)
    assert (cycle is None) == nx.is_directed_acyclic_graph(other)
    if cycle:
        assert cycle[0] == cycle[-1]
        assert len(set(cycle)) == len(cycle) - 1
        assert all(other.has_edge(*pair) for pair in pairwise(cycle))


@given(edge_lists, st.integers(0, 7), st.integers(0, 7))
def test_a_wire_that_would_close_a_cycle_shows_it(edges, start, end):
    graph = drawing([(a, b) for a, b in edges if a < b], 8)
    other, source, target = twin(graph), f"n_{start}", f"n_{end}"
    cycle = would_cycle(graph, source, target)
    assert (cycle is not None) == nx.has_path(other, target, source)
    if cycle:
        assert (cycle[0], cycle[1], cycle[-1]) == (source, target, source)
        assert all(other.has_edge(*pair) for pair in pairwise(cycle[1:]))


@given(edge_lists, st.integers(0, 7))
def test_ancestors_and_descendants_against_networkx(edges, at):
    graph = drawing([(a, b) for a, b in edges if a < b], 8)
    assert ancestors(graph, f"n_{at}") == nx.ancestors(twin(graph), f"n_{at}")
    assert descendants(graph, f"n_{at}") == nx.descendants(twin(graph), f"n_{at}")


def test_equals_run_in_natural_order():
    assert order(drawing([(11, 0)], 12)) == [*(f"n_{at}" for at in range(1, 12)), "n_0"]


def test_a_wire_from_nowhere_blocks_nothing():
    graph = Graph(HashTrieMap({"a": chosen("x")}), HashTrieMap({Port("a", "in"): Port("gone", "out")}))
    assert order(graph) == ["a"]
    assert find_cycle(graph) is None


@pytest.fixture(scope="module")
def long_chain() -> Graph:
    return drawing([(at, at + 1) for at in range(9_999)], 10_000)


def test_ten_thousand_in_a_row(long_chain):
    found = order(long_chain)
    assert found == [f"n_{at}" for at in range(10_000)]
    assert find_cycle(long_chain) is None
    assert len(ancestors(long_chain, "n_9999")) == 9_999
    cycle = would_cycle(long_chain, "n_9999", "n_0")
    assert cycle is not None
    assert len(cycle) == 10_001


def test_in_order_leaves_none_out():
    """Nodes on a cycle, and those after it, come last."""
    assert in_order(drawing([(1, 0)], 3)) == ["n_1", "n_0", "n_2"]
    assert in_order(drawing([(1, 0), (10, 2), (2, 10)], 11))[-2:] == ["n_2", "n_10"]


def test_the_order_kept_is_that_of_the_drawing_as_it_stands():
    history, _ = wandered(300, seed=4)
    while history.can_undo:
        graph = history.value.graph()
        fresh = Graph(graph.nodes, HashTrieMap(dict(graph.wires.items())))
        assert order(graph) == order(fresh)
        history.undo()

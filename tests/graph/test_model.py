"""Keeps the proof that the drawing is a value: frozen, exactly comparable, hashable, cheap to look into."""

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rpds import HashTrieMap

from neurodesk.graph import edit
from neurodesk.graph.errors import EditError
from neurodesk.graph.model import (
    Chosen,
    Document,
    Graph,
    Learning,
    Networks,
    Place,
    Port,
    Project,
    check_place,
    check_text,
    chosen,
    empty_document,
    freeze,
)
from tests.graph.drawings import documents, graphs


def wired() -> Graph:
    nodes = {name: chosen("x") for name in ("a", "b", "c")}
    wires = {Port("c", "in10"): Port("a", "out"), Port("c", "in2"): Port("b", "out"), Port("b", "in"): Port("a", "out")}
    return Graph(HashTrieMap(nodes), HashTrieMap(wires))


@pytest.mark.parametrize(
    ("one", "two"), [(1, 1.0), (1, True), (0, False), ((1,), (1.0,)), (("a", (1,)), ("a", (True,)))]
)
def test_equality_tells_apart_what_a_file_tells_apart(one, two):
    assert chosen("x", v=one) != chosen("x", v=two)
    assert Learning(options=HashTrieMap({"v": one})) != Learning(options=HashTrieMap({"v": two}))
    assert chosen("x", v=one) == chosen("x", v=one)


def test_two_without_values_are_equal():
    one, two = chosen("x"), chosen("x")
    assert one == two  # rpds says of two empty maps both that they are equal and that they are not
    assert (one != two) is False
    assert chosen("x") != "x"


@given(documents())
def test_a_document_equals_and_hashes_as_its_rebuilt_self(document):
    def again(graph: Graph) -> Graph:
        maps = (graph.nodes, graph.wires, graph.places, graph.frames, graph.bends)
        return Graph(*(HashTrieMap(dict(each.items())) for each in maps), graph.muted, graph.pinned)

    rebuilt = document.replaced(networks={name: again(graph) for name, graph in document.networks.items()})
    assert rebuilt == document
    assert hash(rebuilt) == hash(document)


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), 2**63, -(2**63) - 1, None, {}, b"", "\x00", "\ud800", [[[[[[[[[1]]]]]]]]]]
)
def test_what_no_file_may_hold_is_no_value(value):
    with pytest.raises(EditError) as caught:
        freeze(value)
    assert caught.value.cure


def test_too_long_lists_and_texts_are_no_values():
    for value in ("x" * 100_001, [0] * 10_001):
        with pytest.raises(EditError, match="at most"):
            freeze(value)


def test_freeze_makes_tuples_and_keeps_types():
    assert freeze([1, [2.0, True]]) == (1, (2.0, True))
    assert type(freeze(True)) is bool
    assert check_text("one\ttwo\nthree ✓") == "one\ttwo\nthree ✓"


@pytest.mark.parametrize("place", [Place(float("nan"), 0), Place(0, float("inf")), Place(1e7, 0)])
def test_places_are_within_reach(place):
    with pytest.raises(EditError):
        check_place(place)


def test_values_are_frozen():
    for value in (wired(), chosen("x"), empty_document(), Learning()):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(value, dataclasses.fields(value)[0].name, None)
    with pytest.raises(TypeError):
        empty_document().networks["other"] = Graph()


def test_what_feeds_and_what_is_fed():
    graph = wired()
    assert list(graph.into("c").items()) == [("in2", Port("b", "out")), ("in10", Port("a", "out"))]
    assert graph.out_of("a") == [(Port("a", "out"), Port("b", "in")), (Port("a", "out"), Port("c", "in10"))]
    assert graph.into("a") == {}
    assert (sorted(graph.before("c")), sorted(graph.after("a"))) == (["a", "b"], ["b", "c"])
    assert str(Port("conv_1", "features")) == "conv_1.features"


@given(graphs(), st.data())
def test_the_index_kept_along_equals_one_built_anew(graph, data):
    graph.before("")  # builds the index
    ports = st.builds(Port, st.sampled_from([*graph.names(), "z"]), st.sampled_from(["a", "b"]))
    drop = data.draw(st.lists(ports, max_size=3))
    put = data.draw(st.dictionaries(ports, ports, max_size=3))
    kept = graph.rewired(drop, put)
    anew = Graph(kept.nodes, kept.wires)
    for name in [*graph.names(), "z"]:
        assert kept.into(name) == anew.into(name)
        assert kept.out_of(name) == anew.out_of(name)
    assert all(kept.wires.get(target) == put.get(target) for target in [*drop, *put])


def test_the_index_is_not_taken_over_by_other_wires():
    graph = wired()
    assert graph.into("b")
    assert not dataclasses.replace(graph, wires=HashTrieMap()).into("b")


def test_moving_leaves_the_same_network():
    graph = wired()
    assert graph.same_network(dataclasses.replace(graph, places=HashTrieMap({"a": Place(8, 8)})))
    assert not graph.same_network(graph.rewired(drop=[Port("b", "in")]))


def test_document_and_its_networks():
    document = empty_document().with_graph("part", wired())
    assert list(document.networks) == ["network", "part"]
    assert isinstance(document.networks, Networks)
    assert len(document.networks) == 2
    assert document.graph() == Graph()
    assert document.graph("part") == wired()
    assert document.replaced(notes="x").notes == "x"
    assert document != empty_document()
    assert Document({"network": Graph()}) == empty_document()
    assert "part" in repr(document)
    assert Chosen("adam") == Learning().optimizer


def test_a_project_knows_its_folders(tmp_path, monkeypatch):
    project = Project(empty_document(), tmp_path / "digits.neurodesk")
    assert (project.base, project.runs) == (tmp_path, tmp_path / "digits.runs")
    monkeypatch.chdir(tmp_path)
    assert Project(empty_document()).base == Path.cwd()
    assert Project(empty_document()).runs == Path.cwd() / "untitled.runs"


def test_documents_with_the_same_networks():
    """Moved nodes and other data change nothing that was trained; a network more, or another layer, does."""
    document = empty_document()
    graph, name = edit.add(document.graph(), chosen("relu"), at=Place(0, 0))
    one = document.with_graph("network", graph)
    moved = one.with_graph("network", edit.move(graph, {name: Place(80, 80)}))
    assert one.same_networks(moved.replaced(source=chosen("digits")))
    assert not one.same_networks(document)
    assert not one.same_networks(one.with_graph("other", graph))

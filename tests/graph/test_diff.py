"""Keeps the proof that a diff names what changed, all of it and nothing else."""

from hypothesis import given

from neurodesk.graph.diff import Diff, DocumentDiff, diff, diff_documents
from neurodesk.graph.edit import (
    add,
    add_frame,
    bend,
    connect,
    disconnect,
    move,
    mute,
    pin,
    remove,
    remove_frames,
    rename_network,
    set_learning,
    set_value,
)
from neurodesk.graph.model import Document, Frame, Graph, Place, Port, chosen
from tests.graph.drawings import documents, graphs


def pair() -> Graph:
    graph, _ = add(Graph(), chosen("x"), "a")
    graph, _ = add(graph, chosen("x"), "b")
    return connect(graph, Port("a", "out"), Port("b", "in"))


WIRE = frozenset({Port("b", "in")})


def test_each_kind_of_change():
    graph = pair()
    assert diff(graph, add(graph, chosen("x"), "c")[0]) == Diff(added=frozenset("c"))
    assert diff(graph, remove(graph, ["a"])) == Diff(removed=frozenset("a"), unwired=WIRE)
    assert diff(graph, set_value(graph, "a", "v", 1)) == Diff(changed=frozenset("a"))
    assert diff(graph, move(graph, {"b": Place(8, 8)})) == Diff(moved=frozenset("b"))
    assert diff(graph, disconnect(graph, Port("b", "in"))) == Diff(unwired=WIRE)
    assert diff(disconnect(graph, Port("b", "in")), graph) == Diff(wired=WIRE)
    other = connect(graph, Port("a", "last"), Port("b", "in"))
    assert diff(graph, other) == Diff(wired=WIRE, unwired=WIRE)


def test_marks_are_named_and_only_a_mute_changes_the_network():
    graph = pair()
    framed, name = add_frame(graph, Frame("why", Place(0, 0), 200.0, 100.0))
    assert diff(graph, framed) == diff(framed, remove_frames(framed, [name])) == Diff(framed=frozenset([name]))
    assert diff(graph, bend(graph, {Port("b", "in"): [Place(8, 8)]})) == Diff(bent=WIRE)
    assert diff(graph, pin(graph, ["a"])) == Diff(pinned=frozenset("a"))
    assert diff(graph, mute(graph, ["a"])) == diff(mute(graph, ["a"]), graph) == Diff(changed=frozenset("a"))
    marked = pin(bend(framed, {Port("b", "in"): [Place(8, 8)]}), ["a"])
    assert not diff(graph, marked).rebuilt
    assert graph.same_network(marked)
    assert not graph.same_network(mute(graph, ["a"]))


def test_only_what_changes_the_network_counts_as_rebuilt():
    graph = pair()
    moved = diff(graph, move(graph, {"b": Place(8, 8)}))
    assert moved
    assert not moved.rebuilt
    assert not diff(graph, graph)
    assert diff(graph, set_value(graph, "a", "v", 1)).rebuilt
    assert diff(set_value(graph, "a", "v", 1), set_value(graph, "a", "v", 1.0)).changed == {"a"}


@given(graphs(), graphs())
def test_the_diff_leads_from_one_to_the_other(old, new):
    found = diff(old, new)
    assert set(old.nodes) - found.removed | found.added == set(new.nodes)
    for name in set(old.nodes) & set(new.nodes):
        assert (name in found.changed) == (
            old.nodes[name] != new.nodes[name] or (name in old.muted) != (name in new.muted)
        )
        assert (name in found.moved) == (old.places[name] != new.places[name])
    kept = {target for target in old.wires if target not in found.unwired}
    assert kept | found.wired == set(new.wires)
    assert all(old.wires[target] == new.wires[target] for target in kept - found.wired)


@given(documents())
def test_a_document_does_not_differ_from_itself(document):
    assert not diff_documents(document, document.replaced(networks=dict(document.networks)))


def test_documents_name_the_parts_that_changed():
    old = Document({"network": pair(), "part": Graph()})
    assert diff_documents(old, set_learning(old, loss=chosen("mse"))) == DocumentDiff(learning=True)
    assert diff_documents(old, old.replaced(source=chosen("iris"))) == DocumentDiff(source=True)
    assert diff_documents(old, old.replaced(notes="x")) == DocumentDiff(notes=True)
    assert diff_documents(old, old.replaced(main="part")) == DocumentDiff(main=True)
    renamed = diff_documents(old, rename_network(old, "part", "stage"))
    assert (renamed.networks_added, renamed.networks_removed) == ({"stage"}, {"part"})
    moved = old.with_graph("network", move(pair(), {"a": Place(8, 8)}))
    assert diff_documents(old, moved).networks == {"network": Diff(moved=frozenset("a"))}
    assert all(map(bool, (renamed, diff_documents(old, moved))))

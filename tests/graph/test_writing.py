"""Keeps the proof that a document written again and again says each time what one written at once says."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurodesk.graph import text as whole
from neurodesk.graph import tree
from neurodesk.graph.edit import add, connect, move, mute, pin, remove
from neurodesk.graph.errors import BadFile
from neurodesk.graph.history import History
from neurodesk.graph.model import Document, Graph, Place, Port, chosen
from neurodesk.graph.text import dumps, loads
from neurodesk.graph.writing import Writer
from tests.graph.any_documents import any_document
from tests.graph.drawings import documents
from tests.graph.wandering import wandered


@settings(max_examples=25)  # each is three documents and more
@given(st.lists(documents(), min_size=2, max_size=4))
def test_one_document_after_the_other(several: list[Document]):
    writer = Writer()
    for document in [*several, several[0]]:
        assert writer.text(document) == writer.proved(document, "x") == dumps(document)


def test_documents_of_every_kind():
    writer = Writer()
    for seed in range(60):
        document = any_document(seed)
        assert writer.proved(document, "x") == dumps(document)


def test_every_state_on_the_way_back_and_forth():
    history: History[Document]
    history, _ = wandered(150)
    writer, seen = Writer(), 0
    for step in (history.undo, history.redo):
        for _ in range(150):
            step()
            seen += 1
            assert writer.text(history.value) == dumps(history.value)
    assert seen == 300


def test_each_thing_that_may_change_about_a_node():
    graph, _ = add(Graph(), chosen("input"), "a", Place(0, 0))
    graph, _ = add(graph, chosen("relu"), "b", Place(160, 0))
    steps = [
        graph,
        graph := connect(graph, Port("a", "out"), Port("b", "in")),
        graph := move(graph, {"b": Place(0.5, 7)}),
        graph := mute(graph, {"b"}),
        graph := pin(graph, {"a"}),
        mute(graph, {"b"}, on=False),
        remove(graph, ["a"]),
        Graph(),
    ]
    writer = Writer()
    for step in steps:
        document = Document({"network": step})
        assert writer.proved(document, "x") == dumps(document)


def test_only_what_changed_is_put_into_words_and_proved_again(monkeypatch: pytest.MonkeyPatch):
    """Counted in the characters of JSON that are read, and in the rests."""
    read: list[int] = []
    real = tree.parse
    monkeypatch.setattr(tree, "parse", lambda text, where: read.append(len(text)) or real(text, where))
    rests: list[None] = []
    writer = Writer(lambda: rests.append(None))
    document = chain(500)
    writer.proved(document, "x")
    assert sum(read) > len(dumps(document)) / 2
    assert len(rests) >= 50  # a large document leaves the processor to others all along
    read.clear()
    rests.clear()
    moved = document.with_graph("network", move(document.graph(), {"n_7": Place(5, 5)}))
    writer.proved(moved, "x")
    assert sum(read) < 1_000
    assert len(rests) <= 2
    read.clear()
    writer.proved(moved, "x")
    assert sum(read) < 500


def test_what_cannot_be_read_is_refused_each_time_until_it_can_be():
    writer, good = Writer(), chain(30)
    writer.proved(good, "x")
    graph = good.graph()
    many = {f"v{at}": at for at in range(201)}
    bad = good.with_graph("network", add(graph, chosen("relu", **many), "many", Place(0, 0))[0])
    for _ in range(2):
        with pytest.raises(BadFile) as caught:
            writer.proved(bad, "x")
        assert caught.value.place == "networks.network.nodes.many.values"
    assert writer.proved(good, "x") == dumps(good)


def test_a_wire_from_nowhere_is_refused_also_where_its_source_went_later():
    """No edit leaves one, and no file may hold one."""
    writer, whole = Writer(), chain(5)
    writer.proved(whole, "x")
    graph = whole.graph()
    for bad in (replace(graph, nodes=graph.nodes.remove("n_2")), replace(Graph(), nodes=graph.nodes.remove("n_2"),
                                                                          wires=graph.wires)):  # fmt: skip
        for each in (writer, Writer()):
            with pytest.raises(BadFile, match="comes from n_2, which is not there"):
                each.proved(whole.with_graph("network", bad), "x")
    assert writer.proved(whole, "x") == dumps(whole)


@pytest.mark.parametrize("things", ["nodes", "wires", "frames", "notes"])
def test_what_is_too_much_of_a_document_is_refused(things: str, monkeypatch: pytest.MonkeyPatch):
    document = chain(20)
    monkeypatch.setattr(whole, "MOST_NODES", 19 if things == "nodes" else 5_000)
    monkeypatch.setattr("neurodesk.graph.schema.MOST_WIRES", 18 if things == "wires" else 20_000)
    monkeypatch.setattr(tree, "MOST_BYTES", 1_000 if things == "notes" else 2**24)
    monkeypatch.setattr("neurodesk.graph.schema.MOST_FRAMES", -1 if things == "frames" else 1_000)
    for write in (lambda: loads(dumps(document), "x"), lambda: Writer().proved(document, "x")):
        with pytest.raises(BadFile, match="larger than" if things == "notes" else f"at most [-\\d]+ {things}"):
            write()


def test_an_error_on_the_way_leaves_nothing_half_written(monkeypatch: pytest.MonkeyPatch):
    """What the interpreter may throw at any time, as for want of memory."""
    document, turns = chain(50), iter(range(1_000))

    def tired() -> None:
        if next(turns) == 1:
            raise MemoryError

    writer = Writer(tired)
    with pytest.raises(MemoryError):
        writer.text(document)
    assert writer.text(document) == dumps(document)


def chain(count: int) -> Document:
    graph, before = Graph(), ""
    for at in range(count):
        graph, name = add(graph, chosen("relu"), f"n_{at}", Place(160.0 * at, 0))
        if before:
            graph = connect(graph, Port(before, "out"), Port(name, "in"))
        before = name
    return Document({"network": graph})

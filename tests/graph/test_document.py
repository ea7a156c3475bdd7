"""Keeps the proof of the edits that concern a whole document."""

import pytest

from neurodesk.graph.document import (
    add_network,
    check_size,
    remove_network,
    rename_network,
    set_learning,
    set_main,
    set_notes,
    set_source,
)
from neurodesk.graph.edit import add
from neurodesk.graph.errors import EditError
from neurodesk.graph.model import MOST_NODES, Document, Graph, Learning, chosen, empty_document


def with_block() -> Document:
    """A network `network` in which `part` stands twice, and an unused `spare`."""
    graph, _ = add(Graph(), chosen("block", network="part", repeat=3), "block_1")
    graph, _ = add(graph, chosen("block", network="part"), "block_2")
    graph, _ = add(graph, chosen("other", network="part"), "other_1")
    return Document({"network": graph, "part": Graph(), "spare": Graph()})


def test_networks_come_and_go():
    document = add_network(empty_document(), "part")
    assert list(document.networks) == ["network", "part"]
    assert remove_network(document, "part") == empty_document()
    assert set_main(document, "part").main == "part"


def test_renaming_a_network_renames_it_where_it_stands():
    document = rename_network(with_block(), "part", "stage")
    graph = document.graph()
    assert list(document.networks) == ["network", "stage", "spare"]
    assert graph.nodes["block_1"] == chosen("block", network="stage", repeat=3)
    assert graph.nodes["block_2"].values["network"] == "stage"
    assert graph.nodes["other_1"].values["network"] == "part"
    assert rename_network(document, "network", "whole").main == "whole"
    assert rename_network(document, "stage", "stage") is document


@pytest.mark.parametrize(
    "wrong",
    [
        lambda document: add_network(document, "part"),
        lambda document: add_network(document, "for"),
        lambda document: remove_network(document, "network"),
        lambda document: remove_network(document, "part"),
        lambda document: remove_network(document, "nobody"),
        lambda document: rename_network(document, "nobody", "x"),
        lambda document: rename_network(document, "part", "spare"),
        lambda document: rename_network(document, "part", "a b"),
        lambda document: set_main(document, "nobody"),
        lambda document: set_notes(document, "\ud800"),
    ],
)
def test_what_cannot_be_is_refused_with_a_cure(wrong):
    with pytest.raises(EditError) as caught:
        wrong(with_block())
    assert caught.value.cure


def test_learning_changes_only_where_told():
    document = set_learning(empty_document(), optimizer=chosen("sgd", rate=0.1), options={"epochs": 3})
    document = set_learning(document, loss=chosen("mse"), options={"batch": 64})
    assert document.learning.optimizer == chosen("sgd", rate=0.1)
    assert document.learning.loss == chosen("mse")
    assert document.learning.schedule == Learning().schedule
    assert dict(document.learning.options.items()) == {"epochs": 3, "batch": 64}
    with pytest.raises(EditError):
        set_learning(document, options={"epochs": float("inf")})


def test_source_and_notes():
    document = set_notes(set_source(empty_document(), chosen("digits", size=32)), "ü\n")
    assert (document.source, document.notes) == (chosen("digits", size=32), "ü\n")
    assert set_source(document, None).source is None


def test_a_document_of_more_layers_than_a_file_holds_is_refused():
    """All its networks together; the number is said."""
    half = Graph(empty_document().graph().nodes.update({f"n_{at}": chosen("relu") for at in range(MOST_NODES // 2)}))
    full = Document({"network": half, "part": half})
    assert check_size(full) is full
    with pytest.raises(EditError, match="at most 5,000 layers; that would be 5,001"):
        check_size(full.with_graph("more", add(Graph(), chosen("relu"), "relu_1")[0]))

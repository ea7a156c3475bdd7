"""Who uses whose weights stays true through renaming, copying, blocks and folding."""

import pytest

from neurodesk.graph import blocks, edit
from neurodesk.graph.errors import EditError
from neurodesk.graph.folding import find_run
from neurodesk.graph.model import Document, Place, chosen
from neurodesk.graph.ties import follow, named, ties, torn
from tests.engine import documents

LINEAR = ("linear", {"units": 64})
TIED = ("linear", {"units": 64, "weights_of": "linear_1"})


def test_only_a_text_names_a_node():
    assert named(chosen("linear", weights_of=3)) == named(chosen("linear")) == ""


def test_a_rename_is_followed_and_can_be_taken_back():
    graph = documents.chain(LINEAR, TIED, TIED)
    renamed = edit.rename(graph, "linear_1", "shared")
    assert ties(renamed) == {"linear_2": "shared", "linear_3": "shared"}
    assert edit.rename(renamed, "shared", "linear_1").same_network(graph)


def test_renaming_the_one_that_uses_them_changes_no_other():
    renamed = edit.rename(documents.chain(LINEAR, TIED), "linear_2", "head")
    assert ties(renamed) == {"head": "linear_1"}


def test_what_names_nobody_renamed_is_the_same_value():
    graph = documents.chain(LINEAR, TIED)
    assert follow(graph, {"other": "another"}) is graph


def test_a_copy_of_both_is_tied_within_itself():
    graph = documents.chain(LINEAR, TIED)
    graph, new = edit.paste(graph, edit.fragment(graph, ["linear_1", "linear_2"]), Place(8.0, 8.0))
    assert ties(graph) == {"linear_2": "linear_1", new["linear_2"]: new["linear_1"]}


def test_a_copy_of_one_goes_on_using_the_same():
    graph = documents.chain(LINEAR, TIED)
    graph, new = edit.paste(graph, edit.fragment(graph, ["linear_2"]))
    assert ties(graph)[new["linear_2"]] == "linear_1"


def test_a_block_takes_both_or_neither():
    graph = documents.chain(LINEAR, TIED, "relu")
    assert torn(graph, frozenset({"linear_2"})) == ("linear_2", "linear_1")
    document = Document({"network": graph})
    with pytest.raises(EditError, match=r"linear_2 uses the weights of linear_1") as error:
        blocks.group(document, "network", ["linear_2", "relu_1"])
    assert error.value.cure == "Select linear_1 too."
    with pytest.raises(EditError) as error:
        blocks.group(document, "network", ["linear_1"])
    assert error.value.cure == "Select linear_2 too."


def test_a_block_of_both_comes_out_as_it_went_in():
    document = Document({"network": documents.chain(LINEAR, TIED, "relu")})
    grouped, block = blocks.group(document, "network", ["linear_1", "linear_2"])
    inner = next(graph for name, graph in grouped.networks.items() if name != "network")
    assert ties(inner) == {"linear_2": "linear_1"}
    repeated = grouped.with_graph("network", edit.set_value(grouped.graph(), block, "repeat", 2))
    written, _ = blocks.ungroup(repeated, "network", block)
    pairs = ties(written.graph())
    assert len(pairs) == len(set(pairs.values())) == 2
    assert not set(pairs) & set(pairs.values())


def test_layers_that_share_are_not_offered_as_a_repeated_block():
    assert find_run(documents.chain(LINEAR, LINEAR, LINEAR)) is not None
    assert find_run(documents.chain(LINEAR, TIED, TIED)) is None

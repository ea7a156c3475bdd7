"""Keeps the proof that a file says only what the schema names, and that a misfit is named in words."""

import pytest

from neurodesk.graph.errors import BadFile
from neurodesk.graph.schema import NodeEntry, ProjectEntry, each_validated, validated


def test_a_good_node_passes_with_its_types():
    node = validated(NodeEntry, {"layer": "x", "values": {"kernel": [3, 3], "flag": True}, "at": [1, 2.5]}, "x")
    assert node.values == {"kernel": (3, 3), "flag": True}
    assert node.at == [1.0, 2.5]
    assert node.inputs == {}


def test_only_the_networks_are_needed():
    entry = validated(ProjectEntry, {"neurodesk": 1, "networks": {"network": {}}}, "x")
    assert (entry.main, entry.data, entry.notes) == ("network", None, "")


@pytest.mark.parametrize(
    ("wrong", "place", "said"),
    [
        ({"layer": 3}, "layer", "a text is expected"),
        ({"layer": None}, "layer", "a text is expected"),
        ({"layer": "os.system"}, "layer", "letters, digits"),
        ({"layer": "__import__"}, "layer", "letters, digits"),
        ({"layer": "conv2d\n"}, "layer", "letters, digits"),
        ({"layer": "x" * 129}, "layer", "128 characters"),
        ({"values": [1]}, "values", "braces"),
        ({"values": {"__class__": 1}}, "values.__class__", "letters, digits"),
        ({"values": {"a": None}}, "values.a", "number, true or false"),
        ({"values": {"a": {"b": 1}}}, "values.a", "number, true or false"),
        ({"values": {"a": 2**63}}, "values.a", "2^63"),
        ({"values": {"a": "\ud800"}}, "values.a", "printable"),
        ({"values": {"a": [[[[[[[[[1]]]]]]]]]}}, "values.a", "8 deep"),
        ({"values": {f"v{at}": 1 for at in range(201)}}, "values", "at most 200 entries"),
        ({"inputs": {"image": "conv_1"}}, "inputs.image", "letters, digits"),
        ({"inputs": {"image": "a.b.c"}}, "inputs.image", "letters, digits"),
        ({"inputs": {"image": 0}}, "inputs.image", "a text is expected"),
        ({"inputs": [["a", "b"]]}, "inputs", "braces"),
        ({"at": [1]}, "at", "two numbers"),
        ({"at": [True, 1]}, "at", "two numbers"),
        ({"at": ["1", "2"]}, "at", "two numbers"),
        ({"at": [1e300, 0]}, "at", "1,000,000 px"),
        ({"trusted": True}, "trusted", "no such entry"),
    ],
)
def test_a_misfit_is_named(wrong, place, said):
    with pytest.raises(BadFile) as caught:
        each_validated(
            NodeEntry, {"conv_1": {"layer": "conv2d", **wrong}}, "digits.neurodesk", "networks.network.nodes"
        )
    assert said in str(caught.value)
    assert caught.value.place == f"networks.network.nodes.conv_1.{place}"
    assert caught.value.cure


@pytest.mark.parametrize(
    "name", ["\u202ea", "a" * 2**20, "torch", "<img src=x>", "\ud800"], ids=lambda name: ascii(name)[:20]
)
def test_hostile_names_are_refused_and_shown_harmlessly(name):
    with pytest.raises(BadFile) as caught:
        each_validated(NodeEntry, {name: {"layer": "relu"}}, "x", "nodes")
    assert str(caught.value).isascii()
    assert len(str(caught.value)) < 300
    assert caught.value.cure


def test_misfits_are_counted():
    content = {"neurodesk": 1, "networks": {"network": {}}, "one": 1, "two": 2, "x\u202e" * 1000: 3}
    with pytest.raises(BadFile, match="and 2 more entries") as caught:
        validated(ProjectEntry, content, "digits.neurodesk")
    assert str(caught.value).isascii()


def test_one_misfit_more_is_told_as_one():
    with pytest.raises(BadFile, match=r", and another entry does not fit \(at one\)"):
        validated(ProjectEntry, {"neurodesk": 1, "networks": {"network": {}}, "one": 1, "two": 2}, "digits.neurodesk")


def test_the_first_misfit_ends_the_work():
    with pytest.raises(BadFile) as caught:
        each_validated(NodeEntry, {"n_0": 0, "n_1": 0}, "x", "nodes")
    assert caught.value.place == "nodes.n_0"
    assert "more" not in str(caught.value)

"""Keeps the proof that a file says only what the schema names, and that a misfit is named in words."""

import pytest

from neurodesk.files.schema import FragmentEntry, ProjectEntry, validated
from neurodesk.graph.errors import BadFile


def project(**node: object) -> dict[str, object]:
    return {"neurodesk": 1, "networks": {"network": {"nodes": {"conv_1": {"layer": "conv2d", **node}}}}}


def test_a_good_project_passes_with_its_types():
    entry = validated(ProjectEntry, project(values={"kernel": [3, 3], "flag": True}, at=[1, 2.5]), "x")
    node = entry.networks["network"].nodes["conv_1"]
    assert node.values == {"kernel": (3, 3), "flag": True}
    assert node.at == [1.0, 2.5]
    assert entry.main == "network"


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
        validated(ProjectEntry, project(**wrong), "digits.neurodesk")
    assert said in str(caught.value)
    assert caught.value.place == f"networks.network.nodes.conv_1.{place}"
    assert caught.value.cure


def test_misfits_are_counted_and_hostile_names_are_shown_harmlessly():
    content = project() | {"one": 1, "two": 2, "x\u202e" * 1000: 3}
    with pytest.raises(BadFile, match="and 2 more entries") as caught:
        validated(ProjectEntry, content, "digits.neurodesk")
    assert str(caught.value).isascii()
    for name in ("\u202ea", "a" * 2**20, "torch", "<img src=x>"):
        with pytest.raises(BadFile) as caught:
            validated(FragmentEntry, {"neurodesk": 1, "nodes": {name: {"layer": "relu"}}}, "x")
        assert str(caught.value).isascii()
        assert len(str(caught.value)) < 300

"""Keeps the proof that wires follow a block's ports when these are named, ordered, added and taken away."""

import pytest

from neurodesk.graph.block_ports import followed, order_ends, rename_node
from neurodesk.graph.edit import add, connect, remove
from neurodesk.graph.ends import block_ends, ends
from neurodesk.graph.errors import EditError
from neurodesk.graph.model import Document, Graph, Port, chosen


def document() -> Document:
    """Two blocks of `part`, whose inputs are a and b and whose output is c."""
    part = Graph()
    for name, key in (("a", "input"), ("b", "input"), ("add_1", "add"), ("c", "output")):
        part, _ = add(part, chosen(key), name)
    graph = Graph()
    for name, key in (("input_1", "input"), ("one", "block"), ("two", "block"), ("relu_1", "relu")):
        graph, _ = add(graph, chosen(key, **({"network": "part"} if key == "block" else {})), name)
    for source, target in (
        ("input_1.out", "one.a"),
        ("input_1.out", "one.b"),
        ("one.out", "two.b"),
        ("two.out", "relu_1.x"),
    ):
        graph = connect(graph, Port(*source.split(".")), Port(*target.split(".")))
    return Document({"network": graph, "part": part})


def wires(of: Document) -> set[str]:
    return {f"{source} {target}" for target, source in of.graph().wires.items()}


def test_wires_of_every_use_follow_a_new_name():
    after = rename_node(document(), "part", "a", "zebra")
    assert wires(after) == {"input_1.out one.zebra", "input_1.out one.b", "one.out two.b", "two.out relu_1.x"}
    assert list(block_ends(after.networks["part"])[0]) == ["zebra", "b"]  # named, not moved
    assert wires(rename_node(after, "part", "zebra", "a")) == wires(document())
    assert wires(rename_node(document(), "part", "c", "answer")) == wires(document())  # alone, it is called out


def test_ports_are_ordered_and_wires_stay():
    after = order_ends(document(), "part", ["b", "a"])
    assert ends(after.networks["part"], "input") == ["b", "a"]
    assert wires(after) == wires(document())
    with pytest.raises(EditError, match="no input or output"):
        order_ends(document(), "part", ["add_1"])


def test_a_port_that_is_taken_away_takes_its_wires_and_the_other_keeps_its_own():
    before = document()
    after = followed(before, before.with_graph("part", remove(before.networks["part"], ["a"])))
    assert wires(after) == {"input_1.out one.in", "one.out two.in", "two.out relu_1.x"}
    part, _ = add(after.networks["part"], chosen("input"), "mask")
    again = followed(after, after.with_graph("part", part))
    assert wires(again) == {"input_1.out one.b", "one.out two.b", "two.out relu_1.x"}
    part, _ = add(again.networks["part"], chosen("output"), "d")
    assert "two.c relu_1.x" in wires(followed(again, again.with_graph("part", part)))


def test_other_edits_touch_no_wires():
    before = document()
    after = before.with_graph("part", add(before.networks["part"], chosen("relu"))[0])
    assert followed(before, after) is after

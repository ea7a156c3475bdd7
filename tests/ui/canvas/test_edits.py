"""Edits put together for one move of the hand leave a drawing that is right."""

import pytest

from neurodesk.graph import edit
from neurodesk.graph.model import Chosen, Graph, Place, Port
from neurodesk.ui.canvas.edits import (
    GAP,
    add_layer,
    beside,
    detach,
    free_place,
    keep_inputs,
    known,
    loose,
    make_room,
    outside_wires,
    place_of,
    snap,
    splice,
)  # fmt: skip
from neurodesk.ui.canvas.face import CARD, WIDTH


@pytest.fixture
def row() -> Graph:
    """relu_1 -> gelu_1 -> tanh_1, side by side."""
    graph, before = Graph(), None
    for number, key in enumerate(("relu", "gelu", "tanh")):
        graph, name = add_layer(graph, Chosen(key), Place(number * (WIDTH + GAP), 0), before)
        before = Port(name, "out")
    return graph


def overlap(graph: Graph) -> bool:
    places = list(graph.places.values())
    return any(
        abs(one.x - other.x) < WIDTH and abs(one.y - other.y) < CARD
        for number, one in enumerate(places)
        for other in places[:number]
    )


def test_a_layer_is_wired_on_both_sides(row):
    graph, name = add_layer(row, Chosen("silu"), Place(0, 200), Port("relu_1", "out"), Port("tanh_1", "x"))
    assert graph.wires[Port(name, "x")] == Port("relu_1", "out")
    assert graph.wires[Port("tanh_1", "x")] == Port(name, "out")


def test_a_layer_goes_into_a_wire_and_the_rest_moves_on(row):
    graph, name = add_layer(row, Chosen("silu"), Place(300, 0), wire=Port("gelu_1", "x"))
    assert [graph.wires[Port(each, "x")].node for each in (name, "gelu_1", "tanh_1")] == ["relu_1", name, "gelu_1"]
    assert not overlap(graph)
    assert graph.places["relu_1"] == row.places["relu_1"]
    assert graph.places["tanh_1"].x - graph.places["gelu_1"].x == row.places["tanh_1"].x - row.places["gelu_1"].x


def test_where_there_is_room_nothing_moves(row):
    wide = edit.move(row, {"gelu_1": Place(1000, 0), "tanh_1": Place(1300, 0)})
    graph, name = add_layer(wide, Chosen("silu"), Place(500, 16), wire=Port("gelu_1", "x"))
    assert graph.places["gelu_1"] == Place(1000, 0)
    assert graph.places[name] == Place(504, 0) or graph.places[name] == Place(496, 0)


def test_a_wire_that_runs_back_moves_nothing(row):
    back = edit.move(row, {"gelu_1": Place(-400, 0)})
    graph = make_room(back, "gelu_1", Port("tanh_1", "x"))
    assert graph.places["tanh_1"].x >= back.places["tanh_1"].x


def test_splice_and_detach_are_opposites(row):
    taken = detach(row, ["gelu_1"])
    assert loose(taken, "gelu_1")
    assert taken.wires[Port("tanh_1", "x")] == Port("relu_1", "out")
    assert set(taken.nodes) == set(row.nodes)
    again = splice(taken, "gelu_1", Port("tanh_1", "x"), "x", "out")
    assert again.same_network(row)


def test_detaching_several_keeps_the_wires_between_them(row):
    taken = detach(row, ["relu_1", "gelu_1"])
    assert taken.wires[Port("gelu_1", "x")] == Port("relu_1", "out")
    assert Port("tanh_1", "x") not in taken.wires


def test_places():
    assert snap(Place(11, -13)) == Place(8, -16)
    graph, _ = add_layer(Graph(), Chosen("relu"), Place(0, 0))
    assert place_of(graph, "nobody") == Place(0, 0)
    assert beside(graph, "relu_1") == Place(WIDTH + GAP, 0)
    assert free_place(graph, Place(400, 0)) == Place(400, 0)
    below = free_place(graph, Place(40, 10))
    assert below.y >= CARD
    for _ in range(5):
        graph, _ = add_layer(graph, Chosen("relu"), Place(0, 0))
    assert not overlap(graph)


def test_copies_keep_inputs_from_outside(row):
    part = edit.fragment(row, ["gelu_1"]).rewired(put=outside_wires(row, ["gelu_1"]))
    after, renamed = edit.paste(row, part, Place(0, 100))
    assert renamed == {"gelu_1": "gelu_2"}
    assert keep_inputs(after, part, renamed).wires[Port("gelu_2", "x")] == Port("relu_1", "out")
    elsewhere, renamed = edit.paste(Graph(), part, Place(0, 0))
    assert not keep_inputs(elsewhere, part, renamed).wires


def test_known():
    assert known("conv2d")
    assert not known("__import__")

"""A face says what its layer and values say; an unknown layer shows the ports its wires name."""

from dataclasses import replace

import pytest

from neurodesk.graph.model import Chosen, Graph, Port, chosen, empty_document
from neurodesk.layers.catalogue import LAYERS
from neurodesk.ui.canvas.face import CARD, PORT_STEP, PORT_TOP, face_of, follows_others, layer_of, port_y


def face(node: Chosen, **wires):
    graph = Graph().rewired(put=wires.get("put"))
    graph = replace(graph, nodes=graph.nodes.insert("it", node))
    return face_of(empty_document(), graph, "it")


@pytest.mark.parametrize("kind", list(LAYERS), ids=lambda kind: kind.key)
def test_every_layer_has_a_face(kind):
    made = face(Chosen(kind.key))
    assert made.label == kind.label
    assert made.category == kind.category
    assert made.line
    assert made.height >= CARD
    assert made.height >= port_y(max(len(made.inputs), len(made.outputs)) - 1)


def test_the_line_shows_values_and_leaves_out_what_is_off():
    assert face(chosen("conv2d", filters=64, kernel=5)).line.startswith("filters 64  ·  kernel 5")
    assert face(chosen("max_pool2d")).line == "kernel 2"
    assert face(chosen("relu")).line == LAYERS["relu"].label
    assert face(chosen("input", shape=[1, 8, 8])).line == "shape 1 x 8 x 8"


def test_whose_weights_a_layer_uses_stands_on_its_card():
    assert face(chosen("linear", units=64, weights_of="embedding_1")).line == "weights of embedding_1"
    assert face(chosen("linear", units=64, weights_of="")).line == "units 64"


def test_a_wrong_value_shows_the_defaults():
    assert layer_of(chosen("conv2d", kernel=-3)).values["kernel"] == 3


def test_many_ports_make_a_card_higher():
    made = face(chosen("concatenate", inputs=6))
    assert len(made.inputs) == 6
    assert made.height == PORT_TOP + 6 * PORT_STEP


def test_an_unknown_layer_has_the_ports_of_its_wires():
    put = {Port("it", "left"): Port("a", "out"), Port("b", "in"): Port("it", "right")}
    made = face(chosen("from_the_future"), put=put)
    assert (made.inputs, made.outputs) == (("left",), ("right",))
    assert follows_others(chosen("from_the_future"))
    assert not follows_others(chosen("relu"))

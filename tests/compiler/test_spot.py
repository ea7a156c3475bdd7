"""Cures are edits with a label that says what they do."""

from neurodesk.compiler.flow import flow
from neurodesk.compiler.spot import Spot, answer, beside, fits, titled, written
from neurodesk.graph.model import Document, Place, Port, chosen
from tests.compiler.sketches import CNN, DIGITS, RESIDUAL, block, document, linear


def spot(document: Document) -> Spot:
    seen = flow(document, None, DIGITS)
    return Spot(document, "network", DIGITS, seen.ports, seen.shapes, seen.dtypes, seen.used)


def test_inserted_layers_stand_on_the_wire():
    """In order, between the two places, on the grid."""
    cure = spot(CNN).insert((chosen("relu"), chosen("dropout")), Port("linear_1", "features"))
    assert cure.label == "Insert ReLU and Dropout before linear_1"
    graph = cure.edit(CNN).graph()
    assert graph.into("linear_1")["features"].node == "dropout_1"
    assert graph.into("dropout_1")["x"].node == "relu_2"
    assert graph.into("relu_2")["x"].node == "flatten_1"
    left, first, second, right = (graph.places[name].x for name in ("flatten_1", "relu_2", "dropout_1", "linear_1"))
    assert left < first < second < right
    assert min(second - first, first - left, right - second) >= 184  # they touch no other: what follows made room
    assert first % 8 == second % 8 == 0


def test_a_layer_is_exchanged_with_its_wires():
    """Ports of the same name keep theirs; others move to those that are free."""
    cure = spot(CNN).exchange("conv_1", chosen("linear", units=3), "Use Linear")
    graph = cure.edit(CNN).graph()
    assert graph.into("conv_1") == {"features": Port("input_1", "out")}
    assert graph.into("relu_1")["x"] == Port("conv_1", "out")


def test_near_outputs():
    """Near ones to the left first; one that reaches the node already comes last, one behind it never."""
    found = [port.node for port in spot(RESIDUAL).near(Port("add_1", "b"))]
    assert found == ["conv_1", "input_1", "conv_2"]


def test_accepts():
    """A shape is tried with all else as it is."""
    here = spot(RESIDUAL)
    assert here.accepts(Port("add_1", "b"), (8, 8, 8), "float32")
    assert not here.accepts(Port("add_1", "b"), (9, 8, 8), "float32")
    assert not here.accepts(Port("add_1", "b"), (8, 8, 8), "int64")
    assert here.accepts(Port("output_1", "in"), (10,), "float32")
    assert not here.accepts(Port("output_1", "in"), (9,), "float32")


def test_fits_and_answer():
    """What a layer would say."""
    assert answer(linear(3), [(5,)]) == ((3,),)
    assert not fits(linear(3), [(1, 8, 8)])
    assert not fits(chosen("conv2d", kernel=0), [(1, 8, 8)])
    assert not fits(block("body"), [(3,)])


def test_errors_of_unused_nodes_are_warnings():
    """What leads nowhere stops nothing."""
    graph = CNN.graph()
    loose = document(chosen("flatten"), linear(10))
    assert spot(loose).problem("code", "text", [], node="linear_1").severity == "error"
    away = graph.rewired(drop=[Port("output_1", "in")])
    assert spot(CNN.with_graph("network", away)).problem("code", "text", [], node="linear_1").severity == "warning"


def test_words():
    """Labels and values as people write them."""
    assert titled(linear(10)) == "Linear (10)"
    assert titled(chosen("flatten")) == "Flatten"
    assert titled(chosen("reshape", shape=(1, 28, 28))) == "Reshape (1 x 28 x 28)"
    assert written(0.5) == "0.5"
    assert beside(CNN.graph(), "input_1", -1) == Place(-160.0, 0.0)

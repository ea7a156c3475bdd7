"""What is said of wires, and where new ones are offered to go."""

from neurodesk.compiler.check import check
from neurodesk.compiler.problems import Problem
from neurodesk.graph.edit import add
from neurodesk.graph.model import Document, Port, chosen
from tests.compiler.sketches import CNN, DIGITS, RESIDUAL, TABLE, WRONG, chained, document, linear


def first(what: str) -> Problem:
    document, facts, code = WRONG[what]
    return next(problem for problem in check(document, facts) if problem.code == code)


def test_an_unwired_input_is_wired_to_what_fits():
    """The nearest output whose shape the layer takes."""
    assert first("an unwired branch").text == "add_1 needs a wire: nothing reaches its input b."
    assert first("an unwired branch").cures[0].label == "Wire conv_1 to add_1"
    assert first("an unwired output").cures[0].label == "Wire linear_1 to output_1"


def test_what_does_not_fit_is_led_through_other_layers():
    """An image reaches a linear layer by Flatten; an answer of another size by a linear layer."""
    broken = CNN.with_graph("network", CNN.graph().rewired(drop=[Port("linear_1", "features")]))
    graph = broken.graph()
    from neurodesk.graph.edit import remove

    broken = broken.with_graph("network", remove(graph, ["flatten_1"]))
    problem = next(one for one in check(broken, DIGITS) if one.code == "unwired")
    assert problem.cures[0].label == "Wire pool_1 to linear_1 through Flatten"
    assert check(problem.cures[0].edit(broken), DIGITS) == ()
    bare = Document({"network": chained()})
    bare = bare.with_graph("network", bare.graph().rewired(drop=[Port("output_1", "in")]))
    problem = next(one for one in check(bare, TABLE) if one.code == "unwired")
    assert problem.cures[0].label == "Wire input_1 to output_1 through Linear (3)"


def test_a_node_that_leads_nowhere_is_told_once():
    """Its open input is no second problem."""
    graph, _ = add(CNN.graph(), chosen("linear"), "spare")
    assert [(one.code, one.severity) for one in check(CNN.with_graph("network", graph), DIGITS)] == [("unused", "hint")]


def test_ends_are_added_where_they_belong():
    """An input before the first open port, an output behind the last layer."""
    loose = Document({"network": chained(linear(5), linear(3), loose=True)}, source=chosen("wine"))
    assert [one.code for one in check(loose, TABLE)] == ["no_input", "no_output", "unwired"]
    for _ in range(2):
        loose = check(loose, TABLE)[0].cures[0].edit(loose)
    assert check(loose, TABLE) == ()


def test_several_circles_are_told_at_once():
    """Each with its own path."""
    graph = RESIDUAL.graph().rewired(
        put={Port("conv_1", "image"): Port("conv_2", "features"), Port("pool_1", "image"): Port("linear_1", "out")}
    )
    found = [one for one in check(RESIDUAL.with_graph("network", graph), DIGITS) if one.code == "cycle"]
    assert len(found) == 2
    assert any("conv_1 -> conv_2 -> conv_1" in one.text for one in found)


def test_a_loose_wire_names_the_ports_there_are():
    """So that a person sees what was meant."""
    assert first("a port that is not there").text == "relu_1 has no input sound; its inputs: x."
    assert "its outputs: out" in first("a wire from no port").text
    assert check(document(chosen("flatten"), linear(10)), DIGITS) == ()

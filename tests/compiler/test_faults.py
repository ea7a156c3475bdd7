"""What is said of a node, and what is offered."""

from neurodesk.compiler.check import check
from neurodesk.compiler.problems import Problem
from neurodesk.graph.edit import replace_node
from neurodesk.graph.model import Document, chosen
from tests.compiler.sketches import CNN, DIGITS, TOKENS, WRONG, document, linear


def first(what: str) -> Problem:
    document, facts, code = WRONG[what]
    return next(problem for problem in check(document, facts) if problem.code == code)


def with_conv(**values: object) -> Document:
    """A drawing that is right but for the values of its convolution."""
    graph = CNN.graph()
    return CNN.with_graph("network", replace_node(graph, "conv_1", chosen("conv2d", **values)))


def test_unknown_layers_keep_their_key():
    """The person sees what the file asked for."""
    assert "'warp_drive'" in first("an unknown layer").text
    near = document(chosen("flatten"), linear(10))
    graph = near.graph()
    odd = type(graph)(graph.nodes.insert("flatten_1", chosen("flat")), graph.wires, graph.places)
    (problem, *_) = check(near.with_graph("network", odd), DIGITS)
    mended = problem.cures[1].edit(near.with_graph("network", odd))
    assert check(mended, DIGITS) == ()


def test_bad_values_move_to_the_nearest_limit():
    """Not back to the default, which the person left on purpose."""
    for value, label in ((0, "1"), (10**9, "255")):
        wrong = with_conv(kernel=value)
        (problem, *_) = check(wrong, DIGITS)
        assert problem.cures[0].label == f"Set kernel of conv_1 to {label}"
    several = with_conv(kernel=0, stride=-4, taste="sweet")
    mended = check(several, DIGITS)[0].cures[0].edit(several)
    assert mended.graph().nodes["conv_1"] == chosen("conv2d", kernel=1, stride=1)


def test_true_is_no_number():
    """Values from files are taken as they are."""
    assert first("a value of another type").text.startswith("conv_1: kernel must be a whole number")
    assert check(with_conv(kernel=True), DIGITS)[0].code == "bad_value"


def test_kinds_of_number():
    """Each way round has its cure."""
    assert first("fractions into an embedding").cures[0].label == "Use Linear for embedding_1"
    assert first("whole numbers into linear").cures[0].label == "Insert Embedding before linear_1"
    wrong = document(linear(8), linear(2))
    mended = check(wrong, TOKENS)[0].cures[0].edit(wrong)
    assert not [problem for problem in check(mended, TOKENS) if problem.code == "wrong_kind"]


def test_data_that_is_missing():
    """Chosen or unreadable are two things."""
    assert first("no data").cures[0].label == "Use the built-in digits"
    assert "could not be read" in first("data that cannot be read").text

"""Problems know their place, are told once, and errors come first."""

from dataclasses import replace

from neurodesk.compiler.problems import Problem, cure, ranked
from neurodesk.graph.edit import add
from neurodesk.graph.model import chosen, empty_document


def problem(severity: str, node: str = "conv_1", port: str = "") -> Problem:
    return Problem("code", severity, "network", node, port, f"{severity}.", ())


def test_where():
    """A port, a node or the whole network."""
    assert problem("error", port="image").where == "conv_1.image"
    assert problem("error").where == "conv_1"
    assert problem("error", node="").where == "network"


def test_ranked():
    """Errors, warnings, hints; nothing twice."""
    found = [problem("hint"), problem("error"), problem("warning"), problem("error"), problem("error", port="image")]
    assert [one.severity for one in ranked(found)] == ["error", "error", "warning", "hint"]


def test_a_cure_edits_one_network():
    """The edit of a network becomes an edit of the document."""
    document = empty_document()
    mend = cure("Add Input", "network", lambda graph: add(graph, chosen("input"), prefix="input")[0])
    assert mend.edit(document).graph().names() == ["input_1"]
    assert document.graph().names() == []


def test_a_title_and_what_it_leaves_out():
    """Nothing is said twice, and nothing is lost."""
    told = replace(problem("error"), code="cycle", text="Wires run in a circle. Data can only flow one way.")
    assert (told.title, told.more) == ("Wires run in a circle.", "Data can only flow one way.")
    short = replace(told, text="Wires run in a circle.")
    assert (short.title, short.more) == (short.text, "")
    long = replace(told, text="a word " * 30 + "here.")
    assert (long.title, long.more) == ("Wires run in a circle.", long.text)

"""A problem inside another network is shown on the blocks that stand for it."""

from neurodesk.compiler.problems import Problem
from neurodesk.graph.model import Document, Graph, chosen, empty_document
from neurodesk.ui.inside import shown_problems


def problem(network: str, node: str, severity: str = "error", text: str = "It is wrong.") -> Problem:
    """Something is wrong at a node's input."""
    return Problem("shape", severity, network, node, "x", text, ())


def nested() -> Document:
    """The network has block_1 for "outer", which has block_1 for "inner", which has itself in it."""
    document = empty_document()
    for name, held in (("network", "outer"), ("outer", "inner"), ("inner", "inner")):
        nodes = Graph().nodes.insert("block_1", chosen("block", network=held)).insert("relu_1", chosen("relu"))
        document = document.with_graph(name, Graph(nodes=nodes))
    return document


def test_problems_stand_at_their_nodes():
    """Worst first, as they came; those of the whole network at none."""
    found = shown_problems(nested(), "network", [problem("network", "relu_1"), problem("network", "")])
    assert {node: [p.text for p in here] for node, here in found.items()} == {"relu_1": ["It is wrong."]}


def test_a_block_shows_what_is_wrong_inside():
    """However deep, with the place, and on none of its own ports."""
    found = shown_problems(nested(), "network", [problem("inner", "relu_1")])
    (here,) = found["block_1"]
    assert (here.text, here.port) == ("Inside inner, at relu_1.x: It is wrong.", "")
    assert set(found) == {"block_1"}


def test_what_holds_this_network_is_not_inside_it():
    """Seen from within, a problem outside has no node."""
    assert shown_problems(nested(), "inner", [problem("network", "relu_1")]) == {}
    assert shown_problems(nested(), "gone", [problem("inner", "relu_1")]) == {}

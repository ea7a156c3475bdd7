"""Keeps the proof that a muted node is bypassed everywhere, and that one that cannot be says why and how to mend it."""

import pytest

from neurodesk.compiler.check import check
from neurodesk.compiler.flow import flow
from neurodesk.compiler.module import compile as built
from neurodesk.compiler.muting import refusal
from neurodesk.compiler.plan import plan
from neurodesk.compiler.source import source
from neurodesk.graph.edit import add, connect, mute
from neurodesk.graph.model import Document, Graph, Port, chosen


def drawn() -> Document:
    """image -> conv -> relu -> add <- image branch; add -> flatten -> linear -> answer."""
    graph = Graph()
    for name, node in {
        "image": chosen("input", shape=(1, 4, 4)),
        "conv": chosen("conv2d", filters=1, kernel=3),
        "act": chosen("relu"),
        "sum": chosen("add"),
        "flat": chosen("flatten"),
        "head": chosen("linear", units=3),
        "answer": chosen("output"),
    }.items():
        graph, _ = add(graph, node, name)
    wires = ["image.out conv.image", "conv.features act.x", "act.out sum.a", "image.out sum.b"]
    wires += ["sum.out flat.x", "flat.out head.x", "head.out answer.in"]
    for wire in wires:
        start, end = wire.split()
        graph = connect(graph, _port(graph, start, False), _port(graph, end, True))
    return Document({"network": graph})


def _port(graph: Graph, words: str, into: bool) -> Port:
    """The port of that place in its layer, whatever it is called there."""
    from neurodesk.compiler.ports import ports

    name, port = words.split(".")
    known = ports(Document({"network": graph}), graph.nodes[name])
    names = list(known.inputs if into else known.outputs)
    return Port(name, names[1] if port == "b" else names[0])


def muted(*names: str) -> Document:
    document = drawn()
    return document.with_graph("network", mute(document.graph(), names))


def test_its_input_goes_straight_to_its_output_at_no_cost():
    document = muted("conv", "act")
    seen = flow(document)
    assert not check(document)
    assert seen.total().parameters == flow(drawn()).total().parameters - flow(drawn()).costs["conv"].parameters
    assert [step.name for step in plan(document).steps] == ["sum", "flat", "head"]
    assert plan(document).steps[0].takes[0][1] == "image"
    assert "conv" not in source(plan(document))
    assert not check(document.with_graph("network", mute(document.graph(), ["conv", "act"], False)))


def test_of_several_inputs_the_first_goes_on_and_the_others_lead_nowhere():
    document = muted("sum")
    assert [step.name for step in plan(document).steps] == ["conv", "act", "flat", "head"]
    assert plan(document).steps[2].takes[0][1] == "act"


def test_the_compiled_network_computes_without_it():
    import torch

    whole, without = built(drawn()), built(muted("act"))
    without.load_state_dict(whole.state_dict())
    x = torch.randn(2, 1, 4, 4)
    conv = whole.get_submodule("conv")(x)
    assert torch.allclose(without(x), whole.get_submodule("head")((conv + x).flatten(1)), atol=1e-6)
    assert not torch.allclose(without(x), whole(x))


def normed() -> Document:
    """The same with a batch norm after flatten, which takes no image."""
    graph, _ = add(drawn().graph(), chosen("batch_norm1d"), "norm")
    graph = connect(graph, Port("flat", "out"), Port("norm", "features"))
    return Document(
        {"network": connect(graph, Port("norm", "out"), next(target for _, target in graph.out_of("flat")))}
    )


@pytest.mark.parametrize(
    ("name", "said"), [("image", "begins"), ("answer", "ends"), ("flat", "cannot be muted"), ("conv", "")]
)
def test_a_mute_is_refused_where_shapes_do_not_allow_it(name, said):
    document = drawn()
    if name == "flat":
        document = normed()
    reason = refusal(document, "network", [name])
    assert (said in reason) if said else reason == ""


def test_a_drawing_that_makes_a_mute_impossible_offers_to_unmute():
    graph = muted("conv").graph()
    document = Document({"network": mute(graph, ["image"])})
    problem = next(found for found in check(document) if found.node == "image")
    assert problem.cures[0].label == "Unmute image"
    assert "image" not in problem.cures[0].edit(document).graph().muted
    behind = normed().with_graph("network", mute(normed().graph(), ["flat"]))
    problem = next(found for found in check(behind) if found.node == "norm")
    assert problem.cures[0].label == "Unmute flat"
    assert not check(problem.cures[0].edit(behind))

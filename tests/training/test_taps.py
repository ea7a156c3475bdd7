"""Tests of looking at the answers of nodes."""

import torch

from neurodesk.compiler.plan import plan
from neurodesk.files.templates import template
from neurodesk.graph import edit
from neurodesk.graph.blocks import group
from neurodesk.graph.ends import network_of
from neurodesk.graph.model import Port, chosen
from neurodesk.training.taps import Tap
from tests.engine.documents import EVERY, chain, untrained
from tests.training.running import mlp


def test_every_nodes_answer_is_the_networks_own():
    """Modules are the network's own, not copies, and no random number is drawn to make the tap."""
    for make in EVERY.values():
        document = make()
        prepared, model = untrained(document)
        planned, before = plan(document, prepared.facts), torch.get_rng_state()
        tap = Tap(planned, model, [step.name for step in planned.steps])
        assert torch.equal(before, torch.get_rng_state())
        assert [id(weight) for weight in tap.network.parameters()] == [id(weight) for weight in model.parameters()]
        x = torch.from_numpy(prepared.part("test")[0][:3])
        answers = tap(x)
        assert torch.equal(list(answers.values())[-1], model(x))
        for step in planned.steps:
            assert answers[step.name].shape[1:] == step.shapes[0]


def test_functions_can_be_looked_at_like_modules():
    """An addition is no module, and is seen all the same."""
    document = mlp()
    graph, name = edit.add(chain(("linear", {"units": 4}), ("linear", {"units": 3})), chosen("add"), "add_1")
    graph = edit.connect(graph, Port("linear_1", "out"), Port(name, "a"))
    graph = edit.connect(graph, Port("input_1", "out"), Port(name, "b"))
    target = next(port for port in graph.into("linear_2"))
    graph = edit.connect(graph, Port(name, "out"), Port("linear_2", target))
    document = document.with_graph(document.main, graph)
    prepared, model = untrained(document)
    tap = Tap(plan(document, prepared.facts), model, ("input_1", "linear_1", "add_1", "nothing"))
    answers = tap(torch.ones(2, 4))
    assert tuple(answers) == ("input_1", "linear_1", "add_1")
    assert torch.equal(answers["add_1"], answers["linear_1"] + 1)


def test_nothing_to_look_at():
    """No nodes, no forward pass."""
    document = mlp()
    prepared, model = untrained(document)
    assert Tap(plan(document, prepared.facts), model, ())(torch.ones(1, 4)) == {}


def test_nodes_inside_blocks_and_outputs_are_reached():
    """At any depth; of a repeated block its first copy; an output answers what arrives there."""
    document = template("residual_cnn")
    names = [name for name, node in document.graph().nodes.items() if node.key not in ("input", "output")]
    document, block = group(document, "network", names)
    document, inner = group(document, network_of(document.graph().nodes[block]), ["relu_1"])
    prepared, model = untrained(document)
    x = torch.from_numpy(prepared.part("test")[0][:3])
    deep = f"{block}.{inner}.relu_1"
    tap = Tap(plan(document, prepared.facts), model, (f"{block}.conv_1", deep, "output_1", f"{block}.nothing"))
    answers = tap(x)
    assert set(answers) == {f"{block}.conv_1", deep, "output_1"}
    assert torch.equal(answers["output_1"], model(x))
    assert torch.equal(answers[f"{block}.conv_1"], model.get_submodule(f"{block}.conv_1")(x))
    assert answers[deep].min() >= 0


def test_the_first_copy_of_a_repeated_block():
    """Its module stands at 0."""
    document = template("digits_blocks")
    prepared, model = untrained(document)
    x = torch.from_numpy(prepared.part("test")[0][:3])
    tap = Tap(plan(document, prepared.facts), model, ("conv_1", "residual_1.conv_1"))
    assert tap.paths["residual_1.conv_1"] == "residual_1.0.conv_1"
    answers = tap(x)
    assert answers["residual_1.conv_1"].shape == answers["conv_1"].shape

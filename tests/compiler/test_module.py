"""The compiled network is a plain GraphModule: named as drawn, hooked, copied, traced and trained like any module."""

from __future__ import annotations

import copy

import pytest
import torch
from torch import fx, nn

from neurodesk.compiler.count import count
from neurodesk.compiler.facts import Facts
from neurodesk.compiler.flow import flow
from neurodesk.compiler.module import compile, compile_plan
from neurodesk.compiler.plan import plan
from neurodesk.files.templates import template
from neurodesk.graph.blocks import group, ungroup
from neurodesk.graph.errors import CompileError
from neurodesk.graph.folding import find_run, fold
from neurodesk.graph.model import Document, chosen
from tests.compiler.sketches import (
    BOTH_PORTS,
    CNN,
    DIGITS,
    FLATTEN,
    RESIDUAL,
    RIGHT,
    STACKED,
    TWO_WAYS,
    WRONG,
    chained,
    linear,
)


def example(name: str) -> tuple[fx.GraphModule, list[torch.Tensor]]:
    made = plan(*RIGHT[name])
    asked = [
        torch.randint(0, 50, (3, *one.shape)) if one.dtype == "int64" else torch.randn(3, *one.shape)
        for one in made.inputs
    ]
    return compile_plan(made), asked


each = pytest.mark.parametrize("name", RIGHT)


@each
def test_it_computes_the_shapes_it_promised(name: str):
    """And learns as many numbers as counted."""
    network, asked = example(name)
    assert isinstance(network, fx.GraphModule)
    network.graph.lint()
    answer = network(*asked)
    assert all(one.shape[0] == 3 for one in (answer if isinstance(answer, tuple) else (answer,)))
    assert sum(one.numel() for one in network.parameters()) == count(*RIGHT[name]).parameters


@each
def test_every_parameter_gets_a_gradient(name: str):
    """Nothing drawn is cut off."""
    network, asked = example(name)
    answer = network(*asked)
    sum(one.sum() for one in (answer if isinstance(answer, tuple) else (answer,))).backward()
    assert all(one.grad is not None for one in network.parameters())


@each
def test_copies_are_equal_and_apart(name: str):
    """deepcopy keeps weights and answers, and the copy's weights are its own."""
    network, asked = example(name)
    network.eval()
    copied = copy.deepcopy(network)
    before = network(*asked)
    again = copied(*asked)
    torch.testing.assert_close(before, again, rtol=0, atol=0)
    with torch.no_grad():
        for one in copied.parameters():
            one.zero_()
    torch.testing.assert_close(network(*asked), before, rtol=0, atol=0)


@each
def test_it_can_be_traced_again(name: str):
    """As quantization and export do."""
    network, asked = example(name)
    network.eval()
    torch.testing.assert_close(fx.symbolic_trace(network)(*asked), network(*asked), rtol=0, atol=0)


def test_modules_are_named_as_drawn():
    """The state dict speaks the words of the canvas."""
    assert list(compile(CNN, DIGITS).state_dict()) == [
        "conv_1.weight",
        "conv_1.bias",
        "linear_1.weight",
        "linear_1.bias",
    ]
    assert list(compile(STACKED, DIGITS).state_dict())[2] == "block_1.0.linear_1.weight"
    assert isinstance(compile(STACKED, DIGITS).block_1, nn.Sequential)


def test_hooks_are_called():
    """Forward and backward, on modules and on the whole."""
    network = compile(CNN, DIGITS)
    seen: list[str] = []
    network.relu_1.register_forward_hook(lambda *_: seen.append("relu"))
    network.pool_1.register_full_backward_hook(lambda *_: seen.append("pool"))
    network.register_forward_pre_hook(lambda *_: seen.append("whole"))
    network(torch.randn(2, 1, 8, 8)).sum().backward()
    assert seen == ["whole", "relu", "pool"]


def test_a_replaced_module_is_used():
    """Modules are looked up when the network is called."""
    network = compile(CNN, DIGITS)
    network.relu_1 = nn.Tanh()
    seen: list[bool] = []
    network.relu_1.register_forward_hook(lambda *_: seen.append(True))
    network(torch.randn(2, 1, 8, 8))
    assert seen


def test_train_and_eval():
    """Modes reach the parts."""
    network, _ = example("stacked")
    assert not any(module.training for module in network.eval().modules())
    assert all(module.training for module in network.train().modules())


def test_recompiled_after_a_change_of_its_graph():
    """The graph stays the truth."""
    network = compile(CNN, DIGITS)
    (relu,) = (node for node in network.graph.nodes if node.target == "relu_1")
    relu.replace_all_uses_with(relu.args[0])
    network.graph.erase_node(relu)
    network.recompile()
    assert "relu_1" not in network.code
    assert network(torch.randn(1, 1, 8, 8)).shape == (1, 10)


def test_the_same_seed_gives_the_same_weights():
    """Fresh weights follow torch's seed only."""
    torch.manual_seed(3)
    first = compile(RESIDUAL, DIGITS).state_dict()
    torch.manual_seed(3)
    second = compile(RESIDUAL, DIGITS).state_dict()
    assert all(torch.equal(first[key], second[key]) for key in first)


def test_copies_of_a_block_have_weights_of_their_own():
    """Repeat is not sharing."""
    network = compile(STACKED, DIGITS)
    first, second = (network.block_1[at].linear_1.weight for at in (0, 1))
    assert not torch.equal(first, second)


def test_several_outputs():
    """They come as a tuple, in natural order of the outputs; picks reach into the answers."""
    left, right = compile(TWO_WAYS)(torch.randn(2, 3), torch.randn(2, 5))
    assert left.shape == right.shape == (2, 4)
    network = compile(BOTH_PORTS)
    x = torch.randn(2, 6, 5)
    sequence, (last, _) = network.lstm_1(x)
    torch.testing.assert_close(network(x), sequence.mean(1) + last[-1])


def test_errors_are_refused():
    """In the words of the first problem."""
    document, facts, _ = WRONG["units that are not the classes"]
    with pytest.raises(CompileError, match="10 numbers, one for each class"):
        compile(document, facts)


def test_captum_explains_it():
    """Integrated Gradients is complete on it within a few percent."""
    from captum.attr import IntegratedGradients

    network = compile(CNN, DIGITS).eval()
    x = torch.rand(1, 1, 8, 8)
    _, gap = IntegratedGradients(network).attribute(x, target=3, return_convergence_delta=True, n_steps=100)
    assert abs(float(gap)) < 0.05


def test_without_data():
    """Shapes given by hand are enough."""
    assert compile(BOTH_PORTS, None)(torch.randn(1, 6, 5)).shape == (1, 7)
    assert Facts((4,)).outputs == 0


def test_grouping_and_folding_change_no_answer():
    """The same weights under longer names give the same numbers; shapes and costs stay."""
    document = template("residual_cnn")
    graph = document.graph()
    names = [name for name, node in graph.nodes.items() if node.key not in ("input", "output")]
    grouped, block = group(document, "network", names)
    torch.manual_seed(0)
    plain, inside = compile(document, DIGITS).eval(), compile(grouped, DIGITS).eval()
    assert flow(document, None, DIGITS).total() == flow(grouped, None, DIGITS).total()
    inside.load_state_dict({f"{block}.{name}": value for name, value in plain.state_dict().items()})
    x = torch.rand(3, *DIGITS.input)
    assert torch.equal(plain(x), inside(x))
    assert ungroup(grouped, "network", block)[0] == document


def test_a_folded_run_answers_like_its_layers():
    """Copies of a repeated block carry the weights that the layers had."""
    document = Document({"network": chained(FLATTEN, *(linear(64), chosen("relu")) * 3, linear(10))})
    shapes = flow(document, None, DIGITS)
    run = find_run(document.graph(), shapes=shapes.shapes)
    folded, block = fold(document, "network", run)
    assert flow(folded, None, DIGITS).total() == shapes.total()
    plain, inside = compile(document, DIGITS).eval(), compile(folded, DIGITS).eval()
    named = {name: f"{block}.{copy}.{run.parts[0][at]}" for copy, part in enumerate(run.parts)
             for at, name in enumerate(part)}  # fmt: skip
    state = {}
    for name, value in plain.state_dict().items():
        node, _, rest = name.partition(".")
        state[f"{named.get(node, node)}.{rest}"] = value
    inside.load_state_dict(state)
    x = torch.rand(3, *DIGITS.input)
    assert torch.allclose(plain(x), inside(x))

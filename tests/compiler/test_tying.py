"""Layers that use the weights of others: one parameter, counted once, printed as it is made, and every fault cured."""

import io
from random import Random

import pytest
import torch

from neurodesk.compiler.check import check
from neurodesk.compiler.count import count
from neurodesk.compiler.facts import Facts
from neurodesk.compiler.flow import flow
from neurodesk.compiler.links import lines_of
from neurodesk.compiler.module import compile_plan
from neurodesk.compiler.plan import plan
from neurodesk.compiler.source import source
from neurodesk.compiler.tying import Sharing
from neurodesk.graph import edit
from neurodesk.graph.model import Document, Graph, chosen
from tests.engine import documents

TOKENS = Facts((12,), "int64", classes=tuple(map(str, range(20))), examples=100)
FLAT = Facts((64,), classes=tuple("0123456789"), examples=100)
EMBEDDING = ("embedding", {"vocabulary": 20, "width": 16})
HEAD = ("linear", {"units": 20, "weights_of": "embedding_1"})


def document(*layers: str | tuple[str, dict]) -> Document:
    """A document of one chain."""
    return Document({"network": documents.chain(*layers)})


def language() -> Document:
    """What a language model does: its last layer uses the embedding's matrix."""
    return document(EMBEDDING, ("mean", {"axis": 0}), HEAD)


def edited(made: Document, change) -> Document:
    """The document with its network changed."""
    return made.with_graph(made.main, change(made.graph()))


def tied(**values: object) -> Document:
    """A second layer of 64 units that uses the first one's weights, with other values on top."""
    return document(("linear", {"units": 64}), ("linear", {"units": 64, "weights_of": "linear_1", **values}))


def errors(made: Document, facts: Facts = FLAT) -> list:
    """What is wrong about sharing weights."""
    return [problem for problem in check(made, facts) if problem.code.startswith("tied")]


def test_the_module_has_one_parameter_as_torch_ties_it():
    torch.manual_seed(0)
    model = compile_plan(plan(language(), TOKENS))
    assert model.linear_1.weight is model.embedding_1.weight
    assert [name for name, _ in model.named_parameters()] == ["embedding_1.weight", "linear_1.bias"]
    assert set(model.state_dict()) == {"embedding_1.weight", "linear_1.weight", "linear_1.bias"}
    x = torch.randint(0, 20, (3, 12))
    by_hand = model.embedding_1.weight[x].mean(1) @ model.embedding_1.weight.T + model.linear_1.bias
    assert torch.allclose(model(x), by_hand, atol=1e-6)


def test_it_is_counted_once_in_parameters_and_memory():
    own = edited(language(), lambda graph: edit.set_value(graph, "linear_1", "weights_of", ""))
    one, two = count(language(), TOKENS), count(own, TOKENS)
    model = compile_plan(plan(language(), TOKENS))
    assert one.parameters == sum(weight.numel() for weight in model.parameters()) == two.parameters - 320
    assert {row.name: row.parameters for row in one.nodes}["linear_1"] == 20
    assert two.memory - one.memory == 4 * 4 * 320
    assert one.flops == two.flops


def test_the_printed_source_makes_the_same_network():
    planned = plan(language(), TOKENS)
    text = source(planned)
    assert "        self.linear_1.weight = self.embedding_1.weight\n" in text
    assert len(lines_of(text, "linear_1")) == 3, "made, tied, called"
    room: dict = {}
    exec(text, room)  # noqa: S102  our own source, as exported files hold it
    torch.manual_seed(3)
    printed = room["Network"]()
    torch.manual_seed(3)
    made = compile_plan(planned)
    assert printed.linear_1.weight is printed.embedding_1.weight
    x = torch.randint(0, 20, (4, 12))
    assert torch.equal(printed(x), made(x))
    kept = io.BytesIO()
    torch.save(made.state_dict(), kept)
    kept.seek(0)
    printed.load_state_dict(torch.load(kept))
    assert printed.linear_1.weight is printed.embedding_1.weight


@pytest.mark.parametrize(
    ("shape", "key", "values"),
    [
        ((4, 8), "conv1d", {"filters": 4}),
        ((4, 8, 8), "conv2d", {"filters": 4}),
        ((2, 4, 4, 4), "conv3d", {"filters": 2}),
        ((3, 6), "conv_transpose1d", {"filters": 3}),
        ((3, 4, 4), "conv_transpose2d", {"filters": 3}),
        ((2, 3, 3, 3), "conv_transpose3d", {"filters": 2}),
        ((4, 8, 8), "conv2d", {"filters": 4, "groups": 2}),
    ],
)
def test_convolutions_of_one_kind_share_with_other_strides(shape, key, values):
    first = {"conv_transpose": "deconv_1"}.get(key[:-2], "conv_1")
    rest = ("flatten", ("linear", {"units": 10}))
    made = document((key, values), (key, {**values, "stride": 2, "weights_of": first}), *rest)
    facts = Facts(shape, classes=tuple("0123456789"))
    model = compile_plan(plan(made, facts))
    second = first.replace("1", "2")
    assert model.get_submodule(first).weight is model.get_submodule(second).weight
    assert count(made, facts).parameters == sum(weight.numel() for weight in model.parameters())
    assert model(torch.randn(2, *shape)).shape == (2, 10)


def test_every_copy_of_a_repeated_block_shares_within_itself():
    inner = documents.chain(("linear", {"units": 64}), ("linear", {"units": 64, "weights_of": "linear_1"}))
    made = document(("block", {"network": "twice", "repeat": 2}), ("linear", {"units": 10}))
    made = made.with_graph("twice", inner)
    model = compile_plan(plan(made, FLAT))
    blocks = [model.get_submodule(f"block_1.{copy}") for copy in (0, 1)]
    assert all(block.linear_1.weight is block.linear_2.weight for block in blocks)
    assert blocks[0].linear_1.weight is not blocks[1].linear_1.weight
    assert count(made, FLAT).parameters == sum(weight.numel() for weight in model.parameters())


def test_a_chain_of_names_leads_to_the_last():
    made = document(("linear", {"units": 64}), ("linear", {"units": 64, "weights_of": "linear_3"}),
                    ("linear", {"units": 64, "weights_of": "linear_1"}), ("linear", {"units": 10}))  # fmt: skip
    assert flow(made, None, FLAT).ties == {"linear_2": "linear_1", "linear_3": "linear_1"}
    model = compile_plan(plan(made, FLAT))
    assert model.linear_1.weight is model.linear_2.weight is model.linear_3.weight


FAULTS = {
    "gone": (tied(weights_of="linear_9"), "linear_2 is to use the weights of linear_9, which is not there."),
    "shape": (tied(units=10), "which are 64 x 64; it needs 10 x 64."),
    "kind": (edited(tied(), lambda graph: edit.replace_node(graph, "linear_1", chosen("relu"))), "which is ReLU"),
    "muted": (edited(tied(), lambda graph: edit.mute(graph, ["linear_1"])), "which is muted"),
    "self": (tied(weights_of="linear_2"), "linear_2 -> linear_2 is a circle"),
    "circle": (
        document(
            ("linear", {"units": 64, "weights_of": "linear_2"}), ("linear", {"units": 64, "weights_of": "linear_1"})
        ),
        "linear_1 -> linear_2 -> linear_1 is a circle",
    ),
    "deleted": (edited(tied(), lambda graph: edit.heal(graph, ["linear_1"])), "linear_1, which is not there"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_is_told_and_every_cure_mends_it(fault: str):
    made, words = FAULTS[fault]
    found = errors(made)
    assert any(words in problem.text for problem in found), [problem.text for problem in found]
    assert any(cure.label == f"Give {found[0].node} weights of its own" for cure in found[0].cures)
    for cure in found[0].cures:
        mended = cure.edit(made)
        assert found[0].node not in {problem.node for problem in errors(mended)}, cure.label


def test_a_wrong_size_is_set_and_another_node_offered():
    made = document(
        ("linear", {"units": 32}), ("linear", {"units": 32}), ("linear", {"units": 16, "weights_of": "linear_2"})
    )
    (problem,) = errors(made)
    assert "Set units of linear_3 to 32" in [cure.label for cure in problem.cures]
    gone = edited(tied(), lambda graph: edit.rename(edit.heal(graph, []), "linear_1", "first"))
    assert errors(gone) == [], "a rename is followed"
    lost = edited(tied(), lambda graph: edit.set_value(graph, "linear_2", "weights_of", "nobody"))
    assert "Use the weights of linear_1" in [cure.label for cure in errors(lost)[0].cures]


def test_only_nodes_that_fit_are_offered():
    made = document(("linear", {"units": 64}), "relu", ("linear", {"units": 64}), ("linear", {"units": 10}))
    seen = flow(made, None, FLAT)
    sharing = Sharing(made.graph(), seen.layers, seen.arriving, seen.used)
    assert [*sharing.lenders("linear_2")] == ["linear_1"]
    assert [*sharing.lenders("linear_3")] == [*sharing.lenders("relu_1")] == []
    tie = edited(made, lambda graph: edit.set_value(graph, "linear_2", "weights_of", "linear_1"))
    seen = flow(tie, None, FLAT)
    sharing = Sharing(tie.graph(), seen.layers, seen.arriving, seen.used)
    assert [*sharing.lenders("linear_1")] == [], "it would be a circle"


def test_whatever_is_named_a_network_is_checked_without_a_crash():
    random = Random(0)
    names = ["", "linear_1", "linear_2", "conv_1", "relu_1", "input_1", "output_1", "nobody"]
    keys = ["linear", "conv2d", "relu", "embedding", "flatten"]
    for _ in range(150):
        layers = []
        for _ in range(random.randint(1, 5)):
            key = random.choice(keys)
            layers.append((key, {"weights_of": random.choice(names)} if key not in ("relu", "flatten") else {}))
        made = document(*layers)
        for problem in check(made, Facts((4, 8, 8), classes=("a", "b"))):
            assert problem.cures
            for cure in problem.cures:
                assert isinstance(cure.edit(made).graph(), Graph)

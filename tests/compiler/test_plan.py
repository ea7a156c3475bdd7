"""A plan names every value, in an order that runs, and refuses what has errors."""

import pytest

from neurodesk.compiler.plan import PlannedInput, class_name, plan
from neurodesk.graph.errors import CompileError
from neurodesk.graph.model import Document, chosen
from tests.compiler.sketches import BOTH_PORTS, CNN, DIGITS, RESIDUAL, RIGHT, STACKED, TWO_WAYS, WRONG, drawn, linear


def test_steps_of_a_chain():
    """Inputs and outputs are no steps."""
    made = plan(CNN, DIGITS)
    assert made.inputs == (PlannedInput("input_1", (1, 8, 8), "float32"),)
    assert [step.name for step in made.steps] == ["conv_1", "relu_1", "pool_1", "flatten_1", "linear_1"]
    assert made.steps[1].takes == (("x", "conv_1"),)
    assert made.outputs == ("linear_1",)


def test_functions_are_no_modules():
    """Add is called on the way."""
    steps = {step.name: step for step in plan(RESIDUAL, DIGITS).steps}
    assert not steps["add_1"].is_module
    assert steps["conv_1"].is_module
    assert steps["add_1"].takes == (("a", "conv_2"), ("b", "conv_1"))


def test_picks():
    """Two ports that are used have names of their own; a single one has the node's."""
    (lstm,) = (step for step in plan(BOTH_PORTS).steps if step.layer == "lstm")
    assert lstm.gives == (("lstm_1_sequence", (0,)), ("lstm_1_last", (1, 0, -1)))
    assert lstm.shapes == ((6, 7), (7,))


def test_names_of_values_never_meet():
    """A node that is called as another's port would be is left alone."""
    graph = BOTH_PORTS.graph()
    nodes = {("lstm_1_last" if name == "mean_1" else name): node for name, node in graph.nodes.items()}
    wires = {
        str(a).replace("mean_1", "lstm_1_last"): str(b).replace("mean_1", "lstm_1_last") for a, b in graph.wires.items()
    }
    made = plan(Document({"network": drawn(nodes, wires)}))
    given = [name for step in made.steps for name, _ in step.gives]
    assert len(given) == len(set(given))


def test_blocks():
    """Equal blocks are one plan, repeated where asked."""
    made = plan(STACKED, DIGITS)
    assert len(made.blocks) == 1
    assert [step.repeat for step in made.steps if step.block] == [3, 1]
    assert plan(TWO_WAYS).blocks[0].outputs == ("linear_1", "add_1")


def test_what_leads_nowhere_is_left_out():
    """Unused nodes are not made."""
    document, facts, _ = WRONG["an unused node"]
    assert "spare" not in [step.name for step in plan(document, facts).steps]


@pytest.mark.parametrize(
    "what", ["an image into linear", "a circle", "an empty drawing", "too large", "an unknown layer"]
)
def test_errors_are_refused(what: str):
    """The first problem's sentence, and its cure."""
    document, facts, _ = WRONG[what]
    with pytest.raises(CompileError) as caught:
        plan(document, facts)
    assert str(caught.value).endswith(".")
    assert caught.value.cure


@pytest.mark.parametrize("name", RIGHT)
def test_plans_are_values(name: str):
    """Equal documents give equal plans, so that a change can be seen."""
    assert plan(*RIGHT[name]) == plan(*RIGHT[name])
    hash(plan(*RIGHT[name]))


def test_class_names():
    """Networks become classes that are identifiers whatever they are called."""
    assert class_name("residual_block") == "ResidualBlock"
    assert class_name("2 stages; import os") == "Network2StagesImportOs"
    assert class_name("") == "Network"
    assert [class_name(word) for word in ("none", "true", "false")] == ["NetworkNone", "NetworkTrue", "NetworkFalse"]
    assert linear(3).key == "linear"
    assert chosen("linear", units=3) == linear(3)

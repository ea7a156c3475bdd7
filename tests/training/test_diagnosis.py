"""Tests of finding where numbers stopped being numbers."""

import pytest
import torch

from neurodesk.graph.model import chosen
from neurodesk.training.assembly import assemble
from neurodesk.training.diagnosis import FOR_LONG, Fault, diverging, find_fault, find_spoiled
from tests.engine.documents import document
from tests.training.running import HERE, mlp

LAYERS = ("linear", {"units": 4}), "batch_norm1d", "dropout", ("linear", {"units": 3})


def faulty(spoil) -> tuple[Fault | None, object]:
    """The fault found in a learner that was spoilt, and the learner."""
    learner = assemble(document(chosen("iris"), *LAYERS), HERE)
    x, y = next(learner.data.epoch(0))
    x = spoil(learner, x.clone())
    fault, _, _ = find_fault(learner.stepper, learner.setting.plan, x, y)
    return fault, learner


def test_a_loss_far_above_the_first_for_long_is_said_once():
    """A good epoch between starts the count again."""
    notes = {}
    losses = 1.0, 11.0, 9.0, *[11.0] * (FOR_LONG + 2)
    told = [diverging(notes, loss, 0.1) for loss in losses]
    assert [index for index, words in enumerate(told) if words] == [2 + FOR_LONG]
    assert "0.01" in told[2 + FOR_LONG][1]


def test_all_well():
    """No fault, and everything is as after any forward and backward pass."""
    fault, learner = faulty(lambda learner, x: x)
    assert fault is None
    (tracked,) = (buffer for name, buffer in learner.model.named_buffers() if name.endswith("num_batches_tracked"))
    assert int(tracked) == 1


def spoil_example(learner, x):
    """One number of the batch."""
    x[3, 1] = float("nan")
    return x


def spoil_gradient(learner, x):
    """The gradient on its way back to the first layer."""
    learner.model.linear_1.weight.register_hook(lambda gradient: gradient * float("inf"))
    return x


@pytest.mark.parametrize(
    ("spoil", "what", "node"),
    [
        (spoil_example, "answer", "linear_1"),
        (spoil_gradient, "gradient", "linear_1"),
    ],
)
def test_the_first_bad_layer_is_named(spoil, what, node):
    """And the random state and batch statistics are as before the batch."""
    random = None

    def spoil_and_note(learner, x):
        nonlocal random
        random = torch.get_rng_state()
        return spoil(learner, x)

    fault, learner = faulty(spoil_and_note)
    assert (fault.what, fault.node) == (what, node)
    assert torch.equal(random, torch.get_rng_state())
    assert all(torch.isfinite(buffer).all() for buffer in learner.model.buffers())
    text, cure = fault.text(7, 0.1, "All of it is left.")
    assert node in text
    assert "step 7" in text
    assert text.endswith("All of it is left.")
    assert "0.01" in cure


def test_a_step_that_spoiled_a_weight_is_found_by_its_layer():
    """None where all weights are numbers."""
    learner = assemble(mlp(), HERE)
    assert find_spoiled(learner.stepper) is None
    with torch.no_grad():
        learner.model.linear_2.weight[1, 2] = float("inf")
    fault = find_spoiled(learner.stepper)
    assert (fault.what, fault.node) == ("weight", "linear_2")
    text, _ = fault.text(7, 0.1, "All of it is left.")
    assert text == "Step 7 went wrong: it left a weight of linear_2 infinite or no number. All of it is left."


def test_a_step_that_spoiled_what_is_no_weight_is_found_too():
    """A batch norm's statistics and the optimizer's averages: no checkpoint with one of them could be read again."""
    layers = ("linear", {"units": 4}), "batch_norm1d", ("linear", {"units": 3})
    learner = assemble(document(chosen("iris"), *layers), HERE)
    name, row = next((name, row) for name, row in learner.stepper.statistics.items() if "running_var" in name)
    kept = row.clone()
    row[0] = float("inf")
    fault = find_spoiled(learner.stepper)
    assert (fault.what, fault.node) == ("statistic", name.split(".")[0])
    assert f"it left a statistic of {fault.node} infinite" in fault.text(7, 0.1, "")[0]
    row.copy_(kept)
    assert find_spoiled(learner.stepper) is None
    learner.stepper.update.rows["exp_avg_sq"][0][0] = float("inf")
    assert find_spoiled(learner.stepper) is None  # Adam lives on with it
    learner.stepper.update.rows["exp_avg_sq"][0][0] = float("nan")
    fault = find_spoiled(learner.stepper)
    assert fault.what == "average"
    assert "it left an average of the optimizer that is no number" in fault.text(7, 0.1, "")[0]

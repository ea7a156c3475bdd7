"""F4 where the loss does not tell of it: a step whose own loss and gradients are numbers leaves a weight that is none.

Whatever comes next - an early stop, Stop, a layer that hides it, the very end - the weights from before are kept.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from neurodesk.graph.model import chosen
from neurodesk.training import course, events, learner, loop
from neurodesk.training.checkpoint import STATE, peek
from neurodesk.training.control import Control
from neurodesk.training.runs import RunStore
from neurodesk.training.stepping import Stepper
from tests.engine.documents import document
from tests.training.running import HERE, mlp, of, run

EPOCH = 13  # steps of the small network's

Spoil = Callable[..., list[dict[str, torch.Tensor]]]


@pytest.fixture
def spoil(monkeypatch: pytest.MonkeyPatch) -> Spoil:
    """Let a step spoil a weight, and something else happen then; the weights from before it are listed."""

    def spoiling(at: int, then: Callable[[], object] = lambda: None) -> list[dict[str, torch.Tensor]]:
        kept, finish = [], Stepper.finish

        def finished(self: Stepper) -> None:
            if float(self.update.counts[0]) == at - 1:
                kept.append({name: weight.cpu().clone() for name, weight in self.model.state_dict().items()})
            finish(self)
            if float(self.update.counts[0]) == at:
                self.flat.weights[0][0] = float("inf")
                then()

        monkeypatch.setattr(Stepper, "finish", finished)
        return kept

    return spoiling


def check(folder: Path, failed: events.RunFailed, at: int, before: dict[str, torch.Tensor]) -> None:
    """The run has failed at a step, and holds the weights, losses and epochs from before it."""
    assert (failed.event, failed.code, failed.node) == ("run_failed", "not_finite", "linear_1")
    assert failed.text.startswith(f"Step {at} went wrong: it left a weight of linear_1 infinite or no number. ")
    assert failed.text.endswith("The weights from before that step are kept.")
    saved = load_file(folder / "0001" / STATE)
    assert all(torch.equal(saved[f"model.{name}"], weight) for name, weight in before.items())
    with RunStore(folder) as store:
        row, losses, rows = store.row(1), store.losses(1), store.metrics(1)
    assert (row.state, row.step, row.epoch, len(losses)) == ("failed", at - 1, (at - 1) // EPOCH, at - 1)
    assert [epoch.epoch for epoch in rows] == list(range(1, row.epoch + 1))
    assert dict(row.metrics) == (dict(rows[-1].validation) if rows else {})


@pytest.mark.parametrize("at", [1, 20, 2 * EPOCH, 3 * EPOCH])
def test_f4_any_step_of_a_run(tmp_path, spoil, at):
    """The first, one between, the last of an epoch, the last of all."""
    before = spoil(at)
    check(tmp_path, run(mlp(), tmp_path)[-1], at, before[0])


@pytest.mark.parametrize("at", [2 * EPOCH - 1, 2 * EPOCH, 4 * EPOCH])
def test_f4_before_an_early_stop(tmp_path, spoil, at):
    """No epoch is judged by spoilt weights, so patience does not end the run before it is found."""
    before = spoil(at)
    check(tmp_path, run(mlp(patience=1, epochs=6), tmp_path)[-1], at, before[0])


def test_f4_where_stop_is_pressed_in_that_step(tmp_path, spoil):
    """The run is not told as stopped with weights that nobody could use."""
    control = Control()
    before = spoil(20, control.stop)
    check(tmp_path, list(loop.train(mlp(), HERE, tmp_path, control=control))[-1], 20, before[0])


def test_f4_where_nobody_listens_any_more(tmp_path, spoil):
    """A run left in that step is a stopped one, from before it, and goes on."""
    control = Control()
    before = spoil(EPOCH + 2, control.pause)
    told = loop.train(mlp(), HERE, tmp_path, control=control)
    assert any(event.event == "paused" for event in told)
    told.close()
    saved = load_file(tmp_path / "0001" / STATE)
    assert all(torch.equal(saved[f"model.{name}"], weight) for name, weight in before[0].items())
    with RunStore(tmp_path) as store:
        assert (store.row(1).state, len(store.losses(1))) == ("stopped", EPOCH + 1)
    assert run(mlp(), tmp_path, resume=1)[-1].code == "not_finite"  # the step does it again, and is found again


def test_f4_a_layer_that_hides_it(tmp_path, spoil):
    """Behind tanh an infinite weight answers 1: found at the end of its epoch, not 50 epochs later."""
    layers = ("linear", {"units": 8}), "tanh", ("linear", {"units": 3})
    doc = document(chosen("iris"), *layers, epochs=60, batch=8, patience=50)
    before = spoil(20)
    told = run(doc, tmp_path)
    assert [event.epoch for event in of(told, events.EpochFinished)] == [1]
    check(tmp_path, told[-1], 20, before[0])


def test_f4_statistics_that_grow_without_end(tmp_path):
    """A batch norm's, while loss and weights stay numbers: the run ends there, and what it leaves can be read again."""
    first, last = ("linear", {"units": 8}), ("linear", {"units": 3})
    layers = first, ("scale", {"factor": 40}), "exponential", "batch_norm1d", last
    doc = document(chosen("iris"), *layers, epochs=20, batch=16)
    failed = run(doc, tmp_path)[-1]
    assert (failed.event, failed.code) == ("run_failed", "not_finite")
    saved = load_file(tmp_path / "0001" / STATE)
    assert all(bool(torch.isfinite(tensor).all()) for tensor in saved.values() if tensor.is_floating_point())


def test_f4_the_best_weights_stay(tmp_path, monkeypatch, spoil):
    """And what the run has noted of its epochs, though the copy that it goes back to is older than they."""
    monkeypatch.setattr(learner, "COPY_EVERY", 1000.0)
    spoil(3 * EPOCH + 5)
    told = run(mlp(patience=9, epochs=6), tmp_path)
    best = min(event.validation["loss"] for event in of(told, events.EpochFinished))
    notes = peek(tmp_path / "0001")
    assert notes["best_loss"] == best
    assert {"best_metrics", "waited", "worse", "first_loss"} <= notes.keys()
    state, weights = (load_file(tmp_path / "0001" / name) for name in (STATE, "weights.safetensors"))
    assert all(torch.equal(state[f"best.{name}"], weight) for name, weight in weights.items())


def test_f4_a_loss_that_is_no_number_once_and_then_for_good(tmp_path, monkeypatch, spoil):
    """What does not happen again is let pass; what comes next is found as if nothing had been."""
    gradients, taken = Stepper.gradients, []

    def passing(self: Stepper, x: torch.Tensor, y: torch.Tensor):
        taken.append(1)
        loss, output = gradients(self, x, y)
        return (loss * float("nan") if len(taken) == 5 else loss), output

    monkeypatch.setattr(Stepper, "gradients", passing)
    before = spoil(20)
    check(tmp_path, run(mlp(), tmp_path)[-1], 20, before[0])


def test_f4_where_the_steps_do_not_repeat(tmp_path, monkeypatch):
    """As on a card that adds up in any order: going back again finds sound weights, and says what is true."""
    monkeypatch.setattr(learner, "COPY_EVERY", 1000.0)
    finish, passes = Stepper.finish, []

    def spoiling(self: Stepper) -> None:
        finish(self)
        step = float(self.update.counts[0])
        passes.extend([1] * (step == 1))
        if (step == 20 and len(passes) < 3) or (step == 10 and len(passes) == 3):
            self.flat.weights[0][0] = float("inf")

    monkeypatch.setattr(Stepper, "finish", spoiling)
    failed = run(mlp(), tmp_path)[-1]
    assert failed.text.startswith("Step 10 went wrong: ")
    assert failed.text.endswith("The weights from before that step are kept.")
    assert torch.isfinite(load_file(tmp_path / "0001" / "weights.safetensors")["linear_1.weight"]).all()


@pytest.mark.parametrize(
    ("at", "kept", "said"),
    [(30, True, "what its last checkpoint holds is left."), (5, False, "nothing of it is left.")],
)
def test_f4_a_network_too_large_to_be_copied(tmp_path, monkeypatch, spoil, at, kept, said):
    """The step leaves its weights spoilt: what is said to be left is there, and nothing else is promised."""
    monkeypatch.setattr(learner, "COPY_MOST", 0)
    monkeypatch.setattr(course, "EPOCH_KEPT", 0.0 if kept else 1000.0)
    monkeypatch.setattr(course, "STEP_KEPT", 1000.0)
    spoil(at)
    failed = run(mlp(), tmp_path)[-1]
    assert failed.text.startswith(f"Step {at} went wrong: it left a weight of linear_1 ")
    assert failed.text.endswith(said)
    assert (tmp_path / "0001" / "weights.safetensors").exists() == kept

"""The faults of CASES.md that strike while a network learns: F1-F6, F12, F14, F17-F20, F26, A27, A28, A41."""

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from neurodesk.disk.atomic import SaveError
from neurodesk.graph.model import chosen
from neurodesk.training import checkpoint, course, device, events, loop
from neurodesk.training.control import Control
from neurodesk.training.evaluate import restore
from neurodesk.training.runs import RunStore
from neurodesk.training.stepping import Stepper
from tests.engine.documents import digits_cnn, document
from tests.training.running import HERE, learning, mlp, of, run

OUT = "[enforce fail at alloc_cpu.cpp:124] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate"


def failing(monkeypatch: pytest.MonkeyPatch, at: int, error: Exception) -> None:
    """Let the step after `at` steps fail."""
    taken, step = [], Stepper.step

    def broken(self: Stepper, x: torch.Tensor, y: torch.Tensor):
        taken.append(1)
        if len(taken) == at + 1:
            raise error
        return step(self, x, y)

    monkeypatch.setattr(Stepper, "step", broken)


def losses_of(folder: Path) -> np.ndarray:
    """All losses of run 1."""
    with RunStore(folder) as store:
        return store.losses(1)


@pytest.mark.parametrize("at", [0, 20])
@pytest.mark.parametrize("error", [torch.OutOfMemoryError("CUDA out of memory"), RuntimeError(OUT), MemoryError()])
def test_f1_f2_memory_runs_out(tmp_path, monkeypatch, at, error):
    """At the first or a later step: how much is free, half the batch; the next run in the same process succeeds."""
    with monkeypatch.context() as patch:
        failing(patch, at, error)
        told = run(mlp(), tmp_path)
    assert (told[-1].event, told[-1].code) == ("run_failed", "out_of_memory")
    assert "GB are free" in told[-1].text
    assert told[-1].cure == "Use a batch of 4."
    assert run(mlp(batch=4), tmp_path)[-1].event == "run_finished"


def test_f3_too_large_is_refused_before_allocation(tmp_path, monkeypatch):
    """A layer of 4 TB never reaches the allocator."""
    doc = document(
        chosen("iris"), ("linear", {"units": 1_000_000}), ("linear", {"units": 1_000_000}), ("linear", {"units": 3})
    )
    monkeypatch.setattr("neurodesk.training.assembly.compile_plan", lambda plan: pytest.fail("allocated"))
    told = run(doc, tmp_path)
    assert told[-1].event == "run_failed"
    assert told[-1].cure


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "rmsprop"])
def test_f4_a_loss_that_is_no_number_stops_at_its_step(tmp_path, optimizer):
    """Finite weights from before the step are kept, a layer is named, and no loss that is no number is told."""
    doc = learning(mlp(epochs=200), optimizer=chosen(optimizer, rate=100.0), loss=chosen("mse"))
    deep = document(chosen("iris"), *[("linear", {"units": 8})] * 6, ("linear", {"units": 3}), epochs=200)
    doc = learning(deep, optimizer=chosen(optimizer, rate=100.0), loss=chosen("mse"))
    told = run(doc, tmp_path)
    last = told[-1]
    if optimizer == "sgd":
        assert (last.event, last.code) == ("run_failed", "not_finite")
        assert last.node.startswith("linear_")
        assert last.node in last.text
        assert "learning rate" in last.cure
    assert all(np.isfinite(event.losses).all() for event in of(told, events.StepsTaken))
    assert of(told, events.CheckpointSaved)
    assert restore(doc, HERE, tmp_path, 1).run == 1  # refuses weights that are not finite


def test_f4_the_step_is_exact(tmp_path, monkeypatch):
    """A gradient made infinite at step 30 stops the run with the very weights it had after 29 steps."""
    kept, backward = [], Stepper.gradients

    def poisoned(self: Stepper, x: torch.Tensor, y: torch.Tensor):
        found = backward(self, x, y)
        if float(self.update.counts[0]) == 29:
            kept.append({name: weight.clone() for name, weight in self.model.state_dict().items()})
            self.flat.gradients[0][-1] = float("inf")
        return found

    monkeypatch.setattr(Stepper, "gradients", poisoned)
    told = run(mlp(), tmp_path)
    assert told[-1].code == "not_finite"
    assert told[-1].node == "linear_2"
    assert "step 30" in told[-1].text
    saved = load_file(tmp_path / "0001" / "weights.safetensors")
    assert all(torch.equal(saved[name], weight) for name, weight in kept[0].items())
    assert len(losses_of(tmp_path)) == 29


@pytest.mark.parametrize("read", [0.0, 0.05])
def test_f4_a_step_that_spoils_the_next(tmp_path, monkeypatch, read):
    """An infinite gradient shows in the next loss only; the step that brought it is the one not taken, nor told."""
    monkeypatch.setattr(course, "READ", read)
    monkeypatch.setattr(course, "RECORD", 0.0)
    backward = Stepper.gradients

    def poisoned(self: Stepper, x: torch.Tensor, y: torch.Tensor):
        found = backward(self, x, y)
        if float(self.update.counts[0]) == 20:
            self.flat.gradients[0][0] = float("inf")
        return found

    monkeypatch.setattr(Stepper, "gradients", poisoned)
    told = run(mlp(), tmp_path)
    assert (told[-1].code, told[-1].node) == ("not_finite", "linear_1")
    monkeypatch.undo()
    run(mlp(), tmp_path)
    with RunStore(tmp_path) as store:
        assert store.row(1).step == 20
        assert np.array_equal(store.losses(1), store.losses(2)[:20])


def test_f4_large_networks_are_checked_at_every_step(tmp_path, monkeypatch):
    """Where no copy is kept in memory, the step before is what is left."""
    monkeypatch.setattr("neurodesk.training.learner.COPY_MOST", 0)
    sound = losses_of_run(tmp_path / "sound")
    monkeypatch.undo()
    assert np.array_equal(sound, losses_of_run(tmp_path / "plain"))


def losses_of_run(folder: Path) -> np.ndarray:
    """The losses of a run of the small network."""
    run(mlp(), folder)
    return losses_of(folder)


def test_f5_divergence_is_warned_of_once(tmp_path):
    """The loss grows, the run goes on, one warning with a cure."""
    flat = document(chosen("iris"), ("linear", {"units": 3}), epochs=12)
    doc = learning(flat, optimizer=chosen("sgd", rate=0.001, momentum=0.0))
    control, told = Control(), []
    for event in loop.train(doc, HERE, tmp_path, control=control):
        told.append(event)
        if isinstance(event, events.EpochFinished) and event.epoch == 1:
            control.change_rate(1e4)
    assert [event.code for event in of(told, events.Warned)] == ["diverging"]
    assert told[-1].event == "run_finished"


def test_f6_a_class_too_many_is_found_before_the_first_step(tmp_path):
    """The network's answers and the data's classes are compared on paper."""
    told = run(document(chosen("iris"), ("linear", {"units": 2})), tmp_path)
    assert (told[-1].event, told[-1].code) == ("run_failed", "drawing")


def test_f12_a_batch_of_one_with_batch_normalization(tmp_path):
    """A last batch of one joins the one before it; a batch size of one is refused with the way out."""
    layers = ("linear", {"units": 4}), "batch_norm1d", ("linear", {"units": 3})
    count = run(document(chosen("iris"), *layers, batch=8), tmp_path)[0].examples
    assert run(document(chosen("iris"), *layers, batch=count - 1), tmp_path)[-1].event == "run_finished"
    told = run(document(chosen("iris"), *layers, batch=1), tmp_path)
    assert told[-1].code == "batch_of_one"
    assert "2" in told[-1].cure


def test_f14_edits_while_training_change_nothing(tmp_path):
    """The document is a value: the run keeps its own, and says so when it is taken up after an edit."""
    doc = mlp()
    run(doc, tmp_path)
    edited = document(chosen("iris"), ("linear", {"units": 3}), epochs=5)
    told = run(edited, tmp_path, resume=1, epochs=5)
    assert [event.code for event in of(told, events.Warned)] == ["older_drawing"]
    assert told[-1].epoch == 5
    assert restore(edited, HERE, tmp_path).stale


@pytest.mark.parametrize("press", ["stop", "pause"])
def test_f17_buttons_pressed_by_another_thread(tmp_path, press):
    """Pressed from outside while steps are taken, and obeyed before the next one."""
    control, told = Control(), []
    for event in loop.train(mlp(epochs=100_000), HERE, tmp_path, control=control):
        told.append(event)
        if isinstance(event, events.EpochFinished) and event.epoch == 3:
            thread = threading.Thread(target=getattr(control, press))
            thread.start()
            thread.join()
        if isinstance(event, events.Paused):
            threading.Timer(0.01, control.stop).start()
    assert told[-1].reason == "stopped"
    assert told[-1].epoch == 3


def test_f18_a_full_disk_does_not_stop_training(tmp_path, monkeypatch):
    """One warning while it lasts, a new try every epoch, and a whole checkpoint once there is room."""
    monkeypatch.setattr(course, "EPOCH_KEPT", 0.0)
    tries, write = [], checkpoint.write_snapshot

    def full(folder: Path, snapshot: checkpoint.Snapshot) -> None:
        tries.append(snapshot.step)
        if len(tries) in (2, 3, 4):
            raise SaveError(folder / "state.safetensors", OSError(28, "No space left on device"))
        write(folder, snapshot)

    monkeypatch.setattr(checkpoint, "write_snapshot", full)
    monkeypatch.setattr(
        checkpoint.Writer, "outcome", lambda self, wait=False, real=checkpoint.Writer.outcome: real(self, wait=True)
    )
    told = run(mlp(epochs=8), tmp_path)
    assert [event.code for event in of(told, events.Warned)] == ["checkpoint_failed"]
    assert "disk is full" in of(told, events.Warned)[0].text
    assert told[-1].event == "run_finished"
    assert of(told, events.CheckpointSaved)[-1].step == told[-1].step


def test_f18_a_runs_folder_that_cannot_be_made(tmp_path):
    """Said before anything is computed, with a cure."""
    (tmp_path / "runs").write_text("a file stands here")
    told = run(mlp(), tmp_path / "runs")
    assert [event.event for event in told] == ["run_failed"]
    assert told[0].cure


CHILD = """
import sys
from pathlib import Path
from neurodesk.training import course, loop
from tests.training.running import mlp
course.EPOCH_KEPT = course.RECORD = 0.0
for event in loop.train(mlp(epochs=400), Path(), Path(sys.argv[1]), resume=int(sys.argv[2]) or None):
    print(event.event, getattr(event, "step", 0), flush=True)
"""


def killed(folder: Path, after: int, resume: int = 0) -> None:
    """Train in a child process and kill it once it has said `after` lines."""
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder), str(resume)], stdout=subprocess.PIPE, cwd=root, text=True
    ) as child:
        for _ in range(after):
            child.stdout.readline()
        os.kill(child.pid, signal.SIGKILL)


def test_f19_f20_killed_at_any_moment(tmp_path):
    """A run whose process is killed, twice, shows as interrupted, and goes on bit for bit with no gap or duplicate."""
    killed(tmp_path / "two", 9)
    with RunStore(tmp_path / "two") as store:
        assert store.row(1).state == "interrupted"
    killed(tmp_path / "two", 150, resume=1)
    with RunStore(tmp_path / "two") as store:
        assert store.row(1).state == "interrupted"
    told = run(mlp(epochs=400), tmp_path / "two", resume=1)
    assert told[-1].event == "run_finished"
    assert not of(told, events.Warned)
    run(mlp(epochs=400), tmp_path / "whole")
    with RunStore(tmp_path / "two") as two, RunStore(tmp_path / "whole") as whole:
        assert np.array_equal(two.losses(1), whole.losses(1))
        assert [row.epoch for row in two.metrics(1)] == list(range(1, 401))
        assert [row.validation for row in two.metrics(1)] == [row.validation for row in whole.metrics(1)]
        assert two.weights(1).read_bytes() == whole.weights(1).read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("after", range(2, 100, 2))
def test_f19_fifty_moments(tmp_path, after):
    """The same at fifty moments."""
    killed(tmp_path, after * 5)
    run(mlp(epochs=400), tmp_path, resume=1)
    run(mlp(epochs=400), tmp_path)
    with RunStore(tmp_path) as store:
        assert np.array_equal(store.losses(1), store.losses(2))


def test_f26_resumed_elsewhere_says_what_differs(tmp_path):
    """Another PyTorch: it runs, labelled as not bit for bit, with the reason."""
    run(mlp(), tmp_path)
    change_notes(tmp_path, torch="1.0")
    told = run(mlp(), tmp_path, resume=1, epochs=5)
    (warned,) = of(told, events.Warned)
    assert warned.code == "not_exact"
    assert "PyTorch was 1.0" in warned.text
    assert told[-1].event == "run_finished"


# ---------------------------------------------------------------- files made to harm


def change_notes(folder: Path, **values: object) -> None:
    """Rewrite counters in the state of run 1."""
    path = folder / "0001" / "state.safetensors"
    header = checkpoint.read_header(path, path.read_bytes())
    notes = {**json.loads(header.notes["state"]), **values}
    save_file(load_file(path), path, {"state": json.dumps(notes)})


def change_tensors(folder: Path, file: str, change) -> None:
    """Rewrite the tensors of a file of run 1."""
    path = folder / "0001" / file
    header = checkpoint.read_header(path, path.read_bytes())
    tensors = load_file(path)
    change(tensors)
    save_file(tensors, path, header.notes)


@pytest.mark.parametrize(
    "values",
    [
        {"step": 10**18},
        {"step": -1},
        {"step": 7},
        {"scale": float("nan")},
        {"scale": -1.0},
        {"epoch": "3"},
        {"python": []},
    ],
    ids=str,
)
def test_a41_tampered_counters_are_refused(tmp_path, values):
    """The run is refused with a way on, and its weights stay as they were."""
    run(mlp(), tmp_path)
    change_notes(tmp_path, **values)
    before = (tmp_path / "0001" / "weights.safetensors").read_bytes()
    told = run(mlp(), tmp_path, resume=1, epochs=9)
    assert [(event.event, event.code) for event in told] == [("run_failed", "bad_checkpoint")]
    assert "new run" in told[0].cure
    assert (tmp_path / "0001" / "weights.safetensors").read_bytes() == before


@pytest.mark.parametrize(
    "change",
    [
        lambda tensors: tensors.pop("optimizer.linear_1.weight/exp_avg"),
        lambda tensors: tensors.update({"model.linear_1.weight": torch.zeros(3)}),
        lambda tensors: tensors.update({"optimizer.linear_1.bias/exp_avg": torch.full((8,), float("nan"))}),
        lambda tensors: tensors.update({"random.torch": torch.zeros(5, dtype=torch.uint8)}),
        lambda tensors: tensors.update({"more": torch.zeros(1)}),
    ],
    ids=["missing", "shape", "nan", "random", "extra"],
)
def test_a41_tampered_state_is_refused(tmp_path, change):
    """Optimizer, weights or random state that do not fit end in one sentence."""
    run(mlp(), tmp_path)
    change_tensors(tmp_path, "state.safetensors", change)
    told = run(mlp(), tmp_path, resume=1, epochs=9)
    assert [(event.event, event.code) for event in told] == [("run_failed", "bad_checkpoint")]


@pytest.mark.parametrize("name", ["cpu", "cuda"])
def test_a_device_that_is_not_there(tmp_path, monkeypatch, name):
    """Asked for by name, its absence is said; the CPU is always there."""
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    told = run(digits_cnn(epochs=1), tmp_path, device=name)
    assert told[-1].event == ("run_finished" if name == "cpu" else "run_failed")
    assert device.choose("auto").type in ("cpu", "mps")

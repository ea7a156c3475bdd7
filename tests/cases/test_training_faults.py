"""The faults of CASES.md that strike while a network learns: F1-F6, F12, F14, F17-F20, F26."""

import re
import threading
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from neurodesk.disk.atomic import SaveError
from neurodesk.graph.model import chosen
from neurodesk.training import checkpoint, course, device, events, loop
from neurodesk.training.control import Control
from neurodesk.training.evaluate import restore
from neurodesk.training.runs import RunStore
from neurodesk.training.stepping import Stepper
from neurodesk.training.updates import Flat
from tests.engine.documents import digits_cnn, document
from tests.training.running import HERE, learning, mlp, of, run

TRIED = f"you tried to allocate {1 << 50} bytes. Error code 12 (Cannot allocate memory)"
OUT = f"[enforce fail at alloc_cpu.cpp:124] err == 0. DefaultCPUAllocator: can't allocate memory: {TRIED}"
CUDA_OUT = (
    "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 79.11 GiB of which 1.06 GiB is free."
)
LOST = "CUDA error: {}\nCUDA kernel errors might be asynchronously reported at some other API call"


def failing(monkeypatch: pytest.MonkeyPatch, at: int, error: Exception, *further: tuple[type, str]) -> None:
    """Let the step after `at` steps fail, and then these calls too."""
    taken, step = [], Stepper.step

    def broken(self: Stepper, x: torch.Tensor, y: torch.Tensor):
        taken.append(1)
        if len(taken) == at + 1:
            raise error
        return step(self, x, y)

    monkeypatch.setattr(Stepper, "step", broken)
    for kind, name in further:
        sound = getattr(kind, name)

        def dead(self: object, sound=sound):
            if len(taken) > at:
                raise error
            return sound(self)

        monkeypatch.setattr(kind, name, dead)


def losses_of(folder: Path) -> np.ndarray:
    """All losses of run 1."""
    with RunStore(folder) as store:
        return store.losses(1)


@pytest.mark.parametrize("at", [0, 20])
@pytest.mark.parametrize("error", [torch.OutOfMemoryError(CUDA_OUT), RuntimeError(OUT), MemoryError()])
def test_f1_f2_memory_runs_out(tmp_path, monkeypatch, at, error):
    """At the first or a later step: how much is wanted and free, half the batch; the next run here succeeds."""
    with monkeypatch.context() as patch:
        failing(patch, at, error)
        told = run(mlp(), tmp_path)
    assert (told[-1].event, told[-1].code) == ("run_failed", "out_of_memory")
    amounts = (
        r"needs about \d.* [TG]B; \d.* GB are free\.$" if str(error) else r"more memory than the .* GB that are free"
    )
    assert re.search(amounts, told[-1].text)
    assert (told[-1].cure, told[-1].batch) == ("Use a batch of 4.", 4)
    assert run(mlp(batch=4), tmp_path)[-1].event == "run_finished"


def limited(monkeypatch: pytest.MonkeyPatch, most: float) -> None:
    """Let the network's answers to more than so many examples find no memory, as a full card does."""
    gradients = Stepper.gradients

    def short(self: Stepper, x: torch.Tensor, y: torch.Tensor):
        if len(x) > most:
            raise torch.OutOfMemoryError(CUDA_OUT)
        return gradients(self, x, y)

    monkeypatch.setattr(Stepper, "gradients", short)


def test_f1_the_batch_that_is_offered_works(tmp_path, monkeypatch):
    """Ten amounts of memory, ten batch sizes: a run with the batch that was named goes to its end, 10 of 10."""
    draw, worked = np.random.default_rng(1), 0
    for turn in range(10):
        batch = int(draw.integers(8, 90))
        with monkeypatch.context() as patch:
            limited(patch, float(draw.uniform(2, batch - 1)))
            failed = run(mlp(batch=batch, epochs=1), tmp_path / str(turn))[-1]
            assert failed.code == "out_of_memory"
            assert failed.cure == f"Use a batch of {failed.batch}."
            worked += run(mlp(batch=failed.batch, epochs=1), tmp_path / str(turn))[-1].event == "run_finished"
    assert worked >= 9


def test_f1_where_no_batch_fits_the_network_is_too_large(tmp_path, monkeypatch):
    """Nothing is offered that would fail again."""
    limited(monkeypatch, 0)
    failed = run(mlp(), tmp_path)[-1]
    assert (failed.code, failed.cure, failed.batch) == ("out_of_memory", "Make the network smaller.", 0)


@pytest.mark.parametrize(
    "said",
    [
        LOST.format("device-side assert triggered"),
        LOST.format("unspecified launch failure"),
        "Found no NVIDIA driver on your system. Please check that you have an NVIDIA GPU and installed a driver",
    ],
    ids=["assert", "launch", "driver"],
)
def test_f7_f8_a_device_that_is_lost(tmp_path, monkeypatch, said):
    """From then on every call of it fails: the run still ends as failed, its checkpoint goes on as if it had not."""
    monkeypatch.setattr(course, "EPOCH_KEPT", 0.0)
    with monkeypatch.context() as patch:
        failing(patch, 20, RuntimeError(said), (Flat, "zero"), (Stepper, "finite"))
        failed = run(mlp(), tmp_path)[-1]
    assert (failed.event, failed.run, failed.code) == ("run_failed", 1, "device_lost")
    assert failed.text == "The GPU stopped answering."
    assert "choose cpu" in failed.cure
    with RunStore(tmp_path) as store:
        assert store.row(1).state == "failed"
    assert run(mlp(), tmp_path, resume=1)[-1].event == "run_finished"
    run(mlp(), tmp_path)
    with RunStore(tmp_path) as store:
        assert np.array_equal(store.losses(1), store.losses(2))


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
    assert all(torch.equal(saved[name], weight.cpu()) for name, weight in kept[0].items())
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


@pytest.mark.parametrize("name", ["cpu", "cuda"])
def test_a_device_that_is_not_there(tmp_path, monkeypatch, name):
    """Asked for by name, its absence is said; the CPU is always there."""
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    told = run(digits_cnn(epochs=1), tmp_path, device=name)
    assert told[-1].event == ("run_finished" if name == "cpu" else "run_failed")
    assert device.choose("auto").type in ("cpu", "mps")

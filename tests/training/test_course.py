"""Tests of the course of a run: when it records, keeps and complains."""

import sqlite3
import threading
from pathlib import Path

import numpy as np
import pytest
import torch

from neurodesk.disk.atomic import SaveError
from neurodesk.graph.model import chosen
from neurodesk.training import checkpoint, course, events, learner, loop
from neurodesk.training.beginning import begin
from neurodesk.training.checkpoint import peek
from neurodesk.training.control import Control
from neurodesk.training.course import Course
from neurodesk.training.evaluate import restore
from neurodesk.training.runs import RunStore
from neurodesk.training.stepping import Stepper
from tests.training.running import HERE, learning, mlp, of, run


@pytest.fixture
def started(tmp_path):
    """A course that has not begun, in an open store."""
    with RunStore(tmp_path) as store:
        made = Course(begin(store, mlp(epochs=6), HERE, {}), store, Control())
        yield made
        made.close()


def test_checkpoints_come_with_the_epochs(started, monkeypatch):
    """As often as they may, and the last one is that of the last step."""
    monkeypatch.setattr(course, "EPOCH_KEPT", 0.0)
    outcome = started.writer.outcome
    monkeypatch.setattr(started.writer, "outcome", lambda wait=False: outcome(wait=True))
    told = list(started.events())
    saved = [event.step for event in of(told, events.CheckpointSaved)]
    assert saved == sorted(set(saved))
    assert saved[-1] == told[-1].step
    assert len(saved) == 6


def test_a_store_that_cannot_be_written_is_tried_again(started, monkeypatch):
    """One warning; nothing is lost once it can be."""
    monkeypatch.setattr(course, "RECORD", 0.0)
    record, tries = started.store.record, []

    def locked(*args: object, **rest: object) -> None:
        tries.append(1)
        if len(tries) in (2, 3):
            raise sqlite3.OperationalError("database or disk is full")
        record(*args, **rest)

    monkeypatch.setattr(started.store, "record", locked)
    told = list(started.events())
    assert [event.code for event in of(told, events.Warned)] == ["store_failed"]
    assert len(started.store.losses(1)) == told[-1].step
    assert [row.epoch for row in started.store.metrics(1)] == [1, 2, 3, 4, 5, 6]
    assert np.isfinite(started.store.losses(1)).all()


def test_the_last_writing_is_said(started, monkeypatch):
    """Whoever waits for the end of a run knows by that what it is at."""
    seen, write = [], started.writer.write
    monkeypatch.setattr(started.writer, "write", lambda kept: (seen.append(started.control.saving), write(kept)))
    list(started.events())
    assert seen[-1]
    assert not any(seen[:-1])


def test_a_run_that_is_stopped_in_its_validation_measures_it_when_it_goes_on(tmp_path, monkeypatch):
    """Nothing is waited for, nothing lost: it stays at the last step of its epoch, and goes the way it would have."""
    monkeypatch.setattr("neurodesk.training.outputs.AT_ONCE", 1)  # so that validation has parts
    monkeypatch.setattr(course, "LENT", 0.0)
    doc = learning(mlp(), schedule=chosen("cosine"))
    whole = run(doc, tmp_path / "whole")
    steps = whole[0].steps_per_epoch
    control = Control(lambda live: control.stop() if live.step == steps else None)
    told = run(doc, tmp_path / "parts", control=control)
    assert (told[-1].reason, told[-1].epoch, told[-1].step) == ("stopped", 0, steps)
    assert of(told, events.EpochFinished) == []
    assert checkpoint.peek(tmp_path / "parts" / "0001")["position"] == steps
    going_on = run(doc, tmp_path / "parts", resume=1)
    ways = [
        [(told.epoch, told.train, told.validation, told.rate) for told in of(way, events.EpochFinished)]
        for way in (whole, going_on)
    ]
    assert ways[0] == ways[1]


def test_a_pause_holds_the_validation(tmp_path, monkeypatch):
    """Between two of its parts, where questions have their turn too."""
    monkeypatch.setattr("neurodesk.training.outputs.AT_ONCE", 1)
    monkeypatch.setattr(course, "LENT", 0.0)
    lent = []

    def between(live):
        lent.append(live.step)
        if lent.count(12) == 1 and live.step == 12:
            control.pause()
            control.change_rate(0.5)

    control = Control(between)
    told = []
    for event in loop.train(mlp(epochs=1), HERE, tmp_path, control=control):
        told.append(event)
        if isinstance(event, events.Paused):
            control.resume()
    kinds = [type(event).__name__ for event in told]
    assert kinds.index("Paused") < kinds.index("Resumed") < kinds.index("EpochFinished")
    assert told[-1].reason == "finished"


def test_patience_without_validation_is_said(tmp_path):
    """And the run goes its whole way."""
    with RunStore(tmp_path) as store:
        made = Course(begin(store, mlp(patience=1, validation=0.0), HERE, {}), store, Control())
        told = list(made.events())
        made.close()
    assert [event.code for event in of(told, events.Warned)] == ["no_validation"]
    assert told[-1].epoch == 3


def test_time_in_pauses_is_not_time_at_work(started):
    """The forecast leaves it out."""
    started.control.pause()
    obeyed = started._obey()
    assert isinstance(next(obeyed), events.Paused)
    started.control.resume()
    assert isinstance(next(obeyed), events.Resumed)
    assert started.forecast._idle > 0


def full_from(monkeypatch: pytest.MonkeyPatch, good: int = 0) -> None:
    """Let the disk be full for every checkpoint after the first `good`."""
    tries, write = [], checkpoint.write_snapshot

    def full(folder: Path, snapshot: checkpoint.Snapshot) -> None:
        tries.append(snapshot.step)
        if len(tries) > good:
            raise SaveError(folder / "state.safetensors", OSError(28, "No space left on device"))
        write(folder, snapshot)

    monkeypatch.setattr(checkpoint, "write_snapshot", full)


@pytest.mark.parametrize("gap", [0.0, 1000.0], ids=["tried every epoch", "tried at the end"])
def test_a_run_without_weights_has_not_finished(tmp_path, monkeypatch, gap):
    """The disk full from the first checkpoint to the last: a failed run that says what is lost, and no false words."""
    monkeypatch.setattr(course, "EPOCH_KEPT", gap)
    full_from(monkeypatch)
    told = run(mlp(), tmp_path)
    assert (told[-1].event, told[-1].code, told[-1].run) == ("run_failed", "disk", 1)
    assert "lost: the disk is full" in told[-1].text
    assert str(tmp_path) in told[-1].cure
    assert not of(told, events.RunFinished)
    for warned in of(told, events.Warned):
        assert "is kept" not in warned.text
        assert ("tried again" in warned.cure) == (gap == 0.0)
    with RunStore(tmp_path) as store:
        assert (store.row(1).state, store.row(1).reason) == ("failed", "disk")
        assert store.newest_finished() is None


def test_the_last_attempt_may_succeed(tmp_path, monkeypatch):
    """Room made before the end is enough."""
    monkeypatch.setattr(course, "EPOCH_KEPT", 0.0)
    write = checkpoint.write_snapshot

    def full_until_the_end(folder: Path, snapshot: checkpoint.Snapshot) -> None:
        if snapshot.notes["epoch"] < 3:
            raise SaveError(folder / "state.safetensors", OSError(28, "No space left on device"))
        write(folder, snapshot)

    monkeypatch.setattr(checkpoint, "write_snapshot", full_until_the_end)
    assert run(mlp(), tmp_path)[-1].event == "run_finished"
    assert restore(None, HERE, tmp_path).run == 1


def test_the_last_steps_are_lost(tmp_path, monkeypatch):
    """Where earlier weights are kept the run counts, the loss is said, and taking it up learns those steps again."""
    monkeypatch.setattr(course, "EPOCH_KEPT", 0.0)
    monkeypatch.setattr(
        checkpoint.Writer, "outcome", lambda self, wait=False, real=checkpoint.Writer.outcome: real(self, wait=True)
    )
    with monkeypatch.context() as patch:
        full_from(patch, good=1)
        told = run(mlp(), tmp_path / "a")
    assert told[-1].event == "run_finished"
    first, last = of(told, events.Warned)
    assert first.text.endswith("The one before it is kept.")
    assert (last.code, "go on with run 1" in last.cure) == ("last_steps_lost", True)
    assert run(mlp(), tmp_path / "a", resume=1)[-1].event == "run_finished"
    run(mlp(), tmp_path / "b")
    with RunStore(tmp_path / "a") as one, RunStore(tmp_path / "b") as two:
        assert np.array_equal(one.losses(1), two.losses(1))


def test_a_store_that_stays_full_still_ends_in_words(tmp_path, monkeypatch):
    """Not even the run's end can be written: the failure comes with the number of the run."""

    def full(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(RunStore, "record", full)
    monkeypatch.setattr(RunStore, "finish", full)
    told = run(mlp(), tmp_path)
    assert (told[-1].event, told[-1].code, told[-1].run) == ("run_failed", "disk", 1)
    assert "the disk is full" in told[-1].text


def test_a_listener_who_leaves_a_full_disk(tmp_path, monkeypatch):
    """A run nobody listens to any more, without weights, is entered as failed."""
    full_from(monkeypatch)
    going = loop.train(mlp(epochs=1000), HERE, tmp_path)
    while not isinstance(next(going), events.EpochFinished):
        pass
    going.close()
    with RunStore(tmp_path) as store:
        assert store.row(1).state == "failed"


def test_a_damaged_list_of_runs(tmp_path):
    """Training puts it aside, says so first, and keeps what earlier runs left; taking one of them up is refused."""
    run(mlp(), tmp_path)
    weights = (tmp_path / "0001" / "weights.safetensors").read_bytes()
    (tmp_path / "runs.sqlite").write_bytes(b"no list at all" * 1000)
    (refused,) = run(mlp(), tmp_path, resume=1)
    assert "is damaged" in refused.text
    told = run(mlp(), tmp_path)
    (warned,) = of(told, events.Warned)
    assert warned.code == "list_damaged"
    assert "runs.sqlite.damaged-1" in warned.text
    assert (told[-1].event, told[-1].run) == ("run_finished", 2)
    assert (tmp_path / "runs.sqlite.damaged-1").read_bytes() == b"no list at all" * 1000
    assert (tmp_path / "0001" / "weights.safetensors").read_bytes() == weights


def test_half_a_checkpoint_is_not_called_the_one_before(tmp_path, monkeypatch):
    """Weights written and counters not: nothing before it is claimed, and the weights count."""
    save = checkpoint.atomic_save

    def full(path: Path, data: bytes, **how: bool) -> None:
        if path.suffix == ".json":
            raise SaveError(path, OSError(28, "No space left on device"))
        save(path, data, **how)

    monkeypatch.setattr(checkpoint, "atomic_save", full)
    told = run(mlp(), tmp_path)
    assert [warned.text for warned in of(told, events.Warned)] == [
        "The checkpoint could not be written: the disk is full."
    ]
    assert told[-1].event == "run_finished"
    assert restore(None, HERE, tmp_path).run == 1


def test_a_state_without_weights_is_gone_on_with(tmp_path, monkeypatch):
    """The disk was full just between the two: nothing is called lost."""
    save = checkpoint.write_weights

    def full(path: Path, *args: object) -> None:
        if path.name == "weights.safetensors":
            raise SaveError(path, OSError(28, "No space left on device"))
        save(path, *args)

    with monkeypatch.context() as patched:
        patched.setattr(checkpoint, "write_weights", full)
        failed = run(mlp(), tmp_path)[-1]
    assert (failed.event, failed.code) == ("run_failed", "disk")
    assert "can be gone on with" in failed.text
    assert failed.cure.endswith("then go on with run 1.")
    told = run(mlp(), tmp_path, resume=1, epochs=5)
    assert told[-1].event == "run_finished"
    assert of(told, events.RunStarted)[0].step > 0


def test_a_pause_is_kept_with_its_rate(tmp_path):
    """Who pauses may be gone for long: what was learned, and the rate set meanwhile, are on the disk before the end."""
    control = Control()
    told = loop.train(mlp(epochs=6), HERE, tmp_path, control=control)
    next(event for event in told if event.event == "epoch_finished")
    control.pause()
    paused = next(event for event in told if event.event == "paused")
    saved = next(event for event in told if event.event == "checkpoint_saved" and event.step == paused.step)
    control.change_rate(0.5)
    assert next(event for event in told if event.event == "rate_changed").rate == pytest.approx(0.5)
    control.stop()
    list(told)
    assert saved.step == peek(tmp_path / "0001")["step"]
    again = loop.train(mlp(epochs=6), HERE, tmp_path, resume=1)
    rate = next(event for event in again if event.event == "steps_taken").rate
    again.close()
    assert rate == pytest.approx(0.5)


def test_a_rate_set_while_a_checkpoint_is_on_its_way_is_kept(started, monkeypatch):
    """That one has the old rate, whatever step it is of."""
    gate, save = threading.Event(), checkpoint.write_snapshot
    monkeypatch.setattr(checkpoint, "write_snapshot", lambda *args: (gate.wait(60), save(*args)))
    told = started.events()
    next(event for event in told if event.event == "epoch_finished")
    started.control.pause()
    next(event for event in told if event.event == "paused")
    started.control.change_rate(0.5)
    next(event for event in told if event.event == "rate_changed")
    gate.set()
    next(event for event in told if event.event == "checkpoint_saved")
    started.control.stop()
    list(told)
    kept = peek(started.store.folder(1))
    assert (kept["step"], kept["scale"]) == started.learner.place
    assert started.learner.rate == pytest.approx(0.5)


def test_memory_that_runs_out_costs_no_step_that_was_copied(tmp_path, monkeypatch):
    """The last copy in memory is a checkpoint as good as any."""
    monkeypatch.setattr(learner, "COPY_EVERY", 0.0)
    monkeypatch.setattr(learner, "COPY_SHARE", 1e9)
    steps, step = [], Stepper.step

    def short(self: Stepper, x: torch.Tensor, y: torch.Tensor) -> object:
        steps.append(1)
        if len(steps) == 20:
            raise MemoryError
        return step(self, x, y)

    monkeypatch.setattr(Stepper, "step", short)
    failed = run(mlp(epochs=6), tmp_path)[-1]
    assert failed.code == "out_of_memory"
    again = loop.train(mlp(epochs=6), HERE, tmp_path, resume=1)
    begun = next(event for event in again if event.event == "run_started")
    again.close()
    assert begun.step > 0


def test_a_runs_folder_that_is_moved_away_and_back(tmp_path, monkeypatch):
    """It is said, as is what to do; nothing is called kept that is not there. Put back, the failed run goes on."""
    monkeypatch.setattr(course, "EPOCH_KEPT", 0.0)
    monkeypatch.setattr(
        checkpoint.Writer, "outcome", lambda self, wait=False, real=checkpoint.Writer.outcome: real(self, wait=True)
    )
    runs, away, told = tmp_path / "d.runs", tmp_path / "away", []
    for event in loop.train(mlp(epochs=4), HERE, runs):
        told.append(event)
        if isinstance(event, events.CheckpointSaved) and runs.exists():
            runs.rename(away)
    assert not runs.exists()
    first = of(told, events.Warned)[0]
    assert first.text == "The checkpoint could not be written: the folder d.runs is not there any more."
    assert first.cure.startswith(f"Put {runs} back in its place. Training goes on")
    assert all("kept" not in warned.text and "space" not in warned.cure for warned in of(told, events.Warned))
    assert (told[-1].event, told[-1].code) == ("run_failed", "disk")
    assert told[-1].cure == f"Put {runs} back in its place, then go on with run 1."
    (refused,) = run(mlp(epochs=4), runs, resume=1)
    assert refused.text == "Run 1 cannot go on: its folder d.runs is not there."
    away.rename(runs)  # nothing was made in its place
    with RunStore(runs) as store:
        row = store.row(1)
        assert (row.state, row.text) == ("failed", told[-1].text)
    assert run(mlp(epochs=4), runs, resume=1)[-1].event == "run_finished"
    with RunStore(runs) as store:
        assert store.row(1).state == "finished"
        assert len(store.losses(1)) == store.row(1).step

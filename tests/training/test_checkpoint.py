"""Tests of snapshots on disk."""

import json
import random
import threading

import numpy as np
import pytest
import torch
from safetensors.torch import load

from neurodesk.disk.atomic import SaveError
from neurodesk.graph.errors import BadFile
from neurodesk.training import checkpoint
from neurodesk.training.assembly import assemble
from neurodesk.training.checkpoint import Writer, peek, put_random_notes, random_notes, read_snapshot, write_snapshot
from tests.training.running import HERE, mlp


def test_a_snapshot_comes_back_equal(tmp_path):
    """Every tensor and every counter, and the notes for people beside it."""
    learner = assemble(mlp(), HERE)
    kept = learner.snapshot()
    write_snapshot(tmp_path / "1", kept)
    found = read_snapshot(tmp_path / "1", kept)
    assert found.tensors().keys() == kept.tensors().keys()
    assert all(torch.equal(found.tensors()[name], tensor.cpu()) for name, tensor in kept.tensors().items())
    assert found.step == kept.step
    assert dict(found.notes) == json.loads(json.dumps(kept.notes))
    assert json.loads((tmp_path / "1" / "state.json").read_text())["step"] == 0
    assert peek(tmp_path / "1")["epochs"] == 3


def test_best_weights_are_the_ones_to_use(tmp_path):
    """They go into weights.safetensors, and come back as the best."""
    learner = assemble(mlp(), HERE)
    learner.best = {name: torch.zeros_like(tensor) for name, tensor in learner.weights().items()}
    write_snapshot(tmp_path, learner.snapshot())
    assert not any(t.any() for t in load((tmp_path / "weights.safetensors").read_bytes()).values())
    assert read_snapshot(tmp_path, learner.snapshot()).best.keys() == learner.best.keys()


def test_no_snapshot_yet(tmp_path):
    """A run killed before its first checkpoint has none."""
    assert read_snapshot(tmp_path, assemble(mlp(), HERE).snapshot()) is None
    assert peek(tmp_path) == {}


def test_random_states_of_python_and_numpy(tmp_path):
    """Through JSON and back, the same numbers are drawn."""
    random.seed(1)
    np.random.seed(1)
    notes, words = random_notes()
    drawn = random.random(), np.random.rand()
    put_random_notes(json.loads(json.dumps(notes)), words)
    assert (random.random(), np.random.rand()) == drawn


def test_the_writer_writes_beside_the_training(tmp_path, monkeypatch):
    """One at a time; the outcome is asked for, and an error of the disk is part of it."""
    gate, kept = threading.Event(), assemble(mlp(), HERE).snapshot()
    monkeypatch.setattr(checkpoint, "write_snapshot", lambda folder, snapshot: gate.wait(5))
    writer = Writer(tmp_path)
    writer.write(kept)
    assert writer.busy
    assert writer.outcome() is None
    gate.set()
    assert writer.outcome(wait=True) == (0, None)
    assert not writer.busy

    def full(folder, snapshot):
        raise SaveError(folder / "x", OSError(28, "full"))

    monkeypatch.setattr(checkpoint, "write_snapshot", full)
    writer.write(kept)
    step, error = writer.outcome(wait=True)
    assert (step, error.errno) == (0, 28)
    writer.close()


def test_a_kill_between_the_files_costs_nothing(tmp_path, monkeypatch):
    """The state is one file: when only that was renewed, it is whole; when none was, the old one is."""
    learner = assemble(mlp(), HERE)
    write_snapshot(tmp_path, learner.snapshot())
    learner.stepper.flat.weights[0].zero_()
    monkeypatch.setattr(checkpoint, "atomic_save", lambda *args, **rest: pytest.fail("killed"))
    with pytest.raises(BaseException, match="killed"):
        write_snapshot(tmp_path, learner.snapshot())
    assert not read_snapshot(tmp_path, learner.snapshot()).weights["linear_1.weight"].any()


def test_a_half_written_state_is_refused(tmp_path):
    """Cut at any byte of it."""
    kept = assemble(mlp(), HERE).snapshot()
    write_snapshot(tmp_path, kept)
    whole = (tmp_path / "state.safetensors").read_bytes()
    for size in (0, 7, 8, 100, len(whole) // 2, len(whole) - 1):
        (tmp_path / "state.safetensors").write_bytes(whole[:size])
        with pytest.raises(BadFile):
            read_snapshot(tmp_path, kept)

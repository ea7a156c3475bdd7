"""Tests of the beginning of a run."""

import os

import numpy as np
import pytest

from neurodesk.graph.errors import ParameterError, TrainingError
from neurodesk.graph.model import chosen
from neurodesk.training import assembly
from neurodesk.training.beginning import begin
from neurodesk.training.device import choose
from neurodesk.training.drawings import read_document, write_document
from neurodesk.training.runs import RunStore
from tests.training.running import HERE, learning, mlp, run


def test_a_new_run_remembers_what_it_was_asked(tmp_path):
    """Drawing with its options, data, device and size."""
    with RunStore(tmp_path) as store:
        begun = begin(store, mlp(), HERE, {"epochs": 7})
        row = store.row(begun.run)
        assert read_document(row.document_json).learning.options["epochs"] == 7
        assert (row.epochs, row.parameters, row.device) == (7, 4 * 8 + 8 + 8 * 3 + 3, choose().type)
        assert row.fingerprint == begun.learner.setting.prepared.fingerprint
        assert not begun.resumed


def test_epochs_of_a_resumed_run(tmp_path):
    """Its own, whatever the open document says; others only where they are asked for."""
    run(mlp(epochs=2), tmp_path)
    with RunStore(tmp_path) as store:
        assert begin(store, mlp(epochs=2), HERE, {"epochs": 9}, 1).learner.epochs == 9
        with pytest.raises(TrainingError, match="learned for 2 epochs already; 2 leave it nothing") as refused:
            begin(store, mlp(), HERE, {"epochs": 2}, 1)
        assert "--epochs 12" in refused.value.cure


def test_a_killed_run_is_not_over_by_fewer_epochs(tmp_path):
    """Asked for fewer than it has learned it is refused, as a stopped one is; for its own, it may say that it is over.

    It is left as it was.
    """
    run(mlp(epochs=3), tmp_path)
    with RunStore(tmp_path) as store:
        store.update(1, state="running", epochs=10, document_json=write_document(mlp(epochs=10)))
    for fewer in (2, 3):
        told = run(mlp(epochs=10), tmp_path, resume=1, epochs=fewer)
        assert f"learned for 3 epochs already; {fewer} leave it nothing" in told[-1].text
    with RunStore(tmp_path) as store:
        assert (store.row(1).state, store.row(1).epochs) == ("interrupted", 10)
        assert begin(store, mlp(), HERE, {"epochs": 10}, 1).learner.epochs == 10


def test_a_run_killed_before_its_first_checkpoint_is_begun_with_its_own_threads(tmp_path, monkeypatch):
    """They are tried out anew for a new run only; where this machine has fewer, it is said."""
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    seen = []
    for faster in (2, 1, 1):
        monkeypatch.setattr(assembly, "_measured", lambda *_, count=faster, **__: assembly.Given(count, False))
        with RunStore(tmp_path) as store:
            begun = begin(store, mlp(device="cpu"), HERE, {}, 1 if seen else None)
            store.record(1, [], 0, np.ones(3, np.float32), step=3)
        seen.append((begun.learner.setting.threads, [warned.text for warned in begun.warnings]))
        if len(seen) == 2:
            monkeypatch.setattr(os, "cpu_count", lambda: 1)
    assert seen[:2] == [(2, []), (2, [])]
    threads, (text,) = seen[2]
    assert threads == 1
    assert "the number of threads was 2 and is 1" in text


def test_a_finished_run_says_how_to_go_on(tmp_path):
    """The numbers are the run's, not the open document's."""
    run(mlp(epochs=2), tmp_path)
    with RunStore(tmp_path) as store, pytest.raises(TrainingError) as refused:
        begin(store, mlp(epochs=12), HERE, {}, 1)
    assert str(refused.value) == "Run 1 has finished its 2 epochs."
    assert refused.value.cure == "Ask for more with --epochs 12, or set more epochs and start a new run."


@pytest.mark.parametrize(("schedule", "codes"), [("cosine", ["not_exact"]), ("exponential", [])])
def test_a_schedule_that_is_stretched_is_said(tmp_path, schedule, codes):
    """More epochs than the run was begun with move a cosine's end, and nothing of a schedule that knows no end."""
    run(learning(mlp(epochs=2), schedule=chosen(schedule)), tmp_path)
    with RunStore(tmp_path) as store:
        warnings = begin(store, mlp(), HERE, {"epochs": 5}, 1).warnings
    assert [warned.code for warned in warnings] == codes
    assert all("ends after 5 epochs and not after 2" in warned.text for warned in warnings)


def test_wrong_wishes_are_refused(tmp_path):
    """Before a run is made."""
    with RunStore(tmp_path) as store:
        with pytest.raises(ParameterError):
            begin(store, mlp(), HERE, {"epochs": 0})
        with pytest.raises(TrainingError, match="no run 5"):
            begin(store, mlp(), HERE, {}, 5)
        assert not store.list()

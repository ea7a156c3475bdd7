"""Tests of the run store."""

import shutil
import sqlite3
from contextlib import closing

import numpy as np
import pytest

from neurodesk.graph.errors import TrainingError
from neurodesk.training.runs import FILE, EpochRow, RunStore, versions

ROW = EpochRow(1, 10, 0.1, 0.5, {"loss": 2.0}, {"loss": 1.5, "accuracy": 0.5})


def test_a_run_is_remembered(tmp_path):
    """Everything entered comes back, from another connection too."""
    with RunStore(tmp_path) as store, RunStore(tmp_path) as reader:
        run = store.create("{}", seed=3, epochs=5)
        store.record(run, [ROW], 0, np.arange(10, dtype=np.float32), epoch=1, step=10, metrics={"loss": 1.5})
        row = reader.row(run)
        assert (row.name, row.seed, row.epochs, row.epoch, row.metrics) == ("Run 1", 3, 5, 1, {"loss": 1.5})
        assert row.versions == versions()
        assert list(reader.metrics(run)) == [ROW]
        assert reader.losses(run).tolist() == list(range(10))


def test_states(tmp_path):
    """Held by a process it is what it says; let go while running, it was interrupted."""
    with RunStore(tmp_path) as reader:
        with RunStore(tmp_path) as store:
            run = store.create("{}", seed=0)
            assert reader.row(run).state == store.row(run).state == "created"
            store.update(run, state="running")
            assert reader.row(run).state == "running"
        assert reader.row(run).state == "interrupted"
        reader.hold(run)
        reader.finish(run, "finished", reason="finished")
        assert reader.row(run).state == "finished"
        assert reader.newest_finished() == run


def test_one_process_trains_a_run(tmp_path):
    """A second one is told so, and cannot remove it either."""
    with RunStore(tmp_path) as store, RunStore(tmp_path) as other:
        run = store.create("{}", seed=0)
        with pytest.raises(TrainingError, match="being trained"):
            other.hold(run)
        with pytest.raises(TrainingError, match="being trained"):
            other.remove(run)
        store.finish(run, "stopped")
        other.remove(run)
        assert not store.list()
        assert not store.folder(run).exists()


def test_a_run_killed_before_its_first_step_is_nothing_to_go_on_with(tmp_path):
    """It is not listed, and the next run clears it away; one that took a step stays."""
    with RunStore(tmp_path) as reader:
        for steps in (0, 3):
            with RunStore(tmp_path) as store:
                run = store.create("{}", seed=0)
                store.update(run, state="running")
                store.record(run, [], 0, np.zeros(steps, np.float32), step=steps)
                assert reader.list()[0].run == run
        assert [(row.run, row.state) for row in reader.list()] == [(2, "interrupted")]
        assert not reader.folder(1).exists()
        third = reader.create("{}", seed=0)
        assert [row.run for row in reader.list()] == [third, 2]


def test_numbers_are_never_used_twice(tmp_path):
    """A new run does not take the number of a removed one."""
    with RunStore(tmp_path) as store:
        store.create("{}", seed=0)
        store.remove(1)
        assert store.create("{}", seed=0) == 2


def test_an_older_list_that_was_put_back_writes_over_no_folder(tmp_path):
    """The next run takes a number above the largest folder; the ones after it go on from there."""
    with RunStore(tmp_path) as store:
        store.finish(store.create("{}", seed=0), "finished")
    older = (tmp_path / "runs.sqlite").read_bytes()
    with RunStore(tmp_path) as store:
        for seed in (1, 2):
            store.finish(store.create("{}", seed=seed), "finished")
        store.weights(3).write_bytes(b"of run 3")
    (tmp_path / "runs.sqlite").write_bytes(older)
    with RunStore(tmp_path) as store:
        assert [store.create("{}", seed=3), store.create("{}", seed=4)] == [4, 5]
        assert [(row.run, row.name, row.seed) for row in store.list()] == [
            (5, "Run 5", 4), (4, "Run 4", 3), (1, "Run 1", 0)
        ]  # fmt: skip
        assert store.weights(3).read_bytes() == b"of run 3"


def test_a_run_is_held_until_it_is_gone(tmp_path, monkeypatch):
    """Nobody can take it up while its files are removed."""
    with RunStore(tmp_path) as store, RunStore(tmp_path) as other:
        run, remove, refused = store.create("{}", seed=0), shutil.rmtree, []

        def removed(folder, **how):
            if not refused:  # the lock, an open file, may need a second turn
                with pytest.raises(TrainingError, match="being trained"):
                    other.hold(run)
            refused.append(run)
            remove(folder, **how)

        monkeypatch.setattr(shutil, "rmtree", removed)
        store.remove(run)
        assert refused
        assert not store.folder(run).exists()


def test_rewinding_leaves_no_gap_and_no_duplicate(tmp_path):
    """What came after the checkpoint is forgotten, and recorded anew."""
    with RunStore(tmp_path) as store:
        run = store.create("{}", seed=0)
        store.record(run, [ROW], 0, np.zeros(10, np.float32))
        store.record(run, [ROW._replace(epoch=2)], 10, np.ones(10, np.float32))
        store.rewind(run, 1, 15)
        store.record(run, [], 15, np.full(5, 2, np.float32))
        assert [row.epoch for row in store.metrics(run)] == [1]
        assert store.losses(run).tolist() == [0] * 10 + [1] * 5 + [2] * 5


def test_more_losses_than_one_value_may_hold_are_rewound(tmp_path):
    """Those of a very long run are never put together in the file."""
    with RunStore(tmp_path) as store:
        run = store.create("{}", seed=0)
        store._base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 1 << 12)
        for first in range(0, 2000, 500):
            store.record(run, [], first, np.arange(first, first + 500, dtype=np.float32))
        for step in (1900, 1500, 1499):
            store.rewind(run, 0, step)
            assert store.losses(run).tolist() == list(range(step))


def test_a_store_that_breaks_while_it_is_open(tmp_path):
    """What cannot be read is said, with the way on."""
    with RunStore(tmp_path) as store:
        store._base.execute("DROP TABLE epochs")
        with pytest.raises(TrainingError, match=r"cannot be read: no such table") as refused:
            store.metrics(1)
    assert "put aside" in refused.value.cure


def test_a_store_that_another_program_holds(tmp_path):
    """It is no damage, and nothing is said of putting it aside."""
    with RunStore(tmp_path) as store, closing(sqlite3.connect(tmp_path / FILE)) as other:
        store._base.execute("PRAGMA journal_mode = DELETE")  # as on a network share
        store._base.execute("PRAGMA busy_timeout = 0")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(TrainingError, match="cannot be read: database is locked") as refused:
            store.metrics(1)
        other.rollback()
    assert refused.value.cure == "Close the other program that writes there, then try again."


def test_a_run_that_is_not_there(tmp_path):
    """Named, with what to do."""
    with RunStore(tmp_path) as store, pytest.raises(TrainingError, match="no run 7"):
        store.row(7)


def test_a_list_without_drawings(tmp_path):
    """Shows a thousand runs without their documents."""
    with RunStore(tmp_path) as store:
        store.create('{"long": 1}', seed=0)
        assert [row.document_json for row in store.list(drawings=False)] == [""]
        assert [row.document_json for row in store.list()] == ['{"long": 1}']

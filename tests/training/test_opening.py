"""Tests of opening a list of runs that is new, of a later version, damaged, or on a full disk."""

import errno
import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from neurodesk.graph.errors import TrainingError
from neurodesk.training import opening
from neurodesk.training.keeping import describe
from neurodesk.training.opening import SCHEMA, DamagedError, is_full, open_list, plain_cause, why_unkept
from neurodesk.training.runs import FILE, EpochRow, RunStore


def filled(folder: Path, runs: int = 40) -> bytes:
    """A store with some runs, closed; returns the bytes of its file."""
    with RunStore(folder) as store:
        for _ in range(runs):
            run = store.create("{}" * 400, seed=0)
            store.record(run, [EpochRow(1, 1, 0.1, 1.0, {}, {})], 0, [])
            store.finish(run, "finished")
    return (folder / FILE).read_bytes()


def spoilt(data: bytes, how: str) -> bytes:
    """The file of a list, damaged."""
    if how == "not a database":
        return b"no database at all" * 100
    if how == "cut":
        return data[: len(data) // 2]
    if how == "a page":
        return data[:8192] + b"\xa5" * 4096 + data[12288:]
    return data[:100] + b"\xa5" * 3996 + data[4096:]


@pytest.mark.parametrize("how", ["not a database", "cut", "a page", "the schema"])
def test_a_damaged_list_is_put_aside_and_kept(tmp_path, how):
    """Byte for byte, under a name of its own; a new one is begun, and no earlier folder is written over."""
    damaged = spoilt(filled(tmp_path), how)
    (tmp_path / FILE).write_bytes(damaged)
    (tmp_path / "0040" / "weights.safetensors").write_bytes(b"weights")
    with RunStore(tmp_path, renew=True) as store:
        assert store.aside == "runs.sqlite.damaged-1"
        assert not store.list()
        assert store.create("{}", seed=0) == 41
    assert (tmp_path / store.aside).read_bytes() == damaged
    assert (tmp_path / "0040" / "weights.safetensors").read_bytes() == b"weights"
    (tmp_path / FILE).write_bytes(damaged)
    with RunStore(tmp_path, renew=True) as store:
        assert store.aside == "runs.sqlite.damaged-2"
        assert store.create("{}", seed=0, step=1) == 42
    with RunStore(tmp_path, renew=True) as store:
        assert store.aside == ""
        assert len(store.list()) == 1


def test_who_only_reads_is_told_and_changes_nothing(tmp_path):
    """The damage is said with what training will do about it."""
    (tmp_path / FILE).write_bytes(b"no database at all" * 100)
    with pytest.raises(DamagedError, match="is damaged") as refused:
        RunStore(tmp_path)
    assert "put aside" in refused.value.cure
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_missing_tables_are_damage(tmp_path):
    """A list without its runs is none."""
    open_list(tmp_path / FILE)[0].close()
    base = sqlite3.connect(tmp_path / FILE)
    base.execute("DROP TABLE runs")
    base.close()
    with pytest.raises(DamagedError):
        open_list(tmp_path / FILE)


def test_two_at_once_put_one_list_aside(tmp_path):
    """The second finds the new list, and leaves it where it is."""
    (tmp_path / FILE).write_bytes(b"no database at all" * 100)
    found = []

    def renew() -> None:
        base, aside = open_list(tmp_path / FILE, renew=True)
        base.close()
        found.append(aside)

    threads = [threading.Thread(target=renew) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["", "", "", "runs.sqlite.damaged-1"]


def test_a_list_that_is_gone_leaves_its_folders_alone(tmp_path):
    """Numbers go on after the folders that are there."""
    for name in ("0007", "0012", "notes", "99999999999999999999"):
        (tmp_path / name).mkdir()
    with RunStore(tmp_path) as store:
        assert store.create("{}", seed=0) == 13


def test_a_later_version_is_no_damage(tmp_path):
    """It is left alone."""
    open_list(tmp_path / FILE)[0].close()
    base = sqlite3.connect(tmp_path / FILE)
    base.execute("PRAGMA user_version = 99")
    base.close()
    with pytest.raises(TrainingError, match="newer"):
        open_list(tmp_path / FILE, renew=True)
    assert not list(tmp_path.glob("*damaged*"))


def coded(code: int) -> sqlite3.OperationalError:
    """An error as SQLite raises it."""
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    "error",
    [coded(sqlite3.SQLITE_FULL), coded(sqlite3.SQLITE_IOERR_WRITE), OSError(errno.ENOSPC, "No space left on device")],
)
def test_a_full_disk_is_said_with_its_cure(tmp_path, monkeypatch, error):
    """The folder that has no room is named; whether the program may write there is not the question."""

    def full(path: Path) -> sqlite3.Connection:
        raise error

    monkeypatch.setattr(opening, "open_sqlite", full)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: shutil._ntuple_diskusage(10**9, 10**9, 0))
    with pytest.raises(TrainingError, match="the disk is full") as refused:
        RunStore(tmp_path, renew=True)
    assert refused.value.cure == f"Free some space for {tmp_path}, or choose another runs folder."


def test_a_folder_that_cannot_be_used(tmp_path):
    """A file has its name, or the folder above is one: each has its own cure."""
    (tmp_path / "file").write_text("a file stands here")
    with pytest.raises(TrainingError, match="cannot be used") as refused:
        RunStore(tmp_path / "file")
    assert f"Give the file {tmp_path / 'file'} another name" in refused.value.cure
    with pytest.raises(TrainingError, match="cannot be used") as refused:
        RunStore(tmp_path / "file" / "runs")
    assert "may write" in refused.value.cure


@pytest.mark.parametrize(
    ("error", "cure"),
    [
        (sqlite3.OperationalError("database is locked"), "Close the other program"),
        (OSError(errno.EIO, "Input/output error"), "to another disk while"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "Free some space"),
    ],
)
def test_a_folder_that_is_refused_has_the_cure_that_helps(tmp_path, monkeypatch, error, cure):
    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(opening, "open_sqlite", refuse)
    with pytest.raises(TrainingError, match=plain_cause(error)) as refused:
        RunStore(tmp_path)
    assert cure in refused.value.cure


@pytest.mark.parametrize(
    ("error", "cause", "cure"),
    [
        (OSError(errno.ENOSPC, "No space"), "the disk is full", "Free some space."),
        (OSError(errno.EACCES, "Permission denied"), "permission denied", "See that the folder {} can be written to."),
        (OSError(errno.EIO, "The disk has failed"), "the disk has failed", "Copy {} to another disk while it"),
        (sqlite3.OperationalError("disk I/O error"), "disk I/O error", "See that the folder {} can be written to."),
    ],
)
def test_why_something_is_not_kept(tmp_path, error, cause, cure):
    """Each cause has its own cure; where the folder is gone that is it, whatever the error was called."""
    told = why_unkept(error, tmp_path)
    assert told[0] == cause
    assert told[1].startswith(cure.format(tmp_path))
    gone = tmp_path / "x.runs"
    assert why_unkept(error, gone) == ("the folder x.runs is not there any more", f"Put {gone} back in its place.")


def test_causes_in_words():
    """No full stop, no capital, and the plain word for a full disk."""
    assert plain_cause(OSError(errno.ENOSPC, "No space left on device")) == "the disk is full"
    assert plain_cause(PermissionError(errno.EACCES, "Permission denied")) == "permission denied"
    assert plain_cause(OSError(errno.EDQUOT, "Your share is used up.")) == "your share is used up"
    assert is_full(sqlite3.OperationalError("database or disk is full"))
    assert not is_full(ValueError("no"))


def test_a_list_of_the_first_version_is_brought_up_to_this_one(tmp_path):
    """Its runs are there, with no tags and no note yet; opening it again changes nothing; a newer one is refused."""
    with RunStore(tmp_path) as store:
        store.create("{}", seed=7, step=1)
    with closing(sqlite3.connect(tmp_path / FILE)) as base, base:
        for column in ("tags", "note", "deleted"):
            base.execute(f"ALTER TABLE runs DROP COLUMN {column}")
        base.execute("PRAGMA user_version = 1")
    for _ in range(2):
        with RunStore(tmp_path) as store:
            (row,) = store.list()
            assert (row.run, row.seed, row.tags, row.note) == (1, 7, (), "")
            describe(store, 1, tags="kept")
            assert store.row(1).tags == ("kept",)
            describe(store, 1, tags="")
    with closing(sqlite3.connect(tmp_path / FILE)) as base, base:
        base.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    with pytest.raises(TrainingError, match="newer version"):
        RunStore(tmp_path)

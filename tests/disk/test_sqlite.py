"""Keeps the proof that databases open alike everywhere: readers beside a writer, foreign keys, any disk."""

import os
import sqlite3
from pathlib import Path

import pytest

from neurodesk.disk import sqlite
from neurodesk.disk.sqlite import open_sqlite, put_aside, settle_log, soon


def ask(connection: sqlite3.Connection, pragma: str) -> object:
    return connection.execute(f"PRAGMA {pragma}").fetchone()[0]


def test_readers_do_not_wait_for_the_writer(tmp_path):
    writer, reader = open_sqlite(tmp_path / "runs.sqlite"), open_sqlite(str(tmp_path / "runs.sqlite"))
    assert ask(writer, "journal_mode") == "wal"
    assert (ask(writer, "foreign_keys"), ask(writer, "busy_timeout"), ask(writer, "synchronous")) == (1, 5000, 2)
    with writer:
        writer.execute("CREATE TABLE t (x)")
    writer.execute("INSERT INTO t VALUES (1)")
    assert reader.execute("SELECT count(*) FROM t").fetchone() == (0,)
    writer.commit()
    assert reader.execute("SELECT count(*) FROM t").fetchone() == (1,)
    writer.close()
    reader.close()


def test_commits_that_need_not_wait_are_waited_for_together(tmp_path, monkeypatch):
    path, synced = tmp_path / "runs.sqlite", []
    base = open_sqlite(path)
    with soon(base), base:
        assert ask(base, "synchronous") == 1
        base.execute("CREATE TABLE t (x)")
    assert ask(base, "synchronous") == 2
    real = os.fsync
    monkeypatch.setattr(
        os, "fsync", lambda handle: (synced.append(Path(f"/proc/self/fd/{handle}").readlink()), real(handle))
    )
    settle_log(path)
    assert synced == [Path(f"{path}-wal")]
    base.close()
    settle_log(path)  # its log went into it when it was closed
    settle_log(tmp_path / "none")
    assert len(synced) == 1


class NoWal(sqlite3.Connection):
    """A connection on a disk where memory cannot be shared, as on a network folder."""

    def execute(self, statement, *rest):
        if "WAL" in statement:
            raise sqlite3.OperationalError("locking protocol")
        return super().execute(statement, *rest)


def test_without_shared_memory_the_older_journal_serves(tmp_path, monkeypatch):
    real = sqlite3.connect
    monkeypatch.setattr(sqlite.sqlite3, "connect", lambda path, **words: real(path, **words | {"factory": NoWal}))
    connection = open_sqlite(tmp_path / "runs.sqlite")
    assert (ask(connection, "journal_mode"), ask(connection, "synchronous")) == ("delete", 2)
    with soon(connection), connection:
        assert ask(connection, "synchronous") == 2
        connection.execute("CREATE TABLE t (x)")
    connection.close()


def test_what_is_no_database_is_refused(tmp_path):
    (tmp_path / "runs.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(sqlite3.DatabaseError):
        open_sqlite(tmp_path / "runs.sqlite")


def test_a_log_left_behind_never_meets_the_new_database(tmp_path):
    """What belongs to the damaged file goes with it, and nothing that was put aside before is written over."""
    for number in (1, 2):
        for end in ("-wal", "-journal", ""):
            (tmp_path / f"a.sqlite{end}").write_bytes(b"%d %s" % (number, end.encode()))
        aside = put_aside(tmp_path / "a.sqlite", lambda: True)
        assert aside == f"a.sqlite.damaged-{number}"
        assert (tmp_path / f"{aside}-wal").read_bytes() == b"%d -wal" % number
        assert (tmp_path / f"{aside}-journal").read_bytes() == b"%d -journal" % number
    assert len(list(tmp_path.iterdir())) == 6


def test_what_another_program_mended_meanwhile_stays(tmp_path):
    (tmp_path / "a.sqlite").write_bytes(b"whole")
    assert put_aside(tmp_path / "a.sqlite", lambda: False) == ""
    assert [file.name for file in tmp_path.iterdir()] == ["a.sqlite"]

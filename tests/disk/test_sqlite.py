"""Keeps the proof that databases open alike everywhere: readers beside a writer, foreign keys, any disk."""

import sqlite3

import pytest

from neurodesk.disk import sqlite
from neurodesk.disk.sqlite import open_sqlite


def ask(connection: sqlite3.Connection, pragma: str) -> object:
    return connection.execute(f"PRAGMA {pragma}").fetchone()[0]


def test_readers_do_not_wait_for_the_writer(tmp_path):
    writer, reader = open_sqlite(tmp_path / "runs.sqlite"), open_sqlite(str(tmp_path / "runs.sqlite"))
    assert ask(writer, "journal_mode") == "wal"
    assert (ask(writer, "foreign_keys"), ask(writer, "busy_timeout"), ask(writer, "synchronous")) == (1, 5000, 1)
    with writer:
        writer.execute("CREATE TABLE t (x)")
    writer.execute("INSERT INTO t VALUES (1)")
    assert reader.execute("SELECT count(*) FROM t").fetchone() == (0,)
    writer.commit()
    assert reader.execute("SELECT count(*) FROM t").fetchone() == (1,)
    writer.close()
    reader.close()


class NoWal(sqlite3.Connection):
    """A connection on a disk where memory cannot be shared, as on a network folder."""

    def execute(self, statement, *rest):
        if "WAL" in statement:
            raise sqlite3.OperationalError("locking protocol")
        return super().execute(statement, *rest)


def test_without_shared_memory_the_older_journal_serves(tmp_path, monkeypatch):
    real = sqlite3.connect
    monkeypatch.setattr(sqlite.sqlite3, "connect", lambda path, **words: real(path, factory=NoWal, **words))
    connection = open_sqlite(tmp_path / "runs.sqlite")
    assert (ask(connection, "journal_mode"), ask(connection, "synchronous")) == ("delete", 2)
    connection.execute("CREATE TABLE t (x)")
    connection.close()


def test_what_is_no_database_is_refused(tmp_path):
    (tmp_path / "runs.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(sqlite3.DatabaseError):
        open_sqlite(tmp_path / "runs.sqlite")

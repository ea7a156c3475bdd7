"""Keeps the one way to open a database, so that every reader and writer waits for the others in the same way."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from neurodesk.disk.locks import Lock

BESIDE = ("-wal", "-shm", "-journal", "")  # what belongs to a database, itself last: a log must never meet a new one
_TRIES = 100  # to be the one who puts a damaged database aside, 10 ms apart
_PATIENCE, _GLANCE = 5.0, 0.5  # seconds to wait for another writer before saying that the database is locked


def open_sqlite(path: Path | str, *, looking: bool = False) -> sqlite3.Connection:
    """A connection to the database at `path`, made when missing. Raises sqlite3.Error.

    Readers do not wait for the writer (WAL); where a disk cannot share memory, as on network folders, the older
    DELETE journal serves. A commit is on the disk when it returns, unless made in `soon`. Foreign keys are enforced. A
    connection may pass between threads, one at a time. One for `looking` settles no journal, and waits half a second at
    most where that is the older one: a window stands still meanwhile.
    """
    connection = sqlite3.connect(
        path, timeout=_GLANCE if looking else _PATIENCE, check_same_thread=False, factory=_Connection
    )
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA trusted_schema = OFF")  # a shared database may carry triggers; they get no functions
        if not looking:
            _choose_journal(connection)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def damaged() -> sqlite3.DatabaseError:
    """What SQLite says of a file that is no whole database."""
    error = sqlite3.DatabaseError("the database is damaged")
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error


def is_damage(error: BaseException) -> bool:
    """Whether an error means that a file is no whole database."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def put_aside(path: Path, is_damaged: Callable[[], bool]) -> str:
    """Give a damaged database a new name, which is returned; whoever opens it next makes a new one. "" where another
    program was faster: `is_damaged` is asked when nobody else is at it. Raises OSError.
    """
    lock = Lock(path)
    for _ in range(_TRIES):
        if lock.acquire():
            break
        time.sleep(0.01)
    try:
        return _renamed(path) if is_damaged() else ""
    finally:
        lock.release()


def _renamed(path: Path) -> str:
    """Give a database a name that is free. Raises OSError."""
    taken = {file.name for file in path.parent.iterdir()}
    aside = next(name for n in range(1, len(taken) + 2) if (name := f"{path.name}.damaged-{n}") not in taken)
    for end in BESIDE:
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + end).rename(path.with_name(aside + end))
    return aside


class _Connection(sqlite3.Connection):
    """Raises sqlite3.Error of a spoilt file, always: where SQLite names in its message what is no text, Python fails to
    read the message, and raises UnicodeDecodeError.
    """

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        try:
            return super().execute(sql, parameters)
        except UnicodeDecodeError as error:
            raise damaged() from error

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> sqlite3.Cursor:
        try:
            return super().executemany(sql, parameters)
        except UnicodeDecodeError as error:
            raise damaged() from error

    def executescript(self, sql_script: str, /) -> sqlite3.Cursor:
        try:
            return super().executescript(sql_script)
        except UnicodeDecodeError as error:
            raise damaged() from error


@contextlib.contextmanager
def soon(connection: sqlite3.Connection) -> Iterator[None]:
    """Commits in here do not wait for the disk: a power cut may take the last ones, unless `settle_log` came after."""
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":  # the older journal would risk the whole file
        yield
        return
    connection.execute("PRAGMA synchronous = NORMAL")
    try:
        yield
    finally:
        connection.execute("PRAGMA synchronous = FULL")


def settle_log(path: Path) -> None:
    """Waits until all that was committed to the database at `path` is on the disk, from any thread. Raises OSError."""
    with contextlib.suppress(FileNotFoundError):  # no log: nothing is waited for
        handle = os.open(f"{path}-wal", os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _choose_journal(connection: sqlite3.Connection) -> None:
    """WAL, or DELETE, with a sync at each commit; both keep the file whole."""
    try:
        mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        connection.execute("BEGIN IMMEDIATE").connection.rollback()  # WAL shows only here whether memory can be shared
    except sqlite3.OperationalError:
        mode = "refused"
    if mode != "wal":
        mode = connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
    connection.execute("PRAGMA synchronous = FULL")

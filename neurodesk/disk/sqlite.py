"""Keeps the one way to open a database, so that every reader and writer waits for the others in the same way."""

from __future__ import annotations

import sqlite3
from pathlib import Path

_PATIENCE = 5.0  # seconds to wait for another writer before saying that the database is locked


def open_sqlite(path: Path | str) -> sqlite3.Connection:
    """A connection to the database at `path`, made when missing. Raises sqlite3.Error.

    Readers do not wait for the writer (WAL); where a disk cannot share memory, as on network folders, the older
    DELETE journal serves. Foreign keys are enforced. A connection may pass between threads, one at a time.
    """
    connection = sqlite3.connect(path, timeout=_PATIENCE, check_same_thread=False)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA trusted_schema = OFF")  # a shared database may carry triggers; they get no functions
        _choose_journal(connection)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _choose_journal(connection: sqlite3.Connection) -> None:
    """WAL with a sync at each checkpoint, or DELETE with a sync at each commit; both keep the file whole."""
    try:
        mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        connection.execute("BEGIN IMMEDIATE").connection.rollback()  # WAL shows only here whether memory can be shared
    except sqlite3.OperationalError:
        mode = "refused"
    if mode != "wal":
        mode = connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
    connection.execute(f"PRAGMA synchronous = {'NORMAL' if mode == 'wal' else 'FULL'}")

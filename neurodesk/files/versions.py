"""Keeps what each save of a project held, in the person's own folder, so that one can go back to it."""

from __future__ import annotations

import os
import sqlite3
import time
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from neurodesk.disk.causes import said
from neurodesk.disk.places import versions_dir
from neurodesk.disk.reading import read_plain
from neurodesk.disk.sqlite import is_damage, open_sqlite, put_aside
from neurodesk.files.project import loads
from neurodesk.graph import tree
from neurodesk.graph.errors import BadFile
from neurodesk.graph.model import Document

LAST: Final = 50  # saves of a file that are kept however old they are
DAYS: Final = 7.0  # in which every save is kept
MOST_BYTES: Final = 256 * 2**20  # of all files together; past this the oldest go
_FILE: Final = "versions.sqlite"
_OTHER: Final = "Choose another version."
_DAMAGED: Final = (sqlite3.Error, OSError, zlib.error, ValueError, TypeError)  # what a broken disk or list may raise
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS version (
    number INTEGER PRIMARY KEY AUTOINCREMENT, file TEXT NOT NULL, time REAL NOT NULL, text BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS by_file ON version (file, number);
"""


class Version(NamedTuple):
    """One state of a project's file, and when it was saved (Unix time, s)."""

    path: Path
    number: int
    time: float


def keep(path: Path) -> bool:
    """Keeps what the file holds now, unless the newest version holds the same; False when that was not possible."""
    try:
        saved = path.stat().st_mtime
        text = read_plain(path, tree.MOST_BYTES)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    try:
        with _opened() as base, base:
            newest = base.execute(
                "SELECT CAST(text AS BLOB) FROM version WHERE file = ? ORDER BY number DESC LIMIT 1", (_key(path),)
            ).fetchone()
            if newest is None or not _holds(newest[0], text):
                row = _key(path), saved, zlib.compress(text)
                base.execute("INSERT INTO version (file, time, text) VALUES (?, ?, ?)", row)
                _forget(base, _key(path))
    except _DAMAGED:
        return False
    return True


def renew() -> str:
    """Puts a damaged list aside, for the next save to begin a new one; the name it has then. "" where the list is not
    what is wrong, or the disk refuses.
    """
    try:
        return put_aside(versions_dir() / _FILE, _is_damaged)
    except (sqlite3.Error, OSError):
        return ""


def lost() -> bool:
    """Whether nothing is kept of any file, as when the person deleted the folder. A list out of reach is not lost."""
    try:
        (versions_dir() / _FILE).stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        pass
    return False


def versions(path: Path) -> list[Version]:
    """What was kept of a file, the newest first; a row whose time is none is passed over, as it would hide the others.
    Raises BadFile when the list cannot be read.
    """
    if lost():  # looking makes no list
        return []
    try:
        with _opened(looking=True) as base:
            rows = base.execute(
                "SELECT number, time FROM version WHERE file = ? AND typeof(time) = 'real' ORDER BY number DESC",
                (_key(path),),
            ).fetchall()
        return [Version(path, number, when) for number, when in rows]
    except _DAMAGED as error:
        raise BadFile(path, f"its earlier versions are out of reach ({_why(error)})", "", _CURE) from error


def _why(error: BaseException) -> str:
    """What the disk or the database says; of what it gave and is no text of a document, that it is damaged."""
    return said(error) if isinstance(error, sqlite3.Error | OSError) else "it is damaged"


def read(version: Version) -> Document:
    """The document as it was saved. Raises BadFile when it cannot be read, or is no longer kept."""
    where = f"{version.path.name} as it was saved then"
    try:
        with _opened(looking=True) as base:
            row = base.execute("SELECT text FROM version WHERE number = ?", (version.number,)).fetchone()
        if row is None:
            raise BadFile(where, "it is kept no longer", "", _OTHER)
        text = _unpacked(row[0]).decode("utf-8-sig")
    except _DAMAGED as error:
        raise BadFile(where, f"it cannot be read: {_why(error)}", "", _OTHER) from error
    try:
        return loads(text, where)
    except BadFile as error:  # nobody can correct what is kept here
        cure = _OTHER if error.cure == tree.CURE else error.cure
        raise BadFile(where, error.reason, error.place, cure) from error


_CURE = "The next save puts a damaged list aside; the project itself is not touched."


def _forget(base: sqlite3.Connection, key: str) -> None:
    """Drops what is neither among a file's last saves nor of the last days; past the size, the oldest of all files."""
    base.execute(
        "DELETE FROM version WHERE file = ? AND time < ? AND number NOT IN"
        " (SELECT number FROM version WHERE file = ? ORDER BY number DESC LIMIT ?)",
        (key, time.time() - DAYS * 86_400, key, LAST),
    )
    size = base.execute("SELECT total(length(text)) FROM version").fetchone()[0]
    while size > MOST_BYTES:
        number, bytes_ = base.execute("SELECT number, length(text) FROM version ORDER BY number LIMIT 1").fetchone()
        base.execute("DELETE FROM version WHERE number = ?", (number,))
        size -= bytes_


def _is_damaged() -> bool:
    """Whether the list, read from end to end, is none of ours. Raises sqlite3.Error where nobody can say."""
    try:
        with _opened() as base:
            base.execute("SELECT number, file, time, text FROM version LIMIT 0")
            return bool(base.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok")
    except sqlite3.Error as error:
        if is_damage(error) or getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_ERROR:  # other tables
            return True
        raise


def _holds(packed: object, text: bytes) -> bool:
    """Whether what was kept can be read, and is this text."""
    try:
        return isinstance(packed, bytes) and _unpacked(packed) == text
    except zlib.error:
        return False


def _unpacked(packed: bytes) -> bytes:
    """What was compressed, no more of it than a project file may hold."""
    return zlib.decompressobj().decompress(packed, tree.MOST_BYTES + 1)


def _key(path: Path) -> str:
    return os.path.normcase(os.path.realpath(path))  # one file goes by one name


@contextmanager
def _opened(*, looking: bool = False) -> Iterator[sqlite3.Connection]:
    with closing(open_sqlite(versions_dir() / _FILE, looking=looking)) as base:
        base.executescript(_SCHEMA)
        yield base

"""The opening of a list of runs: a new one made, a known one checked, a damaged one put aside and never deleted."""

from __future__ import annotations

import errno
import shutil
import sqlite3
import stat
from pathlib import Path

from neurodesk.disk.causes import said
from neurodesk.disk.reading import is_folder, is_there
from neurodesk.disk.sqlite import BESIDE, damaged, is_damage, open_sqlite, put_aside
from neurodesk.graph.errors import TrainingError
from neurodesk.training.stored import LAST_RUN, is_list, limit

SCHEMA = 2  # PRAGMA user_version
TABLES = """
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS runs (
    run INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, state TEXT NOT NULL, created REAL NOT NULL,
    document_json TEXT NOT NULL, seed INTEGER NOT NULL, versions TEXT NOT NULL, fingerprint TEXT NOT NULL DEFAULT '',
    device TEXT NOT NULL DEFAULT '', threads INTEGER NOT NULL DEFAULT 0, parameters INTEGER NOT NULL DEFAULT 0,
    examples INTEGER NOT NULL DEFAULT 0, epochs INTEGER NOT NULL DEFAULT 0, epoch INTEGER NOT NULL DEFAULT 0,
    step INTEGER NOT NULL DEFAULT 0, seconds REAL NOT NULL DEFAULT 0, reason TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL DEFAULT '', metrics TEXT NOT NULL DEFAULT '{}', tags TEXT NOT NULL DEFAULT '[]',
    note TEXT NOT NULL DEFAULT '', deleted REAL NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS epochs (
    run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, epoch INTEGER NOT NULL, step INTEGER NOT NULL,
    rate REAL NOT NULL, seconds REAL NOT NULL, train TEXT NOT NULL, validation TEXT NOT NULL, PRIMARY KEY (run, epoch));
CREATE TABLE IF NOT EXISTS samples (
    run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, first INTEGER NOT NULL, losses BLOB NOT NULL,
    PRIMARY KEY (run, first)) WITHOUT ROWID;
"""
MIGRATIONS = {  # from the version named: what makes the next one of it
    1: """
ALTER TABLE runs ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
ALTER TABLE runs ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN deleted REAL NOT NULL DEFAULT 0;
""",
}
_LOOK = "SELECT (SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM sqlite_master)"  # at one moment
FULL = "the disk is full"
LITTLE = 1 << 16  # bytes free: a database needs more
AGAIN = "Train again: it is then put aside, a new list is begun, and the folders of the earlier runs stay as they are."


class DamagedError(TrainingError):
    """A list of runs that is no list any more."""


def open_list(path: Path, *, renew: bool = False) -> tuple[sqlite3.Connection, str]:
    """Open the list of runs at `path`, made when missing, and the name a damaged one was put aside under, or "".

    A damaged one is put aside with `renew` only; then it is also read from end to end, to find out. Raises
    TrainingError.
    """
    try:
        return _opened(path, thorough=renew), ""
    except DamagedError:
        if not renew:
            raise
    try:
        aside = put_aside(path, lambda: _is_damaged(path))
    except OSError as error:
        raise _unusable(path.parent, error) from error
    return _opened(path), aside


def _is_damaged(path: Path) -> bool:
    """Whether the list at `path`, read from end to end, is none. Raises TrainingError where nobody can say."""
    try:
        _opened(path, thorough=True).close()
    except DamagedError:
        return True
    return False


def _opened(path: Path, *, thorough: bool = False) -> sqlite3.Connection:
    """The list at `path`, checked. Raises TrainingError, DamagedError where it is no list."""
    folder = path.parent
    base: sqlite3.Connection | None = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _check_plain(path)
        base = open_sqlite(path)
        limit(base)
        found, things = base.execute(_LOOK).fetchone()
        if found == 0 and not things:
            _make(base, folder)
        elif found <= SCHEMA:
            _check(base, thorough, found)
            _migrate(base)
    except (OSError, sqlite3.Error) as error:
        if base is not None:
            base.close()
        if is_damage(error):
            raise DamagedError(f"{path.name}, the list of runs in {folder.name}, is damaged.", AGAIN) from error
        raise _unusable(folder, error) from error
    if found > SCHEMA:
        base.close()
        raise TrainingError(f"The runs in {folder.name} were written by a newer version.", "Update the program.")
    return base


def _check_plain(path: Path) -> None:
    """Raise TrainingError where a link, pipe or device stands for the list: what is written would go elsewhere."""
    for end in BESIDE:
        file = path.with_name(path.name + end)
        try:
            plain = stat.S_ISREG(file.lstat().st_mode)
        except FileNotFoundError:  # another process may take a log away at this moment
            continue
        if not plain:
            text = f"{file.name} in {path.parent.name} is a link, a folder or a device, not a file."
            raise TrainingError(text, "Take it out of that folder, or choose another runs folder.")


def last_folder(folder: Path) -> int:
    """The largest number that a folder of a run has; 0 where there is none."""
    numbers = [int(path.name) for path in folder.iterdir() if path.name.isascii() and path.name.isdigit()]
    return max((number for number in numbers if number < LAST_RUN), default=0)


def _make(base: sqlite3.Connection, folder: Path) -> None:
    """Make the tables; runs are counted on from the folders that are there, so that none of them is written over."""
    base.executescript(f"""{TABLES}
        INSERT INTO sqlite_sequence (name, seq)
            SELECT 'runs', {last_folder(folder)} WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'runs');
        PRAGMA user_version = {SCHEMA};
        COMMIT;""")  # noqa: S608  a number of ours


def _migrate(base: sqlite3.Connection) -> None:
    """Bring a list of an earlier version up to this one, all or nothing; two processes may try at once."""
    base.execute("BEGIN IMMEDIATE")
    with base:
        found = base.execute("PRAGMA user_version").fetchone()[0]
        for version in range(found, SCHEMA):
            for statement in filter(str.strip, MIGRATIONS[version].split(";")):
                base.execute(statement)
        if found < SCHEMA:
            base.execute(f"PRAGMA user_version = {SCHEMA}")


def _check(base: sqlite3.Connection, thorough: bool, version: int) -> None:
    """Raise DatabaseError, as SQLite does, where it is no list of runs or pages do not hang together."""
    sound = version > 0 and is_list(base)
    sound = sound and (not thorough or base.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    if not sound:
        raise damaged()


HELD = "Close the other program that writes there, then try again."


def _unusable(folder: Path, error: BaseException) -> TrainingError:
    """Why a runs folder cannot be used: no room, or no right to."""
    full = is_full(error)
    if not full and getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN):
        full = is_folder(folder) and shutil.disk_usage(folder).free < LITTLE
    cause = FULL if full and getattr(error, "errno", None) != errno.EDQUOT else plain_cause(error)
    text = f"The runs folder {folder.name} cannot be used: {cause}."
    if full:
        return TrainingError(text, f"Free some space for {folder}, or choose another runs folder.")
    if "locked" in cause:
        return TrainingError(text, HELD)
    if is_there(folder) and not is_folder(folder):
        return TrainingError(text, f"Give the file {folder} another name: the folder of the runs has this one.")
    if getattr(error, "errno", None) == errno.EIO:
        return TrainingError(text, f"Copy {folder} to another disk while it can be read.")
    return TrainingError(text, "Save the project in a folder you may write to, or choose another runs folder.")


def is_full(error: BaseException) -> bool:
    """Whether an error means that there is no room on the disk."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL or "disk is full" in str(error)


def why_unkept(error: BaseException, folder: Path) -> tuple[str, str]:
    """Why something could not be kept in a runs folder, in words, and the cure."""
    if not is_folder(folder):
        return f"the folder {folder.name} is not there any more", f"Put {folder} back in its place."
    if is_full(error):
        return plain_cause(error), "Free some space."
    if getattr(error, "errno", None) == errno.EIO:
        return plain_cause(error), f"Copy {folder} to another disk while it can be read."
    return plain_cause(error), f"See that the folder {folder} can be written to."


def plain_cause(error: BaseException) -> str:
    """Why the disk said no, in words: "the disk is full"."""
    if is_full(error) and getattr(error, "errno", None) != errno.EDQUOT:
        return FULL
    return said(error)

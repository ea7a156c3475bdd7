"""Keeps unsaved work for after a crash, in the person's own recovery folder; files beside a document mean nothing."""

from __future__ import annotations

import json
import shutil
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

from neurodesk.disk.atomic import atomic_save, sweep
from neurodesk.disk.locks import Lock
from neurodesk.disk.places import recovery_dir
from neurodesk.disk.reading import ReadError, can_be_told, is_there, read_plain
from neurodesk.files.project import loads
from neurodesk.graph import tree
from neurodesk.graph.model import Document, Project
from neurodesk.graph.writing import Writer

_SUFFIX = ".recovery"
_END_OF_TIME = 1e11  # s since 1970; a later one, or one before, was not written by us
_ENVELOPE = 2  # a text inside JSON: every character may need an escape


@dataclass(frozen=True, slots=True)
class Recovered:
    """Work that a program which ended early had not saved: where it came from, when it was kept (Unix time, s), and the
    fingerprint of the file it began from.
    """

    key: str
    path: Path | None
    time: float
    text: str
    began: str = ""

    @property
    def title(self) -> str:
        """What to call it: the file's name, or `untitled`."""
        return self.path.name if self.path else "untitled"


class Journal:
    """The recovery file of one open document; it is locked while the program lives, so that only a crash leaves it.

    Work that is brought back goes on in the journal it was found in: however often that fails, it is still there.
    """

    def __init__(self, key: str = "") -> None:
        self.key = key or uuid.uuid4().hex
        self._file = _file(self.key)
        self._lock = Lock(self._file)

    def take(self) -> bool:
        """Takes over what was left under this key; False when another program just did."""
        return self._lock.acquire()

    def keep(self, document: Document, path: Path | None, began: str = "", writer: Writer | None = None) -> None:
        """Writes the document's present state, as work on the file `path`. A `writer` that wrote it before has less to
        do. A folder that was removed meanwhile is made again. Raises SaveError.
        """
        text = (writer or Writer()).text(document)
        entry = {"path": str(path.absolute()) if path else None, "time": time.time(), "text": text, "began": began}
        recovery_dir()
        if self._lock.held and not is_there(self._lock.path):  # removed with its folder: it would guard nothing
            self._lock.release()
        self._lock.acquire()
        atomic_save(self._file, json.dumps(entry).encode(), backup=False)

    def leave(self) -> None:
        """Lets go of what was kept, for the next start to find."""
        self._lock.release()

    def clear(self) -> None:
        """Forgets what was kept: the document was saved or given up on purpose."""
        self._file.unlink(missing_ok=True)
        sweep(self._file)
        self._lock.release()


def waiting() -> list[Recovered]:
    """The work that crashed programs left, newest first. Files that are no journal are passed over."""
    found = []
    for file in recovery_dir().glob(f"*{_SUFFIX}"):
        if file.is_symlink():  # none of ours, and its lock would lie where it leads
            continue
        lock = Lock(file)
        if lock.acquire():
            entry = _read(file)
            if entry and _is_saved(entry):  # the end came between the save and the forgetting
                file.unlink(missing_ok=True)
            elif entry:
                found.append(entry)
            lock.release()
    return sorted(found, key=lambda entry: entry.time, reverse=True)


def restore(entry: Recovered) -> Project:
    """The project as it was kept, still unsaved. Raises BadFile when the text cannot be read; it stays in `waiting`."""
    return Project(loads(entry.text, entry.title), entry.path)


def discard(entry: Recovered) -> None:
    """Forgets the work for good, with the runs of a project that never had a file; not under the hands of another
    program that has brought it back.
    """
    lock = Lock(_file(entry.key))
    if not lock.acquire():
        return
    _file(entry.key).unlink(missing_ok=True)
    sweep(_file(entry.key))
    shutil.rmtree(runs_of(entry.key), ignore_errors=True)
    lock.release()


def wait_in(runs: Path) -> bool:
    """Whether a folder of runs is that of a document without a file."""
    return runs.parent == recovery_dir()


def runs_of(key: str) -> Path:
    """Where a document without a file keeps its runs, by the key of its journal."""
    return recovery_dir() / f"{key}.runs"


def _file(key: str) -> Path:
    return recovery_dir() / f"{key}{_SUFFIX}"


def _is_saved(entry: Recovered) -> bool:
    """Whether the file holds this very work."""
    try:
        return entry.path is not None and read_plain(entry.path, tree.MOST_BYTES) == entry.text.encode()
    except (ReadError, UnicodeEncodeError):
        return False


def _read(file: Path) -> Recovered | None:
    try:
        data = read_plain(file, _ENVELOPE * tree.MOST_BYTES)
        if data.count(b"[") + data.count(b"{") > tree.MOST_BRACKETS or data.count(b",") > tree.MOST_COMMAS:
            return None  # no project, but built to exhaust the reader
        content = json.loads(data)
        path, kept, text, began = content["path"], content["time"], content["text"], content.get("began", "")
        kept = kept if 0 <= kept < _END_OF_TIME else file.stat().st_mtime
    except (ReadError, OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    if not (isinstance(text, str) and isinstance(kept, float) and isinstance(path, str | None)):
        return None
    if path and not can_be_told(path):
        return None
    return Recovered(file.stem, Path(path) if path else None, kept, text, str(began))

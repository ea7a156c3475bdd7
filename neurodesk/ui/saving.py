"""Writes the open document beside the editing: its file when asked, and a safety copy soon after each change.

All of it happens in two threads, one for the file and one for the copies, so that neither waits for the other's disk,
and is collected in the window's; a slow or stalled disk is said, and not waited for.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from neurodesk.disk.atomic import sweep
from neurodesk.disk.folders import copy_folder, move_folder
from neurodesk.disk.locks import Lock, is_held
from neurodesk.disk.reading import is_folder, is_there
from neurodesk.files import recovery, versions
from neurodesk.files.project import fingerprint, save_project
from neurodesk.files.scribe import Outcome, Scribe
from neurodesk.graph import tree
from neurodesk.graph.errors import BadFile, NeuroDeskError
from neurodesk.graph.model import Document, Project
from neurodesk.graph.writing import Writer
from neurodesk.ui.words import later

KEEP_MS = 500  # from a change to its safety copy: a crash costs under two seconds, also while a window begins
COLLECT_MS = 10
SLOW_S = 0.3  # until it is said that something is being written
REST_S = 0.001  # after each small part of a document was put into words
LEAVE_S = 2.0  # that a closing window waits for the disk

Moved = Callable[[Document], Document]  # a document that names its data from another folder


class FileChanged(BadFile):
    """The file holds something else than what was opened or saved here: another program wrote it meanwhile."""


class Brought(NamedTuple):
    """Where the runs of a document are, and where those of another are now that lay there; None for none."""

    runs: Path
    aside: Path | None = None


@dataclass(slots=True)
class _File:
    """A file as it is known here: the right to write it, and what tells its content from any other. Saves that follow
    each other find it as the one before left it.
    """

    lock: Lock
    fingerprint: str


class Written(NamedTuple):
    """A save that succeeded: which document, into which file, how that is known from now on, whether its content is
    among the file's versions, the name under which a damaged list of them was put aside, and what became of the runs.
    """

    document: Document
    path: Path
    file: _File
    version_kept: bool
    list_aside: str
    brought: Brought


class _Order(NamedTuple):
    """What is to be saved: the document, its path, where its runs are, the file as it is known, whether it must be so
    still, whether its content is among the versions, who writes the document, and what becomes of those of the runs.
    """

    project: Project
    path: Path
    runs: Path
    file: _File
    checked: bool
    kept: bool
    writer: Writer
    moved: Moved


class Saving(QObject):
    """The file and the safety copies of one document after the other."""

    changed = Signal()  # whether the disk lets one wait, or when the last safety copy was
    unkept = Signal(str)  # the safety copy could not be written, and why; it is tried again
    ended = Signal(object)  # a save: `Written`, or its error

    def __init__(self, parent: QObject, work: Callable[[], Project | None]) -> None:
        """`work` gives what is on the desk while it is not saved, else None."""
        super().__init__(parent)
        self._work = work
        self._scribe, self._copyist = Scribe(), Scribe()  # of the file, and of safety copies
        self._soon = QTimer(self, interval=KEEP_MS, singleShot=True)
        self._soon.timeout.connect(self.keep)
        self._collect = QTimer(self, interval=COLLECT_MS)
        self._collect.timeout.connect(self._look)
        self._began: dict[Scribe, float] = {}
        self._slow = False
        self.begin(None)

    @property
    def busy(self) -> bool:
        """Whether a save is under way."""
        return self._saves > 0

    @property
    def slow(self) -> bool:
        """Whether the disk lets the person wait."""
        return self._slow

    def begin(self, path: Path | None, journal: recovery.Journal | None = None, began: str | None = None) -> None:
        """Another document is on the desk, with the journal it was brought back from if it was, which knows the
        fingerprint of the file it began from.
        """
        self.journal = journal or recovery.Journal()
        self._writer, self._copying = Writer(_rest), Writer(_rest)
        self._saves = 0  # asked for and not ended yet
        self._coming: list[_File] = []  # other files that are being written, to become this document's
        self.path = path
        self.version_kept = True  # the last save can be gone back to
        self.saved_at = self.kept_at = 0.0  # Unix time in s of the last save and the last safety copy; 0 for none
        self._moves: dict[Path, Path] = {}  # folders that were renamed while this document was open, and what to
        self._file = _File(Lock(path), fingerprint(path) if began is None else began) if path else None
        self.read_only = self._file is not None and not self._file.lock.acquire()  # another has it, to write it
        if path and not self.read_only:
            self._give(lambda: sweep(path), self._ignore)
        self._safe = True  # the last safety copy could be written

    @property
    def safe(self) -> bool:
        """Whether the last safety copy could be written."""
        return self._safe

    def touch(self) -> None:
        """Something changed: a safety copy follows soon, however fast the next changes come."""
        if not self._soon.isActive():
            self._soon.start()

    def keep(self) -> None:
        """Write a safety copy of what is not saved; forget the one there is when all is."""
        self._soon.stop()
        project, journal, file, writer = self._work(), self.journal, self._file, self._copying

        def keep() -> None:
            assert project is not None
            journal.keep(project.document, project.path, file.fingerprint if file else "", writer)

        if project is None:
            self._give(journal.clear, self._ignore, "journal")
        else:
            self._give(keep, self._kept, "journal")

    def save(self, project: Project, runs: Path, moved: Moved, *, replace: bool = False) -> None:
        """Write a document to its file, and bring its runs from where they are, their drawings `moved` too; `ended`
        tells how it went.

        With `replace` a file that another program changed is written over; its content is among the versions.
        """
        path = project.path
        assert path is not None
        if path != self.path:
            self._follow(path)
        file = self._file if path == self.path else self._known(Lock(path))
        own = file is self._file
        checked = own and not replace
        kept = checked and path == self.path and self.saved_at > 0 and self.version_kept
        if own and self.read_only:
            file = _File(Lock(path), file.fingerprint)
        order = _Order(project, path, self._there(runs), file, checked, kept, self._writer, moved)
        self._saves += 1
        self._give(lambda: _write(order), self._saved)

    def bring(self, runs: Path, wanted: Path, moved: Moved, then: Callable[[Brought], None]) -> None:
        """Bring runs from one folder to another, their drawings `moved`, and hand `then` what became of them."""
        there = self._there(runs)
        self._give(lambda: _brought(there, wanted, moved), then)

    def finish(self, seconds: float | None = None) -> bool:
        """Wait until all is written, and tell of it; whether it was within so many seconds."""
        since = time.monotonic()
        done = self._scribe.wait(seconds)
        left = None if seconds is None else max(0.0, seconds + since - time.monotonic())
        done = self._copyist.wait(left) and done
        self._look()
        return done

    def close(self, *, keep: bool = False) -> None:
        """Let go of the document; `keep` leaves what is unsaved for the next start."""
        self._soon.stop()
        if keep and self._work() is not None:
            self.keep()
        elif not keep:
            self._give(self.journal.clear, self._ignore, "journal")
        self.finish(LEAVE_S)
        self.journal.leave()
        if self._file is not None:
            self._file.lock.release()
        self._collect.stop()

    # ------------------------------------------------------------------ inside

    def _follow(self, path: Path) -> None:
        """See whether the document's folder is now that of `path`: its own lock came along, and its runs."""
        if self._file is not None and self.path is not None and self._file.lock.follow(path.parent):
            self._moves[self.path.parent] = path.parent

    def _there(self, runs: Path) -> Path:
        """Where runs are that moved along with the document's folder."""
        folder = self._moves.get(runs.parent)
        there = runs if folder is None or is_folder(runs) else folder / runs.name
        return there if there is runs or is_folder(there) else runs

    def _known(self, lock: Lock) -> _File:
        """The file of a lock: this document's by another spelling, one that is being written for it, or a new one."""
        for file in filter(None, (self._file, *self._coming)):
            if file.lock.path == lock.path:
                return file
        self._coming.append(_File(lock, ""))
        return self._coming[-1]

    def _give(self, work: Callable[[], object], then: Callable[[Outcome], None], key: str = "") -> None:
        scribe, document = self._copyist if key else self._scribe, self.journal
        if not scribe.busy:
            self._began[scribe] = time.monotonic()

        def told(outcome: Outcome) -> None:
            if document is self.journal:
                then(outcome)
            elif isinstance(outcome, Written):  # nobody waited for it, and another document is on the desk by now
                outcome.file.lock.release()

        scribe.give(work, told, key=f"{key} {document.key}" if key else "")
        self._collect.start()

    def _look(self) -> None:
        for scribe in (self._scribe, self._copyist):
            scribe.collect()
        busy = [scribe for scribe in (self._scribe, self._copyist) if scribe.busy]
        if not busy:
            self._collect.stop()
        slow = any(time.monotonic() - self._began[scribe] > SLOW_S for scribe in busy)
        if slow != self._slow:
            self._slow = slow
            self.changed.emit()

    def _kept(self, outcome: Outcome) -> None:
        was_safe, self._safe = self._safe, not isinstance(outcome, Exception)
        self.kept_at = time.time() if self._safe else 0.0
        if isinstance(outcome, Exception):
            self.touch()
            if was_safe:
                self.unkept.emit(getattr(outcome, "strerror", None) or str(outcome))
        self.changed.emit()

    def _saved(self, outcome: Outcome) -> None:
        self._saves -= 1
        if not self._saves:
            self._coming.clear()
        if isinstance(outcome, Written):
            if self._file is not None and self._file is not outcome.file:
                self._file.lock.release()
            self.path, self._file = outcome.path, outcome.file
            self.read_only = False
            self.version_kept = outcome.version_kept
            self.saved_at, self.kept_at = time.time(), 0.0
            self._safe = True  # what cannot be kept from now on is said anew
        self.ended.emit(outcome)

    def _ignore(self, outcome: Outcome) -> None:
        """What was to be forgotten and could not be is offered at the next start, which harms nobody."""


def _write(order: _Order) -> Written:
    """Save a document, in the scribe's thread. Raises BadFile with nothing changed."""
    project, path, file = order.project, order.path, order.file
    held = file.lock.held
    if not file.lock.acquire():
        reason = later("it is open in another window of NeuroDesk, or on another computer")
        raise BadFile(path, reason, "", later("Close it there, or save under another name."))
    try:
        if order.checked and _has_changed(path, file.fingerprint):
            raise FileChanged(path, "another program changed it since it was opened here", "", "Choose what to keep.")
        aside = ""
        if not order.kept or versions.lost():
            _, aside = _among_versions(path)  # what it holds until now, for it may come from elsewhere
        save_project(project, order.writer)
        file.fingerprint = fingerprint(path)
        kept, again = _among_versions(path)
        brought = _brought(order.runs, project.runs, order.moved)
        return Written(project.document, path, file, kept, aside or again, brought)
    except BaseException:  # whatever it was, the next save may try; it is raised again
        if not held:
            file.lock.release()
        raise


def _among_versions(path: Path) -> tuple[bool, str]:
    """Keep what a file holds as a version: whether that was possible, and where a damaged list went, "" for none."""
    if versions.keep(path):
        return True, ""
    aside = versions.renew()
    return bool(aside) and versions.keep(path), aside


def _has_changed(path: Path, known: str) -> bool:
    """Whether a file is there and is not as it was known, be it larger than what is read of one; what the disk refuses
    to read is for the save to tell.
    """
    now = fingerprint(path)
    return now != known if now else is_there(path) and path.stat().st_size > tree.MOST_BYTES


def _rest() -> None:
    """Leave the interpreter to the window's thread: each call into Qt lets go of it, and this thread would take it for
    all of a long work.
    """
    time.sleep(REST_S)


def _brought(runs: Path, wanted: Path, moved: Moved) -> Brought:
    """Move runs that waited for a file beside it, copy those of another file; what lies there already belongs to the
    project that was there. Where the disk refuses, or a run here or there is under way, they stay where they are. Each
    keeps a drawing, which names its data from the new place then.
    """
    if os.path.realpath(runs) == os.path.realpath(wanted):
        return Brought(wanted)
    if _under_way(runs) or _under_way(wanted):
        return Brought(runs)
    aside = _free_name(wanted) if is_folder(wanted) else None
    try:
        if aside is not None:
            move_folder(wanted, aside)
        if is_folder(runs):
            (move_folder if recovery.wait_in(runs) else copy_folder)(runs, wanted)
            _rewrite(wanted, moved)
    except OSError:
        return Brought(runs, aside if aside is not None and is_folder(aside) else None)
    return Brought(wanted, aside)


def _rewrite(runs: Path, moved: Moved) -> None:
    """Let the drawings of runs that came name their data from here; where they cannot be written it is looked for where
    the document says, and told if it is other data.
    """
    from neurodesk.training.drawings import rewrite_documents  # late: it brings numpy

    with suppress(NeuroDeskError, sqlite3.Error):
        rewrite_documents(runs, moved)


def _under_way(runs: Path) -> bool:
    """Whether a program trains a run that lies there."""
    return any(is_held(folder / "run") for folder in runs.glob("*/"))


def _free_name(folder: Path) -> Path:
    """`mine.runs~`, or `mine.runs~2` where that is taken, and so on."""
    names = (folder.with_name(f"{folder.name}~{'' if at == 1 else at}") for at in count(1))
    return next(name for name in names if not os.path.lexists(name))

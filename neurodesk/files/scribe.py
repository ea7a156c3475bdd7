"""Keeps a thread that writes, one task after the other, so that nobody who edits waits for the disk."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from neurodesk.disk.atomic import atomic_save, sweep
from neurodesk.graph.errors import NeuroDeskError

Outcome = Any  # what the work returned, or the error it raised


@dataclass(slots=True)
class _Task:
    key: str
    work: Callable[[], Any]
    then: Callable[[Outcome], None]
    outcome: Outcome = None


class Scribe:
    """Does tasks in the order they were given, in a thread that is there only while there are any."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: deque[_Task] = deque()
        self._ended: deque[_Task] = deque()
        self._working = False

    @property
    def busy(self) -> bool:
        """Whether anything is still to be done, or to be collected."""
        return self._working or bool(self._waiting or self._ended)

    def give(self, work: Callable[[], Any], then: Callable[[Outcome], None], *, key: str = "") -> None:
        """Have `work` done; the next `collect` after it hands what it returned, or its OSError or NeuroDeskError, to
        `then`. A task of the same `key` that is not begun yet is left out: only the newest of them is wanted.
        """
        with self._changed:
            if key:
                self._waiting = deque(task for task in self._waiting if task.key != key)
            self._waiting.append(_Task(key, work, then))
            self._start()

    def collect(self) -> None:
        """Hand on, in this thread, what has ended."""
        while self._ended:
            task = self._ended.popleft()
            task.then(task.outcome)

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until all is done; whether it was within so many seconds. Nothing is collected."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._working, seconds)

    def _start(self) -> None:
        if self._waiting and not self._working:
            self._working = True
            try:
                threading.Thread(target=self._work, name="scribe", daemon=True).start()
            except RuntimeError:  # the system gives no thread more: rather waited for than not written
                self._work()

    def _work(self) -> None:
        try:
            while (task := self._next()) is not None:
                task.outcome = OSError("something went wrong inside NeuroDesk")  # unless it ends in one of these ways
                try:
                    task.outcome = task.work()
                except (OSError, NeuroDeskError) as error:
                    task.outcome = error
                finally:
                    self._ended.append(task)
        finally:  # after an error that nobody expected the others are still done
            with self._changed:
                self._working = False
                self._start()
                self._changed.notify_all()

    def _next(self) -> _Task | None:
        with self._changed:
            return self._waiting.popleft() if self._waiting else None


_own = Scribe()  # of the program's own small files, which belong to no document


def write_soon(path: Path, made: Callable[[], bytes]) -> None:
    """Have one of the program's own small files written, as it is `made` then, in the thread; the newest content
    counts, and what the disk refuses is forgotten.
    """
    _own.collect()
    _own.give(lambda: _write_own(path, made()), lambda _outcome: None, key=str(path))


def all_written(seconds: float) -> bool:
    """Wait until the program's own small files are written; whether they were within so many seconds."""
    return _own.wait(seconds)


def _write_own(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    sweep(path)
    atomic_save(path, data, backup=False)

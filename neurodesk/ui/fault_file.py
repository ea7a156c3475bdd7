"""The fault file of this program: how it hung or ended where Python itself cannot say so; gone after a clean end."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import re
import threading
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimerEvent

from neurodesk.disk.locks import Lock
from neurodesk.disk.places import log_dir
from neurodesk.disk.reading import ReadError, read_end, read_start
from neurodesk.ui.crash_log import MOST, add_entry, plain

HUNG_S = 5.0  # seconds without an answer; then every thread's stack is written down
BEAT_S = 1.0  # seconds between two beats
_SUFFIX = ".fault"
_FATAL = re.compile(rb"^.*atal .*$", re.MULTILINE)  # how the tale of a crash begins
_SILENT = "The window does not answer. This is where every thread is:\n"
_HUNG = "The window did not answer for {seconds:.1f} s.\n"


class FaultFile:
    """A file that is open while the program runs, for what Python's fault handler has to say in its last moment.

    Written in place, for nothing else could be done then. Locked while the program lives, so that the next start
    knows which files a program left that is no more. Where none can be made there is none.
    """

    def __init__(self) -> None:
        self._handle = -1
        with contextlib.suppress(OSError):
            self.path = log_dir() / f"{uuid.uuid4().hex}{_SUFFIX}"
            self._lock = Lock(self.path)
            self._lock.acquire()
            self._handle = os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_APPEND, 0o600)
            faulthandler.enable(self._handle)

    def stacks(self) -> None:
        """Write down every thread's stack. The caller holds the interpreter meanwhile, so that none of them moves."""
        if self._handle >= 0:
            faulthandler.dump_traceback(self._handle)

    def guard(self, seconds: float) -> None:
        """Write down every thread's stack unless this is called again within some seconds, as nobody can who waits for
        the interpreter. For that alone: of a thread that runs meanwhile the stack is read wrongly, which ends programs.
        """
        if self._handle >= 0:
            faulthandler.dump_traceback_later(seconds, file=self._handle)

    def write(self, text: str) -> None:
        """Add a line."""
        if self._handle >= 0:
            with contextlib.suppress(OSError):
                os.write(self._handle, text.encode())

    def close(self) -> None:
        """End the watch; a file in which nothing stands is removed, any other waits for the next start."""
        if self._handle < 0:
            return
        faulthandler.cancel_dump_traceback_later()
        faulthandler.disable()
        empty = os.fstat(self._handle).st_size == 0
        os.close(self._handle)
        self._handle = -1
        if empty:
            self.path.unlink(missing_ok=True)
        self._lock.release()


class Heartbeat(QObject):
    """Beats on the window's thread; when it stops, one beside it writes to the fault file where every thread is."""

    def __init__(self, file: FaultFile, parent: QObject) -> None:
        super().__init__(parent)
        self._file, self._last = file, time.monotonic()
        self._over = threading.Event()
        self._ear = threading.Thread(target=self._listen, name="heartbeat", daemon=True)
        self._ear.start()
        self._timer = self.startTimer(round(BEAT_S * 1000))

    def _beat(self) -> None:
        now = time.monotonic()
        late = now - self._last - BEAT_S
        self._last = now
        if late > HUNG_S:
            self._file.write(_HUNG.format(seconds=late))

    def _listen(self) -> None:
        """Tell of each silence once."""
        told = 0.0
        while True:
            self._file.guard(2 * (HUNG_S + BEAT_S))
            if self._over.wait(BEAT_S):
                return
            last = self._last
            if last != told and time.monotonic() - last > HUNG_S + BEAT_S:
                told = last
                self._file.write(_SILENT)
                self._file.stacks()

    def stop(self) -> None:
        """Beat no more, without being missed."""
        self.killTimer(self._timer)
        self._over.set()
        self._ear.join()

    def timerEvent(self, event: QTimerEvent) -> None:
        """Beat."""
        del event
        self._beat()


# ---------------------------------------------------------------------- the next start


@dataclass(frozen=True, slots=True)
class Ended:
    """How the program ended before: what its fault file says, whether a crash ended it, and how long it hung (s)."""

    text: str
    crashed: bool
    hung: float


def unseen() -> Ended | None:
    """What programs that are no more left in their fault files; once, for it goes into the crash log."""
    found = [text for file in sorted(log_dir().glob(f"*{_SUFFIX}")) if (text := _taken(file))]
    if not found:
        return None
    text = "\n".join(found)
    hung = [float(seconds) for seconds in re.findall(r"did not answer for (\d{1,9}\.\d) s", text)]
    return Ended(text, "atal " in text, max(hung, default=0.0))


def _taken(file: Path) -> str:
    """The text of a fault file that no program holds; the file is removed. "" when one does, or nothing is in it."""
    lock = Lock(file)
    if not lock.acquire():
        return ""
    try:
        text = plain(_newest(file)).strip()
    except ReadError:  # put there by somebody else
        text = ""
    if text:
        add_entry(text)
    with contextlib.suppress(OSError):
        file.unlink()
    lock.release()
    return text


def _newest(file: Path) -> bytes:
    """What a fault file says; of one that grew past all measure its newest crash, which its last megabyte tells, else
    its first. Raises ReadError.
    """
    start, size = read_start(file, MOST)
    if size <= MOST:
        return start
    end = read_end(file, MOST)
    for part in (end, start):
        if found := list(_FATAL.finditer(part)):
            return part[found[-1].start() :].strip(b"\0")
    return end[end.find(b"\n") + 1 :].strip(b"\0")

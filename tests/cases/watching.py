"""The child of the oracle: opens one hostile thing after the other, under an audit hook, and tells what came of each.

Started by `tests.cases.oracle` as `python -P -m tests.cases.watching ROOM`, with the cases as JSON on its input. It
prints a line of JSON before each case (its name) and after it (what was seen), so that a crash is known by its case.
"""

import contextlib
import ctypes
import gc
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from neurodesk.graph.errors import NeuroDeskError
from tests.cases.doors import DOORS, begin
from tests.cases.window_doors import end

MARK = "TOUCHED"  # what every payload holds: generated code of torch that holds it was not written by torch alone
STARTS = ("pickle", "socket", "subprocess", "ctypes", "webbrowser", "urllib", "ftplib", "smtplib", "http", "ensurepip",
          "os.system", "os.exec", "os.spawn", "os.posix_spawn", "os.fork", "os.startfile", "os.kill", "code.", "pty",
          "marshal.dumps", "sys.unraisablehook", "import.pth")  # fmt: skip
CHANGES = ("os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod",
           "os.chown", "os.utime", "os.setxattr", "shutil", "tempfile", "sqlite3.connect")  # fmt: skip
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
ROOT = Path(__file__).resolve().parents[2]
OURS = tuple(
    {str(ROOT / "neurodesk"), str(ROOT / "tests"), sys.prefix, sys.base_prefix, str(Path(sys.prefix).resolve())}
)


class Watch:
    """What the program does beside reading, while a case is open."""

    def __init__(self, room: Path) -> None:
        self.acts: list[str] = []  # what may never happen
        self.touched: list[str] = []  # what was opened or listed outside the room and the program itself
        self._room = (str(room), os.path.realpath(room))
        self._on = False

    @contextlib.contextmanager
    def on(self) -> Iterator[None]:
        """Watch, and tell afterwards which modules of the room were imported."""
        self.acts, self.touched, self._on = [], [], True
        try:
            yield
        finally:
            self._on = False
            files = [(name, getattr(module, "__file__", None) or "") for name, module in list(sys.modules.items())]
            self.acts += [f"imported {name}" for name, file in files if file.startswith(self._room)]

    def hook(self, event: str, given: tuple[Any, ...]) -> None:
        """Note an event of the interpreter."""
        if not self._on:
            return
        if event in ("exec", "compile"):
            self._judge_code(event, given)
        elif event == "marshal.loads":
            if not sys._getframe(1).f_code.co_filename.startswith("<frozen importlib"):
                self.acts.append(event)
        elif event.startswith(STARTS):
            self.acts.append(f"{event} {given!r}"[:200])
        elif event == "open":
            path, mode, flags = given
            if (isinstance(mode, str) and set(mode) & set("wax+")) or (flags or 0) & WRITES:
                self._judge_place(event, (path,))
            self._touch(path)
        elif event in ("os.listdir", "os.scandir"):
            self._touch(given[0])
        elif event.startswith(CHANGES):
            self._judge_place(event, given)

    def _judge_code(self, event: str, given: tuple[Any, ...]) -> None:
        """Code may come from the program and its libraries only: their files, and what torch prints of a network."""
        caller = sys._getframe(2).f_code.co_filename
        text = str(given[0]) if event == "compile" else given[0].co_filename
        if not caller.startswith((*OURS, "<frozen")) or MARK in text or text.startswith(self._room):
            self.acts.append(f"{event} by {caller}: {text}"[:200])

    def _judge_place(self, event: str, given: tuple[Any, ...]) -> None:
        """Whatever is written lies in the room."""
        for path in given:
            if isinstance(path, (str, bytes, os.PathLike)):
                full = os.path.abspath(os.fsdecode(path))  # noqa: PTH100  without looking at the disk
                if not full.startswith(self._room) and full != os.devnull:
                    self.acts.append(f"{event} {full}"[:200])

    def _touch(self, path: Any) -> None:
        if isinstance(path, (str, bytes)):
            full = os.path.abspath(os.fsdecode(path))  # noqa: PTH100  as above
            if not full.startswith((*OURS, *self._room, "/proc/self", "/proc/meminfo", "/sys/fs/cgroup")):
                self.touched.append(full)


class Memory:
    """The highest memory since a moment, in MB above the idle program. Not ru_maxrss: that begins with the parent's."""

    def __init__(self) -> None:
        self._clear = open("/proc/self/clear_refs", "w")  # noqa: SIM115, PTH123  held open: the hook sees every opening
        self._status = open("/proc/self/status")  # noqa: SIM115, PTH123  as above
        self._idle, self._trim = 0.0, ctypes.CDLL(None).malloc_trim

    def begin(self) -> None:
        """Give back what earlier cases let go of, and forget what was highest."""
        gc.collect()
        gc.freeze()  # a collection then looks through what a case brought, as in a program that opens one file
        self._trim(0)
        self._idle = self._read("VmRSS")
        self._clear.seek(0)
        self._clear.write("5")
        self._clear.flush()

    def grown(self) -> float:
        """The highest since, above idle."""
        return self._read("VmHWM") - self._idle

    def _read(self, word: str) -> float:
        self._status.seek(0)
        return next(int(line.split()[1]) for line in self._status if line.startswith(word)) / 1024


def attempt(door: str, given: Any) -> tuple[str, str, str]:
    """Offer something at a door: the sentence and cure of a refusal, `opened` and what came, or what was not typed."""
    try:
        return f"opened {DOORS[door](given) or ''}".strip(), "", ""
    except NeuroDeskError as error:
        return str(error), error.cure, ""
    except Exception as error:  # noqa: BLE001  this is what the oracle is for
        return "", "", f"{type(error).__name__}: {error}"[:500]


def main() -> None:
    """Open every case."""
    warm, cases = json.load(sys.stdin)
    room = Path(sys.argv[1])
    watch, memory = Watch(room), Memory()
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a library prints is no answer
    begin(room)
    for door, given in warm:  # what is imported late is imported now
        attempt(door, given)
    sys.addaudithook(watch.hook)
    for name, door, given in cases:
        print(json.dumps({"begun": name}), file=out, flush=True)
        memory.begin()
        started = time.process_time()
        with watch.on():
            words, cure, untyped = attempt(door, given)
        seen = {"words": words, "cure": cure, "untyped": untyped, "seconds": time.process_time() - started,
                "grown": memory.grown(), "acts": watch.acts, "touched": watch.touched}  # fmt: skip
        print(json.dumps({"ended": name, "seen": seen}), file=out, flush=True)
    end()


if __name__ == "__main__":
    main()

"""Keeps the watch over a process that writes files: strace tells what the system was really asked, C code included,
or has the system refuse one call.
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
ANYONE = 0x59616D61, ctypes.c_ulong(-1)  # PR_SET_PTRACER: where Linux lets only parents watch, this child lets strace
TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')
LINE = re.compile(r"(\d+) +(\w+)\((.*)\) += (-?\d+|0x[0-9a-f]+)( [A-Z]+)?(?: .*(\(INJECTED\)))?")
CUT = re.compile(r"(\d+) +(\w+)\((.*) <unfinished \.\.\.>")
REST = re.compile(r"(\d+) +<\.\.\. (\w+) resumed>(.*)")


def lacking() -> bool:
    """Whether nothing can be watched here, which a warning then says."""
    if shutil.which("strace"):
        return False
    warnings.warn("What is written was not watched: it needs strace.", stacklevel=2)
    return True


class Call(NamedTuple):
    """One system call: who made it, its name, its arguments as strace prints them, the texts among them, and what came
    back: a number, the name of an error, and whether strace made it fail."""

    process: int
    name: str
    given: str
    texts: tuple[bytes, ...]
    result: int
    refused: str
    injected: bool


class Writer:
    """A child process, made of a module's `serve`, that is told line by line what to do, in JSON."""

    def __init__(self, module: str, *words: str) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", module, *words]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1, env=environment
        )
        self.answer()

    def ask(self, **told: Any) -> Any:
        """Have it do something, and wait for what it says of it."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(told) + "\n")
        return self.answer()

    def answer(self) -> Any:
        """What it says next."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the writer ended early; its error stands above"
        return json.loads(line)

    def close(self) -> None:
        """Let it end."""
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
            stream.close()
        self.process.wait()

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def told() -> Iterator[dict[str, Any]]:
    """Inside a writer: lets itself be watched, says that it is ready, and gives what it is asked for, one by one."""
    ctypes.CDLL(None).prctl(*ANYONE, 0, 0, 0)
    say("ready")
    for line in sys.stdin:
        yield json.loads(line)


def leave() -> None:
    """Inside a writer: ends at once; clearing away what was imported takes longer than all it did."""
    os._exit(0)


def say(what: Any) -> None:
    """Inside a writer: the answer."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


@contextmanager
def watched(writer: Writer, log: Path, *options: str) -> Iterator[None]:
    """Has strace watch a writer and its children, with these options, into a log."""
    command = ["strace", "-f", "-p", str(writer.process.pid), "-xx", "-s", "100000000", "-o", str(log), *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as strace:
        assert strace.stderr is not None
        said = strace.stderr.readline()
        assert "attached" in said, said
        try:
            yield
        finally:
            strace.terminate()


def calls(log: Path) -> Iterator[Call]:
    """The calls of a log in the order they ended in; those that another thread's interrupted are put together."""
    begun: dict[str, str] = {}
    for line in log.read_text("ascii").splitlines():
        if part := CUT.match(line):
            begun[part[1]] = part[3]
            continue
        if part := REST.match(line):
            line = f"{part[1]} {part[2]}({begun.pop(part[1])}{part[3]}"
        if found := LINE.match(line):
            process, name, given, result, error, injected = found.groups()
            texts = tuple(_bytes(text[1]) for text in TEXT.finditer(given))
            given = TEXT.sub("TEXT", given)
            yield Call(int(process), name, given, texts, int(result, 0), (error or "").strip(), bool(injected))


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))

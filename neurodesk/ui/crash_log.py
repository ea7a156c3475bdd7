"""The crash log: faults that nobody caught, how the program hung or ended early; a text that stays on this machine."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

from neurodesk.disk.atomic import atomic_save
from neurodesk.disk.places import log_dir
from neurodesk.disk.reading import ReadError, read_plain

MOST = 1 << 20  # bytes of the log; the oldest entries go first
_MOST_ENTRY = 100_000  # bytes of one entry: a hundred threads a hundred calls deep
_LINE = 500  # characters of a shown line; a longer one takes a text field seconds to lay out
_BEGIN = "--- "

_writing = threading.Lock()


def log_file() -> Path:
    """Where the crash log is."""
    return log_dir() / "crash.log"


def write_log(text: str) -> None:
    """Add to the crash log, and say it on the console where there is one."""
    add_entry(text)
    if sys.stderr is not None:
        sys.stderr.write(text)


def add_entry(text: str) -> None:
    """Add to the crash log; one that cannot be written is given up."""
    entry = f"{_BEGIN}{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC\n{text.rstrip()}\n".encode(errors="replace")
    with _writing, contextlib.suppress(OSError):
        file = log_file()
        atomic_save(file, _newest(_old(file) + entry[:_MOST_ENTRY]), backup=False)


def read_log() -> str:
    """The crash log as plain text that is safe to show, "" when there is none.

    Raises ReadError when something else lies in its place.
    """
    file = log_file()
    return plain(read_plain(file, MOST)) if os.path.lexists(file) else ""


def plain(data: bytes) -> str:
    """Bytes as text to show: what is no letter, nor ends a line, is a mark; long lines are broken."""
    shown = []
    for line in data.decode(errors="replace").replace("\t", "    ").splitlines():
        clean = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in line)
        shown += [clean[at : at + _LINE] for at in range(0, len(clean) or 1, _LINE)]
    return "\n".join(shown)


def _old(file: Path) -> bytes:
    """What was written before; what cannot be read is begun anew."""
    try:
        return read_plain(file, MOST)
    except ReadError:
        return b""


def _newest(data: bytes) -> bytes:
    """The newest entries that have room, whole."""
    if len(data) <= MOST:
        return data
    data = data[-MOST:]
    return data[data.find(f"\n{_BEGIN}".encode()) + 1 :]

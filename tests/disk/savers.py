"""Keeps ways to save a file, careful and careless, for the laboratory to try; run as a writer, it saves as told."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from neurodesk.disk.atomic import atomic_save
from tests.disk.crashlab import END, SAID, begin, mark
from tests.disk.watching import leave, say, told

OLD, NEW = b"old" * 1000, b"new!" * 1000
NAME = "digits.neurodesk"


def written(path: Path, data: bytes, *, sync: bool) -> Path:
    """A file written from start to end."""
    with path.open("wb") as file:
        file.write(data)
        if sync:
            file.flush()
            os.fsync(file.fileno())
    return path


def over(path: Path) -> None:
    """The file is opened and written over."""
    written(path, NEW, sync=True)


def renamed(path: Path) -> None:
    """A new file takes the old one's place before it is on the disk."""
    written(path.with_suffix(".new"), NEW, sync=False).replace(path)


def not_settled(path: Path) -> None:
    """As one should, but nobody waits for the name."""
    written(path.with_suffix(".new"), NEW, sync=True).replace(path)


def removed_first(path: Path) -> None:
    """The old file goes before the new one comes."""
    new = written(path.with_suffix(".new"), NEW, sync=True)
    path.unlink()
    new.rename(path)


def appended(path: Path) -> None:
    """The new follows the old in the same file."""
    with path.open("ab") as file:
        file.write(NEW)


def careful(path: Path) -> None:
    """The program's own way."""
    atomic_save(path, NEW)


SAVERS: dict[str, Callable[[Path], None]] = {
    saver.__name__: saver for saver in (over, renamed, not_settled, removed_first, appended, careful)
}


def serve(home: Path) -> None:
    """Save in the folder of each name that is asked for."""
    for asked in told():
        folder = home / asked["name"]
        folder.mkdir()
        (folder / NAME).write_bytes(OLD)
        begin(asked["name"], folder)
        SAVERS[asked["name"]](folder / NAME)
        mark(SAID)
        mark(END)
        say("done")


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
    leave()

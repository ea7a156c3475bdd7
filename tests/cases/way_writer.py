"""Keeps the writer that takes the ways that are asked, each in its own folder, while strace watches or refuses."""

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from neurodesk.graph.errors import NeuroDeskError
from tests.cases.write_paths import WAYS, at_home
from tests.disk.crashlab import END, SAID, begin, mark
from tests.disk.refusals import ACT, waste
from tests.disk.watching import leave, say, told


def take(name: str, home: Path) -> None:
    """Take a way, for the laboratory for crashes."""
    folder = home / name
    folder.mkdir()
    with at_home(folder), contextmanager(WAYS[name].ready)(folder) as act:
        begin(name, folder)
        act()
        mark(SAID)
        mark(END)
    say("done")


def refused(name: str, home: Path, call: str, times: int) -> None:
    """Take a way after so many calls that fail by themselves; say whether it says that it is done, or what it says."""
    folder = home / name
    folder.mkdir()
    with at_home(folder), contextmanager(WAYS[name].ready)(folder) as act:
        waste(call, times)
        mark(ACT)
        try:
            said = {"done": act() is not False, "text": ""}
        except (OSError, NeuroDeskError, sqlite3.Error) as error:
            said = {"done": False, "text": f"{error} {getattr(error, 'cure', '')}"}
        mark(END)
        say(said)
        leave()


def rehearse(name: str) -> None:
    """Take a way for nobody."""
    ready = contextmanager(WAYS[name].ready)
    with tempfile.TemporaryDirectory() as room, at_home(Path(room)), ready(Path(room)) as act:
        act()


def serve(home: Path) -> None:
    """Take the ways that are asked for, after all that must be imported was; those refused, each in a child."""
    if sys.argv[2:]:
        import neurodesk.training.checkpoint
        import neurodesk.ui.restoring  # noqa: F401
    for asked in told():
        name = asked["name"]
        if "call" not in asked:
            take(name, home)
        elif asked["call"] == "":  # once in vain: what is imported late is then there for every child
            rehearse(name)
            say("done")
        elif os.fork() == 0:
            refused(name, home, asked["call"], asked["times"])
        elif os.wait()[1] != 0:
            say("died")


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
    leave()

"""F15 and F20: the real program, killed or asked to end in mid-training, one life after the other of one project."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import pytest

from neurodesk.files.project import save_project
from neurodesk.graph.model import Project
from neurodesk.training.checkpoint import peek
from neurodesk.training.runs import RunRow, RunStore
from tests.left_behind import session_members
from tests.training.running import table

LONG = 120.0  # seconds: the machine of the tests may be busy
LEAVE = 3.0  # seconds to be gone in

# `python -m neurodesk` as it is, and a hand in it: trains a project that is opened; where one is brought back by
# itself, takes the offer to go on with its run. Says what it sees, and closes the window when it is told to.
PROGRAM = """
import runpy, sys
from PySide6.QtCore import QSocketNotifier, QTimer
from neurodesk.training.events import CheckpointSaved, RunStarted
from neurodesk.ui import app, asking

make, asking.stop_training = app.make_window, lambda parent: True
saved = 0

def say(*words):
    print(*words, flush=True)

def told(event):
    global saved
    if isinstance(event, RunStarted):
        say("began", event.step)
    if isinstance(event, CheckpointSaved):
        saved += 1
        say("kept", event.step) if saved == 1 else None

def look(window):
    offer = window.panel("Train").note.offer
    if window.session.path and not offer.isHidden():
        say("offered", offer.text(), int(offer.isVisible()))
        offer.click()
    elif not window.link.busy:
        QTimer.singleShot(20, window, lambda: look(window))

def make_window(engine=""):
    window = make(engine)
    window.link.arrived.connect(told)
    if len(sys.argv) > 1:
        window.session.opened.connect(lambda: QTimer.singleShot(0, window, window.train))
    else:
        QTimer.singleShot(0, window, lambda: look(window))
    window.ear = QSocketNotifier(0, QSocketNotifier.Type.Read, window)
    window.ear.activated.connect(lambda *_: (window.ear.setEnabled(False), window.close()))
    return window

app.make_window = make_window
runpy.run_module("neurodesk", run_name="__main__", alter_sys=True)
"""


class Life:
    """One life of the program."""

    def __init__(self, *arguments: str) -> None:
        pipe = subprocess.PIPE
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *arguments], stdin=pipe, stdout=pipe, text=True, env=environment,
            start_new_session=True,
        )  # fmt: skip

    def hears(self, word: str) -> list[str]:
        """Wait for a line that begins so; the words after it."""
        assert self.process.stdout is not None
        assert select.select([self.process.stdout], [], [], LONG)[0], f"{word} did not come"
        first, *rest = self.process.stdout.readline().split()
        assert first == word
        return rest

    def ended(self, by: signal.Signals | None) -> tuple[int, float]:
        """End it by a signal, or by closing its window: its exit code, and the seconds until nothing of it is left."""
        others = [pid for pid in session_members(self.process.pid) if pid != self.process.pid]
        begun = perf_counter()
        if by is None:
            assert self.process.stdin is not None
            self.process.stdin.write("close\n")
            self.process.stdin.flush()
        else:
            self.process.send_signal(by)
        code = self.process.wait(LONG)
        wait_for_all(others)
        return code, perf_counter() - begun


def wait_for_all(pids: list[int]) -> None:
    """Wait for processes that are nobody's children."""
    for pid in pids:
        try:
            handle = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        assert select.select([handle], [], [], LONG)[0], f"{pid} was left behind"
        os.close(handle)


@pytest.fixture
def lives() -> Iterator[list[Life]]:
    """Whatever happens, none is left."""
    begun: list[Life] = []
    yield begun
    for life in begun:
        for pid in session_members(life.process.pid):
            os.kill(pid, signal.SIGKILL)
        life.process.communicate()


def kept(folder: Path) -> RunRow:
    """Run 1, which has a valid checkpoint and as many losses as steps."""
    with RunStore(folder) as store:
        row, losses = store.row(1), store.losses(1)
        notes = peek(store.folder(1))
        assert store.weights(1).is_file()
    assert 0 < notes["step"] <= len(losses) == row.step
    return row


def kind_of(path: Path) -> str:
    """What a file is, by what it holds and not by its name; its name where that is none of what state is kept in."""
    data = path.read_bytes()
    if not data and path.suffix == ".lock":
        return "lock"
    if data.startswith(b"SQLite format 3\0") or path.name.endswith(("sqlite-wal", "sqlite-shm")):
        return "SQLite"
    size = int.from_bytes(data[:8], "little")
    if 0 < size < len(data) and isinstance(plain(data[8 : 8 + size]), dict):
        return "safetensors"
    if path.suffix == ".csv":
        return "table"
    return "JSON" if plain(data) is not None else path.name


def plain(data: bytes) -> object:
    """What a text in JSON says; None where it is none."""
    try:
        return json.loads(data)
    except ValueError:
        return None


def test_f15_f20_one_project_killed_ended_and_closed_in_mid_training(lives, tmp_path, home):
    """Kill -9, SIGTERM, SIGINT, the window closed: each time the run is offered, and goes on with one click."""
    file = tmp_path / "mine.neurodesk"
    save_project(Project(table(tmp_path, epochs=1_000_000), file))
    written, took, steps = file.read_bytes(), {}, 0
    for by in (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, None):
        lives.append(Life(*([] if lives else [str(file)])))
        if len(lives) > 1:
            assert lives[-1].hears("offered") == ["Go", "on", "training", "1"]
        (began,) = lives[-1].hears("began")
        assert int(began) == steps
        lives[-1].hears("kept")
        code, took[by] = lives[-1].ended(by)
        assert code == (-signal.SIGKILL if by == signal.SIGKILL else 0)
        row = kept(tmp_path / "mine.runs")
        assert row.step > steps
        assert row.state == "stopped"
        steps = row.step
    assert sorted(took.values())[1] <= LEAVE, took
    assert file.read_bytes() == written
    kinds = {kind_of(path) for root in (tmp_path, home) for path in root.rglob("*") if path.is_file()}
    assert kinds <= {"safetensors", "JSON", "SQLite", "lock", "table"}
    assert {"safetensors", "JSON", "SQLite"} <= kinds

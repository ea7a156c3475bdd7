"""What befalls the program beside its engine: faults in any thread (F21), clocks, tongues (F25), no PyTorch (F27)."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QObject, QRunnable, QThread, QThreadPool, QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from neurodesk.disk.places import log_dir
from neurodesk.files.project import open_project, save_project
from neurodesk.graph.model import Project, chosen
from neurodesk.training import events
from neurodesk.training.runs import RunStore
from neurodesk.ui import app
from neurodesk.ui.window import Window
from tests.cases.kills import digest
from tests.training.running import learning, mlp, of, run

TIMES = 60  # as often as a second has pictures

# ---------------------------------------------------------------- F21


class Faulty(QObject, QRunnable):
    """Every place at which our own code is called by Qt or Python, each failing TIMES times in words of its own."""

    pressed = Signal()

    def __init__(self) -> None:
        QObject.__init__(self)
        QRunnable.__init__(self)
        self.setAutoDelete(False)
        self.pressed.connect(self.slot)

    def slot(self) -> None:
        """Fail."""
        raise RuntimeError("in a slot")

    def run(self) -> None:
        """Fail."""
        raise RuntimeError("in a QRunnable")


class FaultyThread(QThread):
    """A thread of Qt's."""

    def run(self) -> None:
        """Fail."""
        raise RuntimeError("in a QThread")


class FaultyWidget(QWidget):
    """A widget that cannot be painted."""

    paints = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fail."""
        self.paints += 1
        raise RuntimeError("in a paint event")


def plain() -> None:
    """Fail."""
    raise RuntimeError("in a plain thread")


def late() -> None:
    """Fail."""
    raise RuntimeError("in a timer")


@pytest.fixture
def door(window: Window, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    """A window behind the door that catches everything; pytest's own door stands open."""
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    with capture_exceptions():
        old = sys.excepthook
        app.catch_all()
        yield window
        sys.excepthook = old


def test_f21_every_fault_reaches_one_door_and_is_said_once(door: Window, qtbot: QtBot, monkeypatch):
    """From slot, paint event, timer, QRunnable, QThread and plain thread, sixty times each: six lines in the log, said
    six times at most, and the window goes on.
    """
    said, faulty, widget = [], Faulty(), FaultyWidget()
    tell = door.note.tell
    monkeypatch.setattr(door.note, "tell", lambda *args, **rest: (said.append(args), tell(*args, **rest)))
    qtbot.addWidget(widget)
    widget.show()
    pool = QThreadPool()
    for _ in range(TIMES):
        faulty.pressed.emit()
        QTimer.singleShot(0, late)
        pool.start(faulty)
        pool.waitForDone()
        for thread, end in ((FaultyThread(), "wait"), (threading.Thread(target=plain), "join")):
            thread.start()
            getattr(thread, end)()
    painting = QTimer(widget, interval=0)
    painting.timeout.connect(widget.update)
    painting.start()
    qtbot.waitUntil(lambda: widget.paints >= 3 and len(said) >= 6)
    widget.hide()
    painting.stop()
    log = (log_dir() / "crash.log").read_text()
    for place in ("a slot", "a paint event", "a timer", "a QRunnable", "a QThread", "a plain thread"):
        assert log.count(f"RuntimeError: in {place}") == 1, place
    assert len(said) == 6
    assert "Crash log" in door.note.label.text()
    assert door.isVisible()


# ---------------------------------------------------------------- F25


def test_f25_a_clock_that_is_set_moves_no_run(tmp_path, monkeypatch):
    """Set a day back and a year forth at every look, in another time zone: bits, order, lengths and forecast stay."""
    assert run(mlp(), tmp_path / "calm")[-1].event == "run_finished"
    now, turn = time.time(), count()
    monkeypatch.setattr(time, "time", lambda: now + (-86_400, 365 * 86_400)[next(turn) % 2])
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    told = run(mlp(), tmp_path / "set")
    run(mlp(), tmp_path / "set")
    monkeypatch.undo()
    time.tzset()
    assert all(0 <= event.eta < 3600 and 0 <= event.progress <= 1 for event in of(told, events.StepsTaken))
    assert 0 <= told[-1].seconds < 600
    assert digest(tmp_path / "set") == digest(tmp_path / "calm")
    with RunStore(tmp_path / "set") as store:
        assert [row.run for row in store.list()] == [2, 1]
        assert all(0 <= row.seconds < 600 for row in store.list())


@pytest.mark.parametrize("tongue", ["de_DE", "fr_FR", "ar_EG"])
def test_f25_files_know_no_decimal_comma(tmp_path, qapp, tongue):
    """Where Qt writes 0,5 a project is written and read as everywhere."""
    project = Project(learning(mlp(), optimizer=chosen("sgd", rate=0.0625)), tmp_path / "a.neurodesk")
    save_project(project)
    before = QLocale()
    QLocale.setDefault(QLocale(tongue))
    try:
        assert QLocale().toString(0.5) != "0.5"
        save_project(Project(project.document, tmp_path / "b.neurodesk"))
        assert open_project(tmp_path / "a.neurodesk").document == project.document
    finally:
        QLocale.setDefault(before)
    assert (tmp_path / "b.neurodesk").read_bytes() == (tmp_path / "a.neurodesk").read_bytes()


# ---------------------------------------------------------------- F27

WITHOUT = """
import sys, time
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
from neurodesk.engine.protocol import EngineDied
from neurodesk.ui import app

make = app.make_window

class Eye(QObject):
    def eventFilter(self, target, event):
        if event.type() == QEvent.Type.Paint and target is self.parent() and not self.property("seen"):
            self.setProperty("seen", True)
            QTimer.singleShot(0, self, lambda: print("painted", time.process_time(), flush=True))
            QTimer.singleShot(0, target, lambda: (target.use_template("wine"), target.train()))
        return False

def told(window, event):
    if isinstance(event, EngineDied):
        print("said", window.panel("Train").note.label.text(), flush=True)
        window.leave(keep=False)

def make_window(engine=""):
    window = make(engine)
    window.link.arrived.connect(lambda event: QTimer.singleShot(0, window, lambda: told(window, event)))
    QApplication.instance().installEventFilter(Eye(window))
    return window

app.make_window = make_window
sys.exit(app.start())
"""


def test_f27_without_pytorch_the_window_opens_and_says_why_it_cannot_train(tmp_path):
    """A torch that fails as a broken CUDA does: two seconds of work to the first picture, and Train is answered."""
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch" / "__init__.py").write_text("raise OSError('libcudart.so.12: cannot open shared object file')")
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{Path(app.__file__).parents[2]}"}
    done = subprocess.run([sys.executable, "-c", WITHOUT], env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    painted, said = done.stdout.splitlines()[:2]
    assert float(painted.split()[1]) <= 2.0  # processor time: what others do on this machine is not the program's
    assert "PyTorch could not be loaded: libcudart.so.12" in said
    assert "neurodesk doctor" in said

"""The program as a whole: faults are said once, signals end it cleanly, it takes its picture, and it needs no torch."""

import dataclasses
import gc
import os
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path
from traceback import walk_tb

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from neurodesk.disk.atomic import SaveError
from neurodesk.disk.places import log_dir
from neurodesk.files import recovery
from neurodesk.files.project import open_project
from neurodesk.graph.document import set_learning
from neurodesk.graph.model import Project
from neurodesk.ui import app
from neurodesk.ui.look.theme import theme
from neurodesk.ui.settings import settings
from neurodesk.ui.window import Window
from tests.left_behind import child_processes, session_members
from tests.ui.desk import small_cnn

CHILD = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from neurodesk.files.templates import template
from neurodesk.graph import edit
from neurodesk.graph.document import set_learning
from neurodesk.training.events import RunFinished
from neurodesk.ui import app, asking

task = sys.argv[1]
make = app.make_window

def ready(*_args):
    global ready
    ready = lambda *_args: None
    heavy = {"torch", "captum", "pandas", "sklearn", "onnx"}
    print("ready", *sorted({name.split(".")[0] for name in sys.modules} & heavy), flush=True)

def begin(window):
    session = window.session
    session.adopt(set_learning(template("digits_cnn"), options={"epochs": 1 if task == "journey" else 500}))
    session.edit_graph("Rename", lambda graph: edit.rename(graph, "conv_1", "unsaved_work"))
    window.show_canvas()
    if task == "journey":
        over = lambda event: isinstance(event, RunFinished) and QTimer.singleShot(0, lambda: ready())
        window.link.arrived.connect(over)
        window.train()
    elif task == "ask":
        QTimer.singleShot(300, ready)
        asking.save_first(window, "mine")
    else:
        ready()

def make_window(engine):
    window = make(engine)
    QTimer.singleShot(0, window, lambda: begin(window))
    return window

app.make_window = make_window
sys.exit(app.start())
"""


@pytest.fixture
def started(home: Path) -> Iterator[list[subprocess.Popen[str]]]:
    """Children that were started; whatever happens, none is left."""
    children: list[subprocess.Popen[str]] = []
    yield children
    for child in children:
        child.kill()
        child.communicate()


def begin(children: list[subprocess.Popen[str]], task: str) -> tuple[subprocess.Popen[str], str]:
    """Start the program in a child; returns it when it has said that it is ready, and what it said."""
    environment = {**os.environ, "PYTHONPATH": str(Path(app.__file__).parents[2])}
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, task], stdout=subprocess.PIPE, text=True, env=environment, start_new_session=True
    )
    children.append(child)
    assert child.stdout is not None
    return child, child.stdout.readline().strip()


# ---------------------------------------------------------------------- signals


@pytest.mark.parametrize(
    ("task", "number"),
    [
        ("edit", signal.SIGTERM),
        ("edit", signal.SIGINT),
        ("ask", signal.SIGTERM),
    ],
)
def test_a_signal_ends_it_within_seconds(started: list[subprocess.Popen[str]], task: str, number: signal.Signals):
    """Also under a question: code 0, no child left, and unsaved work waits for the next start."""
    child, said = begin(started, task)
    assert said.startswith("ready")
    child.send_signal(number)
    assert child.wait(timeout=10) == 0
    assert session_members(child.pid) == []
    (entry,) = recovery.waiting()
    assert "unsaved_work" in recovery.restore(entry).document.graph().nodes


def test_the_window_needs_no_torch(started: list[subprocess.Popen[str]]):
    """From a template to a finished run, evaluated, the heavy libraries are in the engine's process only."""
    child, said = begin(started, "journey")
    assert said == "ready"
    child.terminate()
    assert child.wait(timeout=10) == 0


# ---------------------------------------------------------------------- faults


@pytest.fixture
def door(window: Window, monkeypatch: pytest.MonkeyPatch) -> Window:
    """A window behind the door that catches everything."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    app.catch_all()
    return window


def log() -> str:
    """The crash log."""
    return (log_dir() / "crash.log").read_text()


def fail(times: int = 1) -> None:
    """The same fault, some times, as Qt would bring it."""
    for _ in range(times):
        try:
            raise RuntimeError("the paint ran out")
        except RuntimeError:
            sys.excepthook(*sys.exc_info())


def test_a_fault_is_said_once_and_logged_once(door: Window, qtbot: QtBot):
    """However often it comes; another fault is another line."""
    fail(60)
    qtbot.waitUntil(door.note.isVisible)
    assert "Crash log" in door.note.label.text()
    assert log().count("the paint ran out") == 2  # the line of the source, and the message
    door.note.hide()
    fail(60)
    QApplication.processEvents()
    assert not door.note.isVisible()
    assert log().count("the paint ran out") == 2


def test_a_fault_of_another_thread_is_said_too(door: Window, qtbot: QtBot):
    """In the window, which only its own thread may touch."""
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    qtbot.waitUntil(door.note.isVisible)
    assert "ZeroDivisionError" in log()


def test_leaving_is_no_fault(door: Window):
    """Ctrl+C in a console is no line in the log."""
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert not (log_dir() / "crash.log").exists()


def test_a_log_that_cannot_be_written_is_given_up(
    door: Window, qtbot: QtBot, home: Path, monkeypatch: pytest.MonkeyPatch
):
    """The note comes all the same, also in a program without a console."""
    (log_dir() / "crash.log").mkdir(parents=True)
    monkeypatch.setattr(sys, "stderr", None)
    fail()
    qtbot.waitUntil(door.note.isVisible)


@pytest.fixture
def no_home(own_home: Path) -> None:
    """A file lies where the folders of the program are to be."""
    own_home.touch()


def test_where_its_folders_cannot_be_made_it_works_and_says_so(
    no_home: None, door: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    """No memory and no safety copies, which it says; drawing, saving, opening and a fault go on as ever."""
    door.use_template("wine")
    said: list[str] = []
    door.session.refused.connect(said.append)
    door.session.edit("Notes", lambda document: dataclasses.replace(document, notes="hello"))
    door.session.saving.keep()
    door.session.saving.finish()
    assert said == ["No safety copy could be written: its folder is not there. Save the project to be safe."]
    door.session.save(tmp_path / "a.neurodesk")
    assert door.session.is_saved
    assert open_project(tmp_path / "a.neurodesk").document.notes == "hello"
    fail()
    qtbot.waitUntil(lambda: "still open" in door.note.label.text())
    door.open(tmp_path / "a.neurodesk")
    door.leave(keep=False)


def test_the_door_lets_go_of_what_a_fault_held(door: Window):
    """A painter that stays in a frame of the fault, or of the one before it, would end the program with its widget."""
    held = Held()
    gone = [weakref.ref(held), None]
    try:
        try:
            fail_holding(held)
        except RuntimeError:
            held = Held()
            gone[1] = weakref.ref(held)
            fail_holding(held)
    except RuntimeError as error:
        del held
        assert gone[0]() is not None
        sys.excepthook(RuntimeError, error, error.__traceback__)
        assert [each() for each in gone] == [None, None]


class Held:
    """Something that a frame holds."""


def fail_holding(held: Held) -> None:
    """Fail with something in hand."""
    raise RuntimeError(f"in hand: {held}")


class Broken(QWidget):
    """A widget whose painting fails with the painter open."""

    paints = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fail."""
        self.paints += 1
        painter = QPainter(self)
        raise RuntimeError(f"cannot paint with {painter}")


def test_a_fault_while_painting_leaves_the_window(door: Window, qtbot: QtBot):
    """Qt ends a program over a painter that is left open; the door closes it."""
    broken = Broken()
    qtbot.addWidget(broken)
    hook = sys.excepthook
    with capture_exceptions():
        sys.excepthook = hook
        broken.show()
        qtbot.waitUntil(door.note.isVisible)
        for count in (2, 3):
            broken.update()
            qtbot.waitUntil(lambda count=count: broken.paints >= count)
        broken.close()
    assert "cannot paint with" in log()
    held = [each for frame, _ in walk_tb(sys.last_traceback) for each in gc.get_referents(frame)]
    held += [each for locals_ in held if isinstance(locals_, dict) for each in locals_.values()]
    assert not [each for each in held if isinstance(each, QPainter)]


# ---------------------------------------------------------------------- its own picture


@pytest.mark.parametrize("look", ["dark", "light"])
def test_it_takes_its_own_picture(qapp: QApplication, tmp_path: Path, look: str):
    """1440 x 900, in the look asked for, with the drawing in it; what the person's window remembers stays."""
    settings().remember(geometry="QQ==", docks="QQ==", theme="dark")
    out = app.screenshot(Project(small_cnn(), None), tmp_path / "new" / "desk.png", look)
    image = QImage(str(out))
    assert (image.width(), image.height()) == (1440, 900)
    seen = {image.pixelColor(x, y).name() for x in range(0, 1440, 3) for y in range(0, 900, 3)}
    assert theme().color("canvas").name() in seen
    assert theme().family("Convolution").name() in seen
    assert theme().dark == (look == "dark")
    assert (settings().geometry, settings().docks, settings().theme) == ("QQ==", "QQ==", "dark")
    QTimer.singleShot(0, theme(), lambda: theme().choose("dark"))


def test_it_takes_its_picture_at_work(qapp: QApplication, tmp_path: Path):
    """After an epoch the Train dock shows curves."""
    document = set_learning(small_cnn(), options={"epochs": 1})
    image = QImage(str(app.screenshot(Project(document, None), tmp_path / "work.png", "dark", epochs=1)))
    seen = {image.pixelColor(x, y).name() for x in range(300, 1440) for y in range(560, 900)}
    assert theme().curve(0).name() in seen
    assert child_processes() == {}


def test_a_picture_that_cannot_be_written_is_an_error(qapp: QApplication, tmp_path: Path):
    """And nothing is left behind."""
    (tmp_path / "x.png").mkdir()
    with pytest.raises(SaveError, match="a folder has this name"):
        app.screenshot(Project(small_cnn(), None), tmp_path / "x.png")

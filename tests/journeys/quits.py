"""Starts of the real program that end at once, each in a process of its own: in the middle of something, by something.

`python -m tests.journeys.quits FOLDER SEED KIND...` prints a line for each: kind, exit code, seconds and what was
left. The program is loaded once, and each start is a fork of that which runs from `main` to the end of Python; with
`--fresh` before the folder a Python is started for each.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from tests.left_behind import session_members

PATIENCE = 180  # s; then one that does not end is ended, which is a fault
AT_ONCE = 3  # of a start much is waiting, for the engine and the disk
STATES = (
    "painting", "starting", "idle", "opening", "loading", "training", "dragging", "wiring", "settings", "palette",
    "question", "files", "exporting", "windows",
)  # fmt: skip
WANTED = (
    "home/settings/*.json",
    "home/versions/versions.sqlite",
    "mine.*",
    "large.neurodesk",
    "table.csv",
    "person/.config/*",  # a file of Qt itself
)
_fresh: list[subprocess.Popen[bytes]] = []
WAYS = ("close", "keys", "term", "int", "logout")


def main(arguments: list[str]) -> int:
    """Run every kind named, or as `one KIND FOLDER DELAY` be one of them."""
    if arguments[0] == "one":
        return run(arguments[1], Path(arguments[2]), float(arguments[3]))
    fresh = arguments[0] == "--fresh"
    folder, seed, *kinds = arguments[fresh:]
    if not fresh:
        import tests.journeys.steps  # noqa: F401 - what every start would load
    chance = random.Random(int(seed))
    waiting = [(kind, Path(folder) / f"{number}-{kind}", chance.uniform(0, 0.3)) for number, kind in enumerate(kinds)]
    running: dict[int, tuple[str, Path, float]] = {}
    while waiting or running:
        while waiting and len(running) < AT_ONCE:
            kind, work, delay = waiting.pop(0)
            running[start(kind, work, delay, fresh=fresh)] = (kind, work, time.monotonic())
        pid, status = os.waitpid(-1, 0)
        kind, work, since = running.pop(pid)
        code, took = os.waitstatus_to_exitcode(status), time.monotonic() - since
        print(kind, code, f"{took:.1f}", left(work, pid), sep="\t", flush=True)
    return 0


def start(kind: str, work: Path, delay: float, *, fresh: bool) -> int:
    """Start one in a session of its own, with a home and a folder for what is temporary; returns its number."""
    (work / "tmp").mkdir(parents=True)
    environment = os.environ | {"NEURODESK_HOME": str(work / "home"), "TMPDIR": str(work / "tmp")}
    environment["HOME"] = str(work / "person")
    environment["CUDA_CACHE_DISABLE"] = "1"  # a GPU's driver would keep it in the home
    command = [sys.executable, "-m", "tests.journeys.quits", "one", kind, str(work), str(delay)]
    with (work.parent / f"{work.name}.said").open("w") as said:
        if fresh:
            child = subprocess.Popen(command, env=environment, start_new_session=True, stdout=said, stderr=said)
            _fresh.append(child)  # or the next one would wait for it in `main`'s place
            return child.pid
        pid = os.fork()
        if pid == 0:
            os.setsid()
            os.dup2(said.fileno(), 1)
            os.dup2(said.fileno(), 2)
            os.environ.update(environment)
            sys.exit(run(kind, work, delay))
        return pid


def left(work: Path, leader: int) -> str:
    """What a start left behind: processes of its session, work to bring back, files that no person asked for."""
    from neurodesk.files import recovery

    os.environ["NEURODESK_HOME"] = str(work / "home")
    found = [f"process {pid}" for pid in session_members(leader)]
    found += [f"recovery of {entry.title}" for entry in recovery.waiting()]
    files = (str(file.relative_to(work)) for file in sorted(work.rglob("*")) if not file.is_dir())
    return ", ".join(found + [file for file in files if not any(fnmatch(file, wanted) for wanted in WANTED)])


# ---------------------------------------------------------------------- one of them


def run(kind: str, work: Path, delay: float) -> int:
    """The whole program, with somebody at it who brings it into a state and then ends it."""
    from PySide6.QtCore import QTimer

    from neurodesk.__main__ import main as program
    from neurodesk.ui import app

    os.chdir(work)
    state, way = kind.split("-")
    make = app.make_window

    def made(engine: str = "") -> Any:
        app.make_window = make
        window = make(engine)
        busy = Busy(window, lambda: leave(way, delay, window))
        QTimer.singleShot(0, window, getattr(busy, state))
        return window

    app.make_window = made
    sys.argv = ["neurodesk"]
    signal.alarm(PATIENCE)
    return program()


def large() -> Path:
    """A project that takes a while to open."""
    from neurodesk.files.project import save_project
    from neurodesk.graph.model import Project, chosen, empty_document
    from neurodesk.ui.canvas.chain import read
    from neurodesk.ui.canvas.chain_drawing import draw
    from neurodesk.ui.session import Session

    session = Session()
    session.adopt(empty_document().replaced(source=chosen("digits")))
    links = read("flatten " + "linear 32 relu " * 150, session.facts.input, session.facts).links
    session.edit_graph("Draw", lambda graph: draw(graph, links)[0])
    file = Path("large.neurodesk").absolute()
    save_project(Project(session.document, file))
    session.close()
    return file


def leave(way: str, delay: float, window: Any) -> None:
    """End the program after a moment: as a person does, or as the system does, which may come at any point."""
    from PySide6.QtCore import QTimer

    if way in ("term", "int"):
        number = signal.SIGTERM if way == "term" else signal.SIGINT
        threading.Timer(delay, os.kill, (os.getpid(), number)).start()
        return
    ends = {
        "close": close_all,
        "keys": lambda: press_quit(window),
        "logout": log_out,
    }
    QTimer.singleShot(round(delay * 1000), window, ends[way])


def close_all() -> None:
    """Close each window: the program goes with the last."""
    from neurodesk.ui import windows

    for window in windows.every():
        window.close()


def press_quit(window: Any) -> None:
    """Press Ctrl+Q, once the window has the keyboard; there is no manager of windows to give it."""
    from PySide6.QtCore import QTimer
    from PySide6.QtTest import QTest

    if window.isActiveWindow():
        QTest.keySequence(window.windowHandle(), "Ctrl+Q")
    else:
        window.activateWindow()
        QTimer.singleShot(5, window, lambda: press_quit(window))


def log_out() -> None:
    """The system ends the session. There is no manager of sessions here: whoever listens to one is called."""
    from PySide6.QtCore import SIGNAL
    from PySide6.QtWidgets import QApplication

    from neurodesk.ui.app import leave_all

    assert QApplication.instance().receivers(SIGNAL("commitDataRequest(QSessionManager&)")) == 1
    leave_all()


class Busy:
    """Somebody at the window: one method for each state, which calls `go` when it is reached."""

    def __init__(self, window: Any, go: Callable[[], None]) -> None:
        from PySide6.QtCore import QTimer

        self.window, self.go = window, go
        self._eye = QTimer(window, interval=20, timeout=self._answer)
        self._eye.start()

    def painting(self) -> None:
        """Before anything was seen."""
        self.go()

    def opening(self) -> None:
        """While a project is read and drawn."""
        file = large()
        self.go()
        self.window.open(file)

    def starting(self) -> None:
        """While the engine loads its libraries."""
        self._when(lambda: self.window.link.state == "starting", self.go)

    def idle(self) -> None:
        """When everything is there."""
        self._when(lambda: self.window.link.state == "idle", self.go)

    def loading(self) -> None:
        """While a table is looked through."""
        table = Path("table.csv").absolute()
        table.write_text("a,b,c\n" + "1.5,2.5,0\n3.5,4.5,1\n" * 60_000)
        self.window.show_canvas()
        self.window.use_data(table)
        self._save()
        self.go()

    def training(self) -> None:
        """In the middle of a run."""
        from neurodesk.training.events import StepsTaken

        self._begin("digits_cnn", epochs=500)
        self.window.link.arrived.connect(lambda event: isinstance(event, StepsTaken) and self._once())
        self.window.train()

    def exporting(self) -> None:
        """While a trained network is written to files."""
        from neurodesk.training.events import RunFinished

        def export(event: object) -> None:
            if isinstance(event, RunFinished):
                panel = self.window.panel("Export")
                panel.export()
                self.go()

        self._begin("wine", epochs=1)
        self.window.link.arrived.connect(export)
        self.window.train()

    def dragging(self) -> None:
        """With a card in the hand."""
        self._begin("digits_cnn", epochs=1)
        self._pull(lambda: self.window.canvas.canvas.nodes["conv_1"].pos() + self._point(88, 60))

    def wiring(self) -> None:
        """With the end of a new wire in the hand."""
        self._begin("digits_cnn", epochs=1)
        self._pull(lambda: self.window.canvas.canvas.nodes["conv_1"].port_at("out", output=True))

    def settings(self) -> None:
        """Under the settings."""
        self._by_action("settings")

    def palette(self) -> None:
        """In the palette."""
        self._by_action("palette")

    def question(self) -> None:
        """Under the question whether to save."""
        from neurodesk.graph import edit

        self._eye.stop()
        self._begin("digits_cnn", epochs=1)
        self.window.session.edit_graph("Rename", lambda graph: edit.rename(graph, "conv_1", "unsaved"))
        self.go()
        self.window.new()

    def files(self) -> None:
        """Under the dialog that asks for a file."""
        self._when(lambda: self.window.link.state != "off", lambda: (self.go(), self.window.ask_open()))

    def windows(self) -> None:
        """With two windows."""
        from neurodesk.ui import windows

        self._begin("digits_cnn", epochs=1)
        windows.another(self.window)
        self.go()

    # ------------------------------------------------------------------ how

    def _begin(self, key: str, epochs: int) -> None:
        from neurodesk.files.templates import template
        from neurodesk.graph.document import set_learning

        self.window.session.adopt(set_learning(template(key), options={"epochs": epochs}))
        self._save()
        self.window.show_canvas()

    def _save(self) -> None:
        self.window.session.save(Path("mine.neurodesk").absolute())

    def _by_action(self, key: str) -> None:
        self._when(
            lambda: self.window.link.state != "off", lambda: (self.window.actions_by_key[key].trigger(), self.go())
        )

    def _point(self, x: float, y: float) -> Any:
        from PySide6.QtCore import QPointF

        return QPointF(x, y)

    def _pull(self, at: Callable[[], Any]) -> None:
        """Press on a place of the drawing and move; the button stays down."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        def pull() -> None:
            ground = self.window.canvas.viewport()
            point = self.window.canvas.view_point(at()).toPoint()
            QTest.mousePress(ground, Qt.MouseButton.LeftButton, pos=point)
            for step in range(1, 5):
                QTest.mouseMove(ground, point + self._point(8 * step, 4 * step).toPoint())
            self.go()

        self._when(lambda: self.window.link.state != "off", pull)

    def _once(self) -> None:
        go, self.go = self.go, lambda: None
        go()

    def _when(self, true: Callable[[], bool], then: Callable[[], object]) -> None:
        """Do something as soon as something is true."""
        from PySide6.QtCore import QTimer

        if true():
            then()
        else:
            QTimer.singleShot(5, self.window, lambda: self._when(true, then))

    def _answer(self) -> None:
        """Say yes to being stopped in the middle of a run, as a person who wants to leave."""
        from PySide6.QtWidgets import QApplication, QMessageBox

        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            next(button for button in box.buttons() if button.text().replace("&", "") == "Stop training").click()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

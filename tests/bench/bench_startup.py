"""From the start of the process to the first picture: the window as `neurodesk` opens it against a bare Qt window.

Run: python -m tests.bench.bench_startup

The bare window has a menu, a dock and a graphics view. Each start is a process of its own, in turn; what the files of
the operating system keep warm is warm for both.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from tests.bench.rows import Row, show

TURNS = 7
CLOCKS = {"first paint": "seconds", "first paint, processor time": "processor"}  # a busy machine swells the first
UNIT = "s; the ratio is the difference"
LATER = 0.5  # seconds after the bare window, at most


def watched(window: Any, told: Callable[[], None]) -> Any:
    """Call `told` when the window and all in it was painted for the first time, before anything that waited for it."""
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication

    class Watcher(QObject):
        done = False

        def eventFilter(self, target: QObject, event: QEvent) -> bool:
            if target is window and event.type() == QEvent.Type.Paint and not self.done:
                self.done = True
                QTimer.singleShot(0, self, told)  # what is in it is painted in the same turn
            return False

    watcher = Watcher(window)
    QApplication.instance().installEventFilter(watcher)
    return window


def finish(started: float) -> None:
    """Tell the parent what was measured, and leave without tearing anything down."""
    found = {"seconds": time.time() - started, "processor": time.process_time()}
    print(json.dumps({**found, "modules": len(sys.modules), "torch": "torch" in sys.modules}), flush=True)
    os._exit(0)


def bare(started: float) -> None:
    """A window of Qt alone."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication, QDockWidget, QGraphicsScene, QGraphicsView, QLabel, QMainWindow

    app = QApplication([])
    window = QMainWindow()
    window.menuBar().addMenu("File").addAction("Quit")
    dock = QDockWidget("Dock", window)
    dock.setWidget(QLabel("inside"))
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    scene = QGraphicsScene(window)
    scene.addRect(0, 0, 160, 80)
    window.setCentralWidget(QGraphicsView(scene))
    window.resize(1440, 900)
    watched(window, lambda: finish(started)).show()
    app.exec()


def ours(started: float) -> None:
    """The window with its welcome page, by the command a person types."""
    from neurodesk.__main__ import main as command
    from neurodesk.ui import app

    made = app.make_window
    app.make_window = lambda *words: watched(made(*words), lambda: finish(started))  # type: ignore[assignment]
    sys.argv[1:] = []
    command()


def once(side: str) -> dict[str, Any]:
    """One start."""
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "NEURODESK_HOME": home}
        command = [sys.executable, "-m", "tests.bench.bench_startup", side, repr(time.time())]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    if done.returncode:
        raise RuntimeError(f"{side} failed:\n{done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def later(name: str, turns: list[tuple[float, float]]) -> Row:
    """How much later ours is, in seconds of one clock."""
    mine, theirs = map(median, zip(*turns, strict=True))
    return Row(name, mine, theirs, median(a - b for a, b in turns), LATER, most=True, unit=UNIT)


def main() -> list[Row]:
    """Start both in turn and print the table."""
    once("bare"), once("ours")  # files are read once before anything counts
    turns = [(once("ours"), once("bare")) for _ in range(TURNS)]
    torch = sum(a["torch"] for a, _ in turns)
    rows = [
        *(later(name, [(a[key], b[key]) for a, b in turns]) for name, key in CLOCKS.items()),
        Row("starts that loaded torch", torch, 0, torch, 0, most=True),
    ]
    print(show(rows, "The window against a bare Qt window"))
    print(f"modules loaded: {turns[-1][0]['modules']} and {turns[-1][1]['modules']}")
    return rows


if __name__ == "__main__":
    if len(sys.argv) == 3:
        {"bare": bare, "ours": ours}[sys.argv[1]](float(sys.argv[2]))
    else:
        sys.exit(not all(row.good for row in main()))

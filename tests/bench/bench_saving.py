"""What a save of 500 layers costs: until it is on the disk, and how long the window stands still meanwhile.

Run: python -m tests.bench.bench_saving

The contender saves where the window is drawn, as most programs do. The pause of a save is the longest time between two
turns of the window's loop while it is under way, with a canvas that is edited and repainted at every turn.
"""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication

from neurodesk.files import versions
from neurodesk.files.project import save_project
from neurodesk.graph import edit
from neurodesk.graph.model import Document, Graph, Place, Project
from neurodesk.ui.canvas.view import CanvasView
from neurodesk.ui.look.theme import theme
from neurodesk.ui.session import Session
from tests.bench.bench_editing import chain
from tests.bench.rows import Row, show

LAYERS = 500
SAVES = 100
STALL = 0.25  # s that a stalled disk takes for each sync
WRITTEN, FRAME = 50.0, 16.0  # ms


def main() -> int:
    """Print the table; 1 when something wanted was not reached."""
    app = QApplication.instance() or QApplication([])
    theme().choose("dark")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["NEURODESK_HOME"] = folder
        session = Session()
        session.adopt(Document({"network": chain(LAYERS)}), Path(folder) / "large.neurodesk")
        view = CanvasView(session)
        view.resize(1200, 800)
        view.show()
        view.fit_all()
        app.processEvents()
        idle = [turn(session, app, at) for at in range(200)]
        saved, paused = measured(session, app, SAVES)
        beside = [blocking(session) for _ in range(SAVES)]
        with stalled():
            _, stood = measured(session, app, 10)
        session.close()
    rows = [
        Row("a save of 500 layers, p99", p99(saved), p99(beside), p99(saved), WRITTEN, most=True, unit="ms"),
        Row("the window stands still, p99", p99(paused), p99(beside), p99(paused), FRAME, most=True, unit="ms"),
        Row("the same, the disk stalled", p99(stood), 1e3 * STALL, p99(stood), FRAME, most=True, unit="ms"),
        Row("a turn while nothing is saved, p99", p99(idle), FRAME, p99(idle), FRAME, most=True, unit="ms"),
    ]
    print(show(rows, "Saving (contender: in the window's own thread; the ratio is ours in ms)"))
    return int(not all(row.good for row in rows))


def turn(session: Session, app: QApplication, at: int) -> float:
    """Move a card and let the window turn once; ms."""
    begun = time.perf_counter()

    def moved(graph: Graph) -> Graph:
        return edit.move(graph, {"n_7": Place(1624.0 + at % 7, 0.0)})

    session.edit_graph("Move", moved, merge="hand")
    app.processEvents()
    return 1e3 * (time.perf_counter() - begun)


def measured(session: Session, app: QApplication, count: int) -> tuple[list[float], list[float]]:
    """Milliseconds until each save was on the disk, and the longest turn of the window in each."""
    saved, paused = [], []
    for at in range(count):
        begun = last = time.perf_counter()
        session.begin_save()
        longest, turns = 0.0, 0
        while session.saving.busy:
            turns += 1
            turn(session, app, at + turns)
            now = time.perf_counter()
            longest, last = max(longest, now - last), now
        saved.append(1e3 * (last - begun))
        paused.append(1e3 * longest)
    return saved, paused


def blocking(session: Session) -> float:
    """Milliseconds of a save that the window waits for."""
    begun = time.perf_counter()
    versions.keep(session.path)
    save_project(Project(session.document, session.path))
    versions.keep(session.path)
    return 1e3 * (time.perf_counter() - begun)


@contextmanager
def stalled() -> Iterator[None]:
    """Let every sync take a while."""
    real, pause = os.fsync, threading.Event()

    def slow(handle: int) -> None:
        pause.wait(STALL)
        real(handle)

    os.fsync = slow
    try:
        yield
    finally:
        os.fsync = real


def p99(times: list[float]) -> float:
    """The 99th percentile."""
    return sorted(times)[min(len(times) - 1, round(0.99 * len(times)))]


if __name__ == "__main__":
    raise SystemExit(main())

"""What a save of 500 layers costs: until it is on the disk, and how long the window stands still meanwhile.

Run: python -m tests.bench.bench_saving

The contender saves where the window is drawn, as most programs do. The pause of a save is the longest that a move of
the pointer waits while it is under way until the card stands where it is and is painted: of a person who drags a card
at 60 moves a second, and, harsher, of one edit after the other with all 500 layers in sight.
"""

from __future__ import annotations

import math
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
from neurodesk.ui import collecting
from neurodesk.ui.canvas.view import CanvasView
from neurodesk.ui.look.theme import theme
from neurodesk.ui.session import Session
from tests.bench.bench_editing import chain
from tests.bench.rows import Row, show

LAYERS = 500
SAVES = 100
STALL = 0.25  # s that a stalled disk takes for each sync
TURNS = 6  # about as many as a save takes
WRITTEN, FRAME = 50.0, 16.0  # ms


def main() -> int:
    """Print the table; 1 when something wanted was not reached."""
    app = QApplication.instance() or QApplication([])
    collecting.install()
    theme().choose("dark")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["NEURODESK_HOME"] = folder
        session = Session()
        session.adopt(Document({"network": chain(LAYERS)}), Path(folder) / "large.neurodesk")
        view = CanvasView(session)
        view.resize(1200, 800)
        view.show()
        session.save()  # the first brings modules, which opening a file would have
        view.centerOn(1624.0, 0.0)
        measured(session, app, 5)
        collecting.settle()  # as the program does once its window stands
        _, idle = measured(session, app, 20, save=False)
        saved, paused = measured(session, app, SAVES)
        with stalled():
            _, stood = measured(session, app, 10)
        view.fit_all()
        app.processEvents()
        _, whole = measured(session, app, 10, save=False, hertz=0)
        at_once, harsh = measured(session, app, SAVES, hertz=0)
        beside = [blocking(session) for _ in range(SAVES)]
        session.close()
    waits = p99(beside)

    def row(label: str, took: float, wanted: float, other: float = waits) -> Row:
        return Row(label, took, other, took, wanted, most=True, unit="ms")

    rows = [
        row("a save of 500 layers, p99", p99(saved), WRITTEN),
        row("the window stands still, p99", p99(paused), FRAME),
        row("the same, the disk stalled", max(stood), FRAME),
        row("the same while nothing is saved", p99(idle), FRAME),
        row("no pause, all in sight: a save, p99", p99(at_once), WRITTEN),
        row("   the window stands still, p99", p99(harsh), FRAME, p99(whole)),
    ]
    print(show(rows, "Saving (contender: in the window's own thread; at last, ours with nothing to save)"))
    return int(not all(row.good for row in rows))


def turn(session: Session, app: QApplication, at: int) -> None:
    """Move a card and let the window turn once."""

    def moved(graph: Graph) -> Graph:
        return edit.move(graph, {"n_7": Place(1624.0 + at % 7, 0.0)})

    session.edit_graph("Move", moved, merge="hand")
    app.processEvents()


def measured(
    session: Session, app: QApplication, count: int, *, save: bool = True, hertz: int = 60
) -> tuple[list[float], list[float]]:
    """Milliseconds until each save was on the disk, and the longest that a move waited in each; moves come so often a
    second, or one after the other for 0. Without `save` as long a time in which nothing is written.
    """
    saved, paused, pace = [], [], threading.Event()
    for at in range(count):
        begun = due = time.perf_counter()
        if save:
            session.begin_save()
        longest, turns = 0.0, 0
        while session.saving.busy if save else turns < TURNS:
            turns += 1
            turn(session, app, at + turns)
            now = time.perf_counter()
            longest = max(longest, now - due)
            due = max(now, due + 1 / hertz) if hertz else now
            pace.wait(due - now)
        saved.append(1e3 * (now - begun))
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
    return sorted(times)[math.ceil(0.99 * len(times)) - 1]


if __name__ == "__main__":
    raise SystemExit(main())

"""The real window and its engine at twenty times the work of a person, for half an hour: nothing may grow.

Run: python -m tests.soak [--minutes 30]

A person does something every two seconds; here it is ten times a second, round after round: drawing, undo, training
with live views, evaluating, explaining, an export, dialogs, themes, a second window, another project. After each round
everything is closed but the first window, and what there is then is counted. After a quarter of the time, in which
caches fill, growth is measured; exit code 1 says that it passed a limit.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path
from statistics import linear_regression, mean
from typing import Any

STEP_MS = 100
LOAD = 2000 / STEP_MS  # times the work of a person
WARM = 0.25  # of the time
MOST_GROWTH = 20.0  # MB after warming up, window and engine each
MOST_SLOPE = 1.0  # MB an hour at the load of a person
MOST_MORE = 2  # handles and threads
PATIENCE_S = 600.0  # for an export on a loaded machine


@dataclass(frozen=True)
class Count:
    """What there was after a round, `minutes` after the start: MB of window and engine, and numbers of things."""

    minutes: float
    window: float
    engine: float
    objects: int
    widgets: int
    handles: int
    threads: int


def main() -> int:
    """Soak, print a line a round, and what was exceeded."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--minutes", type=float, default=30.0, help="how long (30)")
    minutes = parser.parse_args().minutes
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as home:
        os.environ["NEURODESK_HOME"] = str(Path(home) / "home")
        os.environ["HOME"] = home
        counts = soak(minutes, Path(home))
    wrong = exceeded(counts, minutes)
    print(*wrong or ["Nothing grew past its limit."], sep="\n")
    return int(bool(wrong))


def soak(minutes: float, work: Path) -> list[Count]:
    """Go round until the time is over; returns what was counted after each round."""
    from PySide6.QtCore import QTimer

    from neurodesk.ui.app import application, make_window

    app = application()
    window = make_window()
    window.show()
    counts: list[Count] = []
    begun = time.monotonic()
    print("minutes  window MB  engine MB  objects  widgets  handles  threads", flush=True)

    def rounds() -> Iterator[object]:
        while time.monotonic() - begun < 60 * minutes:
            yield from one_round(window, work, len(counts))
            counts.append(count(window, (time.monotonic() - begun) / 60))
            shown = astuple(counts[-1])
            print("{:7.2f}  {:9.1f}  {:9.1f}  {:7d}  {:7d}  {:7d}  {:7d}".format(*shown), flush=True)

    steps = rounds()
    faults: list[Exception] = []

    def step() -> None:
        try:
            next(steps)
        except StopIteration:
            app.quit()
        except (AssertionError, LookupError, RuntimeError, TimeoutError) as error:
            faults.append(error)
            app.quit()
        else:
            QTimer.singleShot(STEP_MS, window, step)

    QTimer.singleShot(0, window, step)
    app.exec()
    window.leave(keep=False)
    window.deleteLater()
    app.processEvents()
    if faults:
        raise faults[0]
    return counts


def one_round(window: Any, work: Path, number: int) -> Iterator[object]:
    """Everything a person does, once; each `yield` is a moment in which the window turns."""
    yield from draw(window)
    yield from train(window, work, number)
    yield from look(window)
    yield from dialogs(window)
    yield from beside(window, work)


def draw(window: Any) -> Iterator[object]:
    """A template, edits, and most of them undone."""
    from neurodesk.files.templates import template
    from neurodesk.graph import edit
    from neurodesk.graph.document import set_learning

    session = window.session
    session.adopt(set_learning(template("digits_cnn"), options={"epochs": 300}))
    window.show_canvas()
    yield
    for at in range(8):
        name = "conv_1" if at % 2 == 0 else "renamed"
        other = "renamed" if at % 2 == 0 else "conv_1"
        session.edit_graph("Rename", lambda graph, name=name, other=other: edit.rename(graph, name, other))
        session.select(sorted(session.graph.nodes)[:3])
        yield
    for _ in range(8):
        session.undo()
        yield
    window.actions_by_key["tidy"].trigger()
    window.canvas.fit_all()
    yield


def train(window: Any, work: Path, number: int) -> Iterator[object]:
    """A run with the live docks in front one after the other, then stopped."""
    window.session.save(work / f"soak{number % 2}.neurodesk")
    window.train()
    yield from until(lambda: window.link.state == "training")
    for name in ("Train", "Activations", "Inspector", "Code", "Train", "Runs"):
        window.show_dock(name)
        for _ in range(4):
            yield
    window.link.stop()
    yield from until(lambda: not window.link.busy)


def look(window: Any) -> Iterator[object]:
    """What was learnt: evaluated, explained and exported."""
    window.show_dock("Evaluate")
    window.panel("Evaluate").evaluate()
    yield from moments(10)
    window.show_dock("Explain")
    window.panel("Explain").explain(window.link.run, 3)
    yield from moments(10)
    window.show_dock("Export")
    window.panel("Export").export()
    yield from until(lambda: not window.link._errands)


def dialogs(window: Any) -> Iterator[object]:
    """Each dialog that an action opens, closed again; dark and light."""
    from PySide6.QtWidgets import QDialog

    from neurodesk.ui.palette import Palette

    for key in ("settings", "shortcuts", "keys", "doctor", "crash_log", "help", "versions", "picture", "palette"):
        window.actions_by_key[key].trigger()
        yield
        for dialog in window.findChildren(QDialog):
            if dialog.isVisible():
                dialog.reject()
        for palette in window.findChildren(Palette):
            palette.close_palette()
        yield
    window.toggle_theme()
    yield
    window.toggle_theme()
    yield


def beside(window: Any, work: Path) -> Iterator[object]:
    """A second window on the saved project, and an empty project in the first."""
    from neurodesk.graph.model import empty_document
    from neurodesk.ui import windows

    window.session.adopt(empty_document())
    other = windows.another(window, work / "soak0.neurodesk")
    yield from moments(5)
    other.leave(keep=False)
    window.show_welcome()
    yield from moments(5)


def moments(number: int) -> Iterator[object]:
    """Let the window turn so many times."""
    for _ in range(number):
        yield


def until(true: Any) -> Iterator[object]:
    """Let it turn until something is true."""
    since = time.monotonic()
    while not true():
        if time.monotonic() - since > PATIENCE_S:
            raise TimeoutError("what was waited for never came")
        yield


def count(window: Any, minutes: float) -> Count:
    """Count, after Python and C have given back what they hold for later."""
    from PySide6.QtWidgets import QApplication

    gc.collect()
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).malloc_trim(0)
    engine = window.link._engine
    return Count(
        minutes,
        resident("self"),
        resident(str(engine.pid)) if engine is not None else 0.0,
        len(gc.get_objects()),
        len(QApplication.allWidgets()),
        len(list(Path("/proc/self/fd").iterdir())),
        len(list(Path("/proc/self/task").iterdir())),
    )


def resident(process: str) -> float:
    """The memory of a process, in MB."""
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def exceeded(counts: list[Count], minutes: float) -> list[str]:
    """What grew past its limit after warming up, in words."""
    late = [each for each in counts if each.minutes >= WARM * minutes]
    if len(late) < 4:
        return [f"Only {len(late)} rounds after warming up: too few to tell. Soak longer."]
    wrong = []
    part = max(1, len(late) // 4)
    for name in ("window", "engine"):
        sizes = [getattr(each, name) for each in late]
        growth = mean(sizes[-part:]) - mean(sizes[:part])
        slope = linear_regression([each.minutes / 60 for each in late], sizes).slope / LOAD
        print(f"{name}: {growth:+.1f} MB, {slope:+.2f} MB an hour at the load of a person")
        if growth > MOST_GROWTH or slope > MOST_SLOPE:
            wrong.append(f"The memory of the {name} grew.")
    for name in ("handles", "threads"):
        if getattr(late[-1], name) > getattr(late[0], name) + MOST_MORE:
            wrong.append(f"There were more {name}: {getattr(late[0], name)}, then {getattr(late[-1], name)}.")
    return wrong


if __name__ == "__main__":
    sys.exit(main())

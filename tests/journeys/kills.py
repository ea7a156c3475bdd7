"""Kills of the real program in the middle of editing, each with what it cost, and the start after it.

`python -m tests.journeys.kills FOLDER SEED COUNT` prints a line for each: the edits made, the edits lost, the age in
seconds of the oldest lost edit, how often the start after it was killed too, whether all came back then, and after how
many seconds, of the clock and of the processor. The program is loaded once, and each start is a fork of that. Nothing
is trained, so there is no engine.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

AT_ONCE = 4  # they mostly wait
LONGEST = 5.0  # s of editing
GAPS = (0, 15, 60, 250, 1000)  # ms between two edits: a drag, typing, thinking
PATIENCE = 60  # s


class Kill(NamedTuple):
    """What one kill cost."""

    made: int
    lost: int
    age: float
    again: int
    back: bool
    seconds: float
    busy: float


def main(arguments: list[str]) -> int:
    """Kill so many."""
    import tests.journeys.steps  # noqa: F401 - what every start would load

    folder, seed, count = Path(arguments[0]), arguments[1], int(arguments[2])
    children = [
        forked(lambda lane=lane: kills(folder, f"{seed}-{lane}", len(range(lane, count, AT_ONCE))))
        for lane in range(AT_ONCE)
    ]
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    return max(map(abs, codes))


def forked(work: Callable[[], object]) -> int:
    """Do something in a child; returns its number."""
    pid = os.fork()
    if pid == 0:
        work()
        sys.stdout.flush()
        os._exit(0)
    return pid


def kills(folder: Path, seed: str, count: int) -> None:
    """Kill so many, one after the other."""
    chance = random.Random(seed)
    for number in range(count):
        home = folder / f"{seed}-{number}"
        home.mkdir(parents=True)
        told = "\t".join(map(str, killed(home, chance)))
        os.write(sys.stdout.fileno(), f"{told}\n".encode())  # whole: the others write into the same pipe


def killed(work: Path, chance: random.Random) -> Kill:
    """Edit, kill, kill the next starts too, and start at last."""
    gaps = [chance.choice(GAPS) for _ in range(chance.randint(5, 400))]
    child = forked(lambda: run(work, lambda window: Editor(window, work, gaps)))
    wait_for(work / "edits")
    time_out(chance.uniform(0.0, LONGEST))
    os.kill(child, signal.SIGKILL)
    ended = time.monotonic()
    os.waitpid(child, 0)
    edits = [float(line) for line in (work / "edits").read_text().splitlines()]
    kept = notes_kept(work)
    lost = edits[kept:]
    again = chance.choice((0, 0, 1, 3))
    for _ in range(again):
        child = forked(lambda: run(work, lambda window: None))
        time_out(chance.uniform(0.1, 1.0))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return Kill(len(edits), len(lost), round(ended - lost[0], 2) if lost else 0.0, again, *brought_back(work, kept))


def time_out(seconds: float) -> None:
    """Let so many seconds pass: a moment at random is what is tested."""
    import select

    select.select([], [], [], seconds)


def wait_for(file: Path) -> None:
    """Wait until a file has its first line."""
    until = time.monotonic() + PATIENCE
    while not (file.exists() and file.stat().st_size):
        assert time.monotonic() < until, "it never began"
        time_out(0.02)


def notes_kept(work: Path) -> int:
    """The number of the last edit that was kept; 0 for none."""
    from neurodesk.files import recovery

    os.environ["NEURODESK_HOME"] = str(work / "home")
    found = recovery.waiting()
    assert len(found) <= 1
    return int(recovery.restore(found[0]).document.notes or 0) if found else 0


def brought_back(work: Path, kept: int) -> tuple[bool, float, float]:
    """Start again; whether what was kept is on the desk, unsaved, and after how many seconds from the start."""
    begun = time.monotonic()
    os.waitpid(forked(lambda: run(work, lambda window: Watcher(window, work, kept, begun))), 0)
    told = (work / "back").read_text().split() if (work / "back").exists() else []
    return bool(told), *(round(float(number), 2) for number in told or (0, 0))


# ---------------------------------------------------------------------- in the child


def run(work: Path, then: Callable[[Any], object]) -> None:
    """The whole program, with somebody at its window."""
    os.environ["NEURODESK_HOME"] = str(work / "home")
    from neurodesk.__main__ import main as program
    from neurodesk.ui import app

    make, kept = app.make_window, []

    def made(engine: str = "") -> Any:
        window = make(engine)
        window.link.wake, window.link._send = lambda: None, lambda _request: None
        kept.append(then(window))
        return window

    app.make_window = made
    sys.argv = ["neurodesk"]
    signal.alarm(PATIENCE)
    os.chdir(work)
    program()


class Editor:
    """Somebody who edits in fits and starts, and notes when."""

    def __init__(self, window: Any, work: Path, gaps: list[int]) -> None:
        from PySide6.QtCore import QTimer

        self.window, self.gaps, self.made = window, gaps, 0
        self.file = (work / "edits").open("a", buffering=1)
        QTimer.singleShot(0, window, self.begin)

    def begin(self) -> None:
        """From a template, saved or not."""
        from neurodesk.files.templates import template

        self.window.session.adopt(template("digits_cnn"))
        if len(self.gaps) % 2:
            self.window.session.save(Path("mine.neurodesk").absolute())
        self.window.show_canvas()
        self.edit()

    def edit(self) -> None:
        """Make the next edit: its number among the notes, and by turns a card moved or a value set."""
        from PySide6.QtCore import QTimer

        from neurodesk.graph import edit
        from neurodesk.graph.model import Place

        self.made += 1
        number = str(self.made)

        def change(document: Any) -> Any:
            graph = document.graph()
            graph = (
                edit.move(graph, {"conv_1": Place(8.0 * self.made, 0.0)})
                if self.made % 2
                else edit.set_value(graph, "conv_1", "filters", 1 + self.made % 60)
            )
            return document.with_graph(document.main, graph).replaced(notes=number)

        self.window.session.edit("Edit", change)
        self.file.write(f"{time.monotonic()}\n")
        QTimer.singleShot(self.gaps[self.made % len(self.gaps)], self.window, self.edit)


class Watcher:
    """Somebody who waits until the work is back, says yes where it is offered, and ends as a log-out does."""

    def __init__(self, window: Any, work: Path, kept: int, begun: float) -> None:
        from PySide6.QtCore import QTimer

        self.window, self.work, self.kept, self.begun = window, work, kept, begun
        self.eye = QTimer(window, interval=10, timeout=self.look)
        self.eye.start()

    def look(self) -> None:
        """Is it there? Where it is only offered, it is wanted."""
        from PySide6.QtWidgets import QMessageBox

        from neurodesk.ui import windows

        for box in self.window.findChildren(QMessageBox):
            for button in box.buttons():
                if box.isVisible() and button.text().replace("&", "") == "Bring it back":
                    button.click()
        for window in windows.every():
            session = window.session
            if not self.kept or (session.document.notes == str(self.kept) and not session.is_saved):
                self.eye.stop()
                (self.work / "back").write_text(f"{time.monotonic() - self.begun} {time.process_time()}")
                windows.leave_all()
                return


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

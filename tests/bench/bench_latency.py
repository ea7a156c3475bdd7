"""From the hand to the picture: a node is dragged in the real window while a network trains, and while nothing does.

Run: python -m tests.bench.bench_latency

A child process says sixty times a second what time it is; the window takes that for a movement of the mouse, and the
latency ends when the canvas has painted it. Each measurement is a window in a process of its own, in turn. The network
has a convolution of 64 maps; six plots are shown in the Train dock, all activations beside it and on the canvas. What
the live views cost the training is measured without a window, the same steps with and without them in turn.

Beside the latency stands what the window's thread computes at one go, in processor time: a movement of the mouse waits
for that at most once, and unlike the latency it says the same on a machine that is busy with other things.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.rows import Row, show

HANDS_HZ = 60
WARM_S, MEASURED_S = 1.5, 5.0
TURNS = 3
MOST = 16.0  # ms, the 99th percentile
SIDES = ("idle", "process", "thread")
PLOTS = ("rate", "gradient", "update", "spread")  # beside the two that are shown at first
DRAWN = "conv 64 relu pool flatten linear"
COST, EPOCHS, PAIRS = 1.02, 8, 9  # times the processor time of a step without live views, at most


def hand() -> None:
    """Write a line at every movement: the time (s), until nobody reads."""
    due, pause = time.time(), threading.Event()
    while True:
        due = max(due + 1 / HANDS_HZ, time.time() - 1 / HANDS_HZ)
        pause.wait(max(0.0, due - time.time()))
        try:
            os.write(1, f"{time.time()!r}\n".encode())
        except BrokenPipeError:
            return


class Drag:
    """A drag of one node: takes the hand's movements to the canvas and notes how long each took to be painted."""

    def __init__(self, canvas: Any, node: str) -> None:
        from PySide6.QtCore import QSocketNotifier, Qt
        from PySide6.QtTest import QTest

        self.canvas, self.latencies, self.waiting, self.moves = canvas, [], 0.0, 0
        self.middle = canvas.mapFromScene(canvas.canvas.nodes[node].sceneBoundingRect().center())
        QTest.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, pos=self.middle)
        self.hand = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.bench_latency", "hand"], stdout=subprocess.PIPE, bufsize=0
        )
        os.set_blocking(self.hand.stdout.fileno(), False)
        self.reader = QSocketNotifier(self.hand.stdout.fileno(), QSocketNotifier.Type.Read)
        self.reader.activated.connect(self.move)

    def move(self, *_: object) -> None:
        """Move the mouse once for every line; the oldest that is not yet painted counts."""
        from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
        from PySide6.QtGui import QMouseEvent
        from PySide6.QtWidgets import QApplication

        for line in (self.hand.stdout.read(4096) or b"").split():
            self.moves += 1
            at = QPointF(self.middle + QPoint(self.moves % 80, self.moves % 60))
            port, left, none = self.canvas.viewport(), Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
            spot = QPointF(port.mapToGlobal(at.toPoint()))
            event = QMouseEvent(QEvent.Type.MouseMove, at, spot, none, left, Qt.KeyboardModifier.NoModifier)
            QApplication.sendEvent(port, event)
            self.waiting = self.waiting or float(line)

    def painted(self) -> None:
        """The canvas has painted."""
        if self.waiting:
            self.latencies.append(time.time() - self.waiting)
            self.waiting = 0.0


class Stretches:
    """What this thread computes from one rest of the event loop to the next, in processor time (s)."""

    def __init__(self) -> None:
        from PySide6.QtCore import QAbstractEventDispatcher

        self.found: list[float] = []
        self._last = time.thread_time()
        QAbstractEventDispatcher.instance().aboutToBlock.connect(self._rest)

    def _rest(self) -> None:
        now = time.thread_time()
        self.found.append(now - self._last)
        self._last = now


def drawn() -> Any:
    """The digits through 64 feature maps."""
    from neurodesk.graph.model import chosen, empty_document
    from neurodesk.ui.canvas.chain import read
    from neurodesk.ui.canvas.chain_drawing import draw
    from neurodesk.ui.session import Session

    session = Session()
    session.adopt(empty_document().replaced(source=chosen("digits")))
    links = read(DRAWN, session.facts.input, session.facts).links
    session.edit_graph("Draw", lambda graph: draw(graph, links)[0])
    made = session.document
    session.close()
    return made


def cost() -> Row:
    """What looking inside ten times a second and weighing twice a second cost a step, in processor time."""
    from neurodesk.training import loop
    from neurodesk.training.control import Control, Watch

    document = drawn()

    def steps(live: bool) -> float:
        control, nodes = Control(), tuple(document.graph().nodes)
        if live:
            control.watch(Watch(nodes))
            control.weigh(2.0)
        begun, taken = time.process_time(), 0
        with tempfile.TemporaryDirectory() as folder:
            for event in loop.train(document, Path(), Path(folder), control=control, epochs=EPOCHS):
                taken = getattr(event, "step", taken)
        return (time.process_time() - begun) / taken

    steps(False)
    times: dict[str, list[float]] = {"plain": [], "live": []}
    for at in range(PAIRS):
        for side in ("plain", "live") if at % 2 else ("live", "plain"):
            times[side].append(steps(side == "live"))
    ratio = median(a / b for a, b in zip(times["live"], times["plain"], strict=True))
    plain, live = (1e3 * median(times[side]) for side in ("plain", "live"))
    return Row("a step with live views", live, plain, ratio, COST, most=True, unit="ms")


def measure(side: str) -> dict[str, float]:
    """Percentiles of the latency in ms, and how fast training went meanwhile."""
    from PySide6.QtCore import QTimer

    from neurodesk.graph.document import set_learning
    from neurodesk.training.events import RunFailed, StepsTaken
    from neurodesk.ui.app import application, make_window
    from neurodesk.ui.canvas.view import CanvasView

    app, drags, speeds, stretches = application(), [], [], []
    plain = CanvasView.paintEvent

    def paint(view: CanvasView, event: Any) -> None:
        plain(view, event)
        for drag in drags:
            drag.painted()

    CanvasView.paintEvent = paint
    window = make_window("thread" if side == "thread" else "process")
    window.session.adopt(set_learning(drawn(), options={"epochs": 100_000}))
    window.show()
    window.show_canvas()
    window.docks.widgets["Activations"].setFloating(True)
    window.show_dock("Activations")
    window.show_dock("Train")
    for plot in PLOTS:
        window.panel("Train").shown.show_plot(plot, True)

    def follow(event: Any) -> None:
        if isinstance(event, RunFailed):
            sys.exit(event.text)
        if isinstance(event, StepsTaken):
            speeds.append(event.speed)

    def begin() -> None:
        node = "linear_1"
        drags.append(Drag(window.canvas, node))
        stretches.append(Stretches())
        QTimer.singleShot(int(1e3 * WARM_S), lambda: (drags[0].latencies.clear(), stretches[0].found.clear()))
        QTimer.singleShot(int(1e3 * (WARM_S + MEASURED_S)), app.exit)  # quit() would ask whether to stop training

    def when_ready(state: str) -> None:
        if state == "idle" and not drags:
            begin() if side == "idle" else window.train()
        elif state == "training" and not drags:
            begin()

    window.link.arrived.connect(follow)
    window.link.state_changed.connect(when_ready)
    app.exec()
    drags[0].hand.kill()
    window.link.close()
    found = sorted(1e3 * one for one in drags[0].latencies)
    busy = sorted(1e3 * one for one in stretches[0].found)
    percentiles = {name: found[int(share * len(found))] for name, share in (("p50", 0.5), ("p99", 0.99))}
    percentiles |= {"at one go p99": busy[int(0.99 * len(busy))]}
    return {**percentiles, "count": len(found), "speed": median(speeds) if speeds else 0.0}


def once(side: str) -> dict[str, float]:
    """One window in a process of its own."""
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "NEURODESK_HOME": home}
        command = [sys.executable, "-m", "tests.bench.bench_latency", side]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=180)
    if done.returncode:
        raise RuntimeError(f"{side} failed:\n{done.stderr[-2000:]}")
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def main() -> list[Row]:
    """Measure all in turn and print the table."""
    turns: dict[str, list[dict[str, float]]] = {side: [] for side in SIDES}
    for _ in range(TURNS):
        for side in SIDES:
            turns[side].append(once(side))
    found = {side: {key: median(turn[key] for turn in turns[side]) for key in turns[side][0]} for side in SIDES}
    rows = [
        Row(f"{side}, {key}", found[side][key], found["idle"][key], found[side][key], MOST, most=True, unit="ms")
        for side in ("process", "thread")
        for key in ("p50", "p99", "at one go p99")
    ]
    rows.append(cost())
    print(show(rows, "Input to paint while training, the contender being the idle window; the ratio is ours in ms"))
    print(
        ", ".join(f"{side}: {found[side]['count']:.0f} paints at {found[side]['speed']:.0f} steps/s" for side in SIDES)
    )
    return rows


if __name__ == "__main__":
    if sys.argv[1:] == ["hand"]:
        hand()
    elif sys.argv[1:]:
        print(json.dumps(measure(sys.argv[1])), flush=True)
        os._exit(0)
    else:
        sys.exit(not all(row.good for row in main()))

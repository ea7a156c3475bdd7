"""A drawing of 1000 layers on the canvas against NodeGraphQt: added, connected, and repainted whole with text and
thumbnails; and one of 5000 layers panned and zoomed against NodeGraphQt's repaint of its whole graph.

Run: python -m tests.bench.bench_canvas [--contender-python PATH]

NodeGraphQt is no part of this project: PATH is the Python of an environment that has it beside PySide6
(NEURODESK_CONTENDER_PYTHON names it as well). Each measurement is a process of its own, in turn; times are
processor time, so that a busy machine does not count.
"""

from __future__ import annotations

import json
import math
import os
import random
import subprocess
import sys
from argparse import ArgumentParser
from importlib.util import find_spec
from statistics import median
from time import process_time
from typing import TYPE_CHECKING

from neurodesk.graph.model import Chosen, Graph, Place, Port
from tests.bench.rows import Row, show

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from neurodesk.ui.canvas.view import CanvasView

NODES = 1000
WINDOW = (1280, 800)  # px
REPAINTS = 15
TURNS = 2
LARGE = 5000  # layers, panned and zoomed
SCALES = (1.0, 0.5, 0.3, 0.2, 0.1, 0.05)  # view px per scene px
MOVES = 40  # pans at each scale
ADD, CONNECT, REPAINT, MOVE = 25.0, 40.0, 6.0, 10.0  # times faster, at least


def columns_of(count: int) -> int:
    """How many boxes stand in a row."""
    return math.ceil(math.sqrt(count))


def place(number: int, count: int) -> tuple[float, float]:
    """Where the n-th of so many boxes stands: rows of a square."""
    return (number % columns_of(count)) * 220.0, (number // columns_of(count)) * 130.0


def wires(count: int) -> list[tuple[int, int]]:
    """A chain through all, and a second wire into every fourth from anywhere before it: 1248 wires of 1000 boxes."""
    chance = random.Random(0)
    return [(n - 1, n) for n in range(1, count)] + [(chance.randrange(n - 1), n) for n in range(4, count, 4)]


def drawing(count: int) -> tuple[Graph, Graph]:
    """So many layers without wires, and the same wired."""
    names = ["input_1"] + [f"{'add' if n % 4 == 0 else 'relu'}_{n}" for n in range(1, count)]
    nodes = {name: Chosen(name.split("_")[0]) for name in names}
    ports = {name: ["a", "b"] if name.startswith("add") else ["x"] for name in names}
    put = {Port(names[b], ports[names[b]].pop(0)): Port(names[a], "out") for a, b in wires(count)}
    places = {name: Place(*place(number, count)) for number, name in enumerate(names)}
    empty = Graph()
    loose = Graph(empty.nodes.update(nodes), empty.wires, empty.places.update(places))
    return loose, loose.rewired(put=put)


def ours() -> dict[str, float]:
    """Milliseconds to add the layers, to connect them, and to repaint the whole with text and thumbnails."""
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QApplication

    from neurodesk.graph.diff import diff
    from neurodesk.graph.model import Document
    from neurodesk.ui.canvas.view import CanvasView
    from neurodesk.ui.look.theme import theme
    from neurodesk.ui.session import Session

    app = QApplication([])
    theme().choose("dark")
    session = Session()
    view = CanvasView(session)
    view.resize(*WINDOW)
    view.show()
    app.processEvents()
    loose, wired = drawing(NODES)
    picture = QImage(28, 28, QImage.Format.Format_Grayscale8)
    picture.fill(128)
    added, connected = [], []
    for _ in range(5):
        session.history = type(session.history).start(Document({session.network: loose}))
        started = process_time()
        view.canvas.rebuild()
        added.append(process_time() - started)
        session.history = type(session.history).start(Document({session.network: wired}))
        started = process_time()
        view.canvas._apply(wired, diff(loose, wired))
        view.canvas.find_lanes()
        connected.append(process_time() - started)
    for name in wired.nodes:
        view.set_thumbnail(name, picture)
    view.fit_all()
    assert len(view.canvas.nodes) == NODES
    assert len(view.canvas.wires) == len(wires(NODES))
    whole = repainted(view.viewport(), app)
    session.adopt(Document({session.network: drawing(LARGE)[1]}))
    app.processEvents()
    return {"add": 1e3 * median(added), "connect": 1e3 * median(connected), "repaint": whole, **moved(view, app)}


def moved(view: CanvasView, app: QApplication) -> dict[str, float]:
    """The 99th percentile of the milliseconds from a pan or zoom to the repaint, at each scale; `move` the worst."""
    worst = {}
    for scale in SCALES:
        view.fit_all()
        view.zoom_to(scale)
        app.processEvents()
        times = []
        for number in range(MOVES):
            started = process_time()
            if number % 4:
                view.pan(-60 if number % 8 < 4 else 60, 25)
            else:
                view.zoom_by(1.02 if number % 8 else 1 / 1.02)
            view.viewport().repaint()
            times.append(process_time() - started)
            app.processEvents()
        worst[f"at {scale:g}"] = 1e3 * sorted(times)[int(0.99 * (MOVES - 1))]
    return {"move": max(worst.values()), **worst}


def contender() -> dict[str, float]:
    """The same in NodeGraphQt, without its undo stack and thumbnails; of the large drawing one repaint of the whole."""
    from NodeGraphQt import BaseNode, NodeGraph
    from PySide6.QtCore import QRectF
    from PySide6.QtWidgets import QApplication

    class Linear(BaseNode):
        __identifier__ = "bench"
        NODE_NAME = "Linear"

        def __init__(self) -> None:
            super().__init__()
            self.add_input("in", multi_input=True)
            self.add_output("out")

    app = QApplication([])
    graph = NodeGraph()
    graph.register_node(Linear)
    graph.widget.resize(*WINDOW)
    graph.widget.show()
    viewer = graph.viewer()
    viewer.resize(*WINDOW)
    app.processEvents()
    found = {}
    for count in (NODES, LARGE):
        graph.clear_session()
        started = process_time()
        made = [
            graph.create_node("bench.Linear", name=f"n{n}", pos=place(n, count), push_undo=False, selected=False)
            for n in range(count)
        ]
        added = process_time() - started
        started = process_time()
        for a, b in wires(count):
            made[a].output(0).connect_to(made[b].input(0), push_undo=False)
        connected = process_time() - started
        columns = columns_of(count)
        width, height = columns * 220.0, math.ceil(count / columns) * 130.0
        viewer._scene_range = QRectF(-40, -40, width + 80, (width + 80) * WINDOW[1] / WINDOW[0])
        viewer._scene_range.setHeight(max(viewer._scene_range.height(), height + 80))
        viewer._update_scene()
        app.processEvents()
        whole = repainted(viewer.viewport(), app, REPAINTS if count == NODES else 3)
        if count == NODES:
            found = {"add": 1e3 * added, "connect": 1e3 * connected, "repaint": whole}
        else:
            found["move"] = whole
    return found


def repainted(viewport: QWidget, app: QApplication, turns: int = REPAINTS) -> float:
    """Milliseconds for one repaint of a whole viewport."""
    times = []
    for _ in range(turns):
        started = process_time()
        viewport.repaint()
        times.append(process_time() - started)
        app.processEvents()
    return 1e3 * median(times)


def once(python: str, side: str) -> dict[str, float]:
    """Measure one side in a process of its own."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "OMP_NUM_THREADS": "1"}
    command = [python, "-m", "tests.bench.bench_canvas", "--side", side]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        raise RuntimeError(f"{side} failed:\n{done.stderr[-2000:]}")
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def contender_python(named: str = "") -> str:
    """The Python that has NodeGraphQt; "" when none is known."""
    here = sys.executable if find_spec("NodeGraphQt") else ""
    return named or os.environ.get("NEURODESK_CONTENDER_PYTHON", "") or here


def main(named: str = "") -> list[Row]:
    """Measure both in turn and print the table; ours alone where the contender is missing."""
    other = contender_python(named)
    found: dict[str, list[dict[str, float]]] = {"ours": [], "contender": []}
    for _ in range(TURNS):
        found["ours"].append(once(sys.executable, "ours"))
        if other:
            found["contender"].append(once(other, "contender"))
    mine = {key: median(each[key] for each in found["ours"]) for key in found["ours"][0]}
    if not other:
        print(", ".join(f"{key} {value:.1f} ms" for key, value in mine.items()))
        print("NodeGraphQt is not here: no ratio. Name a Python that has it with --contender-python.")
        return []
    theirs = {key: median(each[key] for each in found["contender"]) for key in ("add", "connect", "repaint", "move")}
    wanted = {
        "add": (f"add {NODES}", ADD),
        "connect": (f"connect {NODES}", CONNECT),
        "repaint": ("repaint whole, text and thumbnails", REPAINT),
        "move": (f"pan and zoom {LARGE}, p99 at the worst scale", MOVE),
    }
    rows = [
        Row(name, mine[key], theirs[key], theirs[key] / mine[key], least, unit="ms")
        for key, (name, least) in wanted.items()
    ]
    print(show(rows, f"{NODES} layers, {len(wires(NODES))} wires on the canvas, against NodeGraphQt"))
    print("p99 by scale: " + ", ".join(f"{key[3:]}: {mine[key]:.1f} ms" for key in mine if key.startswith("at ")))
    return rows


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--contender-python", default="", help="a Python that has NodeGraphQt")
    parser.add_argument("--side", choices=["ours", "contender"], help="measure one side in this process")
    chosen = parser.parse_args()
    if chosen.side:
        print(json.dumps(ours() if chosen.side == "ours" else contender()), flush=True)
        os._exit(0)  # neither side's tear-down is measured, and NodeGraphQt's is not clean
    main(chosen.contender_python)

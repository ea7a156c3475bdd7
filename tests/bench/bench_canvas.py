"""A drawing of 1000 layers on the canvas against NodeGraphQt: opened, and repainted whole.

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

from tests.bench.rows import Row, show

NODES = 1000
WINDOW = (1280, 800)  # px
REPAINTS = 15
TURNS = 3
COLUMNS = math.ceil(math.sqrt(NODES))
OPEN, REPAINT = 20.0, 5.0  # times faster, at least


def place(number: int) -> tuple[float, float]:
    """Where the n-th box stands: rows of a square."""
    return (number % COLUMNS) * 220.0, (number // COLUMNS) * 130.0


def wires() -> list[tuple[int, int]]:
    """A chain through all, and a second wire into every fourth from anywhere before it: 1248 wires."""
    chance = random.Random(0)
    return [(n - 1, n) for n in range(1, NODES)] + [(chance.randrange(n - 1), n) for n in range(4, NODES, 4)]


def ours() -> dict[str, float]:
    """Milliseconds to open the drawing as items, to open it with shapes and problems, and to repaint it whole."""
    from PySide6.QtWidgets import QApplication

    from neurodesk.graph.model import Chosen, Document, Graph, Place, Port, empty_document
    from neurodesk.ui.canvas.view import CanvasView
    from neurodesk.ui.session import Session
    from neurodesk.ui.theme import theme

    app = QApplication([])
    theme().choose("dark")
    session = Session()
    view = CanvasView(session)
    view.resize(*WINDOW)
    view.show()
    app.processEvents()
    names = ["input_1"] + [f"{'add' if n % 4 == 0 else 'relu'}_{n}" for n in range(1, NODES)]
    nodes = {name: Chosen(name.split("_")[0]) for name in names}
    ports = {name: ["a", "b"] if name.startswith("add") else ["x"] for name in names}
    put = {Port(names[b], ports[names[b]].pop(0)): Port(names[a], "out") for a, b in wires()}
    empty = Graph()
    places = {name: Place(*place(number)) for number, name in enumerate(names)}
    graph = Graph(empty.nodes.update(nodes), empty.wires, empty.places.update(places)).rewired(put=put)
    started = process_time()
    session.adopt(Document({"network": graph}))
    whole = process_time() - started
    opened = []
    for _ in range(5):
        session.adopt(empty_document())
        session.network, session.history = "network", type(session.history).start(Document({"network": graph}))
        started = process_time()
        view.canvas.rebuild()
        opened.append(process_time() - started)
    view.fit_all()
    assert len(view.canvas.nodes) == NODES
    assert len(view.canvas.wires) == len(wires())
    return {"open": 1e3 * median(opened), "whole": 1e3 * whole, "repaint": repainted(view.viewport(), app)}


def contender() -> dict[str, float]:
    """The same in NodeGraphQt, without its undo stack."""
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
    started = process_time()
    made = [
        graph.create_node("bench.Linear", name=f"n{n}", pos=place(n), push_undo=False, selected=False)
        for n in range(NODES)
    ]
    for a, b in wires():
        made[a].output(0).connect_to(made[b].input(0), push_undo=False)
    opened = process_time() - started
    width, height = COLUMNS * 220.0, math.ceil(NODES / COLUMNS) * 130.0
    viewer._scene_range = QRectF(-40, -40, width + 80, (width + 80) * WINDOW[1] / WINDOW[0])
    viewer._scene_range.setHeight(max(viewer._scene_range.height(), height + 80))
    viewer._update_scene()
    app.processEvents()
    return {"open": 1e3 * opened, "repaint": repainted(viewer.viewport(), app)}


def repainted(viewport: object, app: object) -> float:
    """Milliseconds for one repaint of a whole viewport."""
    times = []
    for _ in range(REPAINTS):
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
    theirs = {key: median(each[key] for each in found["contender"]) for key in ("open", "repaint")}
    rows = [
        Row("drawing opened", mine["open"], theirs["open"], theirs["open"] / mine["open"], OPEN, unit="ms"),
        Row(
            "repainted whole",
            mine["repaint"],
            theirs["repaint"],
            theirs["repaint"] / mine["repaint"],
            REPAINT,
            unit="ms",
        ),
    ]
    print(show(rows, f"{NODES} layers, {len(wires())} wires on the canvas, against NodeGraphQt"))
    print(f"with shapes, costs and problems worked out as well: {mine['whole']:.1f} ms to open")
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

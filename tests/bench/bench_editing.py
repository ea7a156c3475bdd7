"""What a person waits for while drawing, each within one frame of a 60 Hz screen; and ten thousand edits taken back.

Run: python -m tests.bench.bench_editing

Times are processor time and medians, so that a busy machine does not count. There is no contender: the frame is one.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from statistics import median
from time import process_time

from PySide6.QtWidgets import QApplication

from neurodesk.files.project import dumps
from neurodesk.graph import edit
from neurodesk.graph.history import MOST_BYTES
from neurodesk.graph.model import Chosen, Document, Graph, Place, Port, chosen
from neurodesk.ui.canvas.view import CanvasView
from neurodesk.ui.look.theme import theme
from neurodesk.ui.session import Session
from tests.bench.rows import Row, show
from tests.graph.wandering import wandered

FRAME = 1000 / 60  # ms
TOLD = 100.0  # ms in which an error stands on its node
EDITS = 10_000
TURNS = 15


def chain(count: int) -> Graph:
    """An input of 1 x 28 x 28, then convolutions and activations in turn, in rows of 40."""
    nodes = {"input_1": chosen("input", shape=(1, 28, 28))}
    for at in range(1, count):
        nodes[f"n_{at}"] = chosen("conv2d", filters=8) if at % 2 else chosen("relu")
    names = list(nodes)
    ports = {"conv2d": ("image", "features"), "relu": ("x", "out"), "input": ("", "out")}
    put = {
        Port(after, ports[nodes[after].key][0]): Port(before, ports[nodes[before].key][1])
        for before, after in pairwise(names)
    }
    places = {name: Place(at % 40 * 232.0, at // 40 * 160.0) for at, name in enumerate(names)}
    empty = Graph()
    return Graph(empty.nodes.update(nodes), empty.wires, empty.places.update(places)).rewired(put=put)


def timed(act: object, app: QApplication) -> float:
    """Milliseconds of processor time of one call."""
    started = process_time()
    act()  # type: ignore[operator]
    spent = process_time() - started
    app.processEvents()
    return 1e3 * spent


def shapes_shown(session: Session, view: CanvasView, app: QApplication) -> float:
    """Another number of filters at the head of 200 layers, until every shape on the canvas is the new one."""
    session.adopt(Document({"network": chain(200)}))
    view.fit_all()
    app.processEvents()
    times = []
    for turn in range(TURNS):
        node = Chosen("conv2d", session.graph.nodes["n_1"].values.insert("filters", 9 + turn))
        change = {"n_1": node}

        def act(change: dict[str, Chosen] = change) -> None:
            session.edit_graph("Set", lambda graph: Graph(graph.nodes.update(change), graph.wires, graph.places))
            app.processEvents()  # paints what changed

        times.append(timed(act, app))
        assert view.canvas.nodes["n_2"].shape_text.startswith(f"{9 + turn} x")
    return median(times)


def error_shown(session: Session, view: CanvasView, app: QApplication) -> float:
    """A kernel too large at the head of 200 layers, until the sentence stands on its node; and back."""
    session.adopt(Document({"network": chain(200)}))
    view.fit_all()
    app.processEvents()
    times = []
    for turn in range(TURNS):
        wrong = Chosen("conv2d", session.graph.nodes["n_1"].values.insert("kernel", 40 + turn).insert("padding", 0))

        def act(wrong: Chosen = wrong) -> None:
            session.edit_graph("Set", lambda graph: replace(graph, nodes=graph.nodes.insert("n_1", wrong)))
            app.processEvents()  # paints what changed

        times.append(timed(act, app))
        assert f"kernel of {40 + turn}" in view.canvas.nodes["n_1"].problem
        session.undo()
    return median(times)


def undone(session: Session, view: CanvasView, app: QApplication) -> float:
    """A deleted layer of 1000 comes back by undo, until it is painted."""
    session.adopt(Document({"network": chain(1000)}))
    view.fit_start()
    app.processEvents()
    times = []
    for _ in range(TURNS):
        session.edit_graph("Delete", lambda graph: edit.remove(graph, ["n_3"]))
        app.processEvents()

        def act() -> None:
            session.undo()
            app.processEvents()  # paints what changed

        times.append(timed(act, app))
        assert "n_3" in view.canvas.nodes
    return median(times)


def searched(session: Session, view: CanvasView, app: QApplication) -> tuple[float, float]:
    """The add-search opened and painted; and a letter typed into it."""
    session.adopt(Document({"network": chain(12)}))
    opened, filtered = [], []
    for _ in range(TURNS):

        def act() -> None:
            view.add_search().grab()

        opened.append(timed(act, app))
        popup = view._popup
        for text in ("c", "co", "con"):

            def typed(text: str = text, popup: object = popup) -> None:
                popup.line.setText(text)  # type: ignore[attr-defined]
                popup.repaint()  # type: ignore[attr-defined]

            filtered.append(timed(typed, app))
        view._close_popup()
        app.processEvents()
    return median(opened[1:]), median(filtered)


def main() -> list[Row]:
    """Measure, and take ten thousand edits back."""
    app = QApplication.instance() or QApplication([])
    theme().choose("dark")
    session = Session()
    view = CanvasView(session)
    view.reduced_motion = True
    view.resize(1280, 800)
    view.show()
    app.processEvents()
    opened, filtered = searched(session, view, app)
    found = {
        "edit to shapes shown, 200 layers": shapes_shown(session, view, app),
        "undo to repainted, 1000 layers": undone(session, view, app),
        "add-search opened": opened,
        "add-search filtered": filtered,
    }
    told = error_shown(session, view, app)
    session.close()
    history, before = wandered(EDITS)
    print(f"{EDITS} random edits: {len(history.value.graph().nodes)} layers, history {history.size / 2**20:.1f} MB")
    held = history.size
    while history.can_undo:
        history.undo()
    same = float(dumps(history.value) == before)
    rows = [Row(name, spent, FRAME, spent / FRAME, 1.0, most=True, unit="ms, a frame") for name, spent in found.items()]
    rows.append(Row("edit to error on its node, 200 layers", told, TOLD, told / TOLD, 1.0, most=True, unit="ms"))
    rows.append(Row(f"{EDITS} edits undone: start byte for byte", same, 1.0, same, 1.0))
    rows.append(Row("their history", held / 2**20, MOST_BYTES / 2**20, held / MOST_BYTES, 1.0, most=True, unit="MB"))
    return rows


if __name__ == "__main__":
    print(show(main(), __doc__))

"""Two runs side by side: metrics, options that differ, drawings that differ."""

from dataclasses import replace

from pytestqt.qtbot import QtBot

from neurodesk.files.project import dumps
from neurodesk.graph import edit
from neurodesk.graph.document import set_learning
from neurodesk.graph.model import Document
from neurodesk.ui.runs.runs_compare import Comparison, rows
from neurodesk.ui.session import Session
from tests.ui.desk import shown
from tests.ui.runs.test_runs_table import ROW


def told(one: Document, other: Document) -> dict[str, tuple[str, str]]:
    """What is said of two runs of these documents."""
    first = replace(ROW, document_json=dumps(one))
    second = replace(ROW, run=4, document_json=dumps(other), metrics={"loss": 0.25})
    return {name: values for name, *values in rows(first, second)}


def test_metrics_and_what_differs(session: Session):
    """Options that are the same are left out; a metric that one lacks is a dash."""
    before = session.document
    session.edit("Learn longer", lambda document: set_learning(document, options={"epochs": 77}))
    found = told(before, session.document)
    assert found["loss"] == ["0.5", "0.25"]
    assert found["accuracy"] == ["0.975", "–"]
    assert found["epochs"] == ["30", "77"]
    assert "batch" not in found
    assert found["Drawing"][1] == "the same"


def test_drawings_are_compared_by_layer(session: Session):
    """What came, went and changed."""
    before = session.document
    session.edit_graph("Set filters", lambda graph: edit.set_value(graph, "conv_1", "filters", 3))
    session.edit_graph("Remove", lambda graph: edit.remove(graph, ["relu_1"]))
    assert told(before, session.document)["Drawing"][1] == "without relu_1; with another conv_1"


def test_a_drawing_that_cannot_be_read_is_said(session: Session, qtbot: QtBot):
    """And the rest is compared all the same."""
    torn = replace(ROW, document_json="{")
    assert {name: values for name, *values in rows(torn, ROW)}["loss"] == ["0.5", "0.5"]
    dialog = Comparison(None, torn, replace(ROW, run=9, name="Other", metrics={"loss": 1.0}))
    qtbot.addWidget(dialog)
    assert dialog.table.item(0, 1).font().bold()
    assert not dialog.table.item(2, 1).font().bold()


def test_both_runs_are_in_sight_whatever_their_texts(qtbot: QtBot):
    """Long ones take more lines; nothing has to be scrolled to from side to side."""
    long = replace(ROW, run=7, name="a run with a long name " * 4, tags=tuple(f"tag {at}" for at in range(30)))
    dialog = shown(qtbot, Comparison(None, ROW, long), 640, 480)
    assert not dialog.table.horizontalScrollBar().isVisible()
    assert min(dialog.table.columnWidth(at) for at in (1, 2)) > 200
    assert max(map(dialog.table.rowHeight, range(dialog.table.rowCount()))) > dialog.table.rowHeight(0)

"""A project that is opened again shows its last run: in the path bar, in Train and in Evaluate."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from neurodesk.engine.protocol import Evaluate, StartTraining
from neurodesk.graph import edit
from neurodesk.graph.model import Place, empty_document
from neurodesk.training.drawings import write_document
from neurodesk.training.events import RunFailed
from neurodesk.training.runs import EpochRow, RunStore
from neurodesk.ui.session import Session
from neurodesk.ui.window import Window
from tests.ui.desk import HOSTILE, evaluated, markup, press, started
from tests.ui.panels.test_runs import typed


def ran(session: Session, state: str = "finished", *, weights: bool = True, **told: object) -> int:
    """Put a run of the document, as an engine leaves it, into its store."""
    with RunStore(session.runs) as store:
        run = store.create(
            write_document(session.document), seed=0, epochs=2, epoch=2, step=80, parameters=5210, device="cpu"
        )
        metrics = {"loss": 0.1, "accuracy": 0.972}
        rows = [EpochRow(at, 40 * at, 0.001, 1.0, {"loss": 0.3, "accuracy": 0.9}, metrics) for at in (1, 2)]
        store.record(run, rows, 0, np.linspace(2, 0.1, 80, dtype=np.float32))
        store.finish(run, state, **{"metrics": metrics, "seconds": 65.0, **told})
        if weights:
            store.weights(run).write_bytes(b"weights")
    return run


@pytest.fixture
def opened(window: Window, tmp_path: Path, qtbot: QtBot) -> Window:
    """The window, where a project with a finished run was opened again."""
    session = window.session
    session.save(tmp_path / "digits.neurodesk")
    ran(session)
    session.adopt(empty_document())
    window.open(tmp_path / "digits.neurodesk")
    qtbot.waitUntil(lambda: session.last_run.row is not None)
    return window


def test_the_bar_says_what_was_learnt(opened: Window, qtbot: QtBot):
    """Name, accuracy and time; steps are done as right after training, until the drawing is another."""
    bar, session = opened.bar, opened.session
    bar.resize(1400, 40)
    assert bar.status.text().startswith("Run 1 · validation 97.2% · ")
    assert [bar.steps[name].toolTip() for name in ("Train", "Understand")] == ["Done", "Done"]
    session.edit_graph("Move", lambda graph: edit.move(graph, {"conv_1": Place(400, 400)}))
    session.edit_graph("Set filters", lambda graph: edit.set_value(graph, "conv_1", "filters", 3))
    qtbot.waitUntil(lambda: bar.steps["Train"].toolTip() == "The drawing has changed since Run 1.")
    assert session.last_run.words().endswith(" · drawing changed since")
    session.undo()
    qtbot.waitUntil(lambda: bar.steps["Train"].toolTip() == "Done")
    session.adopt(empty_document())
    assert bar.steps["Understand"].toolTip() == "To do"


def test_the_train_dock_shows_its_curves(opened: Window, qtbot: QtBot):
    """Loss of every step, scores of every epoch, gauges and a line that says when; then that the drawing changed."""
    train = opened.panel("Train")
    assert train.about.text() == opened.session.last_run.words()
    assert train.note.label.text().startswith("Last run: Run 1 · validation 97.2% · ")
    loss, score = train.shown.plots["loss"], train.shown.plots["score"]
    assert {"training", "validation"} <= set(loss.curves)
    assert score.title == "Accuracy"
    assert train.gauges.values["epoch"].text() == "2 of 2"
    opened.session.edit_graph("Set filters", lambda graph: edit.set_value(graph, "conv_1", "filters", 3))
    qtbot.waitUntil(lambda: train.note.label.text() == "The drawing has changed since Run 1.")
    opened.link.say(started(run=2))
    assert "validation" not in loss.curves


@pytest.mark.parametrize(
    ("state", "epoch", "done", "offered"),
    [("interrupted", 0, 0, True), ("failed", 1, 500, True), ("stopped", 1, 500, True), ("finished", 1, 1000, False)],
)
def test_how_far_it_came_why_it_failed_and_the_way_on(opened, qtbot, state, epoch, done, offered):
    """The bar is as full as the run; what failed says why, and every run that broke off can be gone on with."""
    session, train = opened.session, opened.panel("Train")
    run = ran(session, state, epoch=epoch, reason="disk", text=f"The {HOSTILE} was full.")
    session.last_run.read()
    assert train.gauges.bar.value() == done
    assert train.note.label.text().endswith(f"(failed). The {HOSTILE} was full.") == (state == "failed")
    assert train.note.offer.isHidden() != offered
    if offered:
        train.note.offer.click()
        assert opened.link.last(StartTraining).resume == run


def test_one_click_measures_it(window: Window, tmp_path: Path, qtbot: QtBot):
    """Evaluate names the run and has chosen it, though it was stopped: Measure asks for that one."""
    session, evaluate = window.session, window.panel("Evaluate")
    session.save(tmp_path / "digits.neurodesk")
    ran(session)
    run = ran(session, "stopped", name="Second")
    assert evaluate.part.text() == "Nothing measured yet"
    window.open(tmp_path / "digits.neurodesk")
    qtbot.waitUntil(lambda: evaluate.part.text() == "Second is not measured yet")
    window.resize(1000, 700)
    window.show_dock("Evaluate")
    for _ in range(20):
        QApplication.processEvents()
    measure = next(button for button in evaluate.findChildren(QPushButton) if button.text() == "Measure")
    assert measure.visibleRegion().boundingRect() == measure.rect()  # in sight where the dock is narrow
    assert evaluate.matrix.empty == "Press Measure to see how Second does on examples it never saw."
    assert evaluate.matrix.visibleRegion().contains(evaluate.matrix.rect().center())
    press(measure)
    assert window.link.last(Evaluate).run == run == 2


def test_a_run_without_weights_is_no_last_run(window: Window, tmp_path: Path, qtbot: QtBot):
    """And a store that cannot be read when the project is opened has none: nothing is said here, nothing fails."""
    session = window.session
    session.save(tmp_path / "digits.neurodesk")
    ran(session, weights=False)
    session.last_run.read()
    assert session.last_run.row is None
    run = ran(session)
    with closing(sqlite3.connect(session.runs / "runs.sqlite")) as base, base:
        base.execute("UPDATE runs SET name = ?, created = 'x', metrics = ?", (f"{HOSTILE} {run}", '{"accuracy": "x"}'))
        base.execute("UPDATE epochs SET step = 'x', train = '[]'")
    session.last_run.read()
    assert session.last_run.words() == f"{HOSTILE[:23]}…"
    assert window.panel("Train").note.label.text().startswith("Last run: <img")
    assert not markup(window)
    (session.runs / "runs.sqlite").write_bytes(b"no list of runs")
    window.open(tmp_path / "digits.neurodesk")
    session.last_run.read()
    assert session.last_run.words() == ""


def test_a_renamed_run_has_its_name_everywhere_at_once(window: Window, tmp_path: Path, qtbot: QtBot):
    """F2 in Runs; then Evaluate, Explain, the path bar, and the curves that lie over others say it."""
    session = window.session
    session.save(tmp_path / "digits.neurodesk")
    ran(session), ran(session)
    evaluate, explain, train, runs = (window.panel(name) for name in ("Evaluate", "Explain", "Train", "Runs"))
    runs.renew()
    session.last_run.read()
    evaluate.evaluate(2)
    window.link.say(evaluated(window.link.last(Evaluate).request, run=2))
    assert evaluate.part.text() == "Held out: Run 2"
    train.lay_over((2,))
    at = next(at for at, row in enumerate(runs.rows) if row.run == 2)
    typed(runs, at, "name", "Mieten")
    qtbot.waitUntil(lambda: evaluate.part.text() == "Held out: Mieten")
    assert [evaluate.runs.itemText(at) for at in range(1, 3)] == ["Mieten", "Run 1"]
    assert [explain.other.itemText(at) for at in range(1, 3)] == ["Beside Mieten", "Beside Run 1"]
    assert session.last_run.words().startswith("Mieten · ")
    assert any(name.startswith("Mieten · ") for plot in train.shown.plots.values() for name in plot.curves)


@pytest.mark.parametrize("fault", ["taken away", "damaged"])
def test_it_stays_known_while_its_runs_cannot_be_read(opened: Window, qtbot: QtBot, tmp_path: Path, fault: str):
    """A run that fails with its folder is told; what was shown and said before it is not taken for nothing."""
    session, train, runs = opened.session, opened.panel("Train"), opened.panel("Runs")
    folder, away = session.runs, tmp_path / "away"
    folder.rename(away)
    if fault == "damaged":
        folder.mkdir()
        (folder / "runs.sqlite").write_text("what is this")
    opened.link.arrived.emit(RunFailed(2, "disk", "It is gone.", "Put it back."))
    session.last_run.read()
    assert session.last_run.row.run == 1
    assert train.note.label.text() == "It is gone. Put it back."
    assert train.about.text().startswith("Run 1")
    assert "validation" in train.shown.plots["score"].curves
    assert runs.empty.text() == "The runs cannot be read now."
    assert ("not where they were" if fault == "taken away" else "damaged") in runs.note.label.text()
    shutil.rmtree(folder, ignore_errors=True)
    away.rename(folder)
    runs.note.offer.click()
    assert [row.run for row in runs.rows] == [1]
    assert runs.note.isHidden()
    assert session.last_run.row.run == 1


def test_another_place_has_no_run_of_the_one_before(opened: Window):
    """Of a project without runs none is known, whatever the one before had; and Runs says that there are none yet."""
    opened.session.adopt(empty_document())
    opened.session.last_run.read()
    assert opened.session.last_run.row is None
    assert opened.panel("Runs").empty.text() == "No runs yet. Press Train to make the first."

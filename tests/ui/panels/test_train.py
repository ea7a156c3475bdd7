"""The Train dock: gauges and curves that follow the run, what happened on the way, and curves as files."""

import csv
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from neurodesk.engine.protocol import EngineDied, Refused, StartTraining, Stop
from neurodesk.graph import edit
from neurodesk.graph.model import Place, empty_document
from neurodesk.training import events
from neurodesk.training.runs import RunStore
from neurodesk.ui import asking
from neurodesk.ui.panels.train import TrainPanel
from neurodesk.ui.session import Session
from tests.ui.desk import CLASSES, HOSTILE, QuietLink, finished, markup, press, shown, started, stepped, texts


@pytest.fixture
def panel(qtbot: QtBot, session: Session, link: QuietLink) -> TrainPanel:
    """The dock before any run."""
    return shown(qtbot, TrainPanel(session, link), 1300, 420)


def epoch(number: int, step: int, **other: object) -> events.EpochFinished:
    """An epoch of a classifier."""
    told = {"train": {"loss": 0.5, "accuracy": 0.9}, "validation": {"loss": 0.6, "accuracy": 0.85}}
    return events.EpochFinished(run=1, epoch=number, step=step, rate=0.001, seconds=1.0, **{**told, **other})


def save(panel: TrainPanel, monkeypatch: pytest.MonkeyPatch, path: Path | None) -> None:
    """Press Save curves and answer with a file."""
    monkeypatch.setattr(asking, "file_to_save", lambda *_args: path)
    press(panel.shown.save)


def test_an_empty_dock_says_what_is_missing(panel: TrainPanel, session: Session, link: QuietLink):
    """What to press; without data, that; once it was pressed, that values come."""
    assert "Press Train" in panel.shown.plots["loss"].hint
    session.adopt(empty_document())
    assert "data" in panel.shown.plots["loss"].hint
    panel.show_state("preparing")
    assert "on their way" in panel.shown.plots["score"].hint


def test_nothing_here_starts_or_stops_a_run(panel: TrainPanel):
    """The bar over everything does, in sight from every dock: two buttons of one name would be one too many."""
    names = {button.text() for button in panel.findChildren(QPushButton)}
    assert not names & {"Train", "Pause", "Stop", "Go on"}


def test_the_run_is_followed(panel: TrainPanel, link: QuietLink):
    """Gauges and bar, and which run it is; weights are measured from its start."""
    assert panel.about.text() == "No run yet"
    link.say(started(threads=2), stepped(40, np.linspace(2, 1, 40)))
    assert panel.about.text() == "Run 1"
    assert panel.gauges.values["epoch"].text() == "1 of 3"
    assert panel.gauges.bar.value() == 250
    assert ("weigh", 2.0) in link.sent
    link.say(finished(reason="stopped"))
    assert "stopped; what was learnt is kept" in panel.note.label.text()
    assert panel.gauges.bar.value() == 250


def test_what_happened_is_marked(panel: TrainPanel, link: QuietLink):
    """Best epoch (one, the last), a rate set by hand, a pause and its end, an early stop."""
    link.say(started(), epoch(1, 40), events.RateChanged(1, 50, 0.01), events.Paused(1, 60), events.Resumed(1, 60))
    link.say(epoch(2, 80, validation={"loss": 0.2}), epoch(3, 120, validation={"loss": 0.3}))
    link.say(finished(reason="early"))
    assert [(marker.step, marker.kind) for marker in panel.shown.timeline.markers] == [
        (50, "rate"), (60, "paused"), (60, "resumed"), (80, "best"), (120, "early"),
    ]  # fmt: skip
    words = {marker.kind: marker.words for marker in panel.shown.timeline.markers}
    assert words["best"] == "Best epoch: 2, validation loss 0.2"
    assert words["rate"] == "Learning rate set to 0.01"


def test_earlier_runs_are_laid_over(panel: TrainPanel, session: Session, link: QuietLink):
    """In lines of their own; the next run keeps them; of too many the note says so; none takes them away."""
    losses = np.linspace(3, 1, 200, dtype=np.float32)
    with RunStore(session.runs) as store:
        for _ in range(8):
            run = store.create("{}", seed=0)
            store.record(run, [], 0, losses)
            store.finish(run, "finished")
    panel.lay_over([1, 2])
    link.say(started(run=9), stepped(3, [3.0, 2.0, 1.0]))
    curves = panel.shown.plots["loss"].curves
    assert list(curves) == ["Run 1 · training", "Run 2 · training", "training"]
    assert panel.shown.timeline.axis().high >= 200
    panel.lay_over(range(1, 9))
    assert "cannot be told apart" in panel.note.label.text()
    panel.lay_over(())
    assert list(panel.shown.plots["loss"].curves) == ["training"]


def test_curves_grow_and_a_new_run_begins_anew(panel: TrainPanel, link: QuietLink):
    """Loss of every step, validation and accuracy of every epoch."""
    link.say(started(), stepped(40, np.linspace(2, 1, 40)), epoch(1, 40))
    loss, score = panel.shown.plots["loss"], panel.shown.plots["score"]
    assert loss.curves["training"].data.length == 40
    assert [part.tolist() for part in loss.curves["validation"].data.envelope()] == [[40], [0.6]]
    assert [part.tolist() for part in score.curves["training"].data.envelope()] == [[40], [0.9]]
    score.catch_up()
    assert "validation 85.0%" in [entry.text for entry in score.legend()]
    link.say(started(run=2))
    assert loss.curves == score.curves == {}


def test_a_run_taken_up_goes_on_where_it_was(panel: TrainPanel, link: QuietLink):
    """Its curve is kept when it is the one shown, another's is not; steps are counted from where it goes on."""
    link.say(started(), stepped(40, np.ones(40)), finished(reason="stopped"))
    link.say(started(resumed=True, step=40), stepped(50, np.ones(10)))
    loss = panel.shown.plots["loss"]
    assert loss.curves["training"].data.length == 50
    assert panel.shown.timeline.markers[-1].words == "Taken up again"
    link.say(started(run=2, resumed=True, step=400), stepped(410, np.full(10, 3.0)))
    loss.catch_up()
    assert loss.curves["training"].raw[0].tolist() == list(range(400, 410))
    assert loss.timeline.axis().low == 400


def test_regression_has_r2(panel: TrainPanel, link: QuietLink):
    """The second plot is renamed."""
    link.say(started(), epoch(1, 40, train={"loss": 1.0, "r2": 0.4}, validation={}))
    assert panel.shown.plots["score"].title == "R²"


def test_what_goes_wrong_is_said(panel: TrainPanel, link: QuietLink):
    """Warnings, failures, refusals of a start, and the engine's death, each with its cure, never as markup."""
    link.say(started(), events.Warned(1, "nan", "It grows.", "Lower the rate."))
    assert panel.note.label.text() == "It grows. Lower the rate."
    link.say(events.RunFailed(1, "data", f"{HOSTILE} is missing.", "Choose again."))
    assert panel.note.label.text() == f"{HOSTILE} is missing. Choose again."
    assert markup(panel) == []
    link.say(Refused(0, "It is busy.", ""), Refused(7, "Not mine.", ""))
    assert panel.note.label.text() == "It is busy."
    link.say(EngineDied("Out of memory.", "Use a smaller batch."))
    assert panel.note.label.text() == "Out of memory. Use a smaller batch."


def test_a_checkpoint_that_is_written_takes_the_warning_of_the_last_one_away(panel: TrainPanel, link: QuietLink):
    """Only that one: another warning stays, also one that came after it."""
    failed = events.Warned(
        1, "checkpoint_failed", "The checkpoint could not be written: the disk is full.", "Free some."
    )
    other = events.Warned(1, "nan", "It grows.", "Lower the rate.")
    link.say(started(), failed, stepped(40, [1.0]))
    assert panel.note.isVisible()
    link.say(events.CheckpointSaved(1, 40))
    assert (panel.note.isVisible(), panel.note.label.text()) == (False, "")
    for said in ((other,), (failed, other)):
        link.say(*said, events.CheckpointSaved(1, 60))
        assert panel.note.isVisible()
        assert panel.note.label.text() == "It grows. Lower the rate."


def test_a_run_that_was_broken_off_goes_on_with_one_click(panel: TrainPanel, link: QuietLink):
    """After a death of the engine, a lost device, both and a full disk; not before a checkpoint."""
    died = EngineDied("It is gone.", "Train again.")
    lost, full, wrong = (events.RunFailed(3, code, "No.", "Do.") for code in ("device_lost", "disk", "not_finite"))
    link.say(died)
    assert panel.note.offer.isHidden()
    link.say(started(run=3), died)
    assert panel.note.offer.isHidden()  # there is no checkpoint yet
    for told in ([died], [lost], [lost, died], [full]):
        link.say(started(run=3), events.CheckpointSaved(3, 5), *told)
        assert panel.note.offer.text() == "Go on training"
        panel.note.offer.click()
        assert link.last(StartTraining).resume == 3
        assert panel.note.isHidden()
    for told in ([wrong], [wrong, died], [finished(run=3), died]):
        link.say(started(run=3), events.CheckpointSaved(3, 5), *told)
        assert panel.note.offer.isHidden()


def test_a_go_on_that_was_broken_off_before_it_began_is_offered_again(
    panel: TrainPanel, session: Session, link: QuietLink
):
    """With the run that was asked for, whichever is shown; not once it failed, nor for another document."""
    died = EngineDied("It is gone.", "Go on.")
    link.say(started(run=5), finished(run=5))
    link.train(resume=3)
    link.say(died)
    assert panel.note.offer.text() == "Go on training"
    panel.note.offer.click()
    assert link.last(StartTraining).resume == 3
    link.say(events.RunFailed(3, "failed", "No.", "Do."), died)
    assert panel.note.offer.isHidden()
    link.train(resume=3)
    session.adopt(empty_document())
    link.say(died)
    assert panel.note.offer.isHidden()


def test_a_batch_that_fits_is_set_with_one_click(panel: TrainPanel, session: Session, link: QuietLink):
    """One step of undo."""
    before = session.document
    failed = events.RunFailed(1, "out_of_memory", "Too much.", "Use a batch of 16.", batch=16)
    link.say(started(), failed)
    assert panel.note.offer.text() == "Set the batch to 16"
    panel.note.offer.click()
    assert session.document.learning.options["batch"] == 16
    session.undo()
    assert session.document == before


def test_an_engine_that_is_stuck_can_be_stopped_where_it_is_said(panel: TrainPanel, link: QuietLink):
    """The button is gone with the note once it is pressed."""
    link.say(started(), events.Warned(0, "stalled", "It is stuck.", "Press Stop."))
    panel.note.offer.click()
    assert isinstance(link.sent[-1], Stop)
    link.say(events.Warned(1, "diverging", "It grows.", ""))
    assert panel.note.offer.isHidden()


def test_edits_during_a_run_are_told_apart_from_moves(panel: TrainPanel, session: Session, link: QuietLink):
    """A changed network is not the one that learns; moving a card changes nothing and hides no warning."""
    link.say(started(), events.Warned(1, "nan", "It grows.", ""))
    session.edit_graph("Move", lambda graph: edit.move(graph, {"conv_1": Place(8, 8)}))
    assert panel.note.label.text() == "It grows."
    session.edit_graph("Set filters", lambda graph: edit.set_value(graph, "conv_1", "filters", 5))
    assert "as it was when you started it" in panel.note.label.text()
    session.undo()
    assert not panel.note.isVisible()


def test_the_matrix_or_the_boundary_stands_beside_the_curves(panel: TrainPanel, link: QuietLink):
    """A click on a cell leads on; for points in a plane the boundary takes the place."""
    link.say(started(), events.ConfusionMeasured(1, 1, np.eye(10, dtype=np.int64), CLASSES))
    chosen = []
    panel.cell_chosen.connect(lambda *cell: chosen.append(cell))
    texts(panel)
    press(panel.shown.matrix, panel.shown.matrix.cell(2, 3).center().toPoint())
    assert chosen == [(2, 3)]
    grid, none = np.zeros((4, 4), np.float32), np.zeros((0, 2), np.float32)
    link.say(events.BoundaryMeasured(1, 1, grid, grid, (0.0, 0.0), (1.0, 1.0), none, none[:, 0]))
    assert panel.shown.boundary.isVisible()
    assert not panel.shown.matrix.isVisible()


def test_curves_are_saved_as_a_table(
    panel: TrainPanel, link: QuietLink, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    """Every point; cancelling writes nothing."""
    link.say(started(), stepped(3, [3.0, 2.0, 1.0]), epoch(1, 3))
    save(panel, monkeypatch, None)
    assert list(tmp_path.iterdir()) == []
    save(panel, monkeypatch, tmp_path / "curves.csv")
    with (tmp_path / "curves.csv").open(newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["plot", "curve", "step", "value"]
    assert [row[3] for row in rows if row[:2] == ["loss", "training"]] == ["3.0", "2.0", "1.0"]
    assert ["accuracy", "validation", "3", "0.85"] in rows


def test_curves_are_saved_as_a_picture_or_a_drawing(
    panel: TrainPanel, link: QuietLink, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    """A PNG that can be opened, an SVG with lines in it."""
    link.say(started(), stepped(3, [3.0, 2.0, 1.0]))
    save(panel, monkeypatch, tmp_path / "curves.png")
    assert QImage(str(tmp_path / "curves.png")).width() > 400
    save(panel, monkeypatch, tmp_path / "curves.svg")
    assert "<polyline" in (tmp_path / "curves.svg").read_text()


@pytest.mark.parametrize("name", ["curves.csv", "curves.png", "curves.svg"])
def test_curves_that_cannot_be_saved_are_told(
    panel: TrainPanel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
):
    """In a sentence."""
    save(panel, monkeypatch, tmp_path / "nowhere" / name)
    assert "could not be saved" in panel.note.label.text()


def test_another_document_empties_the_dock(panel: TrainPanel, session: Session, link: QuietLink):
    """Curves, gauges, bar and note."""
    link.say(started(), stepped(3, [3.0, 2.0, 1.0]), finished())
    session.adopt(empty_document())
    assert panel.shown.plots["loss"].curves == {}
    assert {label.text() for label in panel.gauges.values.values()} == {"–"}
    assert panel.gauges.bar.value() == 0
    assert not panel.note.isVisible()


def test_a_panel_that_is_gone_hears_of_no_new_names(qtbot: QtBot, session: Session, link: QuietLink):
    """One that failed and was made anew is deleted while its session lives."""
    gone = TrainPanel(session, link)
    gone.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    with capture_exceptions() as errors:
        session.last_run.named.emit()
        session.last_run.changed.emit()
    assert errors == []
    assert not isValid(gone)

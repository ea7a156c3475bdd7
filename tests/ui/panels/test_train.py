"""The Train dock: start, pause and stop, gauges and curves that follow the run, and curves as files."""

import csv
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QPushButton
from pytestqt.qtbot import QtBot

from neurodesk.engine.protocol import ChangeRate, EngineDied, Pause, Refused, Resume, StartTraining, Stop
from neurodesk.graph import edit
from neurodesk.graph.model import Place, empty_document
from neurodesk.training import events
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
    press(next(button for button in panel.findChildren(QPushButton) if button.text() == "Save curves…"))


def test_a_run_is_started_paused_taken_up_and_stopped(panel: TrainPanel, link: QuietLink):
    """Each button asks once, and is grey, with its reason, while it makes no sense."""
    assert panel.hold.toolTip() == panel.end.toolTip() == "Nothing is training."
    press(panel.start)
    assert not panel.start.isEnabled()
    link.say(started())
    press(panel.hold)
    link.say(events.Paused(1, 3))
    assert panel.hold.text() == "Go on"
    press(panel.hold)
    link.say(events.Resumed(1, 3))
    press(panel.end)
    assert [type(request) for request in link.sent] == [StartTraining, Pause, Resume, Stop]
    link.say(finished(reason="stopped"))
    assert panel.start.isEnabled()
    assert "stopped; what was learnt is kept" in panel.note.label.text()


def test_a_drawing_with_errors_cannot_be_trained(panel: TrainPanel, session: Session, link: QuietLink):
    """The button is grey and says what is missing; mended, it can be pressed."""
    session.adopt(empty_document())
    assert not panel.start.isEnabled()
    assert "data" in panel.start.toolTip()
    press(panel.start)
    assert link.sent == []


def test_gauges_follow_the_run(panel: TrainPanel, link: QuietLink):
    """Epoch, step, rate, speed, time left, memory, device, and the bar."""
    link.say(started(threads=2), stepped(40, np.linspace(2, 1, 40)))
    shown_now = {name: label.text() for name, label in panel.gauges.items()}
    assert shown_now == {
        "Epoch": "1 of 3", "Step": "40", "Learning rate": "0.001", "Steps/s": "512", "Time left": "1 min 5 s",
        "Memory": "3.0 MB", "Device": "CPU, 2 threads",
    }  # fmt: skip
    assert panel.bar.value() == 250
    link.say(finished())
    assert panel.bar.value() == 1000
    assert panel.gauges["Time left"].text() == "0 s"


def test_curves_grow_and_a_new_run_begins_anew(panel: TrainPanel, link: QuietLink):
    """Loss of every step, validation and accuracy of every epoch."""
    link.say(started(), stepped(40, np.linspace(2, 1, 40)), epoch(1, 40))
    assert panel.loss.folds["training"].length == 40
    assert panel.loss.marks["validation"] == ([40], [0.6])
    assert panel.score.marks["training"] == ([40], [0.9])
    assert any(text == "validation 85.0%" for text in texts(panel.score))
    link.say(started(run=2))
    assert panel.loss.folds == {}
    assert panel.score.marks == {}


def test_a_run_taken_up_goes_on_where_it_was(panel: TrainPanel, link: QuietLink):
    """Its curve is kept when it is the one shown, another's is not; steps are counted from where it goes on."""
    link.say(started(), stepped(40, np.ones(40)), finished(reason="stopped"))
    link.say(started(resumed=True, step=40), stepped(50, np.ones(10)))
    assert panel.loss.folds["training"].length == 50
    link.say(started(run=2, resumed=True, step=400), stepped(410, np.full(10, 3.0)))
    steps = [step for name, step, _value in panel.loss.rows() if name == "training"]
    assert min(steps) >= 400
    assert max(steps) <= 410


def test_regression_has_r2(panel: TrainPanel, link: QuietLink):
    """The second plot is renamed."""
    link.say(started(), epoch(1, 40, train={"loss": 1.0, "r2": 0.4}, validation={}))
    assert "R²" in texts(panel.score)


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


def test_edits_during_a_run_are_told_apart_from_moves(panel: TrainPanel, session: Session, link: QuietLink):
    """A changed network is not the one that learns; moving a card changes nothing and hides no warning."""
    link.say(started(), events.Warned(1, "nan", "It grows.", ""))
    session.edit_graph("Move", lambda graph: edit.move(graph, {"conv_1": Place(8, 8)}))
    assert panel.note.label.text() == "It grows."
    session.edit_graph("Set filters", lambda graph: edit.set_value(graph, "conv_1", "filters", 5))
    assert "as it was when you started it" in panel.note.label.text()
    session.undo()
    assert not panel.note.isVisible()


def test_the_rate_is_changed_while_it_trains(panel: TrainPanel, link: QuietLink):
    """Typed with a comma; what is no rate is marked and not sent."""
    assert not panel.rate.isVisible()
    link.say(started())
    assert panel.rate.isVisible()
    for wrong in ("much", "-1", "0", "nan", "inf"):
        panel.rate.selectAll()
        QTest.keyClicks(panel.rate, wrong)
        QTest.keyClick(panel.rate, Qt.Key.Key_Return)
        assert panel.rate.property("wrong")
    assert [request for request in link.sent if isinstance(request, ChangeRate)] == []
    panel.rate.selectAll()
    QTest.keyClicks(panel.rate, "0,005")
    QTest.keyClick(panel.rate, Qt.Key.Key_Return)
    assert link.last(ChangeRate).rate == 0.005
    assert not panel.rate.property("wrong")


def test_the_matrix_or_the_boundary_stands_beside_the_curves(panel: TrainPanel, link: QuietLink):
    """A click on a cell leads on; for points in a plane the boundary takes the place."""
    link.say(started(), events.ConfusionMeasured(1, 1, np.eye(10, dtype=np.int64), CLASSES))
    chosen = []
    panel.cell_chosen.connect(lambda *cell: chosen.append(cell))
    texts(panel)
    press(panel.matrix, panel.matrix.cell(2, 3).center().toPoint())
    assert chosen == [(2, 3)]
    grid, none = np.zeros((4, 4), np.float32), np.zeros((0, 2), np.float32)
    link.say(events.BoundaryMeasured(1, 1, grid, grid, (0.0, 0.0), (1.0, 1.0), none, none[:, 0]))
    assert panel.boundary.isVisible()
    assert not panel.matrix.isVisible()


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


def test_curves_are_saved_as_a_picture(
    panel: TrainPanel, link: QuietLink, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    """A PNG that can be opened."""
    link.say(started(), stepped(3, [3.0, 2.0, 1.0]))
    save(panel, monkeypatch, tmp_path / "curves.png")
    assert QImage(str(tmp_path / "curves.png")).width() > 400


@pytest.mark.parametrize("name", ["curves.csv", "curves.png"])
def test_curves_that_cannot_be_saved_are_told(
    panel: TrainPanel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
):
    """In a sentence."""
    save(panel, monkeypatch, tmp_path / "nowhere" / name)
    assert "could not be saved" in panel.note.label.text()


def test_a_logarithmic_scale_on_request(panel: TrainPanel, link: QuietLink):
    """The tick changes the loss plot only."""
    link.say(started(), stepped(3, [100.0, 10.0, 1.0]))
    panel.findChild(QCheckBox).setChecked(True)
    assert panel.loss.plot.getAxis("left").logMode
    assert not panel.score.plot.getAxis("left").logMode


def test_another_document_empties_the_dock(panel: TrainPanel, session: Session, link: QuietLink):
    """Curves, gauges, bar and note."""
    link.say(started(), stepped(3, [3.0, 2.0, 1.0]), finished())
    session.adopt(empty_document())
    assert panel.loss.folds == {}
    assert {label.text() for label in panel.gauges.values()} == {"–"}
    assert panel.bar.value() == 0
    assert not panel.note.isVisible()

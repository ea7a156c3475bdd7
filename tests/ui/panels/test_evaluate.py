"""The Evaluate dock: matrix, metrics and examples, live and held out."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from neurodesk.engine.protocol import EngineDied, Evaluate, Refused, ShowExamples
from neurodesk.graph.model import empty_document
from neurodesk.training.events import ConfusionMeasured, RunFailed
from neurodesk.ui.look.theme import theme
from neurodesk.ui.panels.evaluate import EvaluatePanel
from neurodesk.ui.session import Session
from neurodesk.ui.window import Window
from neurodesk.ui.words import speak
from tests.ui.desk import (
    CLASSES,
    HOSTILE,
    QuietLink,
    colours,
    evaluated,
    examples,
    finished,
    markup,
    press,
    shown,
    started,
    texts,
)


@pytest.fixture
def panel(qtbot: QtBot, session: Session, link: QuietLink) -> EvaluatePanel:
    """The dock before any run."""
    return shown(qtbot, EvaluatePanel(session, link), 1200)


def measured(link: QuietLink, **other: object) -> None:
    """A run has finished, and the engine has answered both questions that follow."""
    link.say(started(), finished())
    link.say(evaluated(link.last(Evaluate).request, **other))


REPORT = {
    "metrics": {"accuracy": 0.972, "loss": 0.1234},
    "per_class": [
        {"class": name, "precision": 0.9, "recall": 0.8, "f1": 0.85, "support": 5, "auc": 0.9, "average_precision": 0.9}
        for name in CLASSES
    ],
    "averages": {},
    "accuracy_interval": [0.9, 1.0],
    "calibration": {"ece": 0.1, "bins": []},
}


def labels(panel: EvaluatePanel) -> list[str]:
    """The texts under the pictures."""
    return [text for _image, text, _right in panel.examples.pictures.items]


def test_the_matrix_is_live(panel: EvaluatePanel, link: QuietLink):
    """After each epoch, on the validation part."""
    bare = colours(panel.matrix)
    link.say(started(), ConfusionMeasured(1, 2, np.diag(np.arange(10)), CLASSES))
    assert "Validation, epoch 2" in texts(panel)
    assert len(colours(panel.matrix) - bare) > 5


def test_a_finished_run_is_measured_by_itself(panel: EvaluatePanel, link: QuietLink):
    """No step of the person's: held-out metrics, matrix and the worst examples come."""
    measured(link)
    said = texts(panel)
    assert link.last(Evaluate).run == 1
    assert "Held out: Run 1" in said
    assert "97.2%" in said
    assert "0.1234" in said
    asked = link.last(ShowExamples)
    assert (asked.run, asked.actual, asked.predicted, asked.order) == (1, None, None, "loss")
    link.say(examples(asked.request))
    assert labels(panel) == ["7 → 1", "3"]


def test_data_that_has_changed_is_said_beside_the_numbers(panel: EvaluatePanel, link: QuietLink):
    """And no more when it is what the run was trained on."""
    measured(link, report={**REPORT, "notes": ["The data has changed."]})
    assert panel.note.label.text() == "The data has changed."
    measured(link, report=REPORT)
    assert panel.note.isHidden()


def test_an_example_leads_to_its_reasons(panel: EvaluatePanel, link: QuietLink):
    """A click gives the run and the number in the held-out part."""
    measured(link)
    link.say(examples(link.last(ShowExamples).request))
    chosen = []
    panel.example_chosen.connect(lambda *told: chosen.append(told))
    pictures = panel.examples.pictures
    press(pictures, pictures.place(1).center().toPoint())
    QTest.keyClick(pictures, Qt.Key.Key_Left)
    QTest.keyClick(pictures, Qt.Key.Key_Return)
    assert chosen == [(1, 17), (1, 41)]


def test_a_cell_shows_its_examples_and_all_come_back(panel: EvaluatePanel, link: QuietLink):
    """The mouse on 7 read as 1; then all again, then by confidence."""
    measured(link)
    press(panel.matrix, panel.matrix.cell(7, 1).center().toPoint())
    asked = link.last(ShowExamples)
    assert (asked.actual, asked.predicted) == (7, 1)
    link.say(examples(asked.request, total=2))
    assert "2 of class 7, answered 1" in texts(panel)
    press(panel.examples.all)
    assert link.last(ShowExamples).actual is None
    link.say(examples(link.last(ShowExamples).request))
    assert not panel.examples.all.isVisible()
    panel.examples.order.setFocus()
    QTest.keyClick(panel.examples.order, Qt.Key.Key_Down)
    assert link.last(ShowExamples).order == "confidence"


def test_an_empty_cell_says_so_and_another_document_begins_anew(
    panel: EvaluatePanel, session: Session, link: QuietLink
):
    """The words for an empty cell do not stay for a project without a run."""
    measured(link)
    panel.show_cell(0, 1)
    none = {"pictures": np.zeros((0, 1, 8, 8)), "names": ()}
    empty = {name: np.zeros(0) for name in ("indexes", "actual", "predicted", "probability", "losses")}
    link.say(examples(link.last(ShowExamples).request, **none, **empty))
    assert "cell" in panel.examples.pictures.empty
    session.adopt(empty_document())
    assert "run has finished" in panel.examples.pictures.empty
    assert not panel.examples.all.isVisible()
    assert panel.part.text() == "Nothing measured yet"
    assert panel.examples.which.text() == ""
    assert not panel.save.isEnabled()


def test_numbers_are_shown_as_points(panel: EvaluatePanel, link: QuietLink):
    """Regression: the matrix gives way to predictions against answers."""
    line = np.arange(10, dtype=np.float32)
    told = {"confusion": None, "classes": (), "targets": line[:, None], "predictions": line[:, None] + 1}
    measured(link, report={"metrics": {"loss": 1.0, "r2": 0.5, "mae": 2.0, "rmse": 3.0}}, **told)
    assert panel.scatter.isVisible()
    assert theme().color("accent").name() in colours(panel.scatter)
    assert {"R²", "Mean absolute error"} <= set(texts(panel))
    shown_tabs = [panel.tabs.tabText(at) for at in range(panel.tabs.count()) if panel.tabs.isTabVisible(at)]
    assert shown_tabs == ["Predicted", "Residuals"]
    table = {
        "classes": (),
        "pictures": np.ones((2, 10)),
        "actual": np.array([1.5, 2]),
        "predicted": np.array([1.25, 3]),
    }
    link.say(examples(link.last(ShowExamples).request, **table))
    assert labels(panel) == ["1.5 → 1.25", "2 → 3"]


def test_answers_to_older_documents_are_passed_over(panel: EvaluatePanel, session: Session, link: QuietLink):
    """What another project asked is not shown here."""
    link.say(started(), finished())
    asked = link.last(Evaluate).request
    session.adopt(empty_document())
    link.say(evaluated(asked), Refused(asked, "No run.", "Train first."))
    assert "Nothing measured yet" in texts(panel)
    assert texts(panel.note) == []


def test_the_button_measures_the_newest_run(panel: EvaluatePanel, link: QuietLink):
    """A refusal is said with its cure, and a death of the engine too while an answer is awaited."""
    button = next(found for found in panel.findChildren(QPushButton) if found.text() == "Measure")
    press(button)
    assert link.last(Evaluate).run is None
    link.say(Refused(link.last(Evaluate).request, "There is no finished run.", "Train first."))
    assert panel.note.label.text() == "There is no finished run. Train first."
    press(button)
    link.say(EngineDied("The engine ended.", "Ask again."))
    assert panel.note.label.text() == "The engine ended. Ask again."


def test_names_of_classes_are_never_markup(panel: EvaluatePanel, link: QuietLink):
    """Nor do long ones push anything off: the matrix keeps most of the room."""
    names = (HOSTILE, "x" * 300, *CLASSES[2:])
    measured(link, classes=names)
    panel.show_cell(0, 1)
    link.say(examples(link.last(ShowExamples).request, classes=names))
    assert HOSTILE in panel.examples.which.text()
    assert markup(panel) == []
    assert panel.matrix.cell(0, 0).left() < panel.matrix.width() / 2
    QTest.mouseMove(panel.matrix, panel.matrix.cell(0, 1).center().toPoint())
    assert panel.width() <= 1200


def test_another_part_and_run_are_measured(panel: EvaluatePanel, session: Session, link: QuietLink):
    """By keys in the lists; reasons are given for held-out examples only, and that is said."""
    measured(link)
    panel.parts.setFocus()
    QTest.keyClick(panel.parts, Qt.Key.Key_Down)
    asked = link.last(Evaluate)
    assert (asked.run, asked.part) == (1, "validation")
    link.say(evaluated(asked.request, part="validation"))
    assert panel.part.text() == "Validation: Run 1"
    assert link.last(ShowExamples).part == "validation"
    link.say(examples(link.last(ShowExamples).request))
    chosen = []
    panel.example_chosen.connect(lambda *told: chosen.append(told))
    press(panel.examples.pictures, panel.examples.pictures.place(1).center().toPoint())
    assert chosen == []
    assert "held-out" in panel.note.label.text()
    link.say(finished(run=2))
    assert (link.last(Evaluate).run, link.last(Evaluate).part) == (2, "test")


def test_scores_of_classes_come_with_the_live_matrix(panel: EvaluatePanel, link: QuietLink):
    """Before the run has ended; a row then shows the examples of its class once it is measured."""
    link.say(started(), ConfusionMeasured(1, 1, np.diag(np.arange(10)), CLASSES))
    assert panel.classes.table.item(9, 2).text() == "1.000"
    assert panel.classes.table.item(0, 2).text() == "–"
    link.say(finished())
    link.say(evaluated(link.last(Evaluate).request, report=REPORT))
    panel.tabs.setCurrentWidget(panel.classes)
    press(panel.classes.table.viewport(), panel.classes.table.visualItemRect(panel.classes.table.item(4, 0)).center())
    assert (link.last(ShowExamples).actual, link.last(ShowExamples).predicted) == (4, None)


def test_the_matrix_shows_shares_on_request(panel: EvaluatePanel, link: QuietLink):
    """The button stands beside the tabs while the matrix is seen."""
    measured(link)
    button = panel.tabs.cornerWidget()
    press(button)
    assert panel.matrix.shares
    panel.tabs.setCurrentWidget(panel.roc)
    assert not button.isVisible()


@pytest.mark.parametrize(
    ("entry", "suffix", "held"),
    [(0, "json", '"accuracy"'), (1, "csv", "predicted"), (2, "csv", "answered"), (3, "svg", "<svg")],
)
def test_what_is_seen_can_be_saved(
    panel: EvaluatePanel, link: QuietLink, tmp_path, monkeypatch, entry: int, suffix: str, held: str
):
    """Each entry of the menu writes its file and says so; a folder that is gone is said too."""
    measured(link, report=REPORT)
    path = tmp_path / f"out.{suffix}"
    monkeypatch.setattr("neurodesk.ui.panels.evaluate.file_to_save", lambda *_asked: path)
    panel.save.menu().actions()[entry].trigger()
    assert held in path.read_text()
    assert panel.note.label.text() == f"Saved as {path.name}."
    path = tmp_path / "gone" / f"out.{suffix}"
    panel.save.menu().actions()[entry].trigger()
    assert "out." in panel.note.label.text()
    assert "Saved" not in panel.note.label.text()


def test_what_is_shown_is_said_at_every_turn(panel: EvaluatePanel, link: QuietLink):
    """Before, during and after a run, and when it fails."""
    assert panel.part.text() == "Nothing measured yet"
    link.say(started())
    assert panel.part.text() == "Run 1 is being trained"
    link.say(finished())
    link.say(evaluated(link.last(Evaluate).request))
    assert panel.part.text() == "Held out: Run 1"
    link.say(started(), RunFailed(1, 3, "The loss is not a number.", "Take a lower rate."))
    assert panel.part.text() == "Nothing measured yet"


def test_every_tab_is_read_at_1280_px(window: Window):
    """No arrows, and nothing to scroll sideways."""
    window.resize(1280, 800)
    window.show_dock("Evaluate")
    for _ in range(10):
        QApplication.processEvents()
    panel = window.panel("Evaluate")
    bar, last = panel.tabs.tabBar(), max(at for at in range(panel.tabs.count()) if panel.tabs.isTabVisible(at))
    assert bar.tabRect(last).right() < bar.width()
    assert not any(button.isVisible() for button in bar.findChildren(QToolButton))
    assert panel.width() <= window.docks.widgets["Evaluate"].width()


@pytest.mark.parametrize("size", [(1440, 900), (1000, 700)])
def test_every_number_is_whole_beside_long_words(session: Session, link: QuietLink, size: tuple[int, int]):
    """In German, where the names of the errors are long: they are broken, and the column is as wide as it must."""
    speak("deutsch")
    window = Window(session, link)
    window.show_canvas()
    window.resize(*size)
    window.show()
    window.show_dock("Evaluate")
    link.say(started(), finished())
    numbers = {"loss": 0.1234, "r2": 0.8712, "mae": 42.1, "rmse": 5512.3}
    report = {"metrics": numbers, "baseline": {**numbers, "r2": -0.0312}, "examples": 89}
    points = np.arange(9, dtype=np.float32)
    told = {"confusion": None, "classes": (), "report": report, "targets": points, "predictions": points}
    link.say(evaluated(link.last(Evaluate).request, **told))
    for _ in range(20):
        QApplication.processEvents()
    facts = window.panel("Evaluate").facts
    seen = facts.visibleRegion().boundingRect()
    for label in facts.findChildren(QLabel):
        box = label.geometry()
        assert seen.left() <= box.left(), label.text()
        assert box.right() <= seen.right(), label.text()
        assert label.wordWrap() or box.width() >= label.fontMetrics().horizontalAdvance(label.text())
    speak("english")
    window.leave()
    window.deleteLater()

"""The Explain dock asks for reasons, shows each method's, and says how far to trust them."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from neurodesk.engine.protocol import TRUTH, Cancel, EngineDied, Explain, Refused
from neurodesk.graph.document import set_source
from neurodesk.graph.model import chosen, empty_document
from neurodesk.ui import asking
from neurodesk.ui.look.theme import theme
from neurodesk.ui.panels.explain import ExplainPanel
from neurodesk.ui.session import Session
from tests.ui.desk import (
    CLASSES,
    HOSTILE,
    QuietLink,
    colours,
    explained,
    finished,
    markup,
    press,
    shown,
    small_cnn,
    started,
)

PICTURES = ("integrated_gradients", "gradcam", "occlusion")
NOTHING = np.zeros(0, np.float32)


@pytest.fixture
def panel(qtbot: QtBot, session: Session, link: QuietLink) -> ExplainPanel:
    """The dock before any question."""
    return shown(qtbot, ExplainPanel(session, link), 1100)


def answer(panel: ExplainPanel, link: QuietLink, **other: object) -> None:
    """Ask about held-out example 3 of run 1; every method answers."""
    panel.explain(1, 3)
    asked = link.last(Explain)
    link.say(*(explained(asked.request, method, **other) for method in asked.methods))


def test_three_methods_are_asked_at_once(panel: ExplainPanel, link: QuietLink):
    """For the answer given; until it comes each column says that it takes a moment."""
    panel.explain(1, 3)
    asked = link.last(Explain)
    assert (asked.run, asked.sample, asked.target, asked.methods) == (1, 3, None, PICTURES)
    assert panel.sample.value() == 3
    assert all(view.waiting for view in panel.views.values())
    bare = colours(panel)
    link.say(*(explained(asked.request, method) for method in PICTURES))
    assert not any(view.waiting for view in panel.views.values())
    assert all(view.answer is not None for view in panel.views.values())
    assert len(colours(panel) - bare) > 50


def test_a_table_has_a_bar_for_each_feature(panel: ExplainPanel, session: Session, link: QuietLink):
    """Other methods are asked; orange speaks for, blue against."""
    session.edit("Use", lambda document: set_source(document, chosen("iris")))
    weights = np.array([0.5, -0.25, 0.1, 0.0], np.float32)
    answer(
        panel, link, attribution=weights, picture=weights, features=("a", HOSTILE, "c" * 200, "d"), classes=("x",) * 8
    )
    assert tuple(panel.views) == ("integrated_gradients", "ablation")
    seen = colours(panel.views["ablation"])
    assert {theme().curve(0).name(), theme().curve(1).name()} <= seen
    assert markup(panel) == []


def test_a_method_that_does_not_fit_says_why(panel: ExplainPanel, link: QuietLink):
    """In its place, and the example stays even when the refusal comes last or alone."""
    answer(panel, link)
    full = panel.picture.grab().toImage()
    nothing = {"attribution": NOTHING, "picture": NOTHING, "predicted": np.nan, "probability": np.nan, "actual": np.nan}
    asked = link.last(Explain).request
    link.say(explained(asked, "gradcam", reason="There is no convolution in it.", gap=np.nan, **nothing))
    assert panel.views["gradcam"].answer.reason
    assert panel.picture.grab().toImage() == full
    panel.clear()
    panel.explain(1, 3)
    link.say(explained(link.last(Explain).request, "gradcam", reason="No.", gap=np.nan, **nothing))
    panel.grab()


def test_a_wide_gap_is_not_to_be_relied_on(panel: ExplainPanel, link: QuietLink):
    """The words under the picture differ from those of a small one."""
    answer(panel, link, gap=0.01)
    small = panel.views["occlusion"].grab().toImage()
    answer(panel, link, gap=0.4)
    assert panel.views["occlusion"].grab().toImage() != small


def test_the_strength_of_the_overlay(panel: ExplainPanel, link: QuietLink):
    """The slider, by keys, changes the pictures and asks nothing."""
    answer(panel, link)
    before, sent = panel.views["gradcam"].grab().toImage(), len(link.sent)
    panel.strength.setFocus()
    QTest.keyClick(panel.strength, Qt.Key.Key_Home)
    assert panel.views["gradcam"].grab().toImage() != before
    assert len(link.sent) == sent


def test_another_answer_can_be_explained(panel: ExplainPanel, link: QuietLink):
    """Chosen from the classes; another example keeps the choice, a click in Evaluate goes back to the answer given."""
    answer(panel, link)
    panel.target.setFocus()
    for _ in range(4):
        QTest.keyClick(panel.target, Qt.Key.Key_Down)
    assert link.last(Explain).target == 3
    panel.sample.setFocus()
    panel.sample.selectAll()
    QTest.keyClicks(panel.sample, "12")
    QTest.keyClick(panel.sample, Qt.Key.Key_Return)
    assert (link.last(Explain).sample, link.last(Explain).target) == (12, 3)
    panel.explain(2, 5)
    assert (link.last(Explain).run, link.last(Explain).target) == (2, None)


def test_the_classes_are_those_of_the_document(panel: ExplainPanel, session: Session, link: QuietLink):
    """As many, but other names."""
    answer(panel, link)
    session.adopt(empty_document())
    answer(panel, link, classes=(HOSTILE, *CLASSES[1:]))
    assert [panel.target.itemText(at) for at in (1, 2)] == [HOSTILE, "1"]


def test_a_number_is_explained_too(panel: ExplainPanel, link: QuietLink):
    """Regression has no classes and no probability."""
    values = np.array([1.0, -2.0], np.float32)
    answer(
        panel, link, classes=(), predicted=152.3, probability=np.nan, actual=np.nan, picture=values, attribution=values
    )
    panel.grab()
    assert panel.target.count() == 1


def test_the_newest_run_and_the_button(panel: ExplainPanel, link: QuietLink):
    """Without a run the engine takes the newest; after a run, that one."""
    button = next(found for found in panel.findChildren(QPushButton) if found.text() == "Explain")
    press(button)
    assert link.last(Explain).run is None
    link.say(finished(run=4))
    press(button)
    assert link.last(Explain).run == 4


def test_what_cannot_be_explained_is_said(panel: ExplainPanel, session: Session, link: QuietLink):
    """Refusals of the question at hand only; the engine's death ends the waiting; another document empties the dock."""
    panel.explain(1, 3)
    link.say(Refused(link.last(Explain).request + 1, "Not mine.", ""))
    assert not panel.note.isVisible()
    link.say(Refused(link.last(Explain).request, "There is no run.", "Train first."))
    assert panel.note.label.text() == "There is no run. Train first."
    panel.ask()
    link.say(EngineDied("The engine ended.", "Ask again."))
    assert panel.note.label.text() == "The engine ended. Ask again."
    answer(panel, link)
    session.adopt(empty_document())
    assert all(view.answer is None for view in panel.views.values())
    assert not panel.note.isVisible()


def choose(panel: ExplainPanel, column: int, method: str) -> None:
    """Choose a column's method, as a click in its list does."""
    box = panel.columns[column].box
    box.setCurrentIndex(box.findData(method))
    box.activated.emit(box.currentIndex())


def test_each_column_shows_the_method_that_is_chosen(panel: ExplainPanel, link: QuietLink):
    """Only the new one is asked; one that another column has changes places with it, and nothing is asked."""
    answer(panel, link)
    choose(panel, 0, "saliency")
    asked = link.last(Explain)
    assert asked.methods == ("saliency",)
    assert tuple(panel.views) == ("saliency", "gradcam", "occlusion")
    assert panel.views["saliency"].waiting
    assert panel.views["occlusion"].answer is not None
    link.say(explained(asked.request, "saliency"))
    sent, kept = len(link.sent), panel.views["occlusion"].answer
    panel.change("saliency", "occlusion")
    assert tuple(panel.views) == ("occlusion", "gradcam", "saliency")
    assert panel.views["occlusion"].answer is kept
    assert [column.box.currentData() for column in panel.columns] == list(panel.views)
    assert len(link.sent) == sent


def test_choices_stay_for_the_next_example(panel: ExplainPanel, session: Session, link: QuietLink):
    """Those for pictures and those for tables apart; before a question a choice asks nothing."""
    choose(panel, 1, "saliency")
    assert link.sent == []
    panel.explain(1, 4)
    assert link.last(Explain).methods == ("integrated_gradients", "saliency", "occlusion")
    session.edit("Use", lambda document: set_source(document, chosen("iris")))
    panel.explain(1, 5)
    assert link.last(Explain).methods == ("integrated_gradients", "ablation")
    assert panel.strength.isHidden()


def test_a_picture_without_reasons_says_so(panel: ExplainPanel, link: QuietLink):
    """All weights are zero: an unmarked picture would look like a fault."""
    answer(panel, link, attribution=np.zeros((1, 8, 8), np.float32))
    assert panel.views["gradcam"].verdict()[0] == "Nothing speaks for this answer."


def test_several_examples_stay_side_by_side(panel: ExplainPanel, link: QuietLink):
    """One that is kept stays below while the next is looked at, asked for by the same methods."""
    answer(panel, link)
    press(panel.keeper)
    panel.sample.setValue(8)
    first, second = [asked for asked in link.sent if isinstance(asked, Explain)][-2:]
    assert (first.sample, second.sample) == (8, 3)
    assert [row.sample for row in panel.rows] == [3]
    for asked in (first, second):
        link.say(*(explained(asked.request, method, sample=asked.sample) for method in PICTURES))
    assert all(view.answer is not None for view in panel.rows[0].views.values())
    assert len(panel.answers()) == 6
    sent = len(link.sent)
    press(panel.keeper)
    assert len(link.sent) == sent  # what is known already is not worked out again
    assert panel.kept == [3, 8]
    panel.kept[:] = [1, 2, 3, 4]
    press(panel.keeper)
    assert panel.kept == []
    assert panel.rows == []


def test_two_runs_are_compared_on_the_same_examples(panel: ExplainPanel, link: QuietLink):
    """The other run's row stands below."""
    answer(panel, link)
    panel.other.addItem("Beside run 9", 9)
    panel.other.setCurrentIndex(panel.other.count() - 1)
    panel.other.activated.emit(panel.other.currentIndex())
    asked = link.last(Explain)
    assert (asked.run, asked.sample) == (9, 3)
    link.say(explained(asked.request, "gradcam", run=9))
    assert panel.rows[0].views["gradcam"].answer.run == 9


def test_what_is_worked_out_can_be_given_up(panel: ExplainPanel, link: QuietLink):
    """The engine is told, what came stays, what comes late is not shown."""
    panel.explain(1, 3)
    asked = link.last(Explain)
    link.say(explained(asked.request, "gradcam"))
    assert panel.busy.isVisible()
    assert panel.busy.told.text() == "1 of 3"
    press(panel.busy.stop)
    assert link.last(Cancel).request == asked.request
    assert not panel.busy.isVisible()
    link.say(explained(asked.request, "occlusion"))
    assert panel.views["occlusion"].answer is None
    assert panel.views["gradcam"].answer is not None


def test_what_is_told_twice_is_counted_once(panel: ExplainPanel, link: QuietLink):
    """A question broken off by Stop is answered anew after the run; what is due then can be given up."""
    panel.explain(1, 3)
    number = link.last(Explain).request
    link.say(explained(number, PICTURES[0]), explained(number, PICTURES[0]), explained(number, PICTURES[1]))
    assert panel.busy.isVisible()
    panel.cancel()
    assert link.last(Cancel).request == number


def test_the_true_class_and_a_convolution_can_be_chosen(panel: ExplainPanel, session: Session, link: QuietLink):
    """Both travel with the question."""
    session.adopt(small_cnn())
    answer(panel, link)
    panel.target.setCurrentIndex(panel.target.findData(TRUTH))
    panel.target.activated.emit(panel.target.currentIndex())
    assert link.last(Explain).target == TRUTH
    panel.layer.setCurrentIndex(panel.layer.findData("conv_1"))
    panel.layer.activated.emit(panel.layer.currentIndex())
    assert link.last(Explain).layer == "conv_1"
    assert panel.columns[0].box.model().item(panel.columns[0].box.findData("ablation")).isEnabled() is False


def test_sign_and_percentile_change_the_pictures_and_ask_nothing(panel: ExplainPanel, link: QuietLink):
    """By keys."""
    answer(panel, link)
    view, sent = panel.views["gradcam"], len(link.sent)
    pictures = [view.grab().toImage()]
    for control in (panel.heat.sign, panel.heat.clip):
        QTest.keyClick(control, Qt.Key.Key_Down)
        pictures.append(view.grab().toImage())
    assert pictures[0] != pictures[1] != pictures[2]
    assert len(link.sent) == sent


def test_picture_and_numbers_are_saved(panel: ExplainPanel, link: QuietLink, tmp_path: Path, monkeypatch):
    """Greyed before there is anything; a folder that is gone is said."""
    assert not any(button.isEnabled() for button in panel.saves)
    answer(panel, link)
    for button, name in zip(panel.saves, ("why.png", "why.csv"), strict=True):
        monkeypatch.setattr(asking, "file_to_save", lambda *_args, name=name: tmp_path / name)
        press(button)
        assert panel.note.label.text() == f"Saved {name}."
    assert (tmp_path / "why.png").read_bytes().startswith(b"\x89PNG")
    assert len((tmp_path / "why.csv").read_text().splitlines()) == 1 + 3 * 64
    monkeypatch.setattr(asking, "file_to_save", lambda *_args: tmp_path / "gone" / "why.csv")
    press(panel.saves[1])
    assert "Saved" not in panel.note.label.text()


def test_an_empty_dock_says_what_can_be_done_now(panel: ExplainPanel, session: Session, link: QuietLink, monkeypatch):
    """Before training, during it, when there are runs, and with another drawing."""
    assert panel.picture.empty.startswith("Train, then click an example")
    link.say(started())
    assert panel.picture.empty.startswith("When the run has ended")
    monkeypatch.setattr("neurodesk.ui.panels.explain.runs_beside", lambda _folder: [1])
    link.say(finished())
    assert panel.picture.empty.startswith("Click an example in Evaluate, or press Explain")
    monkeypatch.undo()
    session.adopt(empty_document())
    assert panel.picture.empty.startswith("Train, then click an example")


def test_the_scale_is_in_sight_beside_the_choice_of_sign(panel: ExplainPanel):
    """Whatever scrolls below."""
    panel.resize(760, 320)
    for part in (panel.legend, panel.heat):
        assert panel.rect().contains(part.geometry())
    assert panel.legend.width() >= panel.legend.sizeHint().width()

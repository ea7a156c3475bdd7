"""The Explain dock asks for reasons, shows each method's, and says how far to trust them."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from neurodesk.engine.protocol import EngineDied, Explain, Refused
from neurodesk.graph.document import set_source
from neurodesk.graph.model import chosen, empty_document
from neurodesk.ui.panels.explain import ExplainPanel
from neurodesk.ui.session import Session
from neurodesk.ui.theme import theme
from tests.ui.desk import CLASSES, HOSTILE, QuietLink, colours, explained, finished, markup, press, shown

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

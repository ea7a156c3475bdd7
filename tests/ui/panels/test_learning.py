"""The Learning dock: options, optimizer, schedule and loss, each change one step of history."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from neurodesk.graph.document import set_learning
from neurodesk.graph.model import chosen, empty_document
from neurodesk.training.losses import LOSSES
from neurodesk.training.optimizers import OPTIMIZERS
from neurodesk.training.schedules import SCHEDULES
from neurodesk.ui.panels.learning import LearningPanel
from neurodesk.ui.session import Session
from neurodesk.ui.widgets.editors import Form
from tests.ui.desk import HOSTILE, markup, shown, texts

CATALOGUES = {"Optimizer": OPTIMIZERS, "Schedule": SCHEDULES, "Loss": LOSSES}


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> LearningPanel:
    """The dock, tall enough to see all of it."""
    return shown(qtbot, LearningPanel(session), 320, 1200)


def box(panel: LearningPanel, title: str) -> QComboBox:
    """The choice under a title."""
    return next(found for found in panel.findChildren(QComboBox) if found.accessibleName() == title)


def field(panel: LearningPanel, name: str) -> object:
    """The editor of a parameter."""
    QApplication.processEvents()
    return next(form.editors[name] for form in reversed(panel.findChildren(Form)) if name in form.editors)


def typed(line: object, text: str) -> None:
    """Replace a field's text and press Enter."""
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)


@pytest.mark.parametrize("title", list(CATALOGUES))
def test_each_entry_can_be_chosen_by_keys(panel: LearningPanel, session: Session, title: str):
    """Its form comes with it, and one undo takes a choice back."""
    choice, name = box(panel, title), title.lower()
    choice.setFocus()
    for _ in range(len(CATALOGUES[title])):
        QTest.keyClick(choice, Qt.Key.Key_Up)
    for declared in CATALOGUES[title]:
        assert getattr(session.document.learning, name).key == declared.key
        for parameter in declared.params():
            assert field(panel, parameter) is not None
        QTest.keyClick(choice, Qt.Key.Key_Down)
    keys = [declared.key for declared in CATALOGUES[title]]
    session.undo()
    assert getattr(session.document.learning, name).key == keys[-2]
    assert choice.currentData() == keys[-2]


def test_choosing_again_keeps_the_values(panel: LearningPanel, session: Session):
    """The same optimizer picked once more keeps its rate."""
    session.edit("Rate", lambda document: set_learning(document, optimizer=chosen("sgd", rate=0.5)))
    choice = box(panel, "Optimizer")
    choice.activated.emit(choice.currentIndex())
    assert session.document.learning.optimizer.values["rate"] == 0.5


def test_the_wheel_scrolls_and_chooses_nothing(panel: LearningPanel, session: Session):
    """A wheel over a choice without the focus leaves the network as it learns."""
    before, choice = session.document, box(panel, "Optimizer")
    panel.setFocus()
    where, none = QPointF(5, 5), Qt.MouseButton.NoButton
    turn = QWheelEvent(
        where, choice.mapToGlobal(where), QPoint(), QPoint(0, -120), none, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(choice, turn)
    assert session.document is before


def test_a_number_is_typed_with_point_or_comma(panel: LearningPanel, session: Session):
    """The document holds it, undo brings the old one back into the field."""
    rate = field(panel, "rate")
    old = rate.line.text()
    typed(rate.line, "0,02")
    assert session.document.learning.optimizer.values["rate"] == 0.02
    typed(rate.line, "0.03")
    assert session.document.learning.optimizer.values["rate"] == 0.03
    session.undo()
    assert rate.line.text() == old
    typed(field(panel, "epochs").box, "7")
    assert session.document.learning.options["epochs"] == 7


def test_a_number_that_cannot_be_is_explained(panel: LearningPanel, session: Session):
    """Under its field; the document stays."""
    before = session.document
    typed(field(panel, "rate").line, "-1")
    assert session.document is before
    assert any("rate" in text.lower() and "-1" in text for text in texts(panel))


def test_another_document_brings_its_own(panel: LearningPanel, session: Session):
    """All fields follow, also for a key nobody knows, as a newer file may hold."""
    session.adopt(set_learning(empty_document(), optimizer=chosen("rmsprop", rate=0.25), options={"batch": 99}))
    assert box(panel, "Optimizer").currentData() == "rmsprop"
    assert field(panel, "rate").line.text() == "0.25"
    assert field(panel, "batch").box.value() == 99
    session.adopt(set_learning(empty_document(), optimizer=chosen(HOSTILE, rate="x")))
    assert box(panel, "Optimizer").currentIndex() == -1
    assert markup(panel) == []

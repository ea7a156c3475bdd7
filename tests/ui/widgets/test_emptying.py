"""A layout that is emptied lets everything go at once: what was in it, and what the layout itself kept of it."""

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QSpinBox, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from neurodesk.ui.widgets.emptying import empty, let_go


def test_nothing_is_left(qtbot: QtBot):
    """Widgets are hidden at once and gone after this turn; the line that was typed in says nothing more."""
    page, said = QWidget(), []
    qtbot.addWidget(page)
    outside, column = QLineEdit(), QVBoxLayout()
    around = QVBoxLayout(page)
    around.addLayout(column)
    around.addWidget(outside)
    line, label = QLineEdit(), QLabel("told")
    line.editingFinished.connect(lambda: said.append(line.text()))
    column.addWidget(line)
    column.addStretch()
    column.addWidget(label)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    line.setFocus()
    QTest.keyClicks(line, "half")
    kept = [column.itemAt(at) for at in range(3)]
    empty(column)
    assert column.count() == 0
    assert not any(shiboken6.isValid(item) for item in kept)
    assert line.isHidden()
    assert label.isHidden()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not shiboken6.isValid(line)
    assert not shiboken6.isValid(label)
    assert said == []


def test_the_sheet_of_style_can_reach_every_part_of_what_goes(qtbot: QtBot):
    """Only then Qt forgets its rules for it. Fields for numbers and lists of choices have parts it does not reach."""
    reached = Qt.WidgetAttribute.WA_StyleSheet
    page = QWidget()
    column = QVBoxLayout(page)
    number, choice = QSpinBox(), QComboBox()
    choice.addItems(["a", "b"])
    for box in (number, choice):
        column.addWidget(box)
    alone = QSpinBox()
    page.show()
    qtbot.waitExposed(page)
    drop = choice.view().parentWidget()
    assert not number.lineEdit().testAttribute(reached)
    let_go(page)
    assert number.lineEdit().testAttribute(reached)
    assert drop.testAttribute(reached)
    let_go(alone)
    assert alone.lineEdit().testAttribute(reached)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not shiboken6.isValid(page)

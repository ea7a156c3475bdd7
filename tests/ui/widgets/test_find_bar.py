"""Find in a text: Ctrl+F opens, Enter goes on around the end, Esc goes back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from neurodesk.ui.widgets.find_bar import FindBar
from tests.ui.desk import shown


@pytest.fixture
def dock(qtbot: QtBot) -> QWidget:
    """A text of three lines with its bar, the text in focus."""
    dock = QWidget()
    dock.edit = QPlainTextEdit("conv = 1\nrelu = 2\nConv = 3")
    dock.bar = FindBar(dock.edit, dock)
    column = QVBoxLayout(dock)
    column.addWidget(dock.bar)
    column.addWidget(dock.edit)
    shown(qtbot, dock, 500, 200)
    dock.activateWindow()
    dock.edit.setFocus()
    QApplication.processEvents()
    return dock


def line(dock: QWidget) -> int:
    """The line of what was found."""
    return dock.edit.textCursor().blockNumber()


def test_found_one_after_the_other_and_around(dock: QWidget):
    """Large and small letters alike; what is not there is said."""
    QTest.keyClick(dock.edit, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert dock.bar.isVisible()
    QTest.keyClicks(dock.bar.field, "conv")
    assert dock.bar.told.text() == "2 found"
    lines = [line(dock)]
    for _ in range(2):
        QTest.keyClick(dock.bar.field, Qt.Key.Key_Return)
        lines.append(line(dock))
    assert lines == [0, 2, 0]
    dock.bar.search(back=True)
    assert line(dock) == 2
    QTest.keyClicks(dock.bar.field, "x")
    assert dock.bar.told.text() == "0 found"


def test_esc_goes_back_to_the_text(dock: QWidget):
    """And a selected word is looked for at once the next time."""
    QTest.keyClick(dock.edit, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(dock.bar.field, "relu")
    QTest.keyClick(dock.bar.field, Qt.Key.Key_Escape)
    assert not dock.bar.isVisible()
    assert dock.edit.hasFocus()
    dock.bar.begin()
    assert dock.bar.field.text() == "relu"

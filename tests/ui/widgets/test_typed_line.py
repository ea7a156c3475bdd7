"""Esc takes back what was typed since the last text that was shown."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from neurodesk.ui.widgets.typed_line import TypedLine
from tests.ui.desk import shown


def test_esc_takes_back_what_was_typed(qtbot: QtBot):
    """However it was typed; the key goes on to whatever is around."""
    line = shown(qtbot, TypedLine(), 200, 32)
    line.setText("before")
    line.setFocus()
    told: list[bool] = []
    line.given_back.connect(lambda: told.append(True))
    QTest.keyClicks(line, " and after")
    QTest.keyClick(line, Qt.Key.Key_Backspace)
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert (line.text(), told) == ("before", [True])

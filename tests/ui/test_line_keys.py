"""The keys of a line walk the list below it, and the line keeps what is typed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QListWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from neurodesk.ui.line_keys import LineKeys
from tests.ui.desk import shown

Key = Qt.Key


@pytest.fixture
def parts(qtbot: QtBot) -> tuple[QWidget, QLineEdit, QListWidget, list[str]]:
    """A page with a line over twenty rows, the first in hand, and what was said."""
    page, said = QWidget(), []
    line, rows = QLineEdit(), QListWidget()
    rows.addItems([str(at) for at in range(20)])
    rows.setCurrentRow(0)
    column = QVBoxLayout(page)
    column.addWidget(line)
    column.addWidget(rows)
    keys = LineKeys(line, rows)
    for name in ("chosen", "left", "helped", "lost"):
        getattr(keys, name).connect(lambda name=name: said.append(name))
    shown(qtbot, page, 300, 300)
    line.setFocus()
    return page, line, rows, said


@pytest.mark.parametrize(("keys", "row"), [
    ([Key.Key_Down], 1), ([Key.Key_Up], 19), ([Key.Key_Tab, Key.Key_Tab], 2), ([Key.Key_Backtab], 19),
    ([Key.Key_PageDown] * 2, 16), ([Key.Key_PageDown] * 9, 19), ([Key.Key_Down, Key.Key_PageUp], 0),
])  # fmt: skip
def test_the_list_is_walked(parts, keys, row):
    """Round its ends by steps, up to its ends by pages; the focus stays."""
    _page, line, rows, _said = parts
    for key in keys:
        QTest.keyClick(line, key)
    assert (rows.currentRow(), line.hasFocus()) == (row, True)


def test_letters_are_the_lines_and_the_rest_is_said(parts):
    """An empty list is walked by nothing."""
    _page, line, rows, said = parts
    QTest.keyClicks(line, "ab")
    for key in (Key.Key_Return, Key.Key_Enter, Key.Key_Escape, Key.Key_F1):
        QTest.keyClick(line, key)
    assert (line.text(), said) == ("ab", ["chosen", "chosen", "left", "helped"])
    rows.clear()
    QTest.keyClick(line, Key.Key_Down)
    rows.setFocus()
    assert said[-1] == "lost"

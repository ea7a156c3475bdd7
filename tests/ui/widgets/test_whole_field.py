"""A field for a whole number takes every letter, steps by its keys, and says what is no number it can hold."""

import pytest
from PySide6.QtCore import QLocale, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from neurodesk.ui.widgets.whole_field import WholeBox
from tests.ui.desk import shown


@pytest.fixture
def box(qtbot: QtBot) -> WholeBox:
    """A field from 1 to 20,000 with the keys in it."""
    made = shown(qtbot, WholeBox(called="Count"), 200, 32)
    made.setRange(1, 20_000)
    made.setPrefix("Example ")
    made.setValue(12)
    made.setFocus()
    return made


def typed(box: WholeBox, text: str) -> None:
    """Replace the text and press Enter."""
    box.selectAll()
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Return)


def test_thousands_are_taken_in_the_marks_of_the_language(box: WholeBox):
    """With marks, with spaces and without; the marks of another language are none."""
    for text in ("12,042", "12042", "12 042"):
        typed(box, text)
        assert (box.value(), box.text()) == (12_042, "Example 12,042")
        box.setValue(12)
    QLocale.setDefault(QLocale("de_DE"))
    try:
        box.setLocale(QLocale())
        typed(box, "12.042")
        assert box.value() == 12_042
        typed(box, "13,042")
        assert (box.value(), box.lineEdit().text()) == (12_042, "Example 13,042")
    finally:
        QLocale.setDefault(QLocale.c())


def test_what_it_cannot_hold_is_said_under_it(box: WholeBox):
    """With the range; the text stays to be mended, the value is as it was."""
    typed(box, "99" * 20)
    assert box.value() == 12
    assert QToolTip.text() == f"Type a whole number from 1 to 20,000, not “{'99' * 20}”."
    typed(box, "7.5")
    assert (box.value(), box.text()) == (12, "Example 7.5")


def test_keys_and_the_wheel_step(box: WholeBox):
    """By one; with Ctrl the arrows are the window's and change nothing."""
    seen: list[int] = []
    box.valueChanged.connect(seen.append)
    QTest.keyClick(box, Qt.Key.Key_Up)
    QTest.keyClick(box, Qt.Key.Key_Down)
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
        QTest.keyClick(box, key, Qt.KeyboardModifier.ControlModifier)
    where = QPointF(5, 5)
    turn = QWheelEvent(
        where, box.mapToGlobal(where), QPoint(0, 0), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(box, turn)
    assert seen == [13, 12, 13]


def test_esc_takes_back_what_was_typed(box: WholeBox):
    """The number that counts is shown again."""
    box.selectAll()
    QTest.keyClicks(box, "55")
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert (box.value(), box.text()) == (12, "Example 12")

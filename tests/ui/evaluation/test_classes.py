"""The scores of the classes can be sorted, and a row leads to its examples."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from neurodesk.ui.evaluation.classes import ClassScoresTable
from tests.ui.desk import HOSTILE, markup, shown

ROWS = [
    {"class": name, "precision": p, "recall": 0.5, "f1": 0.5, "support": 9, "auc": None, "average_precision": 0.1}
    for name, p in ((HOSTILE, 0.9), ("b", None), ("c", 0.1))
]


def test_rows_are_sorted_by_a_click_on_a_head(qtbot: QtBot):
    """By number, not by text; what is unknown counts as least. Then a row gives the number of its class."""
    view = shown(qtbot, ClassScoresTable(), 600, 240)
    view.show_report({"per_class": ROWS, "averages": {"macro": {"precision": 0.5, "auc": None}}})
    assert [view.table.item(row, 0).text() for row in range(3)] == [HOSTILE, "b", "c"]
    head = view.table.horizontalHeader()
    where = head.viewport().rect().topLeft()
    where.setX(head.sectionViewportPosition(1) + 12)
    where.setY(8)
    QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert [view.table.item(row, 1).text() for row in range(3)] == ["–", "0.100", "0.900"]
    chosen = []
    view.chosen.connect(chosen.append)
    cell = view.table.visualItemRect(view.table.item(1, 1)).center()
    QTest.mouseClick(view.table.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    assert chosen == [2]
    assert view.means.text() == "Mean of classes: precision 0.500, ROC area –"
    assert markup(view) == []

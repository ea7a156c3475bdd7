"""The confusion matrix answers to mouse and keys, and keeps its cells readable."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from neurodesk.ui.views import MatrixView
from tests.ui.desk import colours, shown


@pytest.fixture
def matrix(qtbot: QtBot) -> MatrixView:
    """Three classes, one mistake."""
    view = shown(qtbot, MatrixView(), 400, 300)
    view.show_matrix(np.array([[5, 0, 0], [0, 4, 1], [0, 0, 5]]), ("cat", "dog", "a very long name of a class indeed"))
    return view


def test_a_cell_is_chosen_by_mouse(matrix: MatrixView):
    """Rows are actual, columns predicted."""
    chosen = []
    matrix.cell_chosen.connect(lambda *cell: chosen.append(cell))
    QTest.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=matrix.cell(1, 2).center().toPoint())
    assert chosen == [(1, 2)]


def test_a_cell_is_chosen_by_keys(matrix: MatrixView):
    """Arrows stay inside; Enter chooses."""
    chosen = []
    matrix.cell_chosen.connect(lambda *cell: chosen.append(cell))
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return):
        QTest.keyClick(matrix, key)
    assert chosen == [(1, 2)]


def test_mistakes_are_painted_in_their_own_colour(matrix: MatrixView):
    """A matrix with a mistake looks unlike one without."""
    with_mistake = colours(matrix)
    matrix.show_matrix(np.diag([5, 5, 5]), matrix.classes)
    assert with_mistake - colours(matrix)
    matrix.show_matrix(None, ())
    assert matrix.cell(0, 0).width() > 0


@pytest.mark.parametrize("count", [2, 26])
def test_cells_are_near_to_squares(matrix: MatrixView, count: int):
    """With few classes as with many, inside the view, and every name has room beside it."""
    matrix.show_matrix(np.eye(count, dtype=int) * 7, tuple(f"the class with number {n}" for n in range(count)))
    first, last = matrix.cell(0, 0), matrix.cell(count - 1, count - 1)
    assert 0.6 < first.width() / first.height() < 1.6
    assert first.width() <= 96
    assert first.left() > 60
    assert matrix.rect().contains(last.toAlignedRect())
    QTest.mouseMove(matrix, first.center().toPoint())
    matrix.grab()


def test_many_classes_are_read_by_zooming(matrix: MatrixView):
    """Of a hundred, a wheel or plus brings a few near, with their names; arrows move on beyond the edge."""
    counts = np.eye(100, dtype=int) * 7
    counts[60, 61] = 3
    matrix.show_matrix(counts, tuple(f"class {at}" for at in range(100)))
    small = matrix.cell(60, 61).width()
    for _ in range(12):
        where = matrix.cell(60, 61).center()
        turn = QWheelEvent(
            where, matrix.mapToGlobal(where), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(matrix, turn)
    assert matrix.cell(60, 61).width() > 4 * small
    chosen = []
    matrix.cell_chosen.connect(lambda *cell: chosen.append(cell))
    QTest.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=matrix.cell(60, 61).center().toPoint())
    for _ in range(39):
        QTest.keyClick(matrix, Qt.Key.Key_Down)
    QTest.keyClick(matrix, Qt.Key.Key_Return)
    assert chosen == [(60, 61), (99, 61)]
    assert matrix.rect().contains(matrix.cell(99, 61).toRect())
    for _ in range(40):
        QTest.keyClick(matrix, Qt.Key.Key_Minus)
    assert matrix.many == 100


def test_shares_of_a_row_in_place_of_counts(matrix: MatrixView):
    """The shade goes by the row: a rare class that is always right is as dark as a common one."""
    matrix.show_matrix(np.array([[900, 0], [1, 1]]), ("often", "rarely"))
    counted = colours(matrix)
    matrix.show_shares(True)
    assert colours(matrix) != counted
    assert matrix.said(1, 0) == "1 (50.0%) of class rarely, answered often"

"""Views answer to mouse and keys, and paint what they hold."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from neurodesk.training.events import BoundaryMeasured
from neurodesk.ui.pictures import example
from neurodesk.ui.theme import theme
from neurodesk.ui.views import BoundaryView, MatrixView, PictureGrid, ScatterView


def shown(qtbot: QtBot, view: QWidget) -> QWidget:
    """A view of 400 x 300 px on the screen."""
    theme().choose("dark")
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show()
    view.setFocus()
    QApplication.processEvents()
    return view


def colours(view: QWidget) -> set[str]:
    """Every colour in a view's picture."""
    image = view.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


@pytest.fixture
def matrix(qtbot: QtBot) -> MatrixView:
    """Three classes, one mistake."""
    view = shown(qtbot, MatrixView())
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


def test_pictures_are_chosen_and_reached_by_keys(qtbot: QtBot):
    """A click or Enter gives the position; beyond the last nothing happens."""
    grid = shown(qtbot, PictureGrid("Examples", "Nothing yet."))
    grid.show_items([(example(np.full((1, 8, 8), at)), str(at), at % 2 == 0) for at in range(5)])
    chosen = []
    grid.chosen.connect(chosen.append)
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.place(3).center().toPoint())
    QTest.keyClick(grid, Qt.Key.Key_Right)
    QTest.keyClick(grid, Qt.Key.Key_Right)
    QTest.keyClick(grid, Qt.Key.Key_Return)
    assert chosen == [3, 4]
    assert theme().color("error").name() in colours(grid) or len(colours(grid)) > 3


def test_all_pictures_can_be_scrolled_to(qtbot: QtBot):
    """In an area, the grid is as high as all its rows, and keys bring the chosen picture into view."""
    grid = PictureGrid("Examples", "Nothing yet.")
    area = shown(qtbot, grid.scrolled())
    grid.show_items([(example(np.full((1, 8, 8), at)), str(at), True) for at in range(60)])
    QApplication.processEvents()
    assert grid.height() >= grid.place(59).bottom()
    grid.setFocus()
    for _ in range(20):
        QTest.keyClick(grid, Qt.Key.Key_Down)
    assert area.verticalScrollBar().value() == area.verticalScrollBar().maximum() > 0
    chosen = []
    grid.chosen.connect(chosen.append)
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.place(59).center().toPoint())
    assert chosen == [59]


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


def test_the_boundary_is_painted_upright(qtbot: QtBot):
    """Row 0 of the grid is the lowest second feature, so it is at the bottom of the picture."""
    view = shown(qtbot, BoundaryView())
    grid = np.zeros((10, 10), np.float32)
    grid[5:] = 1
    nothing = np.zeros((0, 2), np.float32)
    view.show_boundary(
        BoundaryMeasured(1, 1, grid, np.ones_like(grid), (-1.0, -1.0), (1.0, 1.0), nothing, np.zeros(0, np.float32))
    )
    image = view.grab().toImage()
    top, bottom = image.pixelColor(200, 40), image.pixelColor(200, 260)
    zero, one = theme().curve(0), theme().curve(1)

    def nearer(colour: object) -> int:
        def far(to: object) -> int:
            return sum(abs(a - b) for a, b in zip(colour.getRgb(), to.getRgb(), strict=True))

        return 0 if far(zero) < far(one) else 1

    assert (nearer(top), nearer(bottom)) == (1, 0)


def test_predictions_are_points(qtbot: QtBot):
    """Empty says so; points appear in the accent."""
    view = shown(qtbot, ScatterView())
    before = colours(view)
    view.show_points(np.arange(20.0), np.arange(20.0) + 1)
    assert theme().color("accent").name() in colours(view) - before

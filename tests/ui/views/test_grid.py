"""Pictures in a grid are chosen and reached by mouse and keys."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from neurodesk.ui.look.theme import theme
from neurodesk.ui.pictures import example
from neurodesk.ui.views import PictureGrid
from tests.ui.desk import colours, shown


def test_pictures_are_chosen_and_reached_by_keys(qtbot: QtBot):
    """A click or Enter gives the position; beyond the last nothing happens."""
    grid = shown(qtbot, PictureGrid("Examples", "Nothing yet."), 400, 300)
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
    area = shown(qtbot, grid.scrolled(), 400, 300)
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

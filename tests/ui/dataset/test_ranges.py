"""A card a feature, reached by arrows and told in words."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from neurodesk.ui.dataset.ranges import RangesView
from neurodesk.ui.look.theme import theme
from tests.ui.desk import colours, shown


def test_arrows_go_from_card_to_card(qtbot: QtBot):
    """The last of many is scrolled to; missing values are counted."""
    view = RangesView()
    area = shown(qtbot, view.scrolled(), 400, 200)
    measures = np.tile([0.0, 1.0, 4.0, -1.0, 0.0, 3.0], (20, 1))
    view.show_ranges(tuple(f"f{at}" for at in range(20)), measures, np.ones((20, 24), int), {"f19": 7})
    assert theme().color("accent").name() in colours(view)
    QApplication.processEvents()
    view.setFocus()
    for _ in range(25):
        QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.accessibleDescription() == "f19: from 0 to 4, mean 1; enters from -1 to 3; 7 missing"
    assert area.verticalScrollBar().value() > 0
    view.show_ranges((), (), (), {})
    view.grab()

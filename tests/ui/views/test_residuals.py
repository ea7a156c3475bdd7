"""Residuals: points around the zero line, and how they are spread."""

import numpy as np
from pytestqt.qtbot import QtBot

from neurodesk.ui.look.theme import theme
from neurodesk.ui.views.residuals import ResidualsView
from tests.ui.desk import colours, shown


def test_misses_are_points_and_bars(qtbot: QtBot):
    """Mean and spread are told; a perfect run and a single example divide by nothing."""
    view = shown(qtbot, ResidualsView(), 420, 240)
    assert theme().color("accent").name() not in colours(view)
    view.show_points(np.array([1.0, 3.0]), np.array([[0.0], [4.0]]))
    assert view.accessibleDescription() == "Mean 0, spread 1"
    assert theme().color("accent").name() in colours(view)
    for same in (np.ones(3), np.ones(1)):
        view.show_points(same, same)
        view.grab()

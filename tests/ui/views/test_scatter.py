"""Predictions are painted as points."""

import numpy as np
from pytestqt.qtbot import QtBot

from neurodesk.ui.look.theme import theme
from neurodesk.ui.views import ScatterView
from tests.ui.desk import colours, shown


def test_predictions_are_points(qtbot: QtBot):
    """Empty says so; points appear in the accent."""
    view = shown(qtbot, ScatterView(), 400, 300)
    before = colours(view)
    view.show_points(np.arange(20.0), np.arange(20.0) + 1)
    assert theme().color("accent").name() in colours(view) - before

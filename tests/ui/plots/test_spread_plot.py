"""The spread of a layer's weights over the run: dark where many are, in the layer's own range."""

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from neurodesk.training.events import WeightsMeasured
from neurodesk.ui.plots.axis import Axis
from neurodesk.ui.plots.spread_plot import MOST, ROWS, History, SpreadPlot
from neurodesk.ui.plots.timeline import Timeline
from tests.ui.desk import colours, shown


def measured(step: int, wide: float = 1.0) -> WeightsMeasured:
    """Two layers: the numbers of the first pile up at its least value, those of the second are even."""
    piled = np.zeros(32, np.int64)
    piled[0] = 100
    counts = np.stack([piled, np.full(32, 5)])
    bounds = np.array([[-wide, wide], [-2, 2]], np.float32)
    return WeightsMeasured(
        1, step, ("conv_1", "linear_1"), counts, counts, bounds, bounds / 10, np.ones((2, 3), np.float32)
    )


@pytest.fixture
def plot(qtbot: QtBot) -> SpreadPlot:
    """A plot on the screen."""
    return shown(qtbot, SpreadPlot(Timeline(QApplication.instance())), 400, 260)


def test_a_picture_has_the_numbers_where_they_are():
    """Rows are values, columns the measurement nearest to the step; none before the first or after the last."""
    history = History()
    for step in (10, 20):
        event = measured(step)
        history.add(step, event.weight_bounds[0], event.weights[0])
    sheet = history.picture(Axis(-2, 2), np.array([5.0, 10.0, 14.0, 20.0, 25.0]))
    assert sheet.shape == (ROWS, 5)
    assert (sheet.sum(0) > 0).tolist() == [False, True, True, True, False]
    row = int((-1 + 2) / 4 * ROWS)
    assert sheet[row, 1] == 1.0
    assert sheet[row + 10, 1] == 0.0


def test_a_single_value_is_seen():
    """As before the first step, when a layer's weights are all alike."""
    history = History()
    history.add(1, np.array([0.5, 0.5], np.float32), np.eye(32, dtype=np.int64)[0] * 9)
    assert history.picture(Axis(0, 1), np.array([1.0]))[ROWS // 2, 0] == 1.0


def test_memory_is_bounded():
    """First and last stay."""
    history = History()
    for step in range(5 * MOST):
        history.add(step, np.array([0, 1], np.float32), np.ones(32, np.int64))
    assert len(history.steps) == len(history.counts) == len(history.bounds) <= MOST
    assert (history.steps[0], history.steps[-1]) == (0, 5 * MOST - 1)


def test_it_shows_one_layer_and_says_its_range(plot: SpreadPlot):
    """Weights or gradients of the chosen one, at the cursor or at last."""
    assert plot.legend() == []
    plot.take(measured(10))
    plot.take(measured(20, 3.0))
    plot.catch_up()
    assert plot.layers() == ["conv_1", "linear_1"]
    assert plot.legend()[0].text == "conv_1 -3 to 3"
    plot.timeline.point(11.0)
    assert plot.legend()[0].text == "conv_1 -1 to 1"
    plot.choose("linear_1", "gradients")
    assert plot.legend()[0].text == "linear_1 -0.2 to 0.2"
    plot.clear()
    assert plot.layers() == []


def test_the_picture_is_painted(plot: SpreadPlot):
    """Another one for other numbers."""
    plot.catch_up()
    empty = colours(plot)
    plot.take(measured(10))
    plot.take(measured(20))
    plot.choose("linear_1", "weights")
    plot.catch_up()
    assert len(colours(plot) - empty) > 0

"""The plots of a run side by side: which are shown, how they are laid out, and what moves them all."""

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from neurodesk.training import events
from neurodesk.ui.plots.axis import Axis
from neurodesk.ui.plots.run_plots import LEAST, RunPlots, _columns
from tests.ui.desk import CLASSES, press, shown


@pytest.fixture
def plots(qtbot: QtBot) -> RunPlots:
    """The plots as they stand in the dock at first."""
    return shown(qtbot, RunPlots(), 900, 280)


def weighed(step: int, nodes: tuple[str, ...] = ("conv_1", "linear_1")) -> events.WeightsMeasured:
    """Weights measured at a step."""
    n = len(nodes)
    counts, bounds = np.ones((n, 32), np.int64), np.tile(np.array([[-1, 1]], np.float32), (n, 1))
    return events.WeightsMeasured(
        1, step, nodes, counts, counts, bounds, bounds, np.tile(np.array([[4, 3, 0.004]], np.float32), (n, 1))
    )


def test_two_plots_at_first_all_on_request(plots: RunPlots):
    """Chosen in the menu; six fit."""
    assert [plot.title for plot in plots.seen] == ["Loss", "Accuracy"]
    for key in ("rate", "gradient", "update", "spread"):
        plots.chosen[key].trigger()
    QApplication.processEvents()
    assert len(plots.seen) == 6
    assert all(plot.isVisible() for plot in plots.seen)
    places = [plot.geometry() for plot in plots.plots.values()]
    assert not any(a.intersects(b) for at, a in enumerate(places) for b in places[:at])
    plots.chosen["loss"].trigger()
    assert not plots.plots["loss"].isVisible()


@pytest.mark.parametrize(
    ("count", "room", "columns"),
    [
        (2, QSize(900, 230), 2),
        (3, QSize(900, 230), 3),
        (6, QSize(1300, 800), 3),
        (2, QSize(400, 800), 1),
        (0, QSize(9, 9), 1),
    ],
)
def test_columns_follow_the_room(count: int, room: QSize, columns: int):
    """One row in a low dock, several in a large window, one column in a narrow one."""
    assert _columns(count, room) == columns


@pytest.mark.parametrize("before", [(300, 600), (2000, 900)])
def test_plots_keep_within_a_low_dock(qtbot: QtBot, before: tuple[int, int]):
    """Whatever room there was before, none is cut off."""
    made = shown(qtbot, RunPlots(), *before)
    made.resize(700, 260)
    QApplication.processEvents()
    room = made._area.viewport().rect()
    for plot in made.seen:
        corner = plot.mapTo(made._area.viewport(), plot.rect().bottomRight())
        assert room.contains(corner)


def test_a_low_dock_scrolls_and_keeps_plots_readable(plots: RunPlots):
    """None is squeezed below what can be read."""
    for key in ("rate", "gradient", "update"):
        plots.show_plot(key, True)
    QApplication.processEvents()
    assert plots.plots["rate"].height() >= LEAST.height() - 8
    assert plots.plots["rate"].width() >= LEAST.width() - 8


def test_smoothing_and_scales(plots: RunPlots):
    """The slider by keys, the ticks by mouse."""
    plots.smoothing.setFocus()
    QTest.keyClick(plots.smoothing, Qt.Key.Key_Home)
    assert plots.timeline.smoothing == 0.0
    plots.log_loss.setChecked(True)
    plots.log_steps.setChecked(True)
    assert plots.plots["loss"].log
    assert not plots.plots["score"].log
    assert plots.timeline.log


def test_show_all_undoes_every_zoom(plots: RunPlots):
    """Of steps and of values."""
    whole = plots.timeline.axis()
    plots.timeline.see(Axis(3, 4))
    plots.plots["score"].see(Axis(0, 0.1))
    press(plots.whole)
    assert plots.timeline.axis() == whole
    assert plots.plots["score"]._zoom is None


def test_layers_follow_the_selection(plots: RunPlots):
    """The whole network and the first layers; a selected one instead; the spread shows it too."""
    nodes = tuple(f"linear_{at}" for at in range(8))
    plots.take_weights(weighed(5, nodes))
    assert list(plots.plots["gradient"].curves) == ["whole network", *nodes[:5]]
    plots.select(("linear_7", "relu_1"))
    assert list(plots.plots["update"].curves) == ["whole network", "linear_7"]
    assert (plots.spread.layer, plots.layer.currentText()) == ("linear_7", "linear_7")
    plots.what.setCurrentIndex(1)
    assert plots.spread.what == "gradients"
    plots.select(())
    assert len(plots.plots["gradient"].curves) == 6


def test_norms_and_ratios(plots: RunPlots):
    """The whole network's is the root of the sum of squares; the ratio is that of step to weights."""
    plots.take_weights(weighed(5))
    gradient, update = plots.plots["gradient"].curves, plots.plots["update"].curves
    assert gradient["whole network"].data.envelope()[1][0] == pytest.approx(np.sqrt(18))
    assert update["conv_1"].data.envelope()[1][0] == pytest.approx(0.001)


def test_the_outcome_stands_beside_the_curves(plots: RunPlots):
    """The matrix; of points in a plane the boundary; none after a new beginning."""
    plots.take_outcome(events.ConfusionMeasured(1, 1, np.eye(10, dtype=np.int64), CLASSES))
    assert plots.matrix.isVisible()
    grid, none = np.zeros((4, 4), np.float32), np.zeros((0, 2), np.float32)
    plots.take_outcome(events.BoundaryMeasured(1, 1, grid, grid, (0.0, 0.0), (1.0, 1.0), none, none[:, 0]))
    assert plots.boundary.isVisible()
    assert not plots.matrix.isVisible()
    plots.show_plot("outcome", False)
    assert not plots.boundary.isVisible()
    plots.show_plot("outcome", True)
    plots.clear()
    assert not plots.boundary.isVisible()
    assert plots.layer.count() == 0

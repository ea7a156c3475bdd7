"""Plots draw raw and smoothed curves, keep them for a file, and follow theme, cursor and zoom."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from neurodesk.ui.look.theme import theme
from neurodesk.ui.plots import plots
from neurodesk.ui.plots.curves import Fold
from neurodesk.ui.plots.plots import Curve, CurvePlot
from neurodesk.ui.plots.timeline import Marker
from tests.ui.desk import colours


@pytest.fixture
def plot(qtbot: QtBot) -> CurvePlot:
    """A plot of 400 x 300 px."""
    theme().choose("dark")
    made = CurvePlot("Loss")
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    return made


def legend(plot: CurvePlot) -> list[str]:
    """The texts over the plot, up to date."""
    plot.catch_up()
    return [entry.text for entry in plot.legend()]


def test_curves_grow_and_the_legend_says_the_last_value(plot: CurvePlot):
    """Raw values stay as they came; marks are points of their own."""
    plot.mark("validation", 3, 1.25)
    plot.extend("training", np.array([3.0, 2.0]))
    plot.extend("training", np.array([1.0]))
    assert legend(plot)[1] == "validation 1.25"
    assert plot.curves["training"].raw[1].tolist() == [3.0, 2.0, 1.0]
    assert plot.curves["training"].seen[1][-1] > 1.5
    assert plot.curves["validation"].seen[0].tolist() == [3.0]


def test_clearing_keeps_the_curves_of_other_runs(plot: CurvePlot):
    """A new run starts empty; steps are counted from where it begins."""
    other = Fold()
    other.extend([1.0, 2.0])
    plot.lay_over({"Run 7": Curve(other, 2, other=True)})
    plot.extend("training", np.array([10.0]))
    plot.clear(40)
    assert list(plot.curves) == ["Run 7"]
    plot.extend("training", np.array([10.0]))
    plot.catch_up()
    assert plot.curves["training"].raw[0].tolist() == [40]
    plot.lay_over({})
    assert list(plot.curves) == ["training"]


def test_logarithms(plot: CurvePlot):
    """Another picture of the same data."""
    plot.extend("training", np.array([10.0, 0.1]))
    plot.set_log(True)
    plot.catch_up()
    axis = plot.frame().y
    assert axis.log
    assert axis.low <= 0.1 <= 10.0 <= axis.high


def test_nothing_is_above_all(plot: CurvePlot):
    """The axis of shares ends at 100%, however near to it they come; that of losses has its room above."""
    plot.rename("Accuracy", share=True)
    for step, share in enumerate((0.5, 0.97, 1.0), 1):
        plot.mark("validation", step, share)
    plot.catch_up()
    assert plot.frame().y.high == 1.0
    plot.rename("Loss", share=False)
    plot.catch_up()
    assert plot.frame().y.high > 1.0


def test_shares_are_percent(plot: CurvePlot):
    """Accuracy reads as people say it."""
    plot.rename("Accuracy", share=True)
    plot.mark("validation", 1, 0.975)
    assert legend(plot) == ["validation 97.5%"]
    assert plot.accessibleName() == "Accuracy"


def test_the_picture_follows_the_theme_at_once(plot: CurvePlot, qtbot: QtBot):
    """Light ground in the light theme."""
    plot.catch_up()
    theme().choose("light")
    qtbot.waitUntil(lambda: theme().color("surface_2").name() in colours(plot))


def test_a_curve_is_seen_raw_and_smoothed(plot: CurvePlot):
    """In the curve's colour, the raw one fainter behind it; unsmoothed there is one."""
    noise = np.random.default_rng(0).normal(0, 1, 300)
    plot.extend("training", noise)
    plot.catch_up()
    wide = plot.curves["training"].seen[1]
    assert np.ptp(wide[50:]) < np.ptp(noise) / 3
    both = colours(plot)
    plot.timeline.smooth(0.0)
    plot.catch_up()
    assert plot.curves["training"].seen[1].tolist() == noise.tolist()
    assert colours(plot) != both


def test_the_legend_reads_at_the_cursor(plot: CurvePlot):
    """The value nearest to the step; screen readers are told where the focus is."""
    plot.mark("validation", 10, 1.0)
    plot.mark("validation", 20, 2.0)
    plot.catch_up()
    plot.setFocus()
    plot.timeline.point(11.0)
    assert legend(plot) == ["validation 1"]
    assert plot.accessibleDescription() == "step 11: validation 1"
    plot.timeline.point(None)
    assert legend(plot) == ["validation 2"]


def test_a_marker_says_its_words_to_the_pointer(plot: CurvePlot):
    """Within a few pixels of it, nowhere else."""
    plot.mark("validation", 100, 1.0)
    plot.timeline.mark(Marker(50, "best", "Best epoch: 3"))
    plot.catch_up()
    frame = plot.frame()
    plot.timeline.point(frame.step(float(frame.xs(50)) + plots.NEAR - 1))
    assert plot._words_at(frame) == "Best epoch: 3"
    plot.timeline.point(frame.step(float(frame.xs(50)) + plots.NEAR + 2))
    assert plot._words_at(frame) == ""


def test_what_comes_while_nobody_looks_is_drawn_when_somebody_does(qtbot: QtBot):
    """A hidden plot costs nothing."""
    made = CurvePlot("Loss")
    qtbot.addWidget(made)
    made.extend("training", np.array([1.0]))
    assert not len(made.curves["training"].seen[0])
    made.show()
    qtbot.waitUntil(lambda: len(made.curves["training"].seen[0]) == 1)


def test_values_that_keep_coming_are_drawn_ten_times_a_second(plot: CurvePlot, qtbot: QtBot):
    """And painting in between shows the picture that is there, without drawing anew."""
    plot.extend("training", np.array([3.0]))
    plot.catch_up()
    plot.extend("training", np.array([2.0, 1.0]))
    plot.repaint()
    assert len(plot.curves["training"].raw[1]) == 1
    qtbot.waitUntil(lambda: len(plot.curves["training"].raw[1]) == 3)


def test_an_empty_plot_says_what_to_do(plot: CurvePlot):
    """As long as it is empty."""
    plot.catch_up()
    bare = plot.grab().toImage()
    plot.hint = "Press Train."
    plot.catch_up()
    assert plot.grab().toImage() != bare


def test_another_size_is_drawn_at_once(plot: CurvePlot):
    """Nothing is seen cut off."""
    plot.extend("training", np.linspace(1, 0, 50))
    plot.catch_up()
    plot.resize(600, 200)
    QApplication.processEvents()
    plot.repaint()
    assert plot._picture.deviceIndependentSize().toSize() == plot.size()
    assert plot.frame().box.right() == 600 - 12


def test_a_plot_in_a_window_gives_way_to_its_hand(qtbot: QtBot):
    """The window's movements are noted once it is shown there."""
    window = QWidget()
    qtbot.addWidget(window)
    made = CurvePlot("Loss")
    made.setParent(window)
    window.show()
    before = plots.turns().touched
    QTest.mouseMove(window.windowHandle(), QPoint(5, 5))
    assert plots.turns().touched > before

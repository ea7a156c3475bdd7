"""Plots draw raw and smoothed curves, keep them for a file, and follow the theme."""

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from neurodesk.ui.plots import CurvePlot
from neurodesk.ui.theme import theme


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
    """The texts over the plot."""
    return [label.text() for label in plot._values.values()]


def test_curves_grow_and_the_legend_says_the_last_value(plot: CurvePlot):
    """Raw values stay as they came; marks are points of their own."""
    plot.extend("training", np.array([3.0, 2.0]))
    plot.extend("training", np.array([1.0]))
    plot.mark("validation", 3, 1.25)
    plot.catch_up()
    assert plot._raw["training"].getData()[1].tolist() == [3.0, 2.0, 1.0]
    assert plot._line["validation"].getData()[0].tolist() == [3.0]
    assert legend(plot)[1] == "validation 1.25"


def test_rows_for_a_file(plot: CurvePlot):
    """Curve, step, value."""
    plot.extend("training", np.array([3.0, 2.0]))
    plot.mark("validation", 2, 0.5)
    assert plot.rows() == [("training", 0.0, 3.0), ("training", 1.0, 2.0), ("validation", 2, 0.5)]


def test_clearing_and_logarithms(plot: CurvePlot):
    """A new run starts empty; a logarithmic scale changes the picture, not the data."""
    plot.extend("training", np.array([10.0, 0.1]))
    plot.set_log(True)
    assert plot.plot.getAxis("left").logMode
    assert plot.rows()[0] == ("training", 0.0, 10.0)
    plot.clear()
    assert plot.rows() == []
    assert legend(plot) == []


def test_shares_are_percent(plot: CurvePlot):
    """Accuracy reads as people say it."""
    plot.rename("Accuracy", share=True)
    plot.mark("validation", 1, 0.975)
    assert legend(plot) == ["validation 97.5%"]


def test_the_ground_follows_the_theme(plot: CurvePlot):
    """Light ground in the light theme."""
    theme().choose("light")
    assert plot.plot.backgroundBrush().color() == theme().color("surface_2")


def test_a_curve_is_seen(plot: CurvePlot):
    """The picture has the curve's colour in it."""
    plot.extend("training", np.linspace(0, 1, 50))
    image = plot.grab().toImage()
    wanted = theme().curve(0)
    seen = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert wanted.name() in seen


def test_the_legend_of_a_narrow_plot_is_not_cut_off(plot: CurvePlot):
    """Its curves stand one below the other; with room again, beside one another."""
    for name in ("training", "validation"):
        plot.mark(name, 1, 0.123456789)
    first, second = (plot._values[name] for name in ("training", "validation"))
    for width, level in ((400, True), (150, False), (400, True)):
        plot.resize(width, 300)
        QApplication.processEvents()
        assert (first.y() == second.y()) is level
        assert all(label.width() >= label.sizeHint().width() for label in (first, second))


def test_values_that_keep_coming_are_drawn_ten_times_a_second(plot: CurvePlot, qtbot: QtBot):
    """A new curve at once, later values together with those that come meanwhile."""
    plot.extend("training", np.array([3.0]))
    plot.extend("training", np.array([2.0]))
    plot.extend("training", np.array([1.0]))
    assert len(plot._raw["training"].getData()[1]) == 1
    qtbot.waitUntil(lambda: len(plot._raw["training"].getData()[1]) == 3)
    assert legend(plot)[0].startswith("training")

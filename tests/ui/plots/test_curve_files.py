"""Plots as files: a table that is complete and safe, a picture, a drawing."""

import csv
import io

import numpy as np
import pytest
from PySide6.QtCore import QXmlStreamReader
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from neurodesk.ui.plots import curve_files
from neurodesk.ui.plots.curves import Fold
from neurodesk.ui.plots.plots import Curve, CurvePlot


@pytest.fixture
def plot(qtbot: QtBot) -> CurvePlot:
    """A loss of three steps, a validation point, and another run under a hostile name."""
    made = CurvePlot("Loss")
    qtbot.addWidget(made)
    other = Fold()
    other.extend([5.0])
    made.lay_over({"=cmd|' /C calc'!A0": Curve(other, 2, other=True)})
    made.extend("training", np.array([3.0, -2.0, 1.0]))
    made.mark("validation", 3, 0.5)
    return made


def rows(told: bytes) -> list[list[str]]:
    """A table read again."""
    return list(csv.reader(io.StringIO(told.decode())))


def test_a_table_has_every_value(plot: CurvePlot):
    """Steps from 1; numbers stay numbers."""
    told = rows(curve_files.table({"loss": plot}, []))
    assert told[0] == ["plot", "curve", "step", "value"]
    assert [row[2:] for row in told if row[1] == "training"] == [["1", "3.0"], ["2", "-2.0"], ["3", "1.0"]]
    assert ["loss", "validation", "3", "0.5"] in told


def test_what_was_folded_is_complete_all_the_same(plot: CurvePlot):
    """The losses of all steps come from the store, where it has them."""
    plot.extend("training", np.full(9997, 7.0))
    every = [float(at) for at in range(10_000)]
    told = [row for row in rows(curve_files.table({"loss": plot}, every)) if row[1] == "training"]
    assert [float(row[3]) for row in told] == every
    assert len(rows(curve_files.table({"loss": plot}, every[:50]))) < 3000


def test_a_name_is_no_formula(plot: CurvePlot):
    """Nothing a spreadsheet would run."""
    told = rows(curve_files.table({"loss": plot}, []))
    assert not any(cell.startswith(("=", "+", "@")) for row in told for cell in row)


def test_a_picture(plot: CurvePlot):
    """Of all plots below one another, sharp."""
    one, two = (QImage.fromData(curve_files.png(plots)) for plots in ([plot], [plot, plot]))
    assert one.width() == curve_files.SHARP * (curve_files.WIDE + 2 * curve_files.BETWEEN)
    assert two.height() > 1.8 * one.height()


def test_a_drawing(plot: CurvePlot):
    """Well-formed, with lines and texts, and names as text."""
    reader = QXmlStreamReader(curve_files.svg([plot]).decode())
    kinds, texts = set(), []
    while not reader.atEnd():
        reader.readNext()
        kinds.add(reader.name())
        texts.append(reader.text())
    assert not reader.hasError()
    assert {"polyline", "text"} <= kinds
    assert any("=cmd" in text for text in texts)

"""Whatever is saved for other programs to open holds no formula and no script (A32): every table, every drawing.

`tests/house/test_safety.py` keeps that tables are written by `files/tables.py` alone.
"""

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QXmlStreamReader
from pytestqt.qtbot import QtBot

from neurodesk.training.judgement import judge_classes
from neurodesk.ui.evaluation import saving
from neurodesk.ui.plots import curve_files
from neurodesk.ui.plots.curves import Fold
from neurodesk.ui.plots.plots import Curve, CurvePlot
from neurodesk.ui.reasons.reason_files import numbers_of
from neurodesk.ui.views import MatrixView
from tests.ui.desk import evaluated, explained, shown

FORMULAS = ('=HYPERLINK("http://x")', "+cmd|'/C calc'!A0", "-2+3", "@SUM(1)", "\t=1", "\r=1", "  =1", "\n=1")
SCRIPTS = ("<script>alert(1)</script>", "</text><script>", "]]><script/>", '" onload="alert(1)', "<?x?>", "&lt;b&gt;")
RUNS = ("=", "+", "-", "@")  # a cell that begins so, after blanks, is run


def report(words: tuple[str, ...]):
    """An evaluation of as many classes, one mistake."""
    y, answers = np.arange(len(words)), np.eye(len(words), dtype=np.float32)
    counts = np.eye(len(words), dtype=int)
    told = {"metrics": dict.fromkeys(words, 0.5), "baseline": {}}
    told |= judge_classes(y, y, answers, counts, y).report(words)
    parts = {"targets": y, "predictions": y, "probabilities": answers, "losses": np.linspace(-1, 1, len(words))}
    return evaluated(1, classes=words, confusion=counts, report=told, **parts)


def plotted(qtbot: QtBot, words: tuple[str, ...]) -> CurvePlot:
    """Curves of earlier runs that are called so."""
    made, other = CurvePlot(words[0]), Fold()
    qtbot.addWidget(made)
    other.extend([-5.0, 1.0])
    made.lay_over({word: Curve(other, 2, other=True) for word in words})
    return made


def tables(qtbot: QtBot, folder: Path) -> dict[str, bytes]:
    """Every table that the program writes, with formulas wherever a name stands."""
    told, saved = report(FORMULAS), {}
    for name in ("matrix", "answers", "numbers"):
        getattr(saving, f"save_{name}")(told, folder / f"{name}.csv")
        saved[name] = (folder / f"{name}.csv").read_bytes()
    plot = plotted(qtbot, (*FORMULAS, "half a letter \ud800"))
    saved["curves"] = curve_files.table({FORMULAS[0]: plot}, [])
    numbers = -np.ones(len(FORMULAS), np.float32)
    why = explained(1, FORMULAS[1], attribution=numbers, picture=numbers, features=FORMULAS, classes=FORMULAS, target=0)
    return saved | {"reasons": numbers_of([why])}


def test_a32_no_cell_of_any_table_is_a_formula(qtbot: QtBot, tmp_path: Path):
    """Texts that would run begin with an apostrophe, and nothing of them is lost; numbers below zero stay numbers."""
    for name, data in tables(qtbot, tmp_path).items():
        cells = [cell for row in csv.reader(io.StringIO(data.decode(), newline="")) for cell in row]
        risky = [cell for cell in cells if cell.lstrip(" \t\r\n").startswith(RUNS)]
        assert all(float(cell) < 0 for cell in risky), (name, risky)
        assert risky or name in ("matrix", "numbers"), name
        assert {f"'{word}" for word in FORMULAS} <= set(cells), name


@pytest.mark.parametrize("what", ["a view", "curves"])
def test_a32_no_drawing_holds_a_script(qtbot: QtBot, tmp_path: Path, what: str):
    """It is well-formed, with no element but those that draw, and the words are there as text. What a picture of a
    network shows are names of layers and nodes: `tests/ui/test_network_picture.py`.
    """
    if what == "curves":
        data = curve_files.svg([plotted(qtbot, SCRIPTS)])
    else:
        view = shown(qtbot, MatrixView(), 600, 500)
        view.show_matrix(np.eye(len(SCRIPTS), dtype=int), SCRIPTS)
        view.setAccessibleName(SCRIPTS[0])
        saving.save_picture(view, tmp_path / "view.svg")
        data = (tmp_path / "view.svg").read_bytes()
    reader, kinds, attributes, told = QXmlStreamReader(data.decode()), set(), set(), ""
    while not reader.atEnd():
        reader.readNext()
        kinds.add(reader.name())
        attributes |= {each.name() for each in reader.attributes()}
        told += reader.text()
    assert not reader.hasError()
    assert kinds <= {"", "svg", "title", "desc", "defs", "g", "path", "text", "polyline", "rect", "image"}
    assert not [name for name in attributes if name.startswith("on")]
    assert SCRIPTS[0][:6] in told

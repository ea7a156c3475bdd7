"""What is saved of an evaluation can be read again, and runs nothing in a spreadsheet."""

import csv
import json

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from neurodesk.disk.atomic import SaveError
from neurodesk.training.judgement import judge_classes
from neurodesk.ui.evaluation import saving
from neurodesk.ui.views import MatrixView
from tests.ui.desk import evaluated, shown

CRAFTED = ('=HYPERLINK("http://x")', "+cmd", "<script>")


@pytest.fixture
def told():
    """Three classes with names that a spreadsheet would run, one mistake."""
    y, p = np.array([0, 1, 2, 2]), np.eye(3, dtype=np.float32)[[0, 1, 2, 0]]
    counts = np.array([[1, 0, 0], [0, 1, 0], [1, 0, 1]])
    report = {"metrics": {"accuracy": 0.75}} | judge_classes(y, p.argmax(1), p, counts, y).report(CRAFTED)
    parts = {"targets": y, "predictions": p.argmax(1), "probabilities": p, "losses": np.array([0, 0, 0, 2.5])}
    return evaluated(1, classes=CRAFTED, confusion=counts, report=report, **parts)


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_names_of_classes_are_no_formulas(told, tmp_path):
    """CASES A32, in every table."""
    saving.save_matrix(told, tmp_path / "matrix.csv")
    assert read(tmp_path / "matrix.csv")[0] == [
        "actual \\ predicted",
        *(f"'{name}" for name in CRAFTED[:2]),
        CRAFTED[2],
    ]
    saving.save_answers(told, tmp_path / "answers.csv")
    assert read(tmp_path / "answers.csv")[4] == ["3", "<script>", f"'{CRAFTED[0]}", "1.0", "2.5"]
    saving.save_numbers(told, tmp_path / "numbers.csv")
    assert f"'{CRAFTED[1]}" in [row[0] for row in read(tmp_path / "numbers.csv") if row]


def test_the_report_as_json(told, tmp_path):
    """Word for word what the command prints."""
    saving.save_numbers(told, tmp_path / "numbers.json")
    assert json.loads((tmp_path / "numbers.json").read_text()) == told.report


def test_numbers_to_predict_have_no_classes(tmp_path):
    """A line an example all the same."""
    line = np.arange(3.0)
    told = evaluated(1, classes=(), confusion=None, targets=line[:, None], predictions=line[:, None] + 1, losses=line)
    saving.save_answers(told, tmp_path / "answers.csv")
    assert read(tmp_path / "answers.csv")[1:3] == [["0", "0.0", "1.0", "0.0"], ["1", "1.0", "2.0", "1.0"]]


def test_a_view_as_a_picture(qtbot: QtBot, tmp_path):
    """PNG at twice the size, SVG with words as text; a folder that is not there is said."""
    view = shown(qtbot, MatrixView(), 300, 200)
    view.show_matrix(np.eye(2, dtype=int), ("cat", "dog"))
    saving.save_picture(view, tmp_path / "matrix.png")
    assert QImage(str(tmp_path / "matrix.png")).width() == 600
    saving.save_picture(view, tmp_path / "matrix.svg")
    assert "<svg" in (tmp_path / "matrix.svg").read_text()
    for suffix in ("png", "svg"):
        with pytest.raises(SaveError, match="its folder is not there"):
            saving.save_picture(view, tmp_path / "none" / f"matrix.{suffix}")
    with pytest.raises(SaveError):
        saving.save_csv(tmp_path / "none" / "a.csv", [])

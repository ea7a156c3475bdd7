"""A run's numbers stand beside what guessing would reach."""

from PySide6.QtCore import QLocale
from pytestqt.qtbot import QtBot

from neurodesk.ui.evaluation.facts import FactsColumn, label, meaning, numbers_of
from tests.ui.desk import HOSTILE, markup, shown, texts

REPORT = {
    "examples": 360,
    "metrics": {"loss": 0.1, "accuracy": 0.9},
    "baseline": {"answer": HOSTILE, "accuracy": 0.1, "loss": 2.3},
    "averages": {"macro": {"f1": 0.88, "auc": None}},
    "calibration": {"ece": 0.02},
    "accuracy_interval": [0.86, 0.93],
}


def test_numbers_beside_a_guess(qtbot: QtBot):
    """The most telling first; what is unknown is a dash; a hostile class name is plain text."""
    column = shown(qtbot, FactsColumn(), 208, 300)
    column.show_report(REPORT)
    said = texts(column)
    assert list(numbers_of(REPORT)) == ["accuracy", "f1", "auc", "ece", "loss"]
    assert {"90.0%", "10.0%", "88.0%", "2.3"} <= set(said)
    assert f"360 examples.\nAccuracy, 95% interval: 86.0% to 93.0%.\nGuess: always “{HOSTILE}”." in said
    assert markup(column) == []
    column.show_report({})
    assert texts(column) == []


def test_the_means_of_numbers_have_the_marks_of_the_language(qtbot: QtBot):
    """A class that is called like a number keeps its name."""
    column = shown(qtbot, FactsColumn(), 208, 300)
    guess = {"answer": "1079, 0.5, 1.235e+04", "r2": 0.0}
    QLocale.setDefault(QLocale("de_DE"))
    try:
        column.show_report({"examples": 9, "metrics": {"r2": 0.5}, "baseline": guess})
        assert any("always “1.079; 0,5; 12.350”" in text for text in texts(column))
        column.show_report({**REPORT, "baseline": {"answer": "1079", "accuracy": 0.1}})
        assert any("always “1079”" in text for text in texts(column))
    finally:
        QLocale.setDefault(QLocale.c())


def test_a_metric_nobody_described_still_has_a_name():
    """Words from its key, and no tip."""
    assert (label("top_5"), meaning("top_5")) == ("Top 5", "")

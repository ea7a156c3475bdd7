"""A run's numbers stand beside what guessing would reach."""

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


def test_a_metric_nobody_described_still_has_a_name():
    """Words from its key, and no tip."""
    assert (label("top_5"), meaning("top_5")) == ("Top 5", "")

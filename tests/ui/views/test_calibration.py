"""The reliability diagram says how far claims and deeds lie apart."""

from pytestqt.qtbot import QtBot

from neurodesk.ui.look.theme import theme
from neurodesk.ui.views.calibration import CalibrationView
from tests.ui.desk import colours, shown


def bins(gap: float) -> dict[str, object]:
    """Two bins of ten, one empty, that claim more than they hold."""
    full = {"confidence": 0.9, "right": 0.9 - gap, "count": 50}
    return {"ece": abs(gap), "bins": [{"confidence": None, "right": None, "count": 0}, full, full]}


def test_a_gap_is_hatched_and_told(qtbot: QtBot):
    """Only where there is one; without a run there is a sentence instead."""
    view = shown(qtbot, CalibrationView(), 420, 240)
    empty = colours(view)
    view.show_calibration(bins(0.0))
    level = colours(view)
    view.show_calibration(bins(0.4))
    assert view.accessibleDescription() == "Expected calibration error 0.400"
    assert theme().color("warning").name() in colours(view)
    assert theme().color("warning").name() not in level
    view.show_calibration(bins(-0.1))
    view.grab()
    view.show_calibration(None)
    assert colours(view) == empty

"""The line for a long job: how far, how long yet, and a way out."""

from pytestqt.qtbot import QtBot

from neurodesk.ui.widgets import waiting
from neurodesk.ui.widgets.waiting import Waiting
from tests.ui.desk import press, shown


def test_it_is_there_while_parts_are_missing(qtbot: QtBot, monkeypatch):
    """And says what is at hand, then how long it may take."""
    monkeypatch.setattr(waiting, "SURE_MS", 0)
    line = shown(qtbot, Waiting("Parts"), 600, 40)
    line.show_done(0, 4, "Writing")
    assert line.isVisible()
    assert line.told.text() == "0 of 4 · Writing"
    line.show_done(1, 4, "Comparing")
    assert line.progress.value() == 1
    assert line.told.text().startswith("1 of 4 · Comparing · about ")
    line.show_done(4, 4)
    assert not line.isVisible()


def test_it_can_be_given_up(qtbot: QtBot):
    """By the button."""
    line = shown(qtbot, Waiting("Parts"), 600, 40)
    line.show_done(0, 2)
    with qtbot.waitSignal(line.cancelled):
        press(line.stop)

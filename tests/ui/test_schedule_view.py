"""The picture of a schedule is that of the run it would make."""

import math

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from neurodesk.compiler.facts import Facts
from neurodesk.graph.model import Learning, chosen
from neurodesk.training.schedules import SCHEDULES
from neurodesk.ui.look.theme import theme
from neurodesk.ui.schedule_view import ScheduleView
from tests.ui.desk import colours, shown

FACTS = Facts((4,), task="classification", classes=("a", "b"), examples=1000)


def learning(**fields: object) -> Learning:
    """Adam at 0.01 for ten epochs of 70 examples a step."""
    options = chosen("", epochs=10, batch=70).values
    return Learning(**{"optimizer": chosen("adam", rate=0.01), "options": options, **fields})


@pytest.mark.parametrize("key", [schedule.key for schedule in SCHEDULES])
def test_every_schedule_is_drawn(qtbot: QtBot, key: str):
    """From the optimizer's rate on, never above it."""
    view = shown(qtbot, ScheduleView(), 240, 88)
    view.show_learning(learning(schedule=chosen(key)), FACTS)
    assert math.isclose(view.rates[0], 0.01)
    assert max(view.rates) <= 0.01 + 1e-9
    assert theme().color("accent").name() in colours(view)
    assert "10 epochs of 10 steps" in view.toolTip()


def test_a_warm_up_rises(qapp: QApplication):
    """And the words say so."""
    view = ScheduleView()
    view.show_learning(learning(schedule=chosen("cosine", warmup=20)), FACTS)
    assert view.rates[0] < 0.001 < max(view.rates)
    assert "up to" in view.toolTip()


@pytest.mark.parametrize("wrong", [{"schedule": chosen("gone")}, {"schedule": chosen("step", every=0)}])
def test_what_makes_no_run_has_no_picture(qapp: QApplication, wrong: dict[str, object]):
    """A file may hold anything; one mended comes back."""
    view = ScheduleView()
    view.show_learning(learning(**wrong), None)
    assert view.isHidden()
    view.show_learning(learning(), None)
    assert not view.isHidden()

"""Where a run stands in numbers, the epochs of the next one, and a learning rate set by hand."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from neurodesk.engine.protocol import ChangeRate
from neurodesk.training.forecast import Forecast
from neurodesk.ui.look.numbers import duration
from neurodesk.ui.runs.run_gauges import RunGauges
from neurodesk.ui.session import Session
from tests.ui.desk import QuietLink, finished, shown, started, stepped


@pytest.fixture
def gauges(qtbot: QtBot, session: Session, link: QuietLink) -> RunGauges:
    """The gauges before any run."""
    return shown(qtbot, RunGauges(session, link), 220, 280)


def test_they_follow_the_run(gauges: RunGauges):
    """Epoch, step, rate, speed, time left, memory, device, and the bar; then nothing is known again."""
    gauges.begin(started(threads=2))
    gauges.step(stepped(40, np.linspace(2, 1, 40)))
    assert [label.text() for label in gauges.values.values()] == [
        "1 of 3", "40", "0.001", "512", "1 min 5 s", "3.0 MB", "CPU, 2 threads",
    ]  # fmt: skip
    assert gauges.bar.value() == 250
    gauges.finish(finished())
    assert (gauges.bar.value(), gauges.values["left"].text()) == (1000, "0 s")
    gauges.clear()
    assert {label.text() for label in gauges.values.values()} == {"–"}


def test_the_time_left_is_right_within_a_fifth_from_a_quarter_on(gauges: RunGauges):
    """By a moved clock, through a start twice as slow and a pause."""
    forecast, now, total = Forecast(1000, 0, 0.0), 0.0, 1000
    gauges.begin(started())
    for step in range(1, total + 1):
        now += 0.2 if step <= 60 else 0.1
        if step == 500:
            now += 900.0
            forecast.rest(900.0)
        forecast.mark(step, now)
        if step >= total // 4 and step % 50 == 0:
            gauges.step(stepped(step, [1.0], eta=forecast.eta, progress=forecast.progress))
            left = 0.1 * (total - step)
            assert forecast.eta == pytest.approx(left, rel=0.2, abs=0.2)
            assert gauges.values["left"].text() == duration(forecast.eta)
    assert gauges.bar.value() == 1000


def test_epochs_of_the_next_run(gauges: RunGauges, session: Session):
    """Set in the document, one step of undo; undoing shows the old number."""
    before = gauges.epochs.value()
    gauges.epochs.selectAll()
    QTest.keyClicks(gauges.epochs, "77")
    QTest.keyClick(gauges.epochs, Qt.Key.Key_Return)
    assert session.document.learning.options["epochs"] == 77
    session.undo()
    assert gauges.epochs.value() == before


def test_the_rate_is_changed_while_it_trains(gauges: RunGauges, link: QuietLink):
    """Typed with a comma; what is no rate is marked and not sent."""
    gauges.show_state("idle")
    assert not gauges.rate.isVisible()
    gauges.show_state("training")
    for wrong in ("much", "-1", "0", "nan", "inf"):
        gauges.rate.selectAll()
        QTest.keyClicks(gauges.rate, wrong)
        QTest.keyClick(gauges.rate, Qt.Key.Key_Return)
        assert gauges.rate.property("wrong")
    assert [request for request in link.sent if isinstance(request, ChangeRate)] == []
    gauges.rate.selectAll()
    QTest.keyClicks(gauges.rate, "0,005")
    QTest.keyClick(gauges.rate, Qt.Key.Key_Return)
    assert link.last(ChangeRate).rate == 0.005
    assert not gauges.rate.property("wrong")

"""Tests of the time still to go: within 20 % from a quarter of the run on, on a clock of the test's own."""

import pytest

from neurodesk.training.forecast import MOST, Forecast


def rides(seconds_of_step, total: int = 4000, mark: int = 20) -> list[tuple[float, float, float]]:
    """(progress, ETA, truth) along a run whose step i takes so many seconds."""
    times = [0.0]
    for step in range(total):
        times.append(times[-1] + seconds_of_step(step))
    forecast, found = Forecast(total, 0, 0.0), []
    for step in range(mark, total, mark):
        forecast.mark(step, times[step])
        found.append((forecast.progress, forecast.eta, times[-1] - times[step]))
    return found


@pytest.mark.parametrize(
    "seconds",
    [
        lambda step: 0.01,
        lambda step: 0.01 + (2.0 if step == 3 else 0.0),
        lambda step: 0.01 + (0.5 if step % 100 == 99 else 0.0),
        lambda step: 0.01 * (1 + 0.3 * ((step * 7919) % 13) / 13),
        lambda step: 0.05 if step < 200 else 0.01,
    ],
    ids=["steady", "slow start", "validation", "unsteady", "warming up"],
)
def test_from_a_quarter_on_within_a_fifth(seconds):
    """At every mark but the last few, where a fifth is less than one validation."""
    late = [(eta, truth) for progress, eta, truth in rides(seconds) if 0.25 <= progress <= 0.95]
    assert all(eta == pytest.approx(truth, rel=0.2) for eta, truth in late)


def test_pauses_do_not_count():
    """An hour's coffee changes nothing."""
    forecast = Forecast(100, 0, 0.0)
    forecast.mark(50, 5.0)
    forecast.rest(3600.0)
    forecast.mark(60, 3606.0)
    assert forecast.eta == pytest.approx(4.0)


def test_a_long_run_keeps_few_marks():
    """Memory does not grow with the run."""
    forecast = Forecast(10**6, 0, 0.0)
    for step in range(1, 5000):
        forecast.mark(step, step * 0.1)
    assert len(forecast._marks) <= MOST + 1
    assert forecast.speed == pytest.approx(10.0)


def test_before_anything_is_known():
    """No step, no time, no division by nought."""
    forecast = Forecast(10, 0, 0.0)
    assert (forecast.eta, forecast.progress, forecast.speed) == (0.0, 0.0, 0.0)
    assert Forecast(0, 0, 0.0).progress == 1.0

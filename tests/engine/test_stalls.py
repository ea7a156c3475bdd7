"""Keeps the proof that a stalled engine is told of once, and ended only when it was told to stop and did not."""

import math
import sys

import pytest

from neurodesk.engine import hosts
from neurodesk.engine.protocol import EngineDied, Heartbeat, Refused, StartTraining, Stop
from neurodesk.engine.stalls import ASLEEP, FORCE, HELD, SLOW, STUCK, Stalls, counting_sleep
from neurodesk.files.project import dumps
from neurodesk.training import events
from tests.engine.documents import digits_mlp

STEPS = events.Paused(1, 3)
OVER = events.RunFinished(1, "stopped", 1, 1, {}, 1.0)
SLOW_DISK = """
import threading
from neurodesk.disk import atomic
from neurodesk.engine import __main__ as child
write, encode, beats, written = atomic._write, child.encode, [], threading.Event()
def slowly(*args):
    if not written.is_set():
        beats.clear()
        written.wait()
    return write(*args)
def counted(event):
    if type(event).__name__ == "Heartbeat":
        beats.append(event)
        if len(beats) > 50:
            written.set()
    return encode(event)
atomic._write, child.encode, child.BEAT = slowly, counted, 0.05
child.main()
"""  # an engine whose disk takes 50 signs of life, 2.5 seconds, for the first file


@pytest.fixture
def clock():
    """A clock that a test sets: `clock.now`."""

    def read():
        return read.now

    read.now = 100.0
    return read


def test_nothing_is_expected_before_the_first_sign_of_life(clock):
    stalls = Stalls(clock)
    clock.now += 1000
    assert stalls.seconds == 0
    assert stalls.warning() is None


def test_silence_is_told_once_and_once_more(clock):
    stalls = Stalls(clock)
    stalls.heard(STEPS)
    told = []
    for _ in range(80):
        clock.now += 0.5
        told.append(stalls.warning())
    assert [event.code for event in told if event] == ["stalled", "stalled"]
    assert told.index(next(filter(None, told))) == int(SLOW / 0.5)
    stalls.heard(STEPS)
    assert stalls.warning() is None
    clock.now += SLOW + 1
    assert stalls.warning()


def test_a_child_that_lives_but_does_not_move_is_told_of_too(clock):
    stalls = Stalls(clock)
    stalls.heard(Heartbeat(0.0))
    assert stalls.warning() is None
    clock.now += 1
    stalls.heard(Heartbeat(1.0))
    clock.now += SLOW
    stalls.heard(Heartbeat(SLOW + 1))
    assert "5 seconds" in stalls.warning().text
    clock.now += 20
    assert stalls.warning() is None
    clock.now += 10
    stalls.heard(Heartbeat(STUCK + 6))
    assert "stuck" in stalls.warning().text


def test_a_checkpoint_is_promised_once_there_is_one(clock):
    stalls = Stalls(clock)

    def cure():
        clock.now += SLOW + 1
        return stalls.warning().cure

    stalls.sent(StartTraining("", "", ""))
    for event, kept in (
        (events.RunStarted(1, "cpu", 1, 10, 100, 4, 2), False),
        (events.CheckpointSaved(1, 3), True),
        (events.RunStarted(2, "cpu", 1, 10, 100, 4, 2, step=3, resumed=True), True),
    ):
        stalls.heard(event)
        assert stalls.kept == ("checkpoint" in cure()) == kept
        stalls.heard(STEPS)
        stalls.warning()
        stalls.sent(StartTraining("", "", "")) if kept else None


def test_a_run_that_is_to_go_on_is_kept_before_it_begins(clock):
    """An engine that dies while it prepares must not lead to a new run."""
    stalls = Stalls(clock)
    stalls.sent(StartTraining("", "", "", resume=1))
    assert stalls.kept
    stalls.heard(events.RunFailed(1, "failed", "", ""))  # it cannot go on
    assert not stalls.kept


@pytest.mark.parametrize(
    ("event", "kept"),
    [
        (events.RunFinished(1, "finished", 9, 3, 1.0, {}), False),
        (events.RunFinished(1, "stopped", 9, 3, 1.0, {}), False),
        (events.RunFailed(1, "not_finite", "", ""), False),
        (events.RunFailed(1, "disk", "", ""), True),
        (events.RunFailed(1, "device_lost", "", ""), True),
    ],
)
def test_only_a_run_that_was_broken_off_can_be_gone_on_with(clock, event, kept):
    """An engine that dies when nothing is left to learn is answered by Train, not by a button that is not there."""
    stalls = Stalls(clock)
    stalls.sent(StartTraining("", "", ""))
    stalls.heard(events.RunStarted(1, "cpu", 1, 10, 100, 4, 2))
    stalls.heard(events.CheckpointSaved(1, 3))
    stalls.heard(event)
    assert stalls.kept is kept


def test_silence_is_counted_from_the_last_sign_of_life(clock):
    stalls = Stalls(clock)
    assert stalls.silence == math.inf
    stalls.heard(Heartbeat(7.0))
    clock.now += 2
    assert stalls.silence == 2


def test_force_is_for_those_that_neither_stop_nor_move(clock):
    stalls = Stalls(clock)
    stalls.heard(STEPS)
    clock.now += 20
    assert not stalls.deaf  # nobody told it to stop
    stalls.sent(Stop())
    clock.now += FORCE - 0.1
    assert not stalls.deaf
    clock.now += 0.2
    assert stalls.deaf
    stalls.heard(STEPS)  # it moves
    assert not stalls.deaf
    stalls.heard(OVER)
    clock.now += 60
    assert not stalls.deaf


@pytest.mark.parametrize("over", [OVER, Heartbeat(0.0), None])
def test_a_stop_that_came_late_does_not_end_the_next_run(clock, over):
    stalls = Stalls(clock)
    stalls.heard(OVER)
    stalls.sent(Stop())
    stalls.sent(StartTraining("", "", "")) if over is None else stalls.heard(over)
    stalls.heard(STEPS)
    clock.now += 20  # a long step
    assert not stalls.deaf


def test_a_stop_is_no_less_urgent_while_data_is_read(clock):
    stalls = Stalls(clock)
    stalls.heard(Heartbeat(0.0))
    stalls.sent(StartTraining("", "", ""))
    clock.now += 20
    stalls.sent(Stop())
    for _ in range(4):
        assert not stalls.deaf
        clock.now += 1
        stalls.heard(Heartbeat(0.0))  # it lives, and takes its time
    assert stalls.deaf
    stalls.heard(Refused(0, "no", ""))
    assert not stalls.deaf


@pytest.mark.parametrize("held", ["answering", "saving"])
def test_a_run_that_is_held_is_not_deaf_as_long_as_that_is_said(clock, held):
    """Nor for ever: a person is told what the engine is at, and after two minutes it is ended."""
    stalls, told = Stalls(clock), []
    stalls.heard(STEPS)
    stalls.sent(Stop())
    begun = clock.now
    while not stalls.deaf:
        clock.now += 1
        stalls.heard(Heartbeat(clock.now - begun if held == "saving" else 0.0, held))
        told.append(stalls.warning())
    assert HELD <= clock.now - begun <= HELD + FORCE + 1
    assert [event.code for event in told if event] == ["held", "held"]
    assert told[int(SLOW)]


def test_a_run_that_is_held_by_an_engine_that_falls_silent_is_deaf(clock):
    stalls = Stalls(clock)
    stalls.heard(STEPS)
    stalls.sent(Stop())
    clock.now += 2
    stalls.heard(Heartbeat(0.0, "saving"))
    clock.now += FORCE + 0.1
    assert stalls.deaf


def test_a_slow_disk_costs_no_run(monkeypatch, tmp_path):
    """The last checkpoint takes longer than a run has to stop, and the engine is left to it."""
    monkeypatch.setattr(hosts, "COMMAND", [sys.executable, "-c", SLOW_DISK])
    engine, told = hosts.ProcessEngine(), []

    def until(*kinds):
        while not told or not isinstance(told[-1], kinds):
            told.extend(engine.wait(0.1))  # each time it is looked whether the engine is to be ended

    engine.send(StartTraining(dumps(digits_mlp(epochs=100_000)), "", str(tmp_path)))
    until(events.StepsTaken)
    monkeypatch.setattr("neurodesk.engine.stalls.FORCE", 2.0)
    engine.send(Stop())
    until(events.RunFinished, events.RunFailed, EngineDied)
    engine.close()
    assert isinstance(told[-1], events.RunFinished)


def test_a_question_is_nothing_to_tell_before_a_stop(clock):
    stalls = Stalls(clock)
    stalls.heard(STEPS)
    for _ in range(40):
        clock.now += 1
        stalls.heard(Heartbeat(0.0, "answering"))
        assert stalls.warning() is None
    stalls.sent(Stop())
    clock.now += FORCE - 0.1
    assert not stalls.deaf


def test_a_computer_that_slept_is_not_a_stuck_engine(clock):
    stalls = Stalls(clock)
    stalls.sent(StartTraining("", "", ""))
    stalls.heard(STEPS)
    clock.now += 1
    stalls.sent(Stop())
    clock.now += 8 * 3600
    told = stalls.warning()
    assert told.code == "woken"
    assert not stalls.deaf
    assert stalls.warning() is None
    clock.now += 1
    stalls.heard(Heartbeat(8 * 3600.0))  # its clock may have gone on
    assert stalls.seconds < SLOW
    assert stalls.warning() is None
    clock.now += FORCE
    assert stalls.deaf  # from then on it is held to what it was told


def test_a_sleep_without_a_run_is_nothing_to_tell(clock):
    stalls = Stalls(clock)
    stalls.heard(Heartbeat(0.0))
    clock.now += ASLEEP + 1
    assert stalls.warning() is None


def test_the_clock_of_the_program_goes_on_by_itself():
    first = counting_sleep()
    assert 0 <= counting_sleep() - first < ASLEEP

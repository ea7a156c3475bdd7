"""What befalls the engine, as the window sees it: F2, F7, F16, F18, F22, F23. It lives, and one click goes on."""

import os
import resource
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from time import perf_counter

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from neurodesk.engine import hosts
from neurodesk.engine.stalls import Stalls
from neurodesk.training import events
from neurodesk.ui.link import EngineLink
from neurodesk.ui.session import Session
from neurodesk.ui.window import Window
from tests.cases.stand_in import FLOOD
from tests.ui.desk import stepped
from tests.ui.test_documents import act, answer

LONG = 20_000  # ms: the machine of the tests may be busy


class Clock:
    """A clock that a test moves."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock that engines are watched by."""
    made = Clock()
    monkeypatch.setattr(hosts, "Stalls", lambda: Stalls(made))
    return made


@pytest.fixture
def manner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], object]:
    """How the engine behaves from the next run on."""
    file = tmp_path / "manner"
    monkeypatch.setenv("STAND_IN", str(file))
    return file.write_text


@pytest.fixture
def link(session: Session, manner: object, monkeypatch: pytest.MonkeyPatch) -> EngineLink:
    """A link whose engine is a stand-in."""
    monkeypatch.setattr(hosts, "COMMAND", [sys.executable, "-m", "tests.cases.stand_in"])
    return EngineLink(session)


@pytest.fixture
def beats(qapp: QApplication) -> Iterator[list[float]]:
    """The moments at which the window's loop came round to a timer of 10 ms."""
    found: list[float] = []
    timer = QTimer(interval=10)
    timer.timeout.connect(lambda: found.append(perf_counter()))
    timer.start()
    yield found
    timer.stop()


def gone(link: EngineLink, qtbot: QtBot) -> AbstractContextManager[object]:
    """Wait until the engine was gone, if only for a moment: a dock that is made just then asks the next one."""
    return qtbot.waitSignal(link.state_changed, check_params_cb=lambda state: state == "off", timeout=LONG)


def offered(window: Window) -> str:
    """What one click can do where the fault is told."""
    note = window.panel("Train").note
    return "" if note.offer.isHidden() else note.offer.text()


def test_f2_a_killed_engine_is_noticed_at_once_and_one_click_goes_on(window, link, manner, beats, qtbot: QtBot):
    """Within 250 ms, three times over; the window's loop turns meanwhile and the document is as it was."""
    manner("live")
    before, took = window.session.document, []
    window.train()
    for _ in range(3):
        qtbot.waitUntil(lambda: link.state == "training", timeout=LONG)
        del beats[:]
        begun = perf_counter()
        with gone(link, qtbot):
            os.kill(link._engine.pid, signal.SIGKILL)
        took.append(perf_counter() - begun)
        assert beats
        assert "killed from outside" in window.panel("Train").note.label.text()
        assert offered(window) == "Go on training"
        window.panel("Train").note.offer.click()
        assert link.state == "preparing"
    assert min(took) <= 0.25  # the best of three: others work on this machine too
    assert window.session.document == before
    assert window.isVisible()


def test_f7_a_lost_device_costs_the_engine_and_one_click(window, link, manner, qtbot: QtBot):
    """The child is gone, the window is not; the next engine is ready within ten seconds."""
    manner("lose")
    with gone(link, qtbot):
        window.train()
    assert "graphics card stopped answering" in window.panel("Train").note.label.text()
    manner("live")
    window.panel("Train").note.offer.click()
    begun = perf_counter()
    qtbot.waitUntil(lambda: link.state == "training", timeout=LONG)
    assert perf_counter() - begun <= 10  # what PyTorch takes to load comes on top: tests/bench/bench_engine.py


def test_f22_a_hanging_engine_is_told_of_and_ended(window, link, manner, clock, qtbot: QtBot):
    """At five seconds a warning, at thirty the word that it is stuck, each with Stop; three seconds later it is ended.
    A computer that slept in between is no stuck engine.
    """
    manner("hang")
    window.train()
    qtbot.waitUntil(lambda: link.state == "training", timeout=LONG)
    note, told = window.panel("Train").note, []
    link.arrived.connect(lambda event: told.append((round(clock.now), getattr(event, "text", ""))))

    def pass_(seconds: int) -> None:
        for _ in range(seconds):
            clock.now += 1
            link.drain()

    pass_(4)
    clock.now += 8 * 3600
    link.drain()
    pass_(30)
    asleep, *rest = told
    assert "asleep" in asleep[1]
    assert [second - asleep[0] for second, _ in rest] == [2, 27]  # it had not moved for four seconds before
    assert "5 seconds" in rest[0][1]
    assert "stuck" in rest[1][1]
    assert offered(window) == "Stop"
    note.offer.click()
    pass_(3)
    assert link.state == "training"
    with gone(link, qtbot):
        pass_(1)
    assert "did not stop" in note.label.text()
    assert offered(window) == "Go on training"


def test_f23_a_flood_is_drained_thirty_times_a_second(window, link, manner, beats, qtbot: QtBot):
    """10 000 steps with pictures: a few hundred events at most, every loss in the curve, which stays small; the window
    turns, and takes no memory.
    """
    manner("flood")
    counts = {"events": 0, "losses": 0}

    def count(event: object) -> None:
        counts["events"] += 1
        counts["losses"] += event.losses.size if isinstance(event, events.StepsTaken) else 0

    link.arrived.connect(count)
    window.train()
    qtbot.waitUntil(lambda: link.state == "training", timeout=LONG)
    del beats[:]
    begun, before = perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    qtbot.waitUntil(lambda: link.state == "idle", timeout=LONG)
    drains = (perf_counter() - begun) / 0.033 + 2
    assert counts["losses"] == FLOOD
    assert counts["events"] <= 3 * drains + 10  # steps, picture and what counts, a turn
    curve = window.panel("Train").shown.plots["loss"].curves["training"].data
    assert curve.length == FLOOD
    assert sum(part.size for part in curve.envelope()) <= 3 * 4096
    assert len(beats) >= 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before <= 64 << 10  # kB


def test_f16_one_run_at_a_time_and_none_into_another_project(window, link, manner, qtbot: QtBot, monkeypatch):
    """A second Train is none; another project asks first, and what the run tells afterwards is not the new one's."""
    manner("live")
    sent, asked = [], []
    send = link._send
    monkeypatch.setattr(link, "_send", lambda request: (sent.append(type(request).__name__), send(request)))
    for _ in range(3):
        window.train()
        act(window, "train")
    qtbot.waitUntil(lambda: link.state == "training", timeout=LONG)
    window.train()
    assert sent.count("StartTraining") == 1
    before = window.session.document
    answer(monkeypatch, asked, stop_training=False)
    window.use_template("wine")
    assert (window.session.document, link.state) == (before, "training")
    answer(monkeypatch, asked, stop_training=True, save_first="discard")
    window.use_template("wine")
    told: list[object] = []
    link.arrived.connect(told.append)
    qtbot.waitUntil(lambda: link.state == "idle", timeout=LONG)
    assert asked == ["stop_training", "stop_training", "save_first"]
    assert told == []


def test_f17_f18_a_disk_that_fails_is_a_banner_over_a_run_until_it_is_stopped(window, link, manner, qtbot: QtBot):
    """The words stay while further steps are told, and the run can be stopped as ever."""
    manner("live")
    window.train()
    qtbot.waitUntil(lambda: link.state == "training", timeout=LONG)
    text = "The checkpoint could not be written: the disk is full. The one before it is kept."
    link.hand_on(events.Warned(1, "checkpoint_failed", text, "Free some space. It is tried again every epoch."))
    link.hand_on(stepped(40, [1.0, 0.5]))
    note = window.panel("Train").note
    assert (note.isHidden(), link.state) == (False, "training")
    assert "the disk is full" in note.label.text()
    assert "Free some space" in note.label.text()
    link.stop()
    qtbot.waitUntil(lambda: link.state == "idle", timeout=LONG)
    assert "Training stopped" in note.label.text()

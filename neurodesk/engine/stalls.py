"""Keeps an eye on an engine in another process: whether it still moves, and whether it does as it is told."""

import math
import time
from collections.abc import Callable
from typing import Any

from neurodesk.engine.protocol import Heartbeat, Refused, StartTraining, Stop
from neurodesk.training.events import CheckpointSaved, Event, RunFailed, RunFinished, RunStarted, Warned

SLOW, STUCK = 5.0, 30.0  # seconds without a sign of life until a person is told, and told again
FORCE = 3.0  # seconds an engine has to stop before it is ended, unless its run moves or is held meanwhile
HELD = 120.0  # and however it is held: the data of a question that is read, 2 GB for a slow disk
ASLEEP = 30.0  # seconds without a look, of thirty a second: the computer slept, and nobody is late
TOLD = {
    SLOW: (
        "The engine has been at one step for 5 seconds.",
        "Wait, or press Stop; what does not stop within 3 seconds is ended.",
        "The last checkpoint is kept.",
    ),
    STUCK: (
        "The engine has not moved for 30 seconds: it is probably stuck.",
        "Press Stop; it is ended by force.",
        "Go on training then goes on from the last checkpoint.",
    ),
}  # what is told, what to do, and what is true once there is a checkpoint
WAITS = {
    "answering": (
        "The run stops as soon as the question at hand can be broken off.",
        "Wait; an engine that does not stop within 2 minutes is ended.",
    ),
    "saving": (
        "The engine is still writing what was learnt: the disk is slow.",
        "Wait; an engine that is told to stop and does not within 2 minutes is ended.",
    ),
}  # what is told of a run that is held
WOKEN = (
    "The computer seems to have been asleep; the run goes on where it was.",
    "If the graphics card does not answer now, train again or go on with the run, on the CPU if it stays away.",
)


def counting_sleep() -> float:
    """Seconds on a clock that nobody sets, and that goes on while the computer sleeps where the system has one."""
    for name in ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC"):  # Linux; macOS, whose time.monotonic stands still
        if hasattr(time, name):
            return time.clock_gettime(getattr(time, name))
    return time.monotonic()  # Windows


class Stalls:
    """Hears what goes to the engine and comes from it; any thread may tell it, and one looks many times a second."""

    def __init__(self, clock: Callable[[], float] = counting_sleep) -> None:
        self._clock = clock
        self._heard: float | None = None  # when the last sign of life came; None before the first
        self._busy = 0.0  # how long it had been at one step then
        self._moved = 0.0  # when the run was begun, or last told something
        self._held = ""  # what it said has to end before its run can stop
        self._stop: float | None = None  # when it was told to stop
        self._running = False  # a run is under way, or about to be
        self.kept = False  # the last run that was begun has left a checkpoint, and has more to learn
        self._told = 0.0
        self._looked = clock()

    def sent(self, request: Any) -> None:
        """Takes note of a request."""
        now = self._clock()
        if isinstance(request, Stop) and self._stop is None:
            self._stop = now
        elif isinstance(request, StartTraining):
            self._stop, self._running, self._moved = None, True, now  # a Stop was for the run before
            self.kept = request.resume is not None  # one that is to go on has what it goes on from

    def heard(self, event: Any) -> None:
        """Takes note of a sign of life."""
        now = self._clock()
        if isinstance(event, Heartbeat):
            since = math.inf if self._heard is None else self._busy + now - self._heard
            self._busy = min(event.busy, since)  # its own clock may have counted hours of sleep
            if event.held and (self._stop is None or now - self._stop < HELD):
                self._moved = now  # it stops when that is over
        else:
            self._busy = 0.0
        self._held = event.held if isinstance(event, Heartbeat) else ""
        self._heard = now
        if isinstance(event, CheckpointSaved) or (isinstance(event, RunStarted) and event.step > 0):
            self.kept = True
        elif isinstance(event, RunFinished) or (isinstance(event, RunFailed) and not event.broken_off):
            self.kept = False
        if isinstance(event, Event):
            self._running, self._moved = not isinstance(event, RunFinished | RunFailed), now
        elif isinstance(event, Refused) and not event.request:
            self._running = False  # the run was not begun; one that is under way soon moves again
            return
        if not self._running:
            self._stop = None

    @property
    def seconds(self) -> float:
        """How long the engine has not moved."""
        return 0.0 if self._heard is None else max(self._busy, self._clock() - self._heard)

    @property
    def silence(self) -> float:
        """How long no sign of life came; infinite before the first."""
        return math.inf if self._heard is None else self._clock() - self._heard

    @property
    def deaf(self) -> bool:
        """Whether its run was told to stop, and neither stopped nor moved for 3 seconds, nor said what it waits for."""
        now = self._clock()
        return self._running and self._stop is not None and now - max(self._stop, self._moved) > FORCE

    def warning(self) -> Warned | None:
        """What a person must hear now, once for each stall and length, and once after a sleep."""
        if self._slept():
            return Warned(0, "woken", *WOKEN) if self._running else None
        since = self._stop if self._held else None
        seconds = self.seconds if since is None else self._clock() - since
        due = max((limit for limit in TOLD if seconds > limit), default=0.0)
        news, self._told = due > self._told, due
        if not news:
            return None
        if self._held and self.silence <= SLOW:
            return Warned(0, "held", *WAITS[self._held])
        text, cure, kept = TOLD[due]
        return Warned(0, "stalled", text, f"{cure} {kept}" if self.kept else cure)

    def _slept(self) -> bool:
        """Whether nobody could look for long: then as much later is none the later."""
        now = self._clock()
        gap, self._looked = now - self._looked, now
        if gap <= ASLEEP:
            return False
        self._heard = None if self._heard is None else min(now, self._heard + gap)
        self._stop = None if self._stop is None else min(now, self._stop + gap)
        self._moved, self._busy = min(now, self._moved + gap), 0.0
        return True

"""Keeps an eye on an engine in another process: whether it still moves, and whether it does as it is told."""

import time
from collections.abc import Callable
from typing import Any

from neurodesk.engine.protocol import Heartbeat, StartTraining, Stop
from neurodesk.training.events import RunFailed, RunFinished, Warned

SLOW, STUCK = 5.0, 30.0  # seconds without a sign of life until a person is told, and told again
FORCE = 3.0  # seconds an engine that does not move has to stop before it is ended
TOLD = {
    SLOW: (
        "The engine has been at one step for 5 seconds.",
        "Wait, or press Stop; what does not stop within 3 seconds is ended, and the last checkpoint is kept.",
    ),
    STUCK: (
        "The engine has not moved for 30 seconds: it is probably stuck.",
        "Press Stop; it is ended by force, and Resume goes on from the last checkpoint.",
    ),
}


class Stalls:
    """Hears what goes to the engine and comes from it; any thread may tell it, and any thread may look."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._heard: float | None = None  # when the last sign of life came; None before the first
        self._busy = 0.0  # how long it had been at one step then
        self._stop: float | None = None  # when it was told to stop
        self._told = 0.0

    def sent(self, request: Any) -> None:
        """Takes note of a request."""
        if isinstance(request, Stop) and self._stop is None:
            self._stop = self._clock()
        elif isinstance(request, StartTraining):
            self._stop = None  # that was for the run before

    def heard(self, event: Any) -> None:
        """Takes note of a sign of life."""
        self._heard, self._busy = self._clock(), event.busy if isinstance(event, Heartbeat) else 0.0
        if isinstance(event, RunFinished | RunFailed) or (isinstance(event, Heartbeat) and not event.busy):
            self._stop = None  # nothing runs

    @property
    def seconds(self) -> float:
        """How long the engine has not moved."""
        return 0.0 if self._heard is None else max(self._busy, self._clock() - self._heard)

    @property
    def deaf(self) -> bool:
        """Whether it was told to stop, and neither stopped nor moved for 3 seconds."""
        return self._stop is not None and min(self.seconds, self._clock() - self._stop) > FORCE

    def warning(self) -> Warned | None:
        """What a person must hear now, once for each stall and length."""
        seconds = self.seconds
        due = max((limit for limit in TOLD if seconds > limit), default=0.0)
        news, self._told = due > self._told, due
        return Warned(0, "stalled", *TOLD[due]) if news else None

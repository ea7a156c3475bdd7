"""How fast a run goes and how long it still takes, from the steps taken so far."""

from __future__ import annotations

MOST = 256  # marks kept; every second one is dropped when there are more, so long runs keep a rough past
RECENT = 1.0  # seconds over which the speed is shown


class Forecast:
    """Marks of (seconds at work, step). Pauses do not count; the clock must be monotonic, so no time zone matters."""

    def __init__(self, total: int, step: int, now: float) -> None:
        """Begin at `step` of `total`, at clock time `now` (seconds)."""
        self.total, self.step = total, step
        self._idle = 0.0
        self._marks = [(now, step)]
        self._shown = (now, step)
        self.speed = 0.0

    def mark(self, step: int, now: float) -> None:
        """Note that `step` steps are done at `now`."""
        at = now - self._idle
        self.step = step
        if at - self._shown[0] >= RECENT or not self.speed:
            begun, first = self._shown
            if at > begun and step > first:
                self.speed = (step - first) / (at - begun)
                self._shown = at, step
        self._marks.append((at, step))
        if len(self._marks) > MOST:
            self._marks = [*self._marks[:-1:2], self._marks[-1]]

    def rest(self, seconds: float) -> None:
        """Leave a pause out of the count."""
        self._idle += seconds

    @property
    def progress(self) -> float:
        """The share of the run that is done, 0 to 1."""
        return min(self.step / self.total, 1.0) if self.total else 1.0

    @property
    def eta(self) -> float:
        """Seconds still to go, at the pace of the later half of what was done: that follows a change, not a hiccup."""
        (now, step), (begun, start) = self._marks[-1], self._marks[0]
        middle = (step + start) / 2
        since, first = next((mark for mark in reversed(self._marks) if mark[1] <= middle), (begun, start))
        return (self.total - step) * (now - since) / (step - first) if step > first else 0.0

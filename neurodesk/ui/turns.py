"""Redrawing in turns: of all plots that have something new, one is drawn at a time, when the hand does not need the
window.

Several plots drawn at once would make a movement of the mouse wait for all of them. So each waits for its turn, a turn
draws one and ends, and while the hand moves, turns come between its movements: just after one was answered.
"""

from __future__ import annotations

from functools import lru_cache
from time import perf_counter
from typing import Protocol
from weakref import WeakKeyDictionary

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QWindow

REST_S = 0.1  # between two redraws of one view: the eye follows no faster
GAP_MS = 4  # between two turns, so that what has arrived meanwhile comes first
QUIET_S = 0.012  # since the last movement of the hand, before a turn
PATIENCE_S = 0.25  # that a view waits for the hand at the most
_HAND = {
    QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.Wheel,
    QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.TouchUpdate,
}  # fmt: skip


class Drawn(Protocol):
    """What waits for a turn: a widget that draws what it has not shown yet."""

    def catch_up(self) -> None:
        """Draw it now."""

    def isVisible(self) -> bool:
        """Whether anyone sees it; while not, it waits."""


class Turns(QObject):
    """The queue of views with something new. Each is drawn once a turn, at most ten times a second."""

    def __init__(self) -> None:
        super().__init__()
        self.touched = 0.0  # clock time of the last movement of the hand
        self._asked: WeakKeyDictionary[Drawn, float] = WeakKeyDictionary()  # view: since when it waits
        self._drawn: WeakKeyDictionary[Drawn, float] = WeakKeyDictionary()  # view: when it was last drawn
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.turn)

    def ask(self, view: Drawn) -> None:
        """Have a view drawn in one of the next turns."""
        if view not in self._asked:
            self._asked[view] = perf_counter()
            if not self._timer.isActive():
                self._wait(self._asked[view])

    def asked(self, view: Drawn) -> bool:
        """Whether a view waits for its turn."""
        return view in self._asked

    def forget(self, view: Drawn) -> None:
        """A view is hidden or gone."""
        self._asked.pop(view, None)
        self._drawn.pop(view, None)
        if not self._asked:
            self._timer.stop()

    def watch(self, window: QWindow | None) -> None:
        """Give way to the hand in this window."""
        if window is not None and not window.property("gives way"):
            window.setProperty("gives way", True)
            window.installEventFilter(self)

    def turn(self) -> None:
        """Draw the view that has waited longest among those whose rest is over, unless the hand is at work."""
        now = perf_counter()
        for view in [view for view in self._asked if not shiboken6.isValid(view)]:
            self.forget(view)
        due = [view for view in self._asked if view.isVisible() and now - self._drawn.get(view, 0.0) >= REST_S]
        if due:
            view = min(due, key=self._asked.__getitem__)
            if now - self.touched >= QUIET_S or now - self._asked[view] >= PATIENCE_S:
                del self._asked[view]
                self._drawn[view] = now
                view.catch_up()
        self._wait(perf_counter())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note when the hand moves; nothing is kept from anyone."""
        if event.type() in _HAND:
            self.touched = perf_counter()
        return False

    def _wait(self, now: float) -> None:
        """Sleep until the next turn is due; hidden views wait until they are shown, which asks again."""
        shown = [view for view in self._asked if shiboken6.isValid(view) and view.isVisible()]
        for view in [view for view in self._asked if view not in shown]:
            del self._asked[view]
        if shown:
            soonest = min(self._drawn.get(view, 0.0) + REST_S for view in shown)
            self._timer.start(max(GAP_MS, round(1e3 * (soonest - now))))
        else:
            self._timer.stop()


@lru_cache(maxsize=1)
def turns() -> Turns:
    """The one queue of this program."""
    return Turns()

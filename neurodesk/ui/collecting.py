"""Python's garbage collection on the window's own thread, for as long as the program runs.

Collected wherever a thread happens to allocate (the engine's, its pipes', a look through a file), a Qt object
that is part of a circle would be destroyed outside the thread it belongs to, which ends the program.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QCoreApplication, QObject, QTimerEvent
from shiboken6 import isValid

EVERY_MS = 500  # between looks; a look that finds little to do costs microseconds


def install() -> None:
    """Collect on this thread alone from now on; once is enough, and the application ends it."""
    app = QCoreApplication.instance()
    if app is not None and not (_collecting and isValid(_collecting[0])):
        _collecting[:] = [_Collector(app)]


def settle() -> None:
    """Look no more at what is there now, which stays as long as the program: going through all of it takes the window
    80 ms, again and again.
    """
    gc.collect()
    gc.freeze()


def look() -> None:
    """Collect the generations that have grown past their thresholds, as Python itself would."""
    for generation in (2, 1, 0):
        if gc.get_count()[generation] > gc.get_threshold()[generation]:
            gc.collect(generation)
            return


class _Collector(QObject):
    """Looks now and then; Python's own collection rests meanwhile."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self.startTimer(EVERY_MS)

    def timerEvent(self, event: QTimerEvent) -> None:
        """Look."""
        del event
        look()


_collecting: list[_Collector] = []  # the application owns it

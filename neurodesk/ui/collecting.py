"""Python's garbage collection on the window's own thread, for as long as the program runs.

Collected wherever a thread happens to allocate (the engine's, its pipes', a look through a file), a Qt object
that is part of a circle would be destroyed outside the thread it belongs to, which ends the program.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QCoreApplication, QObject, QTimer, QTimerEvent
from shiboken6 import isValid

SETTLE_MS = 3000  # from the first picture until all that a window needs is there, and until one that closed is gone
EVERY_MS = 500  # between looks; a look that finds little to do costs microseconds


def install() -> None:
    """Collect on this thread alone from now on; once is enough, and the application ends it."""
    app = QCoreApplication.instance()
    if app is not None and not (_collecting and isValid(_collecting[0])):
        _collecting[:] = [_Collector(app)]


def settle() -> None:
    """Look no more at what is there now, until a window goes: to go through all of it takes 80 ms, again and again."""
    gc.collect()
    gc.freeze()
    if _collecting:
        _collecting[0].settled = True


def stir() -> None:
    """A window goes: look through all once more when it is gone, if that was given up."""
    if _collecting and isValid(_collecting[0]) and _collecting[0].settled:
        _collecting[0].settled = False
        gc.unfreeze()
        QTimer.singleShot(SETTLE_MS, _collecting[0], settle)


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
        self.settled = False
        gc.disable()
        self.startTimer(EVERY_MS)

    def timerEvent(self, event: QTimerEvent) -> None:
        """Look."""
        del event
        look()


_collecting: list[_Collector] = []  # the application owns it

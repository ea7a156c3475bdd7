"""Python's garbage collection on the window's own thread, while the engine's threads, or those of its pipes, are here.

Collected wherever a thread happens to allocate, a Qt object that is part of a circle would be destroyed outside the
thread it belongs to, which ends the program.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 500  # between looks; a look that finds little to do costs microseconds


class Collector(QObject):
    """Collects on the thread that made it, as long as it lives; automatic collection rests meanwhile."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Collect the generations that have grown past their thresholds, as Python itself would."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                return

    def end(self) -> None:
        """Give collection back to Python."""
        self._timer.stop()
        gc.enable()

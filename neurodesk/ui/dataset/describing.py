"""A look through data that takes its time: in a thread of its own, with progress, and it can be stopped."""

from __future__ import annotations

import threading
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from neurodesk.compiler.facts import Facts
from neurodesk.graph.errors import NeuroDeskError
from neurodesk.graph.model import Chosen

POLL_MS = 50  # between two looks at how far it is


class Describing(QObject):
    """Describes one source at a time. `done` says that `facts` or `fault` is there, `moved` that `share` grew."""

    done = Signal()
    moved = Signal(float)  # share of the file that is read

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.facts: Facts | None = None
        self.fault: NeuroDeskError | None = None
        self._share = 0.0
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self._look)

    @property
    def busy(self) -> bool:
        """Whether a look is under way."""
        return self._thread is not None

    def begin(self, source: Chosen, base: Path) -> None:
        """Describe another source; a look that is under way is given up."""
        self.give_up()
        self.facts, self.fault, self._share = None, None, 0.0
        self._thread = threading.Thread(target=self._describe, args=(source, base), name="describing", daemon=True)
        self._thread.start()
        self._timer.start()

    def stop(self) -> None:
        """Stop the look; `done` follows, with a fault that says so."""
        self._stopped.set()

    def give_up(self) -> None:
        """Stop the look and say nothing of it; it ends within the rows it is at."""
        self._timer.stop()
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._stopped = threading.Event()

    def _describe(self, source: Chosen, base: Path) -> None:
        from neurodesk.data.catalogue import describe
        from neurodesk.data.columns import watched

        with watched(self._watch):
            try:
                self.facts = describe(source, base)
            except NeuroDeskError as error:
                self.fault = error

    def _watch(self, share: float) -> bool:
        """Called in the thread after some rows: remembers how far it is, and says whether to go on."""
        self._share = share
        return not self._stopped.is_set()

    def _look(self) -> None:
        if self._thread is None:
            return
        if self._thread.is_alive():
            self.moved.emit(self._share)
            return
        self._thread.join()
        self._thread = None
        self._timer.stop()
        self.done.emit()

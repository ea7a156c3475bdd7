"""The steps of a run as all its plots share them: which part is seen, where the cursor stands, what happened when."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from neurodesk.ui.plots.axis import Axis, around

SMOOTHING = 0.9  # a step keeps nine tenths of the mean so far


@dataclass(frozen=True, slots=True)
class Marker:
    """Something that happened at a step, in words: `best`, `rate`, `paused`, `resumed`, `early` or `other`."""

    step: float
    kind: str
    words: str


class Timeline(QObject):
    """One for all plots of a run. `changed` asks for everything anew; `cursor_moved` only for what lies over it."""

    changed = Signal()
    cursor_moved = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cursor: float | None = None  # the step under the pointer
        self.markers: list[Marker] = []
        self.smoothing = SMOOTHING
        self._log = False
        self._seen: Axis | None = None  # zoomed to; None shows everything
        self._first = self._last = 0.0

    @property
    def log(self) -> bool:
        """Whether steps are spaced by their logarithm."""
        return self._log

    def axis(self) -> Axis:
        """The steps that are seen."""
        if self._seen is not None:
            return self._seen
        if self._log:
            return around(max(self._first, 1.0), max(self._last, 10.0), log=True)
        whole = around(self._first, max(self._last, self._first + 1.0))
        return Axis(self._first, whole.high)

    def clear(self, first: float = 0.0) -> None:
        """Begin anew at a step: nothing marked, everything seen."""
        self.markers = []
        self.cursor = self._seen = None
        self._first = self._last = first
        self.changed.emit()

    def reach(self, step: float, first: float | None = None) -> None:
        """Make room for curves up to `step`, and from `first` on; all plots follow where that changes the axis."""
        before = self.axis()
        self._last = max(self._last, step)
        if first is not None:
            self._first = min(self._first, first)
        if self.axis() != before:
            self.changed.emit()

    def mark(self, marker: Marker, *, only: bool = False) -> None:
        """Mark a step; with `only`, instead of the marker of its kind before it."""
        kept = [other for other in self.markers if not (only and other.kind == marker.kind)]
        self.markers = [*kept, marker]
        self.changed.emit()

    def see(self, axis: Axis | None) -> None:
        """See a part of the steps; None sees all."""
        if axis != self._seen:
            self._seen = axis
            self.changed.emit()

    def set_log(self, log: bool) -> None:
        """Space steps by their logarithm, or evenly."""
        self._log, self._seen = log, None
        self.changed.emit()

    def smooth(self, strength: float) -> None:
        """Smooth all curves by so much, 0 to 0.99; the raw ones stay to be seen."""
        self.smoothing = strength
        self.changed.emit()

    def point(self, step: float | None) -> None:
        """Put the cursor at a step; None takes it away."""
        if step != self.cursor:
            self.cursor = step
            self.cursor_moved.emit()

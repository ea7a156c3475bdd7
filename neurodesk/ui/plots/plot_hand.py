"""The hand on a plot: pointing reads values, wheel and box zoom, the middle button moves, and keys do the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from neurodesk.ui.plots.plots import CurvePlot

ZOOM = 1.25  # times closer for a notch of the wheel or a key
NOTCH = 120  # what Qt calls a notch
SLOW, FAST = 0.01, 0.1  # of what is seen, that an arrow key moves the cursor; FAST with Shift
_Key = Qt.Key


class PlotHand(QObject):
    """Mouse and keys of one plot. What concerns the steps, all plots of its timeline follow."""

    def __init__(self, plot: CurvePlot) -> None:
        super().__init__(plot)
        self.plot = plot
        self._from: QPointF | None = None  # where a box began
        self._held: QPointF | None = None  # where the middle button was last
        plot.setMouseTracking(True)
        plot.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what is for a hand; the rest goes on."""
        match event.type():
            case QEvent.Type.MouseMove:
                return self._move(event)
            case QEvent.Type.MouseButtonPress:
                return self._press(event)
            case QEvent.Type.MouseButtonRelease:
                return self._release(event)
            case QEvent.Type.MouseButtonDblClick:
                self.see_all()
                return True
            case QEvent.Type.Wheel:
                return self._turn_wheel(event)
            case QEvent.Type.Leave:
                self.plot.timeline.point(None)
            case QEvent.Type.KeyPress:
                return self._type(event)
        return False

    def see_all(self) -> None:
        """Undo every zoom: of the steps in all plots, of the values in this one."""
        self.plot.timeline.see(None)
        self.plot.see(None)

    def zoom(self, times: float, at: float = 0.5) -> None:
        """See the steps so much closer, the place `at` (0 left, 1 right) staying where it is."""
        steps = self.plot.timeline.axis()
        whole = 1.0 / times
        self.plot.timeline.see(steps.part(at - at * whole, at + (1 - at) * whole))

    # ------------------------------------------------------------------ mouse

    def _press(self, event: QMouseEvent) -> bool:
        self.plot.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() == Qt.MouseButton.LeftButton and self.plot.frame().box.contains(event.position()):
            self._from = event.position()
        elif event.button() == Qt.MouseButton.MiddleButton:
            self._held = event.position()
        else:
            return False
        return True

    def _move(self, event: QMouseEvent) -> bool:
        frame, at = self.plot.frame(), event.position()
        if self._held is not None:
            steps = self.plot.timeline.axis()
            moved = (self._held.x() - at.x()) / max(frame.box.width(), 1.0)
            self._held = at
            self.plot.timeline.see(steps.part(moved, 1 + moved))
        elif self._from is not None:
            kept = QPointF(
                min(max(at.x(), frame.box.left()), frame.box.right()),
                min(max(at.y(), frame.box.top()), frame.box.bottom()),
            )
            self.plot.rubber = QRectF(self._from, kept).normalized()
            self.plot.update()
        inside = frame.box.left() <= at.x() <= frame.box.right()
        self.plot.timeline.point(frame.step(at.x()) if inside else None)
        return True

    def _release(self, event: QMouseEvent) -> bool:
        box, frame = self.plot.rubber, self.plot.frame()
        self._from = self._held = None
        self.plot.rubber = QRectF()
        self.plot.update()
        least = QApplication.startDragDistance()
        if box.width() < least:
            return False
        left, right = ((x - frame.box.left()) / frame.box.width() for x in (box.left(), box.right()))
        if box.height() >= least:  # a flat box means the steps only
            low, high = ((frame.box.bottom() - y) / frame.box.height() for y in (box.bottom(), box.top()))
            self.plot.see(frame.y.part(low, high))
        self.plot.timeline.see(frame.x.part(left, right))
        return True

    def _turn_wheel(self, event: QWheelEvent) -> bool:
        frame, times = self.plot.frame(), ZOOM ** (event.angleDelta().y() / NOTCH)
        at = (event.position() - frame.box.topLeft()) / 1.0
        across, up = at.x() / max(frame.box.width(), 1.0), 1 - at.y() / max(frame.box.height(), 1.0)
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier or across < 0:  # over its numbers, or with Shift
            self.plot.see(frame.y.part(up - up / times, up + (1 - up) / times))
        else:
            self.zoom(times, min(max(across, 0.0), 1.0))
        return True

    # ------------------------------------------------------------------ keys

    def _type(self, event: QKeyEvent) -> bool:
        steps, timeline = self.plot.timeline.axis(), self.plot.timeline
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if held:
            return False
        now = float(steps.place(timeline.cursor)) if timeline.cursor is not None else 1.0
        by = FAST if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else SLOW
        places = {_Key.Key_Left: now - by, _Key.Key_Right: now + by, _Key.Key_Home: 0.0, _Key.Key_End: 1.0}
        key = _Key(event.key())
        if key in places:
            timeline.point(steps.value(min(max(places[key], 0.0), 1.0)))
        elif key in (_Key.Key_Plus, _Key.Key_Equal, _Key.Key_Minus):
            self.zoom(1 / ZOOM if key == _Key.Key_Minus else ZOOM, now if timeline.cursor is not None else 0.5)
        elif key in (_Key.Key_0, _Key.Key_Backspace):
            self.see_all()
        elif key == _Key.Key_Escape and timeline.cursor is not None:
            timeline.point(None)
        else:
            return False
        return True

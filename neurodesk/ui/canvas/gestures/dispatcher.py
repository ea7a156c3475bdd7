"""Which gesture a press begins: the first in the list that wants it. One gesture is in the hand at a time."""

from __future__ import annotations

from neurodesk.ui.canvas.gestures.box_select import BoxSelect
from neurodesk.ui.canvas.gestures.cut_wires import CutWires
from neurodesk.ui.canvas.gestures.draw_wire import DrawWire
from neurodesk.ui.canvas.gestures.gesture import Gesture, Pointer
from neurodesk.ui.canvas.gestures.move_dot import MoveDot
from neurodesk.ui.canvas.gestures.move_frame import MoveFrame
from neurodesk.ui.canvas.gestures.move_nodes import MoveNodes
from neurodesk.ui.canvas.gestures.pan import Pan
from neurodesk.ui.canvas.verbs import Verbs

GESTURES: tuple[type[Gesture], ...] = (Pan, CutWires, DrawWire, MoveNodes, MoveDot, MoveFrame, BoxSelect)


class Hand:
    """The gesture under way, if any."""

    def __init__(self, view: Verbs) -> None:
        self._view = view
        self.gesture: Gesture | None = None

    def press(self, at: Pointer) -> bool:
        """Begin the gesture that this press means; says whether there is one. A second button gives the first up."""
        if self.gesture is not None:
            self.cancel()
            return True
        kind = next((kind for kind in GESTURES if kind.starts(at)), None)
        if kind is None:
            return False
        self.gesture = kind(self._view, at)
        if self.gesture.cursor is not None:
            self._view.viewport().setCursor(self.gesture.cursor)
        return True

    def move(self, at: Pointer) -> None:
        """Tell the gesture where the mouse is."""
        if self.gesture is not None:
            self.gesture.follow(at)

    def release(self, at: Pointer) -> None:
        """End the gesture where the button went up."""
        if self.gesture is not None and self.gesture.dragged:
            self.gesture.follow(at)
        gesture = self._let_go()
        if gesture is not None:
            gesture.release(at)

    def cancel(self) -> bool:
        """Give the gesture up; says whether there was one."""
        gesture = self._let_go()
        if gesture is not None:
            gesture.cancel()
        return gesture is not None

    def _let_go(self) -> Gesture | None:
        gesture, self.gesture = self.gesture, None
        if gesture is not None:
            self._view.viewport().unsetCursor()
            self._view.overlay.clear()
        return gesture

"""Selecting with a box pulled over the empty ground; a click there selects nothing."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from neurodesk.ui.canvas.gestures.gesture import Gesture, Pointer
from neurodesk.ui.canvas.verbs import Verbs


class BoxSelect(Gesture):
    """What the box touches is selected while it is pulled; Shift adds, Ctrl turns around."""

    @classmethod
    def starts(cls, at: Pointer) -> bool:
        """The left button on the ground, or on a wire without Alt."""
        return at.left and not at.hit.node

    def __init__(self, view: Verbs, at: Pointer) -> None:
        super().__init__(view, at)
        self._before = view.session.selection

    def move(self, at: Pointer) -> None:
        """Pull the box."""
        box = QRectF(self.first.scene, at.scene).normalized()
        touched = self.view.canvas.inside(box)
        add, turn = self.first.shift, self.first.ctrl
        self.view.session.select(self._before | touched if add else self._before ^ touched if turn else touched)
        self.view.overlay.show_box(box, self.view.scale_now)

    def release(self, at: Pointer) -> None:
        """Let the box go; a mere click empties the selection."""
        if not self.dragged and not (at.shift or at.ctrl):
            self.view.session.select(())

    def cancel(self) -> None:
        """Select what was selected."""
        self.view.session.select(self._before)

"""A press that hardly moves is a click, not a drag."""

from PySide6.QtCore import QPointF

from neurodesk.ui.canvas.gestures.gesture import DRAGGED, Gesture, Pointer
from neurodesk.ui.canvas.hit import Hit
from tests.ui.canvas.hand import ALT, SHIFT


class Noted(Gesture):
    """Notes its drags."""

    def __init__(self, view, at):
        super().__init__(view, at)
        self.moves = []

    def move(self, at):
        self.moves.append(at.view)


def test_a_drag_begins_a_few_pixels_away(view):
    def at(x):
        return Pointer(QPointF(x, 0), QPointF(x, 0), Hit())

    gesture = Noted(view, at(0))
    gesture.follow(at(DRAGGED - 1))
    assert not gesture.dragged
    gesture.follow(at(DRAGGED))
    gesture.follow(at(0))
    assert gesture.dragged
    assert len(gesture.moves) == 2


def test_held_keys():
    pointer = Pointer(QPointF(), QPointF(), Hit(), modifiers=ALT | SHIFT)
    assert (pointer.alt, pointer.shift, pointer.ctrl, pointer.left) == (True, True, False, False)

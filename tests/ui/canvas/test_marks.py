"""Which marks the canvas has, and which of them the keys go to."""

from PySide6.QtCore import QPointF

from neurodesk.ui.canvas import marking
from neurodesk.ui.canvas.hit import Hit


def test_the_smallest_frame_is_met_first_and_its_ground_is_no_target(view, drawn):
    outer = marking.add_frame(view, QPointF(0.0, 400.0))
    box = view.canvas.marks.frames[outer].box
    assert view.canvas.hit(box.topLeft() + QPointF(60.0, 10.0), 1.0) == Hit(frame=outer, part="title")
    assert view.canvas.hit(box.bottomRight(), 1.0) == Hit(frame=outer, part="se")
    assert view.canvas.hit(box.center() + QPointF(0.0, 40.0), 1.0) == Hit()


def test_marks_of_another_network_are_not_shown(view, drawn):
    marking.add_frame(view)
    drawn.select(["relu_1"])
    marking.toggle_pin(view)
    drawn.undo()
    drawn.undo()
    assert not view.canvas.marks.frames
    assert not view.canvas.marks.previews
    assert view.canvas.marks.picked == Hit()

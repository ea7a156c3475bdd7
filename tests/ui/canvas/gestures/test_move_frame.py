"""Dragging a frame: what is given up leaves everything as it was."""

from PySide6.QtCore import QPointF, Qt

from neurodesk.ui.canvas import marking


def test_esc_puts_frame_nodes_and_dots_back(view, hand, drawn):
    drawn.select(["conv_1"])
    name = marking.add_frame(view)
    box, place = view.canvas.marks.frames[name].box, view.canvas.nodes["conv_1"].pos()
    grip = box.topLeft() + QPointF(60.0, 12.0)
    hand.drag(grip, grip + QPointF(80.0, 80.0), drop=False)
    assert view.canvas.marks.frames[name].box != box
    hand.key(Qt.Key.Key_Escape)
    assert view.canvas.marks.frames[name].box == box
    assert view.canvas.nodes["conv_1"].pos() == place


def test_a_mere_click_changes_nothing_and_lets_the_keys_go_there(view, hand, drawn):
    name = marking.add_frame(view, QPointF(0.0, 350.0))
    before = drawn.document
    hand.click(view.canvas.marks.frames[name].box.topLeft() + QPointF(60.0, 12.0))
    assert drawn.document is before
    assert view.canvas.marks.picked.frame == name

"""Dragging a dot of a wire."""

from PySide6.QtCore import QPointF, Qt

from neurodesk.graph.model import Port
from neurodesk.ui.canvas import marking

WIRE = Port("flatten_1", "x")


def test_esc_puts_the_dot_back_and_a_click_picks_it(view, hand, drawn):
    marking.add_dot(view, WIRE)
    before = drawn.document
    dot = QPointF(*drawn.graph.bends[WIRE][0])
    hand.drag(dot, dot + QPointF(0.0, 80.0), drop=False)
    hand.key(Qt.Key.Key_Escape)
    assert view.canvas.wires[WIRE].dots == (dot,)
    hand.click(dot)
    assert view.canvas.marks.picked.dot == 0
    assert drawn.document is before

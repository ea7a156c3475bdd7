"""A press begins the gesture that what lies under the pointer asks for."""

import pytest
from PySide6.QtCore import QPointF, Qt

from neurodesk.graph.model import Port
from neurodesk.ui.canvas.gestures.box_select import BoxSelect
from neurodesk.ui.canvas.gestures.cut_wires import CutWires
from neurodesk.ui.canvas.gestures.draw_wire import DrawWire
from neurodesk.ui.canvas.gestures.move_nodes import MoveNodes
from neurodesk.ui.canvas.gestures.pan import Pan
from tests.ui.canvas.hand import ALT, CTRL, LEFT, MIDDLE, NONE, RIGHT


@pytest.mark.parametrize(("where", "button", "held", "kind"), [
    ("ground", LEFT, NONE, BoxSelect), ("card", LEFT, NONE, MoveNodes), ("port", LEFT, NONE, DrawWire),
    ("wire", LEFT, ALT, CutWires), ("wire", LEFT, NONE, BoxSelect), ("card", RIGHT, CTRL, CutWires),
    ("card", MIDDLE, NONE, Pan), ("card", LEFT, ALT, MoveNodes),
])  # fmt: skip
def test_what_a_press_begins(view, hand, drawn, where, button, held, kind):
    places = {
        "ground": QPointF(300, 400), "card": hand.card("conv_1"), "port": hand.port("conv_1", "image"),
        "wire": hand.wire(Port("relu_1", "x")),
    }  # fmt: skip
    hand.press(places[where], button, held)
    assert type(view._hand.gesture) is kind
    hand.key(Qt.Key.Key_Escape)
    assert view._hand.gesture is None


def test_a_plain_right_press_begins_nothing(view, hand, drawn):
    hand.press(hand.card("conv_1"), RIGHT)
    assert view._hand.gesture is None


def test_a_second_button_gives_the_first_gesture_up(view, hand, drawn):
    before = drawn.document
    at = hand.card("conv_1")
    hand.drag(at, at + QPointF(0, 80), drop=False)
    hand.press(at, RIGHT)
    assert view._hand.gesture is None
    assert drawn.document is before

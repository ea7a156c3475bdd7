"""Cutting takes wires off, all that the line crosses in one step."""

from PySide6.QtCore import QPointF, Qt

from neurodesk.graph.model import Port
from tests.ui.canvas.hand import ALT, CTRL, RIGHT


def test_a_line_cuts_every_wire_it_crosses(view, hand, drawn):
    before = drawn.document
    one, other = hand.wire(Port("relu_1", "x")), hand.wire(Port("flatten_1", "x"))
    hand.drag(
        one - QPointF(0, 30), one + QPointF(0, 120), other + QPointF(0, 120), other - QPointF(0, 30),
        button=RIGHT, held=CTRL,
    )  # fmt: skip
    assert not {Port("relu_1", "x"), Port("flatten_1", "x")} & set(drawn.graph.wires)
    assert drawn.history.undo_label == "Cut 2 wires"
    drawn.undo()
    assert drawn.document == before


def test_alt_click_cuts_one(view, hand, drawn):
    hand.click(hand.wire(Port("relu_1", "x")), held=ALT)
    assert Port("relu_1", "x") not in drawn.graph.wires
    assert len(view.canvas.wires) == 4


def test_esc_leaves_every_wire(view, hand, drawn):
    before = drawn.document
    at = hand.wire(Port("relu_1", "x"))
    hand.drag(at - QPointF(0, 30), at + QPointF(0, 30), button=RIGHT, held=CTRL, drop=False)
    assert view.canvas.wires[Port("relu_1", "x")].cutting
    hand.key(Qt.Key.Key_Escape)
    assert drawn.document is before
    assert not view.canvas.wires[Port("relu_1", "x")].cutting

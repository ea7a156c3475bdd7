"""The box selects what it touches; a click on the ground selects nothing."""

from PySide6.QtCore import QPointF, Qt

from tests.ui.canvas.hand import CTRL, SHIFT


def box(hand, *names, **how):
    """Pull a box around cards."""
    around = hand.view.canvas.bounds(names).adjusted(-20, -20, 20, 20)
    hand.drag(around.topLeft(), around.bottomRight(), **how)


def test_a_box_selects_what_it_touches(view, hand, drawn):
    box(hand, "conv_1", "relu_1")
    assert drawn.selection == {"conv_1", "relu_1"}


def test_shift_adds_and_ctrl_turns_around(view, hand, drawn):
    box(hand, "conv_1", "relu_1")
    box(hand, "linear_1", held=SHIFT)
    assert drawn.selection == {"conv_1", "relu_1", "linear_1"}
    box(hand, "relu_1", held=CTRL)
    assert drawn.selection == {"conv_1", "linear_1"}


def test_a_click_on_the_ground_selects_nothing(view, hand, drawn):
    drawn.select(["conv_1"])
    hand.click(QPointF(300, 400))
    assert drawn.selection == frozenset()


def test_esc_selects_what_was_selected(view, hand, drawn):
    drawn.select(["linear_1"])
    box(hand, "conv_1", "relu_1", drop=False)
    assert drawn.selection == {"conv_1", "relu_1"}
    hand.key(Qt.Key.Key_Escape)
    assert drawn.selection == {"linear_1"}

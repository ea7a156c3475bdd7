"""The canvas without a mouse."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from neurodesk.graph.model import Port
from tests.ui.canvas.hand import SHIFT

KEY = Qt.Key


def test_arrows_follow_wires(view, hand, drawn):
    walked = []
    for _ in range(7):
        hand.key(KEY.Key_Right)
        walked.append(next(iter(drawn.selection)))
    assert walked == ["input_1", "conv_1", "relu_1", "flatten_1", "linear_1", "output_1", "output_1"]
    hand.key(KEY.Key_Left)
    assert drawn.selection == {"linear_1"}
    assert view.canvas.nodes["linear_1"].focused
    hand.key(KEY.Key_Left, SHIFT)
    assert drawn.selection == {"linear_1", "flatten_1"}


def test_up_and_down_go_to_the_next_row(view, hand, drawn):
    name = view.add_layer("gelu", QPointF(240, 240))
    drawn.select(["conv_1"])
    hand.key(KEY.Key_Down)
    assert drawn.selection == {name}
    hand.key(KEY.Key_Up)
    assert drawn.selection == {"conv_1"}


def test_the_ring_comes_with_tab_and_leaves_with_the_mouse(view, hand, drawn):
    drawn.select(["conv_1"])
    item = view.canvas.nodes["conv_1"]
    assert not item.focused
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    assert item.focused
    hand.click(hand.card("conv_1"))
    assert not item.focused


def test_w_draws_a_wire_to_the_best_target_and_enter_connects(view, hand, drawn):
    name = view.add_layer("linear", QPointF(960, 240))
    drawn.select(["flatten_1"])
    hand.key(KEY.Key_W)
    assert view.overlay.ghost is not None
    assert view.keys.wire.target == Port(name, "features")
    hand.key(KEY.Key_Return)
    assert drawn.graph.wires[Port(name, "features")] == Port("flatten_1", "out")
    assert view.keys.wire is None
    assert view.overlay.ghost is None


def test_by_keys_the_ghost_says_what_fits_what_not_and_what_is_a_circle(view, hand, drawn):
    """The same sentences as under the mouse; Enter on what cannot be says why, and changes nothing."""
    name = view.add_layer("conv2d", QPointF(960, 240))
    drawn.select(["flatten_1"])
    hand.key(KEY.Key_W)
    view.keys.wire.aim(name)
    assert view.overlay.tone == "bad"
    assert view.overlay.words == f"{name} expects an image (channels x height x width); flatten_1 gives 512."
    view.keys.wire.aim("relu_1")
    before, told = drawn.document, []
    view.message.connect(told.append)
    assert view.overlay.words == "That would close a circle: flatten_1 -> relu_1 -> flatten_1."
    hand.key(KEY.Key_Return)
    assert told == [view.overlay.words]
    assert drawn.document is before
    view.keys.wire.aim("linear_1")
    assert view.overlay.tone == "good"


def test_arrows_choose_another_target_and_esc_leaves(view, hand, drawn):
    before = drawn.document
    drawn.select(["conv_1"])
    hand.key(KEY.Key_W)
    first = view.keys.wire.target
    hand.key(KEY.Key_Right)
    hand.key(KEY.Key_Right)
    assert view.keys.wire.target != first
    hand.key(KEY.Key_Escape)
    assert view.keys.wire is None
    assert drawn.document is before
    assert drawn.selection == {"conv_1"}


def test_w_then_a_click_connects(view, hand, drawn):
    name = view.add_layer("linear", QPointF(960, 240))
    drawn.select(["flatten_1"])
    hand.key(KEY.Key_W)
    hand.click(hand.card(name))
    assert drawn.graph.wires[Port(name, "features")] == Port("flatten_1", "out")


def test_w_again_takes_the_next_output(view, hand, drawn):
    name = view.add_layer("lstm", QPointF(0, 240))
    drawn.select([name])
    hand.key(KEY.Key_W)
    assert view.keys.wire.source.port == "sequence"
    hand.key(KEY.Key_W)
    assert view.keys.wire.source.port == "last"


def test_w_to_a_circle_says_why_and_stays(view, hand, drawn, qtbot):
    before = drawn.document
    drawn.select(["relu_1"])
    hand.key(KEY.Key_W)
    assert view.keys.wire.aim("conv_1")
    with qtbot.waitSignal(view.message):
        hand.key(KEY.Key_Return)
    assert view.keys.wire is not None
    assert drawn.document is before


@pytest.mark.parametrize("selected", [[], ["output_1"]])
def test_w_needs_an_output(view, hand, drawn, qtbot, selected):
    drawn.select(selected)
    with qtbot.waitSignal(view.message):
        hand.key(KEY.Key_W)
    assert view.keys.wire is None


def test_enter_asks_for_parameters(view, hand, drawn, qtbot):
    drawn.select(["conv_1"])
    with qtbot.waitSignal(view.parameters_asked) as asked:
        hand.key(KEY.Key_Return)
    assert asked.args == ["conv_1"]


def test_other_keys_are_left_to_the_window(view, hand, drawn):
    before = drawn.document
    QTest.keyClick(view, KEY.Key_Q)
    assert drawn.document is before

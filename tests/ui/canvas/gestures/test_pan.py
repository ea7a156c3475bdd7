"""Panning moves what is seen, never the drawing."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from tests.ui.canvas.hand import MIDDLE


def test_the_middle_button_takes_the_ground_along(view, hand):
    at = QPointF(500, 100)
    before = view.view_point(at)
    hand.press(at, MIDDLE)
    start = view.view_point(QPointF(0, 0))
    hand.move(at + QPointF(120, 40), MIDDLE)
    assert view.view_point(QPointF(0, 0)) - start == QPointF(120, 40)
    hand.release(at, MIDDLE)
    assert view.view_point(at) - before == QPointF(120, 40)


def test_space_and_the_left_button_pan_and_open_no_search(view, hand, drawn):
    QTest.keyPress(view, Qt.Key.Key_Space)
    corner = view.seen().topLeft()
    hand.drag(hand.card("conv_1"), hand.card("conv_1") + QPointF(80, 0))
    QTest.keyRelease(view, Qt.Key.Key_Space)
    assert view.seen().topLeft() != corner
    assert drawn.graph.places["conv_1"] == drawn.history.value.graph().places["conv_1"]
    assert view._popup is None


def test_esc_goes_back(view, hand):
    corner = view.seen().topLeft()
    hand.press(QPointF(0, 0), MIDDLE)
    hand.move(QPointF(90, 30), MIDDLE)
    assert view.seen().topLeft() != corner
    hand.key(Qt.Key.Key_Escape)
    assert view.seen().topLeft() == corner

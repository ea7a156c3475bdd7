"""The wheel zooms at the pointer and stops at the ends."""

import pytest
from PySide6.QtCore import QPointF

from neurodesk.ui.canvas.camera import FARTHEST, NEAREST
from tests.ui.canvas.hand import SHIFT


@pytest.mark.parametrize("notches", [1, 3, -2])
def test_the_point_under_the_pointer_stays(view, hand, notches):
    at = QPointF(300, 100)
    before = view.view_point(at)
    hand.wheel(at, notches)
    assert view.scale_now == pytest.approx(1.2**notches)
    away = view.view_point(at) - before
    assert abs(away.x()) <= 1
    assert abs(away.y()) <= 1


def test_zoom_ends_somewhere(view, hand):
    hand.wheel(QPointF(), 60)
    assert view.scale_now == NEAREST
    hand.wheel(QPointF(), -200)
    assert view.scale_now == FARTHEST


def test_shift_pans_sideways(view, hand):
    corner = view.seen().topLeft()
    hand.wheel(QPointF(), -1, SHIFT)
    assert view.scale_now == 1.0
    assert view.seen().topLeft() == corner + QPointF(120, 0)

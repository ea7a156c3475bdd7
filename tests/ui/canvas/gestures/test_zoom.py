"""The wheel zooms at the pointer and stops at the ends."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtWidgets import QApplication

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


@pytest.fixture
def pad():
    """A touchpad."""
    return QPointingDevice(
        "pad", 7, QInputDevice.DeviceType.TouchPad, QPointingDevice.PointerType.Finger,
        QInputDevice.Capability.PixelScroll, 2, 2,
    )  # fmt: skip


def two_fingers(view, pad, held=Qt.KeyboardModifier.NoModifier) -> None:
    at = QPointF(view.viewport().rect().center())
    event = QWheelEvent(
        at, view.viewport().mapToGlobal(at), QPoint(30, -40), QPoint(60, -80), Qt.MouseButton.NoButton, held,
        Qt.ScrollPhase.NoScrollPhase, False, Qt.MouseEventSource.MouseEventNotSynthesized, pad,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), event)


def test_two_fingers_pan_and_with_ctrl_zoom(view, pad):
    corner = view.seen().topLeft()
    two_fingers(view, pad)
    assert view.scale_now == 1.0
    assert view.seen().topLeft() == corner + QPointF(-30, 40)
    two_fingers(view, pad, Qt.KeyboardModifier.ControlModifier)
    assert view.scale_now < 1.0


def test_two_fingers_drawn_apart_zoom_there(view, pad):
    at = QPointF(200, 150)
    before = view.scene_point(at)
    kind = Qt.NativeGestureType.ZoomNativeGesture
    pinch = QNativeGestureEvent(kind, pad, 2, at, at, view.viewport().mapToGlobal(at), 0.25, QPointF())
    QApplication.sendEvent(view.viewport(), pinch)
    assert view.scale_now == pytest.approx(1.25)
    assert (view.scene_point(at) - before).manhattanLength() < 2

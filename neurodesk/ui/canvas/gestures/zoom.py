"""Zooming at the pointer: the wheel and the pinch; two fingers on a touchpad pan."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QInputDevice, QNativeGestureEvent, QWheelEvent

from neurodesk.ui.canvas.camera import Camera

_NOTCH: Final = 120.0  # eighths of a degree in one notch of a wheel, as Qt counts
_PER_NOTCH: Final = 1.2


def wheel(view: Camera, event: QWheelEvent) -> None:
    """Zoom by the wheel at the pointer; a touchpad pans unless Ctrl is held; Shift pans sideways."""
    turned, pixels = event.angleDelta(), event.pixelDelta()
    held = event.modifiers()
    pad = event.pointingDevice().type() == QInputDevice.DeviceType.TouchPad and not pixels.isNull()
    if pad and not held & Qt.KeyboardModifier.ControlModifier:
        view.pan(pixels.x(), pixels.y())
    elif held & Qt.KeyboardModifier.ShiftModifier:
        view.pan(turned.y() or turned.x(), 0.0)
    else:
        view.zoom_by(_PER_NOTCH ** ((turned.y() or turned.x()) / _NOTCH), event.position())
    event.accept()


def pinch(view: Camera, event: QEvent) -> bool:
    """Zoom by two fingers drawn apart; says whether the event was such a one."""
    if not isinstance(event, QNativeGestureEvent) or event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
        return False
    view.zoom_by(1.0 + event.value(), QPointF(event.position()))
    return True

"""How well it is seen where the keys are: the picture of a widget with the focus against the one without."""

import numpy as np
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QTabBar, QWidget
from shiboken6 import isValid

from tests.journeys.looks import SEEN, light
from tests.journeys.spoken_names import part_in_sight, used


def unmarked(shown: QWidget, done: set[tuple[object, ...]]) -> list[str]:
    """The kinds of widgets in sight, but for those `done` before, whose looks hardly change when the keys come to them.

    At least as many pixels as one line along half its edge must stand out 3:1 against what was there before.
    """
    faults = []
    before = QApplication.focusWidget()
    for widget in list(used(shown)):
        kind = (type(widget).__name__, widget.property("primary"), widget.property("flat"))
        if (
            not isValid(widget)
            or kind in done
            or not widget.isEnabled()
            or not widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        ):
            continue
        done.add(kind)
        box = _place(widget, shown)
        without = _picture(shown, box, None)
        if not isValid(widget) or not widget.isVisible():
            continue  # it lives while it has the keys
        count = changed(without, _picture(shown, box, widget))
        if count < box.width() + box.height():
            faults.append(f"{kind} {widget.accessibleName()!r}: {count} pixels of {box.width()} x {box.height()}")
    if before is not None and isValid(before) and before.isVisible():
        before.setFocus()
    return faults


def changed(before: QImage, after: QImage) -> int:
    """How many pixels differ by a contrast of 3:1."""
    one, other = light(before), light(after)
    ratios = other / one
    return int((np.maximum(ratios, 1 / ratios) >= SEEN).sum())


def _place(widget: QWidget, shown: QWidget) -> QRect:
    """What is seen of a widget, or of the tab that has the keys, in the window."""
    part = widget.tabRect(widget.currentIndex()) if isinstance(widget, QTabBar) else widget.rect()
    return part_in_sight(widget, shown) & QRect(widget.mapTo(shown, part.topLeft()), part.size())


def _picture(shown: QWidget, box: QRect, focus: QWidget | None) -> QImage:
    """The window there, with the keys on a widget, or on none."""
    shown.activateWindow()
    now = QApplication.focusWidget()
    if focus is not None:
        focus.setFocus(Qt.FocusReason.TabFocusReason)
    elif now is not None:
        now.clearFocus()
    QApplication.processEvents()
    assert focus is None or focus.hasFocus(), f"{focus} takes no keys"
    return shown.grab(box).toImage()

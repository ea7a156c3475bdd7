"""Lets widgets go with all that Qt and PySide keep of them, which else stays for as long as the program runs."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QLayout, QWidget

_OWN = Qt.FindChildOption.FindDirectChildrenOnly


def empty(layout: QLayout) -> None:
    """Let the widgets of a layout go, hidden at once and without another word, and the room between them.

    What a layout keeps of each is deleted here: PySide holds for ever what `takeAt` gave it. Layouts
    in the layout are not looked into.
    """
    while layout.count():
        kept = layout.takeAt(0)
        widget = kept.widget()
        shiboken6.delete(kept)
        if widget is not None:
            widget.blockSignals(True)  # a line that goes while it is typed in must not speak again
            widget.hide()  # it goes when this turn is over, and must not be seen under what comes
            let_go(widget)


def let_go(widget: QWidget) -> None:
    """Delete a widget, and all in it, when this turn is over."""
    shed(widget)
    widget.deleteLater()


def shed(widget: QWidget) -> None:
    """Have Qt forget, when a widget goes, the rules of style it worked out for it and for all in it.

    Qt 6.10 does so only for what a sheet of style can reach: not for the line of a field for numbers, nor for what a
    list of choices drops down, of which it keeps a kilobyte each. What has a sheet of its own is reached.
    """
    boxes = [*widget.findChildren(QComboBox), *widget.findChildren(QAbstractSpinBox)]
    if isinstance(widget, QComboBox | QAbstractSpinBox):
        boxes.append(widget)
    for part in (part for box in boxes for part in box.findChildren(QWidget, options=_OWN)):
        if not part.testAttribute(Qt.WidgetAttribute.WA_StyleSheet):
            part.setStyleSheet(" ")

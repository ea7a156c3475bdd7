"""Lets everything in a layout go before it is filled anew."""

from __future__ import annotations

import shiboken6
from PySide6.QtWidgets import QLayout


def empty(layout: QLayout) -> None:
    """Let the widgets of a layout go, hidden at once and without another word, and the room between them.

    What a layout keeps of each is deleted here: PySide holds for ever what `takeAt` gave it.
    """
    while layout.count():
        kept = layout.takeAt(0)
        widget = kept.widget()
        shiboken6.delete(kept)
        if widget is not None:
            widget.blockSignals(True)  # a line that goes while it is typed in must not speak again
            widget.hide()  # it goes when this turn is over, and must not be seen under what comes
            widget.deleteLater()

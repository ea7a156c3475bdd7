"""A line for a name, which says so when a longer one is typed or pasted than a name may be."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QToolTip, QWidget

from neurodesk.graph.names import LONGEST_NAME
from neurodesk.ui.announcing import announce
from neurodesk.ui.widgets.typed_line import TypedLine
from neurodesk.ui.words import tr


class NameLine(TypedLine):
    """Takes as many letters as a name may have. What does not fit is left out, and a tip under the line says that."""

    def __init__(self, name: str, parent: QWidget | None = None, *, called: str) -> None:
        """`called` is what a screen reader says it is."""
        super().__init__(name, parent, maxLength=LONGEST_NAME)
        self.setAccessibleName(called)
        self.inputRejected.connect(self._say_limit)

    def _say_limit(self) -> None:
        told = tr("A name has at most {count} characters. The rest was left out.", count=LONGEST_NAME)
        QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), told, self)
        announce(self, told)

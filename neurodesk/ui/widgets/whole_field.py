"""A field for a whole number: it takes every letter that is typed, and says when they are no number it can hold."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import QSpinBox, QToolTip

from neurodesk.ui.announcing import announce
from neurodesk.ui.look.numbers import whole, whole_of
from neurodesk.ui.words import tr

FARTHEST: Final = 2_147_483_647
"""A spin box holds 32 bits; larger ranges end there."""
_STEPS: Final = (Qt.Key.Key_Up, Qt.Key.Key_Down)


class WholeField(QSpinBox):
    """A spin box that swallows no letter. `refused` carries a text that is no whole number of its range: it is still
    shown, the value is as it was. Esc takes back what was typed (`given_back`) and goes on to the dock. The wheel is
    left to the page unless the field has the focus: scrolling must not change a network.
    """

    refused = Signal(str)
    given_back = Signal()

    def __init__(self, *, called: str = "") -> None:
        """`called` is what a screen reader says it is, where no label does."""
        super().__init__(keyboardTracking=False, buttonSymbols=QSpinBox.ButtonSymbols.NoButtons, minimumWidth=72)
        self.setGroupSeparatorShown(True)  # typed without them it is taken too
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(called)
        self._typed: str | None = None
        self.lineEdit().textEdited.connect(self._keep)
        self.valueChanged.connect(lambda: self._keep(None))
        self.editingFinished.connect(self._finish)

    def validate(self, text: str, at: int) -> tuple[QValidator.State, str, int]:
        """Whatever is typed may stand; only a whole number of the range counts."""
        fits = self._number(text) is not None
        return (QValidator.State.Acceptable if fits else QValidator.State.Intermediate), text, at

    def valueFromText(self, text: str) -> int:
        """The number that a text of the field stands for; what it was where it is none."""
        number = self._number(text)
        return self.value() if number is None else number

    def setValue(self, value: int) -> None:
        """Show a number in place of whatever is typed."""
        self._typed = None
        super().setValue(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows step. With Ctrl they are the window's, for blocks, whether it can use them now or not."""
        if event.key() == Qt.Key.Key_Escape:
            self.setValue(self.value())
            self.given_back.emit()
            event.ignore()
        elif event.key() in _STEPS and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.accept()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn the number only with the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _keep(self, text: str | None) -> None:
        self._typed = text

    def _finish(self) -> None:
        """Qt has put the old number back where the text was none: show what was typed again, to be mended."""
        text = self._typed
        if text is None:
            return
        if self._number(text) is not None:  # the number that it was already
            self._typed = None
            self.given_back.emit()
            return
        self.lineEdit().setText(text)
        if self.hasFocus():
            self.selectAll()
        self.refused.emit(self._bare(text))

    def _number(self, text: str) -> int | None:
        number = whole_of(self._bare(text))
        return number if number is not None and self.minimum() <= number <= self.maximum() else None

    def _bare(self, text: str) -> str:
        """Without what stands before and behind the number, typed once more or not."""
        bare = text.removeprefix(self.prefix()).removesuffix(self.suffix()).strip()
        return bare.removesuffix(self.suffix().strip()).strip()


class WholeBox(WholeField):
    """A field outside a form: a tip under it says what it takes."""

    def __init__(self, *, called: str) -> None:
        super().__init__(called=called)
        self.refused.connect(self._tell)

    def _tell(self, text: str) -> None:
        low, high = whole(self.minimum()), whole(self.maximum())
        told = tr("Type a whole number from {low} to {high}, not “{text}”.", low=low, high=high, text=text[:40])
        QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), told, self)
        announce(self, told)

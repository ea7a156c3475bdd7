"""A comment frame by keys: its text, its colour by name and its size, changed together as one step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
)

from neurodesk.graph.model import FARTHEST_PLACE, LONGEST_COMMENT, SMALLEST_FRAME
from neurodesk.ui.canvas.edits import GRID
from neurodesk.ui.canvas.frame_item import hue
from neurodesk.ui.canvas.marking import change_frame
from neurodesk.ui.words import later, tr

if TYPE_CHECKING:
    from neurodesk.ui.canvas.verbs import Verbs

COLOURS: Final = (later("Grey"), later("Orange"), later("Green"), later("Blue"), later("Purple"), later("Red"))
_SWATCH, _TEXT_HIGH = 16, 80  # px


class FrameDialog(QDialog):
    """Nothing changes before OK, and all of it in one step then. Plain text, whatever is typed."""

    def __init__(self, view: Verbs, name: str) -> None:
        super().__init__(view.window())
        self._view, self._name = view, name
        frame = view.session.graph.frames[name]
        self.setWindowTitle(tr("Comment frame"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.text = QPlainTextEdit(frame.text, tabChangesFocus=True)
        self.text.setFixedHeight(_TEXT_HIGH)
        self.text.selectAll()
        self.colour = QComboBox()
        for number, colour in enumerate(COLOURS):
            swatch = QPixmap(_SWATCH, _SWATCH)
            swatch.fill(hue(number))
            self.colour.addItem(swatch, tr(colour))
        self.colour.setCurrentIndex(frame.colour)
        self.width_field, self.height_field = (
            _pixels(least, now) for least, now in zip(SMALLEST_FRAME, (frame.width, frame.height), strict=True)
        )
        form = QFormLayout()
        form.setSpacing(8)
        form.addRow(tr("Text"), self.text)
        form.addRow(tr("Colour"), self.colour)
        form.addRow(tr("Width"), self.width_field)
        form.addRow(tr("Height"), self.height_field)
        both = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(both.Ok | both.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(16)
        column.addLayout(form)
        column.addWidget(self.buttons)

    # Qt

    def accept(self) -> None:
        """Make it one step."""
        change_frame(
            self._view,
            self._name,
            text=self.text.toPlainText().strip()[:LONGEST_COMMENT],
            colour=self.colour.currentIndex(),
            width=float(self.width_field.value()),
            height=float(self.height_field.value()),
        )
        super().accept()


def _pixels(least: float, now: float) -> QSpinBox:
    field = QSpinBox(minimum=int(least), maximum=int(FARTHEST_PLACE), singleStep=int(GRID), suffix=" px")
    field.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
    field.setValue(round(now))
    return field

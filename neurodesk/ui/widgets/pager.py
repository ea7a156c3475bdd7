"""A pager: back, which of how many are shown, and on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from neurodesk.ui.look.icons import dress
from neurodesk.ui.look.numbers import whole
from neurodesk.ui.words import tr


class Pager(QWidget):
    """`turned` carries how many pages one wants to go, -1 or 1."""

    turned = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.back, self.on = QToolButton(), QToolButton()
        self.label = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.label.setProperty("dim", True)
        for button, symbol, text, pages in (
            (self.back, "previous", tr("Previous examples"), -1),
            (self.on, "next", tr("Next examples"), 1),
        ):
            button.setToolTip(text)
            button.setAccessibleName(text)
            dress(button, symbol)
            button.clicked.connect(lambda _on=False, pages=pages: self.turned.emit(pages))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        for part in (self.back, self.label, self.on):
            line.addWidget(part)

    def show_page(self, offset: int, count: int, total: int) -> None:
        """Say that `count` of `total` are shown, from `offset` on."""
        self.label.setText(
            tr("{first}–{last} of {total}", first=offset + bool(count), last=offset + count, total=whole(total))
        )
        self.back.setEnabled(offset > 0)
        self.on.setEnabled(offset + count < total)

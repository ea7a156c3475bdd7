"""One sentence over a panel: what happened or went wrong, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton

from neurodesk.ui.announcing import announce
from neurodesk.ui.look.icons import dress, icon
from neurodesk.ui.look.theme import theme
from neurodesk.ui.words import spoken, tr

READ_MS = 15_000  # to see that something came, and to read three lines twice
_COLOURS = {"error": "error", "warning": "warning", "ok": "ok", "hint": "accent"}


class Note(QFrame):
    """A line with a symbol that can be put away, and at most one button for its cure; hidden while there is nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._mark = QLabel()
        self._kind = ""
        theme().changed.connect(self._draw)
        self.label = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.offer = QPushButton(visible=False)
        self.offer.clicked.connect(lambda: self._take_up())
        self._cure: Callable[[], object] | None = None
        away = QToolButton(toolTip=tr("Put this note away"), accessibleName=tr("Put this note away"))
        dress(away, "close")
        away.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 4, 4)
        row.addWidget(self._mark)
        row.addWidget(self.label, stretch=1)
        row.addWidget(self.offer)
        row.addWidget(away)
        self._time = QTimer(self, interval=READ_MS)
        self._time.timeout.connect(self._pass)
        self.hide()

    def tell(
        self, kind: str, text: str, *, passing: bool = False, cure: tuple[str, Callable[[], object]] | None = None
    ) -> None:
        """Say something (`error`, `warning`, `ok` or `hint`); nothing hides the note.

        What is `passing` has changed nothing and goes by itself when it was read. `cure` is what a button beside it
        says, and does: once, for then the note is gone.
        """
        self._time.stop()
        if passing and text:
            self._time.start()
        self._cure = cure[1] if cure else None
        self.offer.setText(cure[0] if cure else "")
        self.offer.setVisible(cure is not None)
        self.setVisible(bool(text))
        self.label.setText(spoken(text))
        announce(self, self.label.text())
        if text:
            self._kind = kind
            self._mark.setAccessibleName(kind)
            self._draw()

    def sizeHint(self) -> QSize:
        """As wide as its sentence in one line, where it lies over something."""
        size = super().sizeHint()
        offer = self.offer.sizeHint().width() if self._cure else 0
        return size.expandedTo(QSize(self.label.fontMetrics().horizontalAdvance(self.label.text()) + 96 + offer, 0))

    def _draw(self) -> None:
        """Draw the symbol in the colours of the theme."""
        if self._kind:
            self._mark.setPixmap(icon(self._kind, theme().color(_COLOURS[self._kind])).pixmap(16, 16))

    def _take_up(self) -> None:
        """Do what is offered."""
        cure = self._cure
        self.tell("", "")
        if cure is not None:
            cure()

    def _pass(self) -> None:
        """Go, unless it is in hand, or a screen reader may still want to find it."""
        at = QApplication.focusWidget()
        held = self.underMouse() or self.label.hasSelectedText() or (at is not None and self.isAncestorOf(at))
        if not held and not QAccessible.isActive():
            self._time.stop()
            self.hide()

"""A line that shows how far a long job is, how long it may still take, and gives it up."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from neurodesk.ui.look.numbers import duration
from neurodesk.ui.words import tr

SURE_MS = 2000  # before that a forecast is a guess


class Waiting(QWidget):
    """Hidden while nothing is waited for; `cancelled` when the person gives up."""

    cancelled = Signal()

    def __init__(self, what: str) -> None:
        super().__init__()
        self.progress = QProgressBar(accessibleName=what)
        self.told = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.told.setProperty("dim", True)
        self.stop = QPushButton(tr("Cancel"))
        self.stop.clicked.connect(self.cancelled)
        self._clock = QElapsedTimer()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.progress, stretch=1)
        row.addWidget(self.told, stretch=1)
        row.addWidget(self.stop)
        self.hide()

    def show_done(self, done: int, of: int, text: str = "") -> None:
        """Show that `done` of `of` parts are there and what is at hand; all of them hide the line."""
        if done == 0 or not self._clock.isValid():
            self._clock.start()
        self.setVisible(done < of)
        self.progress.setRange(0, max(of, 1))
        self.progress.setValue(done)
        counted = tr("{done} of {all}", done=done, all=of)
        self.told.setText(" · ".join(part for part in (counted, text, self._left(done, of)) if part))

    def _left(self, done: int, of: int) -> str:
        spent = self._clock.elapsed()
        if not done or spent < SURE_MS:
            return ""
        return tr("about {time} left", time=duration(spent / done * (of - done) / 1000))

"""The welcome page: ways to begin, recent files, and templates to start from."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from neurodesk.ui.guide.gallery import Gallery
from neurodesk.ui.look.icons import dress
from neurodesk.ui.look.theme import theme
from neurodesk.ui.recent_files import RecentFiles
from neurodesk.ui.settings import changes, settings
from neurodesk.ui.widgets.room import Room
from neurodesk.ui.words import tr


class WelcomePage(Room):
    """What a person sees first."""

    template_chosen = Signal(str)
    file_chosen = Signal(Path)
    open_asked = Signal()
    empty_asked = Signal()
    folder_asked = Signal()
    tour_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.gallery = Gallery()
        self.recent = RecentFiles()
        self._build()
        theme().changed.connect(self.fill)
        changes().changed.connect(self._follow)

    @property
    def cards(self) -> dict[str, QWidget]:
        """The cards of the gallery, by template."""
        return dict(self.gallery.cards)

    def fill(self) -> None:
        """Look at the recent files again, and draw their pictures in the colours of the day."""
        self.recent.fill()

    def _build(self) -> None:
        page = QWidget()
        outer = QHBoxLayout(page)
        outer.addStretch()
        column = QVBoxLayout()
        column.setContentsMargins(24, 32, 24, 32)
        column.setSpacing(16)
        outer.addLayout(column, stretch=8)
        outer.addStretch()
        title = QLabel(tr("Design a neural network, watch it learn, see why it answers"))
        title.setProperty("role", "heading")
        title.setWordWrap(True)
        column.addWidget(title)
        column.addLayout(self._starts())
        column.addWidget(self._tour())
        self.recent.file_chosen.connect(self.file_chosen)
        column.addWidget(self.recent)
        heading = QLabel(tr("Start from a template"))
        heading.setProperty("role", "title")
        column.addWidget(heading)
        self.gallery.template_chosen.connect(self.template_chosen)
        column.addWidget(self.gallery)
        column.addStretch()
        self.setWidget(page)

    def _starts(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        starts = (
            ("new", tr("Empty canvas"), self.empty_asked),
            ("open", tr("Open a project…"), self.open_asked),
            ("image", tr("Image folder or CSV…"), self.folder_asked),
        )
        for symbol, text, signal in starts:
            button = QPushButton(text)
            dress(button, symbol)
            button.clicked.connect(lambda _on=False, signal=signal: signal.emit())
            row.addWidget(button)
        row.addStretch()
        return row

    def _tour(self) -> QFrame:
        """The offer of a tour; it goes when the tour was taken or declined."""
        self.offer = QFrame()
        self.offer.setProperty("card", True)
        words = QLabel(tr("New here? Five steps show the way from data to a trained network, at your own pace."))
        words.setWordWrap(True)
        self.take = QPushButton(_invitation())
        self.take.clicked.connect(self.tour_asked)
        self.decline = QPushButton(tr("No, thanks"))
        self.decline.setProperty("flat", True)
        self.decline.clicked.connect(lambda: settings().remember(tour="done"))
        row = QHBoxLayout(self.offer)
        row.setContentsMargins(16, 8, 8, 8)
        row.addWidget(words, stretch=1)
        row.addWidget(self.take)
        row.addWidget(self.decline)
        self.offer.setVisible(settings().tour != "done")
        return self.offer

    def _follow(self, name: str) -> None:
        if name == "tour":
            self.offer.setVisible(settings().tour != "done")
            self.take.setText(_invitation())


def _invitation() -> str:
    return tr("Go on with the tour") if settings().tour else tr("Take the tour")

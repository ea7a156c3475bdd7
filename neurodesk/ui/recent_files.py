"""The recent projects as rows: picture, name, folder and time; one that is gone says so, and any can be taken off."""

from __future__ import annotations

import os
import stat
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from neurodesk.files.project import open_project
from neurodesk.graph.errors import NeuroDeskError
from neurodesk.graph.model import Graph
from neurodesk.ui.guide.sketch import sketch
from neurodesk.ui.look.icons import dress
from neurodesk.ui.look.numbers import moment
from neurodesk.ui.look.tips import tip
from neurodesk.ui.settings import changes, settings
from neurodesk.ui.words import tr

_MOST = 5
_PATH_PX = 420  # a longer path is cut in its middle
_PICTURE = QSize(64, 32)
_LARGEST = 2_000_000  # bytes; a larger project is listed without a picture


class RecentFiles(QWidget):
    """The newest projects; nothing while there are none."""

    file_chosen = Signal(Path)

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, _Row] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        title = QLabel(tr("Recent"))
        title.setProperty("role", "title")
        self._column.addWidget(title)
        self._column.addSpacing(8)
        changes().changed.connect(self._follow)
        self.fill()

    def fill(self) -> None:
        """Draw the rows anew."""
        for row in self.rows.values():
            row.hide()
            row.deleteLater()
        self.rows = {path: _Row(path) for path in settings().recent[:_MOST]}
        for row in self.rows.values():
            row.file_chosen.connect(self.file_chosen)
            self._column.addWidget(row)
        self.setVisible(bool(self.rows))

    def _follow(self, name: str) -> None:
        if name == "recent":
            self.fill()


class _Row(QWidget):
    """One project."""

    file_chosen = Signal(Path)

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = Path(path)
        self.there = _found(self.path) is not None
        self.picture = QLabel()
        self.picture.setFixedSize(_PICTURE)
        text = f"{self.path.stem}    {self.path.parent}"
        text = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, _PATH_PX)
        self.button = QPushButton(text.replace("&", "&&"), toolTip=tip(path), enabled=self.there)
        self.button.setProperty("flat", True)
        self.button.setStyleSheet("text-align: left;")
        self.button.clicked.connect(lambda: self.file_chosen.emit(self.path))
        self.when = QLabel(self._when(), textFormat=Qt.TextFormat.PlainText)
        self.when.setProperty("role", "small" if self.there else "warning")
        self.button.setAccessibleName(tr("Recent project {name}", name=self.path.stem))
        self.button.setAccessibleDescription(f"{path}, {self.when.text()}")
        self.away = QToolButton(toolTip=tr("Take it off this list"))
        self.away.setAccessibleName(tr("Take {name} off this list", name=self.path.stem))
        dress(self.away, "close")
        self.away.clicked.connect(lambda: settings().forget_recent(path))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.picture)
        row.addWidget(self.button, stretch=1)
        row.addWidget(self.when)
        row.addWidget(self.away)
        QTimer.singleShot(0, self, self._draw)  # the page is seen first: reading takes longer

    def _when(self) -> str:
        found = _found(self.path)
        if found is None:
            return tr("No longer there")
        return moment(found.st_mtime)

    def _draw(self) -> None:
        found = _found(self.path)
        graph = _graph(self.path, found.st_mtime) if found is not None and found.st_size <= _LARGEST else None
        shown = QPixmap() if graph is None else sketch(graph, _PICTURE, self.devicePixelRatioF())
        self.picture.setPixmap(shown)


def _found(path: Path) -> os.stat_result | None:
    """The facts of a plain file; None where none is, or where no file could ever be."""
    try:
        found = path.stat()
    except (OSError, ValueError):  # a list that was spoilt may hold names that no disk takes
        return None
    return found if stat.S_ISREG(found.st_mode) else None


@lru_cache(maxsize=16)  # the files of the list and a few of their versions
def _graph(path: Path, _changed: float) -> Graph | None:
    """The main drawing of a file; None for one that cannot be read: opening it says why."""
    try:
        return open_project(path).document.graph()
    except (NeuroDeskError, OSError):
        return None

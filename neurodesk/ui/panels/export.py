"""The Export dock: take the trained network away as files, each proved to answer as the network does."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from neurodesk.engine.protocol import Exported, ExportFiles, ExportMoved, Refused
from neurodesk.files.exports.catalogue import EXPORTS
from neurodesk.ui.link import EngineLink
from neurodesk.ui.look.icons import dress
from neurodesk.ui.look.numbers import memory, short
from neurodesk.ui.look.tips import tip
from neurodesk.ui.session import Session
from neurodesk.ui.widgets.emptying import empty
from neurodesk.ui.widgets.flow_row import FlowRow
from neurodesk.ui.widgets.note import Note
from neurodesk.ui.widgets.waiting import Waiting
from neurodesk.ui.words import reasoned, spoken, tr


class ExportPanel(QWidget):
    """Formats to choose, a folder, and afterwards the files with their largest difference."""

    def __init__(self, session: Session, link: EngineLink) -> None:
        super().__init__()
        self.session, self.link = session, link
        self._asked = 0
        self._out = Path()
        self.note = Note()
        self.formats = {
            export.key: QCheckBox(spoken(export.label), checked=export.usual, toolTip=tip(export.doc))
            for export in EXPORTS
        }
        self.folder = QLineEdit(accessibleName=tr("Folder to export to"))
        self.busy = Waiting(tr("Parts of the export that are done"))
        self.busy.cancelled.connect(self.cancel)
        self.held = QLabel(tr("The run under way goes on meanwhile; the newest finished run is exported."))
        self.held.setProperty("dim", True)
        self.held.setVisible(link.busy)
        link.state_changed.connect(self._show_held)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        self._results = QGridLayout()
        self._results.setHorizontalSpacing(24)
        self._results.setColumnStretch(3, 1)
        column.addLayout(self._beginning())  # what comes of it stands right below, in sight in a low dock too
        column.addWidget(self.busy)
        column.addWidget(self.note)
        column.addWidget(self.held)
        column.addLayout(self._results)
        column.addLayout(self._choices())
        column.addStretch()
        link.arrived.connect(self.take)
        session.opened.connect(self.clear)
        session.saved.connect(self._suggest)
        self._suggested = ""
        self._suggest()

    def export(self, run: int | None = None) -> None:
        """Export a run (the newest finished without a number) in the formats that are ticked."""
        formats = tuple(key for key, box in self.formats.items() if box.isChecked())
        if not formats:
            self.note.tell("warning", tr("Tick at least one format."))
            return
        if not self.folder.text().strip():
            self.note.tell("warning", tr("Choose the folder to export to."))
            return
        self.clear()
        named = os.path.expanduser(self.folder.text().strip())  # noqa: PTH111 - a home that nobody has is no error
        self._out = self.session.project.base / named
        self.note.tell("hint", tr("Exporting, and comparing each file's answers with the network's…"))
        self.go.setEnabled(False)
        self._asked = self.link.ask(ExportFiles, run=run, formats=formats, out=str(self._out))

    def take(self, event: Any) -> None:
        """Show the files, or why there are none."""
        if isinstance(event, ExportMoved) and event.request == self._asked:
            self.busy.show_done(event.done, event.of, event.text)
        elif isinstance(event, Exported) and event.request == self._asked:
            self._asked = 0
            self.busy.hide()
            self.go.setEnabled(True)
            self.note.tell("ok", tr("Exported. ") + event.text)
            self._show(event)
        elif isinstance(event, Refused) and event.request == self._asked:
            self._asked = 0
            self.busy.hide()
            self.go.setEnabled(True)
            self.note.tell("error", reasoned(event))

    def cancel(self) -> None:
        """Give the export up at once; nothing of it stays in the folder."""
        self.clear()
        self.note.tell("hint", tr("The export was cancelled; the folder is as it was."))

    def clear(self) -> None:
        """Forget the last export; one that is still on its way is given up."""
        self.link.give_up(self._asked)
        self._asked = 0
        self.busy.hide()
        self.copy_path.hide()
        self.note.tell("", "")
        self.go.setEnabled(True)
        self.show_folder.hide()
        empty(self._results)

    def _show_held(self) -> None:
        self.held.setVisible(self.link.busy)

    def choose_folder(self) -> None:
        """Ask for the folder."""
        found = QFileDialog.getExistingDirectory(self, tr("Export to"), self.folder.text())
        if found:
            self.folder.setText(found)

    def _suggest(self) -> None:
        if self.folder.text() in ("", self._suggested):
            documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
            folder = self.session.project.base if self.session.path else Path(documents)
            self._suggested = str(folder / tr("{title} export", title=self.session.title))
            self.folder.setText(self._suggested)

    def _beginning(self) -> FlowRow:
        self.go = QPushButton(tr("Export the newest run"))
        dress(self.go, "export", "on_accent")
        self.go.setProperty("primary", True)
        self.go.clicked.connect(lambda: self.export())
        self.copy_path = QPushButton(tr("Copy its path"), visible=False)
        dress(self.copy_path, "copy")
        self.copy_path.clicked.connect(lambda: QGuiApplication.clipboard().setText(str(self._out)))
        self.show_folder = QPushButton(tr("Open the folder"), visible=False)
        dress(self.show_folder, "folder")
        self.show_folder.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._out))))
        self.folder.setMinimumWidth(320)
        choose = QPushButton(tr("Choose…"))
        choose.clicked.connect(self.choose_folder)
        return FlowRow(self.go, QLabel(tr("Folder")), self.folder, choose, self.show_folder, self.copy_path)

    def _choices(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setColumnStretch(1, 1)
        for at, export in enumerate(EXPORTS):
            grid.addWidget(self.formats[export.key], at, 0)
            doc = QLabel(spoken(export.summary), wordWrap=True)
            doc.setProperty("dim", True)
            grid.addWidget(doc, at, 1)
        return grid

    def _show(self, event: Exported) -> None:
        for at, name in enumerate(event.files):
            path = QLabel(Path(name).name, textFormat=Qt.TextFormat.PlainText)
            path.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            path.setToolTip(tip(name))
            self._results.addWidget(path, at, 0)
            size = QLabel(_size(Path(name)))
            size.setProperty("dim", True)
            self._results.addWidget(size, at, 2)
        for at, (kind, gap) in enumerate(event.parity.items()):
            label = spoken(EXPORTS[kind].label) if kind in EXPORTS else kind
            told = QLabel(tr("{label}: largest difference {gap}", label=label, gap=short(gap, 2)))
            told.setProperty("role", "ok" if gap < 1e-3 else "error")
            self._results.addWidget(told, at, 1)
        self.show_folder.show()
        self.copy_path.show()


def _size(path: Path) -> str:
    """A file's size in words; nothing for one that is gone already."""
    try:
        return memory(path.stat().st_size)
    except OSError:
        return ""

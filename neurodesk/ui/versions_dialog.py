"""Earlier versions of the project: each save with its picture and what changed since, to be brought back."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from PySide6.QtCore import QLocale, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from neurodesk.files import versions
from neurodesk.graph.diff import Diff, diff_documents
from neurodesk.graph.errors import NeuroDeskError
from neurodesk.graph.model import Document, Graph
from neurodesk.graph.names import natural
from neurodesk.ui.guide.sketch import paint_sketch
from neurodesk.ui.look.numbers import whole
from neurodesk.ui.look.theme import theme
from neurodesk.ui.session import Session
from neurodesk.ui.widgets.fitting import fit, scrolled
from neurodesk.ui.widgets.note import Note
from neurodesk.ui.words import reasoned, tr

_NAMED = 6  # layers called by their names; of more it is said how many


class VersionsDialog(QDialog):
    """The saves of a file, the newest first; the one in hand is looked at, compared, and brought back by one step."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setWindowTitle(tr("Earlier versions of {name}", name=session.title))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.note = Note()
        self.list = QListWidget(accessibleName=tr("Saves, the newest first"))
        self.picture = _Picture()
        self.told = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.told.setMinimumHeight(6 * self.fontMetrics().lineSpacing())
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.back = self.buttons.addButton(tr("Bring it back"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.back.setProperty("primary", True)
        self.found: Document | None = None
        self._versions: list[versions.Version] = []
        self._lay_out()
        self.buttons.rejected.connect(self.reject)
        self.back.clicked.connect(self.bring_back)
        self.list.currentRowChanged.connect(self._look)
        self.list.itemActivated.connect(lambda _item: self.bring_back())
        self._fill()

    def bring_back(self) -> None:
        """Put the version in hand on the desk as one step, so that undo leads back to what is there now."""
        if self.found is None or self.found == self.session.document:
            return
        found, name = self.found, self.list.currentItem().text()
        if self.session.edit(tr("Bring back {name}", name=name), lambda _now: found):
            self.accept()

    def _fill(self) -> None:
        try:
            self._versions = versions.versions(self.session.path) if self.session.path else []
        except NeuroDeskError as error:
            self.note.tell("error", reasoned(error))
        for version in self._versions:
            self.list.addItem(QListWidgetItem(_when(version.time)))
        self.list.setCurrentRow(0)
        if not self._versions:
            self._look(-1)

    def _look(self, row: int) -> None:
        """Show a version: its picture, and what is different now."""
        self.found, text = (
            None,
            tr("Every save is kept here: the last {count} and those of a week.", count=versions.LAST),
        )
        if 0 <= row < len(self._versions):
            try:
                self.found = versions.read(self._versions[row])
                self.note.tell("", "")
                head, *lines = changes(self.found, self.session.document)
                text = "\n".join([head, *(f"•  {line}" for line in lines)])
            except NeuroDeskError as error:
                self.note.tell("error", reasoned(error))
                text = ""
        self.picture.show_graph(self.found.graph() if self.found else None)
        same = self.found is not None and self.found == self.session.document
        self.back.setEnabled(self.found is not None and not same)
        self.back.setToolTip(tr("This is what is on the desk.") if same else "")
        self.told.setText(text)

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.addWidget(self.picture, stretch=1)
        right.addWidget(self.told)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.list)
        row.addWidget(scrolled(right), stretch=1)
        self.list.setFixedWidth(208)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addWidget(self.note)
        column.addLayout(row, stretch=1)
        column.addWidget(self.buttons)


class _Picture(QWidget):
    """The main network of a version, small."""

    spoken_role = QAccessible.Role.Graphic

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Picture of the version"))
        self.setMinimumSize(320, 160)
        self._graph: Graph | None = None

    def show_graph(self, graph: Graph | None) -> None:
        """Show a drawing, or none."""
        self._graph = graph
        self.update()

    def sizeHint(self) -> QSize:
        """Room for a few rows of layers."""
        return QSize(480, 240)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it in the middle of its ground."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme().color("line"))
        painter.setBrush(theme().color("canvas"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        if self._graph is not None:
            paint_sketch(painter, self._graph, QRectF(self.rect()).adjusted(16, 16, -16, -16))


def changes(old: Document, new: Document) -> Iterator[str]:
    """What is different in `new`, a line for each kind of change."""
    found = diff_documents(old, new)
    if not found and old == new:
        yield tr("Nothing has changed since.")
        return
    yield tr("Since then:")
    for name, part in found.networks.items():
        head = f"{name}: " if len(new.networks) > 1 else ""
        yield from (f"{head}{line}" for line in _of_network(part))
    if found.networks_added:
        yield tr("networks added: {names}", names=_named(found.networks_added))
    if found.networks_removed:
        yield tr("networks gone: {names}", names=_named(found.networks_removed))
    for changed, text in (
        (found.source, tr("other data")),
        (found.learning, tr("other options of learning")),
        (found.main, tr("another main network")),
        (found.notes, tr("other notes")),
    ):
        if changed:
            yield text


def _of_network(part: Diff) -> Iterator[str]:
    if part.added:
        yield tr("layers added: {names}", names=_named(part.added))
    if part.removed:
        yield tr("layers gone: {names}", names=_named(part.removed))
    if part.changed:
        yield tr("layers changed: {names}", names=_named(part.changed))
    if part.wired or part.unwired:
        yield tr("wires: {new} new, {gone} gone", new=len(part.wired), gone=len(part.unwired))
    if not part.rebuilt:
        yield tr("only places, frames, dots or pins")


def _named(names: Collection[str]) -> str:
    told = sorted(names, key=natural)
    return ", ".join(told) if len(told) <= _NAMED else f"{', '.join(told[:_NAMED])} … ({whole(len(told))})"


def _when(time: float) -> str:
    try:
        when = datetime.fromtimestamp(time)
    except (ValueError, OverflowError, OSError):  # a damaged entry
        return "?"
    day = QLocale().toString(when.date(), QLocale.FormatType.ShortFormat)
    return f"{day}  {when:%H:%M:%S}"


def show_versions(session: Session, parent: QWidget) -> VersionsDialog:
    """Open the list over a window."""
    dialog = VersionsDialog(session, parent)
    fit(dialog, 760, 480)
    dialog.open()
    return dialog

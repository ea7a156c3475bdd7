"""The command palette: a line that finds every action, and whatever can be jumped to, by some of its letters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from neurodesk.ui.fuzzy import score
from neurodesk.ui.jumps import Entry, actions, jumps
from neurodesk.ui.line_keys import LineKeys
from neurodesk.ui.look.theme import theme
from neurodesk.ui.settings import settings
from neurodesk.ui.words import spoken, tr

if TYPE_CHECKING:
    from neurodesk.ui.window import Window

_WIDTH: Final = 600
_ROW: Final = 32
_ROWS: Final = 10
_MOST: Final = 100  # rows found; nobody reads further
_KEPT: Final = 12  # things used that are remembered
_TOP: Final = 56  # px below the window's upper edge


class Palette(QFrame):
    """A small window inside the window. It closes when something was done, on Esc, and when the focus leaves it."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.setProperty("card", True)
        self.setAccessibleName(tr("Command palette"))
        self._window = window
        self._before: QWidget | None = QApplication.focusWidget()
        self._actions = tuple(actions(window))
        self._jumps: tuple[Entry, ...] = ()
        self._about: list[str] = []  # what is searched of each, in the same order
        self.line = QLineEdit(self, placeholderText=tr("Search actions, docks, layers, nodes, templates, files"))
        self.line.setAccessibleName(tr("Search actions"))
        self.found = Found(self)
        self.list = QListView(self, uniformItemSizes=True, focusPolicy=Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName(tr("Actions found"))
        self.list.setModel(self.found)
        self.list.setItemDelegate(_Row(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setStyleSheet("QListView { border: none; background: transparent; }")
        self.about = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.about.setProperty("role", "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        for part in (self.line, self.list, self.about):
            column.addWidget(part)
        self.line.textChanged.connect(self._search)
        keys = LineKeys(self.line, self.list)
        keys.chosen.connect(lambda: self._do(self.list.currentIndex()))
        keys.left.connect(self.close_palette)
        keys.lost.connect(self._lose)
        self.list.selectionModel().currentChanged.connect(lambda now, _old: self._tell(now))
        self.list.clicked.connect(self._do)
        self._search("")
        self._open()

    def close_palette(self) -> None:
        """Go away, and give the focus back to what had it."""
        if self.isVisible():
            before = self._before  # hiding lets Qt move the focus, which must not count as someone taking it
            self.hide()
            self.deleteLater()
            if before is not None and isValid(before) and before.isVisible():  # a form may have been made anew
                before.setFocus(Qt.FocusReason.PopupFocusReason)

    def _open(self) -> None:
        width = min(_WIDTH, self._window.width() - 32)
        self.setFixedWidth(width)
        self.move((self._window.width() - width) // 2, _TOP)
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def _search(self, text: str) -> None:
        wanted = " ".join(text.lower().split())
        self.found.put(self._ranked(wanted) if wanted else self._first())
        self.list.setFixedHeight(_ROW * min(_ROWS, max(1, self.found.rowCount())) + 4)
        if self.found.rowCount():
            self.list.setCurrentIndex(self.found.index(0))
        else:
            self.about.setText(tr("Nothing is called that. Delete letters to see more."))
        self.adjustSize()

    def _first(self) -> list[Entry]:
        """While nothing is typed: what was used last, then every action."""
        used = settings().used
        self._know(bool(used))
        known = {entry.key: entry for entry in (*self._actions, *self._jumps)}
        again = [known[key] for key in used if key in known]
        return [*again, *(entry for entry in self._actions if entry not in again)]

    def _ranked(self, wanted: str) -> list[Entry]:
        self._know(True)
        used = {key: at for at, key in enumerate(settings().used)}
        ranked = []
        for order, (entry, about) in enumerate(zip((*self._actions, *self._jumps), self._about, strict=True)):
            far = score(wanted, about)
            if far is not None:
                recent = used.get(entry.key, _KEPT)
                ranked.append((far - 5 * (recent < _KEPT), bool(entry.reason), recent, order, entry))
        ranked.sort(key=lambda row: row[:4])
        return [entry for *_rank, entry in ranked[:_MOST]]

    def _know(self, wanted: bool) -> None:
        if wanted and not self._jumps:
            self._jumps = tuple(jumps(self._window))
            self._about = [entry.about for entry in (*self._actions, *self._jumps)]

    def _tell(self, index: QModelIndex) -> None:
        entry = self.found.entry(index)
        text = entry.reason or " · ".join(filter(None, (entry.kind, entry.more))) if entry else ""
        self.about.setText(QFontMetrics(self.about.font()).elidedText(text, Qt.TextElideMode.ElideRight, 2 * _WIDTH))
        self.line.setAccessibleDescription(f"{entry.text}. {text}" if entry else text)

    def _do(self, index: QModelIndex) -> None:
        entry = self.found.entry(index)
        if entry is None:
            return
        if entry.reason:
            self.about.setText(spoken(entry.reason))
            return
        used = [entry.key, *(key for key in settings().used if key != entry.key)]
        settings().remember(used=used[:_KEPT])
        self.close_palette()
        entry.do()

    def _lose(self) -> None:
        if self._window.isActiveWindow():
            self._before = None  # whoever took the focus keeps it
            self.close_palette()


class Found(QAbstractListModel):
    """The lines that were found."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: list[Entry] = []

    def put(self, entries: Sequence[Entry]) -> None:
        """Hold other lines."""
        self.beginResetModel()
        self.entries = list(entries)
        self.endResetModel()

    def entry(self, index: QModelIndex) -> Entry | None:
        """The line at an index."""
        return self.entries[index.row()] if index.isValid() else None

    def rowCount(self, _parent: QModelIndex | None = None) -> int:
        """How many there are."""
        return len(self.entries)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text for the eye and for screen readers; the line itself for its painter."""
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, (entry.text, entry.kind, entry.chord, entry.reason)))
        return entry if role == Qt.ItemDataRole.UserRole else None


class _Row(QStyledItemDelegate):
    """One line: its name, what it is or why it cannot be done, and its key."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex) -> QSize:
        """Every row is 32 px high."""
        return QSize(64, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Paint the line; the row in hand stands out by ground and an accent edge."""
        look, entry = theme(), index.data(Qt.ItemDataRole.UserRole)
        box = option.rect
        middle, right = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, look.color("raised"))
            painter.fillRect(QRect(box.left(), box.top() + 4, 3, box.height() - 8), look.color("accent"))
        inner, small = box.adjusted(16, 0, -16, 0), look.font("small")
        painter.setFont(small)
        chord = QFontMetrics(small).horizontalAdvance(entry.chord)
        painter.setPen(look.color("text_dim"))
        painter.drawText(inner, int(right), entry.chord)
        body = look.font("body")
        room = inner.width() - (chord + 16 if chord else 0)
        name = QFontMetrics(body).elidedText(entry.text, Qt.TextElideMode.ElideMiddle, room)
        painter.setFont(body)
        grey = option.palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
        painter.setPen(look.color("text") if not entry.reason else grey)
        painter.drawText(inner, int(middle), name)
        used = QFontMetrics(body).horizontalAdvance(name) + 16
        side = QFontMetrics(small).elidedText(
            entry.reason or entry.kind, Qt.TextElideMode.ElideRight, max(0, room - used)
        )
        painter.setFont(small)
        painter.setPen(look.color("warning" if entry.reason else "text_dim"))
        painter.drawText(inner.adjusted(used, 0, 0, 0), int(middle), side)
        painter.restore()

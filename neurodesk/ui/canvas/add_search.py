"""The add-search: a line and a list that find a layer in at most three letters, and say what each one is for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from neurodesk.layers.catalogue import LAYERS
from neurodesk.layers.spec import Layer
from neurodesk.ui.line_keys import LineKeys
from neurodesk.ui.look.icons import layer_pixmap
from neurodesk.ui.look.theme import theme
from neurodesk.ui.look.tips import tip
from neurodesk.ui.words import spoken, tr

_WIDTH: Final = 320
_ROW: Final = 32
_ROWS: Final = 8
_KEY = Qt.ItemDataRole.UserRole


def matches(text: str, keys: set[str] | None = None, first: frozenset[str] = frozenset()) -> list[type[Layer]]:
    """The layers that fit what was typed, best first: the catalogue's own finds, then those that hold the letters in
    order (`c2d` is Conv 2d). `keys` leaves only some layers; `first` come first while nothing is typed."""
    found = [kind for kind in LAYERS.search(text) if keys is None or kind.key in keys]
    if not text:
        return sorted(found, key=lambda kind: kind.key not in first)
    wanted = text.lower().replace(" ", "").replace("_", "")
    rest = [
        (spread, kind.key)
        for kind in LAYERS
        if kind not in found and (keys is None or kind.key in keys) and (spread := _spread(kind, wanted)) is not None
    ]
    return found + [LAYERS[key] for _, key in sorted(rest)]


def _spread(kind: type[Layer], wanted: str) -> int | None:
    """How far apart the letters stand in a layer's names; None when they are not all there in order."""
    spreads = []
    for name in (kind.key, kind.label, *kind.quick):
        text, at, first = name.lower().replace("_", "").replace(" ", ""), -1, 0
        for number, letter in enumerate(wanted):
            at = text.find(letter, at + 1)
            if at < 0:
                break
            first = at if number == 0 else first
        else:
            spreads.append(3 * first + at - first)
    return min(spreads, default=None)


class AddSearch(QFrame):
    """A small window inside the canvas. It closes when a layer is chosen, on Esc, and when the focus leaves it."""

    chosen = Signal(str)  # the key of a layer
    closed = Signal()
    help_asked = Signal(str)

    def __init__(self, keys: set[str] | None, hint: str, parent: QWidget, first: Iterable[str] = ()) -> None:
        super().__init__(parent)
        self._keys, self._first = keys, frozenset(first)
        self.setProperty("card", True)
        self.setFixedWidth(_WIDTH)
        self.setAccessibleName(tr("Add a layer"))
        self.line = QLineEdit(self, placeholderText=tr("Search layers"), clearButtonEnabled=True)
        self.line.setAccessibleName(tr("Search layers"))
        self.list = QListWidget(self, focusPolicy=Qt.FocusPolicy.NoFocus, uniformItemSizes=True)
        self.list.setAccessibleName(tr("Layers found"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setStyleSheet("QListWidget { border: none; background: transparent; }")
        self.list.setItemDelegate(_Row(self.list))
        self.about = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.about.setProperty("role", "small")
        self.about.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.about.setFixedHeight(2 * QFontMetrics(theme().font("small")).lineSpacing() + 4)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        if hint:
            told = QLabel(hint, self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
            told.setProperty("role", "small")
            column.addWidget(told)
        for part in (self.line, self.list, self.about):
            column.addWidget(part)
        self.line.textChanged.connect(self._search)
        keys = LineKeys(self.line, self.list)
        keys.chosen.connect(lambda: self._choose(self.list.currentItem()))
        keys.left.connect(self.close_search)
        keys.helped.connect(self._help)
        keys.lost.connect(self._lose)
        self.list.currentItemChanged.connect(self._tell)
        self.list.itemClicked.connect(lambda item: self._choose(item))
        self._search("")

    def found(self) -> list[str]:
        """The keys in the list, best first."""
        return [self.list.item(row).data(_KEY) for row in range(self.list.count())]

    def close_search(self) -> None:
        """Go away."""
        if self.isVisible():
            self.hide()
            self.closed.emit()
            self.deleteLater()

    def _search(self, text: str) -> None:
        self.list.clear()
        for kind in matches(text.strip(), self._keys, self._first):
            item = QListWidgetItem(spoken(kind.label), self.list)
            item.setData(_KEY, kind.key)
            item.setToolTip(tip(kind.summary))
        self.list.setCurrentRow(0)
        self.list.setFixedHeight(_ROW * min(_ROWS, max(1, self.list.count())) + 4)
        if not self.list.count():
            self.about.setText(tr("No layer that fits here is called that. Delete letters to see more."))
        self.adjustSize()

    def _tell(self, item: QListWidgetItem | None) -> None:
        self.about.setText(spoken(LAYERS[item.data(_KEY)].summary) if item else "")

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            key = item.data(_KEY)
            self.close_search()
            self.chosen.emit(key)

    def _help(self) -> None:
        if self.list.currentItem():
            self.help_asked.emit(self.list.currentItem().data(_KEY))

    def _lose(self) -> None:
        if not self.isAncestorOf(self.window().focusWidget() or self):
            self.close_search()


class _Row(QStyledItemDelegate):
    """One layer: its drawing in the family's colour, its name, its family."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """Every row is 32 px high."""
        return QSize(_WIDTH - 24, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Paint icon, name and family; the row in hand stands out by ground and an accent edge."""
        look, kind = theme(), LAYERS[index.data(_KEY)]
        box = option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, look.color("raised"))
            painter.fillRect(QRect(box.left(), box.top() + 4, 3, box.height() - 8), look.color("accent"))
        ratio = painter.device().devicePixelRatio()
        pixmap = layer_pixmap(kind.key, look.family(kind.category).name(), round(18 * ratio))
        painter.drawPixmap(QRect(box.left() + 12, box.top() + 7, 18, 18), pixmap)
        painter.setFont(look.font("body"))
        painter.setPen(look.color("text"))
        painter.drawText(box.adjusted(40, 0, -8, 0), int(Qt.AlignmentFlag.AlignVCenter), spoken(kind.label))
        painter.setFont(look.font("small"))
        painter.setPen(look.color("text_dim"))
        side = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        painter.drawText(box.adjusted(40, 0, -12, 0), side, spoken(kind.category))
        painter.restore()

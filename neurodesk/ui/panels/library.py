"""The library: every layer by family, and the templates, found by typing."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QCursor, QIcon
from PySide6.QtWidgets import QLabel, QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from neurodesk.files.templates import templates
from neurodesk.layers.catalogue import LAYERS
from neurodesk.layers.spec import Layer
from neurodesk.ui.look.icons import icon, layer_icon
from neurodesk.ui.look.numbers import whole
from neurodesk.ui.look.theme import theme
from neurodesk.ui.words import spoken, tr

_ROW = 24  # px: a target that can be hit
LAYER_MIME = "application/x-neurodesk-layer"
_KEY, _KIND = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


class _Tree(QTreeWidget):
    """A tree whose layers can be dragged on the canvas."""

    def mimeData(self, items: list[QTreeWidgetItem]) -> QMimeData:
        """The key of the dragged layer."""
        data = QMimeData()
        if items and items[0].data(0, _KIND) == "layer":
            data.setData(LAYER_MIME, items[0].data(0, _KEY).encode())
        return data


class LibraryPanel(QWidget):
    """Layers and templates, searched as one types."""

    layer_chosen = Signal(str)
    template_chosen = Signal(str)
    help_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.search = QLineEdit(placeholderText=tr("Search"), clearButtonEnabled=True)
        self.search.setAccessibleName(tr("Search layers and templates"))
        self._glass = self.search.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(self.filter)
        self.search.returnPressed.connect(self._choose_first)
        self.tree = _Tree(headerHidden=True, indentation=0, rootIsDecorated=False, dragEnabled=True)
        self.tree.setAccessibleName(tr("Layers and templates"))
        self.tree.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # many differ only at the end: 1d, 2d, 3d
        self.tree.setDragDropMode(QTreeWidget.DragDropMode.DragOnly)
        self.tree.itemActivated.connect(self._choose)
        self.tree.currentItemChanged.connect(lambda item, _old: self._tell(item))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self.search)
        self.none = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True, visible=False)
        self.none.setProperty("dim", True)
        layout.addWidget(self.none)
        layout.addWidget(self.tree)
        self.setMinimumWidth(216)
        theme().changed.connect(self.fill)
        self.fill()

    def fill(self) -> None:
        """Draw the list anew, as after a change of theme."""
        self._glass.setIcon(icon("search", theme().color("text_dim")))
        self.tree.clear()
        families: dict[str, QTreeWidgetItem] = {}
        for layer in LAYERS:
            if layer.key == "block":
                continue  # made by grouping nodes, not by choosing it here
            if layer.category not in families:
                families[layer.category] = self._heading(spoken(layer.category))
            families[layer.category].addChild(self._layer(layer))
        heading = self._heading(tr("Templates"))
        for template in templates():
            item = QTreeWidgetItem([spoken(template.title)])
            item.setData(0, _KEY, template.key)
            item.setData(0, _KIND, "template")
            item.setIcon(0, icon("build"))
            item.setSizeHint(0, QSize(0, _ROW))
            size = tr("{count} parameters", count=whole(template.parameters))
            item.setToolTip(0, f"{spoken(template.text)}\n{size}")
            heading.addChild(item)
        self.tree.expandAll()
        self.filter(self.search.text())

    def filter(self, text: str) -> None:
        """Show only what fits the words typed."""
        text, found = text.strip().lower(), 0
        fitting = {layer.key for layer in LAYERS.search(text)} if text else None
        for at in range(self.tree.topLevelItemCount()):
            heading = self.tree.topLevelItem(at)
            shown = 0
            for row in range(heading.childCount()):
                item = heading.child(row)
                layer = item.data(0, _KIND) == "layer"
                fits = fitting is None or (item.data(0, _KEY) in fitting if layer else text in item.text(0).lower())
                item.setHidden(not fits)
                shown += fits
            heading.setHidden(not shown)
            found += shown
        self.none.setText("" if found else tr("No layer or template is called {text}.", text=text))
        self.none.setVisible(not found)

    def _heading(self, text: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem(self.tree, [text])
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        item.setSizeHint(0, QSize(0, _ROW + 4))
        item.setFont(0, theme().font("small", bold=True))
        item.setForeground(0, QBrush(theme().color("text_dim")))
        return item

    def help_key(self) -> str:
        """The layer under the pointer, or else the current one, for help on it."""
        item = self.tree.itemAt(self.tree.viewport().mapFromGlobal(QCursor.pos())) or self.tree.currentItem()
        return str(item.data(0, _KEY)) if item is not None and item.data(0, _KIND) == "layer" else ""

    def _layer(self, layer: type[Layer]) -> QTreeWidgetItem:
        item = QTreeWidgetItem([spoken(layer.label)])
        item.setData(0, _KEY, layer.key)
        item.setData(0, _KIND, "layer")
        item.setSizeHint(0, QSize(0, _ROW))
        item.setIcon(0, layer_icon(layer.key, theme().family(layer.category)))
        item.setToolTip(0, f"{spoken(layer.label)}: {spoken(layer.summary)}")
        return item

    def _choose_first(self) -> None:
        """What fits the words best, not what stands first: "add" is Add, though Padding fits as well."""
        headings = [self.tree.topLevelItem(at) for at in range(self.tree.topLevelItemCount())]
        rows = [heading.child(at) for heading in headings for at in range(heading.childCount())]
        rows = [row for row in rows if not row.isHidden()]
        ranks = {layer.key: rank for rank, layer in enumerate(LAYERS.search(self.search.text().strip().lower()))}
        if rows:
            self._choose(min(rows, key=lambda row: ranks.get(row.data(0, _KEY), len(ranks))))

    def _choose(self, item: QTreeWidgetItem) -> None:
        kind, key = item.data(0, _KIND), item.data(0, _KEY)
        if kind == "layer":
            self.layer_chosen.emit(key)
        elif kind == "template":
            self.template_chosen.emit(key)

    def _tell(self, item: QTreeWidgetItem | None) -> None:
        if item is not None and item.data(0, _KIND) == "layer":
            self.help_asked.emit(item.data(0, _KEY))

"""The outline: the drawing as a tree, an equal view of what the canvas shows, for keys and screen readers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QFontMetrics, QIcon, QKeyEvent, QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QHeaderView,
    QLabel,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QVBoxLayout,
    QWidget,
)

from neurodesk.graph.block_ports import rename_node
from neurodesk.graph.diff import DocumentDiff
from neurodesk.ui.blocks import rename_network
from neurodesk.ui.look.icons import icon
from neurodesk.ui.look.theme import theme
from neurodesk.ui.outline_rows import LAYER, NAME, SHAPE, Row, network_row, tell_network
from neurodesk.ui.session import Session
from neurodesk.ui.words import tr

_SELECT = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
_NAMES, _NARROW, _LEAST = 168, 320, 24  # px: of names, of a tree too narrow for columns, of a shape


class _Names(QStyledItemDelegate):
    """Only names can be written. Where no other column is in sight, the shape stands behind the name."""

    def __init__(self, tree: QTreeWidget) -> None:
        super().__init__(tree)
        self._tree = tree

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Paint a cell, and in the room that a name leaves its shape."""
        super().paint(painter, option, index)
        shape = index.siblingAtColumn(SHAPE).data()
        if (
            index.column() != NAME
            or not shape
            or self._tree.columnViewportPosition(LAYER) < self._tree.viewport().width()
        ):
            return
        small = theme().font("small")
        used = QFontMetrics(option.font).horizontalAdvance(index.data()) + option.decorationSize.width() + 16
        room = option.rect.adjusted(used, 0, -8, 0)
        if room.width() > _LEAST:
            painter.save()
            painter.setFont(small)
            painter.setPen(theme().color("text_dim"))
            told = QFontMetrics(small).elidedText(shape, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), told)
            painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex) -> QWidget | None:
        """A line for a name, nothing elsewhere."""
        if index.column() != NAME:
            return None
        line = super().createEditor(parent, option, index)
        line.setAccessibleName(tr("New name of {name}", name=index.data()))
        return line


class _Tree(QTreeWidget):
    """The tree with the keys of the canvas: Enter opens parameters, F2 renames, the Menu key asks for the menu."""

    entered = Signal(object)  # a row
    menu_asked = Signal(object)  # the point of the screen

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow dock names and shapes have all the room; the other columns are a scroll away."""
        super().resizeEvent(event)
        if event.size().width() < _NARROW:
            self.setColumnWidth(NAME, event.size().width())
        elif event.oldSize().width() < _NARROW:
            self.setColumnWidth(NAME, _NAMES)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and F2 mean the row, whichever cell is current."""
        row = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row is not None:
            self.entered.emit(row)
        elif event.key() == Qt.Key.Key_F2 and row is not None:
            self.editItem(row, NAME)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu at the pointer, or at the current row."""
        row = self.currentItem()
        if event.reason() == QContextMenuEvent.Reason.Keyboard and row is not None:
            self.menu_asked.emit(self.viewport().mapToGlobal(self.visualItemRect(row).center()))
        else:
            self.menu_asked.emit(event.globalPos())


class OutlinePanel(QWidget):
    """Networks, their nodes in order of flow, blocks with what stands inside; selection is that of the canvas."""

    parameters_asked = Signal(str)  # a node whose parameters are wanted
    menu_asked = Signal(str, QPoint)  # a node of the shown network, and where its menu opens; no name: the ground's
    shown_node = Signal(str)  # a node to bring into sight on the canvas

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._quiet = False  # while the tree is told, not asked
        self._late = False  # behind the drawing, as long as another dock is in front
        self._build()
        session.document_changed.connect(self._follow)
        session.checked.connect(self._tell)
        session.opened.connect(self.rebuild)
        session.network_shown.connect(self._shown)
        session.selection_changed.connect(self._show_selection)
        theme().changed.connect(self._dress)
        self._dress()
        self.rebuild()

    def rebuild(self) -> None:
        """Draw the tree anew, as for another document."""
        with self._telling():
            self.tree.clear()
            self._networks()
        self._shown()

    def filter(self, text: str) -> None:
        """Show only the rows whose words hold the text, and what they stand in."""
        wanted = text.strip().lower()
        with self._telling():
            for heading in self._headings():
                if wanted and not heading.filled:
                    heading.fill(self.session)
                self._sift(heading, wanted)
                heading.setExpanded(heading.isExpanded() or bool(wanted and not heading.isHidden()))
        found = any(not heading.isHidden() for heading in self._headings())
        self.none.setText("" if found else tr("No layer or network is called {text}.", text=text))
        self.none.setVisible(not found)

    def take_actions(self, actions: list[QAction]) -> None:
        """Have the canvas's keys work here too: delete, mute, copy, go into a block."""
        self.tree.addActions(actions)

    def help_key(self) -> str:
        """The kind of the current node, for help on it."""
        row = self.tree.currentItem()
        graph = self.session.document.networks.get(row.network) if row is not None and not row.is_network else None
        return graph.nodes[row.name].key if graph is not None and row.name in graph.nodes else ""

    # ------------------------------------------------------------------ building

    def _build(self) -> None:
        self.search = QLineEdit(placeholderText=tr("Filter"), clearButtonEnabled=True)
        self.search.setAccessibleName(tr("Filter the outline"))
        self._glass = self.search.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(self.filter)
        self.search.returnPressed.connect(lambda: self.tree.setFocus(Qt.FocusReason.TabFocusReason))
        self.none = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True, visible=False)
        self.none.setProperty("dim", True)
        self.tree = _Tree(indentation=16, uniformRowHeights=True)
        self.tree.setAccessibleName(tr("Outline of the drawing"))
        self.tree.setHeaderLabels([tr("Name"), tr("Layer"), tr("Shape"), tr("Parameters"), tr("Problem")])
        self.tree.setSelectionMode(QTreeWidget.SelectionMode.ExtendedSelection)
        self.tree.setEditTriggers(QTreeWidget.EditTrigger.NoEditTriggers)
        self.tree.setItemDelegate(_Names(self.tree))
        self.tree.setTabKeyNavigation(False)
        self.tree.setAllColumnsShowFocus(True)
        self.tree.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.tree.itemExpanded.connect(self._open)
        self.tree.itemChanged.connect(self._renamed)
        self.tree.itemSelectionChanged.connect(self._chosen)
        self.tree.entered.connect(self._enter)
        self.tree.itemDoubleClicked.connect(lambda row, _column: self._enter(row))
        self.tree.menu_asked.connect(self._ask_menu)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        for part in (self.search, self.none, self.tree):
            layout.addWidget(part)
        self.setMinimumWidth(216)

    def _dress(self) -> None:
        self._glass.setIcon(icon("search", theme().color("text_dim")))
        self._tell()

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """The tree is told something: what it says meanwhile is no wish of the person's."""
        before, self._quiet = self._quiet, True
        try:
            yield
        finally:
            self._quiet = before

    # ------------------------------------------------------------------ from the session

    def _headings(self) -> list[Row]:
        return [self.tree.topLevelItem(at) for at in range(self.tree.topLevelItemCount())]

    def _networks(self) -> None:
        """A heading for each network, the main one first."""
        document, held = self.session.document, {row.name: row for row in self._headings()}
        wanted = [document.main, *(name for name in document.networks if name != document.main)]
        if [*held] == wanted:
            return
        for row in held.values():
            if row.name not in wanted:
                self.tree.takeTopLevelItem(self.tree.indexOfTopLevelItem(row))
        for at, name in enumerate(wanted):
            if name not in held:
                self.tree.insertTopLevelItem(at, network_row(self.session, name))
            elif self.tree.topLevelItem(at) is not held[name]:
                opened = held[name].isExpanded()
                self.tree.takeTopLevelItem(self.tree.indexOfTopLevelItem(held[name]))
                self.tree.insertTopLevelItem(at, held[name])
                held[name].setExpanded(opened)

    def _follow(self, change: DocumentDiff) -> None:
        """Touch only the networks that changed, and in them only what did; behind another dock, nothing yet."""
        self._late = not self.isVisible()
        if self._late:
            return
        with self._telling():
            if change.networks_added or change.networks_removed or change.main:
                self._networks()
            rebuilt = {name for name, part in change.networks.items() if part.rebuilt}
            for row in self._filled():
                if row.inner in rebuilt:
                    row.arrange(self.session)
            if self.search.text():
                self.filter(self.search.text())
        self._show_selection()

    def _filled(self) -> list[Row]:
        """The rows whose insides were filled in, outer ones first."""
        found, waiting = [], self._headings()
        while waiting:
            row = waiting.pop(0)
            if row.filled:
                found.append(row)
                waiting += row.rows()
        return found

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while another dock was in front."""
        super().showEvent(event)
        if self._late:
            self._late = False
            with self._telling():
                self._networks()
                for row in self._filled():
                    if row.inner in self.session.document.networks:
                        row.arrange(self.session)
            self._shown()
        self._tell()

    def _tell(self) -> None:
        """Say what is known of the rows now."""
        if not self.isVisible():
            return
        with self._telling():
            for heading in self._headings():
                if heading.network not in self.session.document.networks:
                    continue  # of the project before, until the headings are made anew
                tell_network(self.session, heading)
                if heading.filled and heading.isExpanded():
                    heading.tell(self.session)

    def _shown(self) -> None:
        """Another network is on the canvas: open its heading."""
        heading = next((row for row in self._headings() if row.name == self.session.network), None)
        if heading is not None:
            heading.setExpanded(True)
        self._show_selection()

    def _branch(self) -> Row | None:
        """The row that holds the shown network: in the block one came through if it is open, else its heading."""
        held = [row for row in self._filled() if row.inner == self.session.network]
        return next((row for row in held if row.inner_trail == self.session.trail), held[0] if held else None)

    def _show_selection(self) -> None:
        branch = None if self._late else self._branch()
        if branch is None or self._quiet:
            return
        wanted = self.session.selection
        with self._telling():
            rows = [row for row in branch.rows() if row.name in wanted]
            if {id(row) for row in self.tree.selectedItems()} == {id(row) for row in rows}:
                return
            if rows and self.tree.currentItem() not in rows:
                self.tree.setCurrentItem(rows[0])
            self.tree.selectionModel().select(self._ranges(rows), _SELECT)

    def _ranges(self, rows: list[Row]) -> QItemSelection:
        """Rows of one branch as few ranges: told one by one, thousands take seconds."""
        found = QItemSelection()
        indexes = [self.tree.indexFromItem(row) for row in rows]
        last = len(indexes) - 1
        begin = 0
        for at, index in enumerate(indexes):
            if at == last or indexes[at + 1].row() != index.row() + 1:
                found.select(indexes[begin], index)
                begin = at + 1
        return found

    # ------------------------------------------------------------------ from the person

    def _open(self, row: Row) -> None:
        if row.inner and not row.filled:
            with self._telling():
                row.fill(self.session)

    def _chosen(self) -> None:
        """Select on the canvas what is selected here, in the network of the current row."""
        row = self.tree.currentItem()
        if self._quiet or row is None:
            return
        rows = self.tree.selectedItems()
        mine = [other for other in rows if not other.is_network and other.parent() is row.parent()]
        with self._telling():
            trail = row.inner_trail if row.is_network else row.trail
            network = row.inner if row.is_network else row.network
            if network != self.session.network:
                self.session.show_network(network, trail)
            self.session.select([] if row.is_network else [other.name for other in mine])
        if not row.is_network and len(mine) == 1:
            self.shown_node.emit(mine[0].name)

    def _enter(self, row: Row) -> None:
        if row.is_network:
            row.setExpanded(not row.isExpanded())
        else:
            self.parameters_asked.emit(row.name)

    def _ask_menu(self, at: QPoint) -> None:
        row = self.tree.currentItem()
        self.menu_asked.emit("" if row is None or row.is_network else row.name, at)

    def _renamed(self, row: Row, column: int) -> None:
        new = row.text(NAME).strip()
        if self._quiet or column != NAME or new == row.name:
            return
        with self._telling():
            row.setText(NAME, row.name)
        if new:  # when the line has closed, which is queued behind this: the row that it stood in may go
            old, network = row.name, "" if row.is_network else row.network
            QTimer.singleShot(1, self, lambda: self._rename(network, old, new))

    def _rename(self, network: str, old: str, new: str) -> None:
        """Rename a node, or where no network is named, a network."""
        if not network:
            rename_network(self.session, old, new)
        elif self.session.edit(tr("Rename"), lambda document: rename_node(document, network, old, new)):
            self.session.select([new])
        self.tree.setFocus(Qt.FocusReason.OtherFocusReason)  # the row that was written in may have taken it along

    def _sift(self, row: Row, wanted: str) -> bool:
        """Hide a row unless it, or one that it holds, fits; says whether it is shown."""
        held = [self._sift(inner, wanted) for inner in row.rows()]
        fits = not wanted or wanted in row.words.lower() or any(held)
        row.setHidden(not fits)
        return fits

"""What the inspector adds for blocks and for where networks begin and end: which network, who shares it, the ports."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStyledItemDelegate,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from neurodesk.graph import edit
from neurodesk.graph.block_ports import order_ends, rename_node
from neurodesk.graph.blocks import free_network, passage
from neurodesk.graph.document import add_network
from neurodesk.graph.ends import INPUT, OUTPUT, ends, holds, network_of, uses
from neurodesk.graph.model import Document
from neurodesk.ui import blocks
from neurodesk.ui.look.icons import dress
from neurodesk.ui.look.tips import tip
from neurodesk.ui.session import Session
from neurodesk.ui.widgets.emptying import empty
from neurodesk.ui.widgets.name_line import NameLine
from neurodesk.ui.words import tr

_WIDEST = 480  # px of the list of networks


class PortList(QWidget):
    """The input or output nodes of one network as rows: a name to type, and arrows that move the port up or down."""

    def __init__(self, session: Session, network: str, key: str) -> None:
        super().__init__()
        self.session, self.network, self.key = session, network, key
        self.lines: dict[str, QLineEdit] = {}
        self.arrows: dict[tuple[str, int], QToolButton] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(4)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        self._names: list[str] = []

    def renew(self) -> None:
        """Show the ports as they stand."""
        graph = self.session.document.networks.get(self.network)
        names = ends(graph, self.key) if graph is not None else []
        if names == self._names:
            return
        self._names = names
        empty(self._grid)
        self.lines, self.arrows = {}, {}
        for at, name in enumerate(names):
            line = self.lines[name] = NameLine(name, called=tr("Name of port {name}", name=name))
            line.editingFinished.connect(lambda name=name, line=line: self._rename(name, line))
            self._grid.addWidget(line, at, 0)
            for column, (step, symbol) in enumerate(((-1, "move_up"), (1, "move_down")), 1):
                self._grid.addWidget(self._arrow(name, at, step, symbol), at, column)

    def _arrow(self, name: str, at: int, step: int, symbol: str) -> QToolButton:
        told = tr("Move {name} up", name=name) if step < 0 else tr("Move {name} down", name=name)
        arrow = self.arrows[name, step] = QToolButton(toolTip=tip(told), accessibleName=told)
        dress(arrow, symbol, "text_dim")
        arrow.setEnabled(0 <= at + step < len(self._names))
        arrow.clicked.connect(lambda: self._move(at, step))
        return arrow

    def _move(self, at: int, step: int) -> None:
        names = list(self._names)
        names[at], names[at + step] = names[at + step], names[at]
        self.session.edit(tr("Order ports"), lambda document: order_ends(document, self.network, names))

    def _rename(self, old: str, line: QLineEdit) -> None:
        new = line.text().strip()
        if new == old or not new:
            line.setText(old)
            return
        if not self.session.edit(tr("Rename port"), lambda document: rename_node(document, self.network, old, new)):
            line.setText(old)


class BlockForm(QWidget):
    """For a block: its network, how many share it, the way in, its ports. For an input or output: those beside it."""

    def __init__(self, session: Session, node: str) -> None:
        super().__init__()
        self.session, self.node = session, node
        self.choice: QComboBox | None = None
        self.ports: list[PortList] = []
        self._after: list[Callable[[], None]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        key = session.graph.nodes[node].key
        self._shown = network_of(session.graph.nodes[node])
        if key in (INPUT, OUTPUT):
            self._add_ports(session.network, key)
        else:
            self._add_choice()
            self._add_sharing()
            if self._shown in session.document.networks:
                self._add_ports(self._shown, INPUT)
                self._add_ports(self._shown, OUTPUT)
        self.renew()

    @property
    def outdated(self) -> bool:
        """Whether the block stands for another network than when this was drawn."""
        node = self.session.graph.nodes.get(self.node)
        return node is not None and network_of(node) != self._shown

    def renew(self) -> None:
        """Show what the document says now."""
        for after in self._after:
            after()

    def _add_choice(self) -> None:
        choice = self.choice = QComboBox()
        choice.setAccessibleName(tr("Network of this block"))
        choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        choice.setItemDelegate(QStyledItemDelegate(choice))  # as high and wide as the style sheet has rows
        choice.activated.connect(self._choose)
        row = QHBoxLayout()
        label = QLabel(tr("Network"), textFormat=Qt.TextFormat.PlainText, minimumWidth=96)
        label.setProperty("dim", True)
        label.setBuddy(choice)
        row.addWidget(label)
        row.addWidget(choice, stretch=1)
        self._column.addLayout(row)

        def renew() -> None:
            document, here = self.session.document, self.session.network
            names = [name for name in document.networks if not holds(document, name, here)]
            with QSignalBlocker(choice):
                choice.clear()
                if self._shown not in names:
                    choice.addItem(self._shown or tr("Choose a network"), self._shown)
                for name in names:
                    choice.addItem(name, name)
                choice.addItem(tr("New network"), None)
                choice.setCurrentIndex(max(0, choice.findData(self._shown)))
            choice.view().setMinimumWidth(min(_WIDEST, choice.view().sizeHintForColumn(0)))  # a bar would cover a row

        self._after.append(renew)

    def _choose(self, at: int) -> None:
        name, new = self.choice.itemData(at) if self.choice is not None else "", False
        if name is None:
            name, new = free_network(self.session.document, "block"), True
        here = self.session.network

        def change(document: Document) -> Document:
            document = add_network(document, name, passage()) if new else document
            return document.with_graph(here, edit.set_value(document.networks[here], self.node, "network", name))

        if name != self._shown:
            self.session.edit(tr("Set network"), change)

    def _add_sharing(self) -> None:
        told = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        told.setProperty("dim", True)
        enter, unique = QPushButton(tr("Go in")), QPushButton(tr("Make unique"))
        unique.setToolTip(tr("Give this block a copy of its network for itself"))
        enter.clicked.connect(lambda: blocks.enter(self.session, self.node))
        unique.clicked.connect(lambda: blocks.share_no_more(self.session))
        row = QHBoxLayout()
        row.addWidget(enter)
        row.addWidget(unique)
        row.addStretch()
        self._column.addWidget(told)
        self._column.addLayout(row)

        def renew() -> None:
            count = len(uses(self.session.document, self._shown))
            there = self._shown in self.session.document.networks
            told.setVisible(there)
            shared = tr(
                "{network} is used {count} times: an edit inside changes all.", network=self._shown, count=count
            )
            told.setText(shared if count > 1 else tr("{network} is used once.", network=self._shown))
            enter.setVisible(there)
            unique.setVisible(there and count > 1)

        self._after.append(renew)

    def _add_ports(self, network: str, key: str) -> None:
        title = QLabel(tr("Inputs") if key == INPUT else tr("Outputs"), textFormat=Qt.TextFormat.PlainText)
        title.setProperty("dim", True)
        ports = PortList(self.session, network, key)
        self.ports.append(ports)
        self._column.addWidget(title)
        self._column.addWidget(ports)

        def renew() -> None:
            ports.renew()
            alone = len(ports.lines) < 2
            for part in (title, ports):
                part.setVisible(not alone)

        self._after.append(renew)

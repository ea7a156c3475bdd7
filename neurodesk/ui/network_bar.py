"""Above the canvas: a tab for each network of the project, and the way through blocks to the one that is shown."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QTabBar, QToolButton, QVBoxLayout, QWidget

from neurodesk.graph.ends import use_counts
from neurodesk.graph.trail import Trail
from neurodesk.ui import blocks
from neurodesk.ui.look.icons import dress
from neurodesk.ui.look.theme import theme
from neurodesk.ui.look.tips import tip
from neurodesk.ui.session import Session
from neurodesk.ui.widgets.emptying import empty
from neurodesk.ui.widgets.name_line import NameLine
from neurodesk.ui.words import tr

_WIDEST = 200  # px of one step's name
_STEPS = 5  # shown at most; of a longer way the middle ones are left out


class NetworkTabs(QTabBar):
    """The networks by name. A double click renames, a drag reorders, a right click offers the rest."""

    menu_asked = Signal(object)  # QPoint on the screen, after the network under it was shown

    def __init__(self, session: Session) -> None:
        super().__init__(expanding=False, drawBase=False, movable=True, usesScrollButtons=True)
        self.setAccessibleName(tr("Networks of this project"))
        self.setElideMode(Qt.TextElideMode.ElideMiddle)
        self.session = session
        self.line: QLineEdit | None = None
        self.currentChanged.connect(self._chosen)
        self.tabMoved.connect(self._ordered)

    def show_networks(self) -> None:
        """Keep the tabs true."""
        document, names = self.session.document, list(self.session.document.networks)
        before, used = self.blockSignals(True), use_counts(document)
        while self.count() > len(names):
            self.removeTab(self.count() - 1)
        while self.count() < len(names):
            self.addTab("")
        for at, name in enumerate(names):
            if self.tabText(at) != name:
                self.setTabText(at, name)
            told = tr("{name}: the main network, the one that is trained", name=name)
            if name != document.main:
                told = tr("{name}: used {count} times as a block", name=name, count=used[name])
            self.setTabToolTip(at, tip(told))
        if self.session.network in names:
            self.setCurrentIndex(names.index(self.session.network))
        self.blockSignals(before)

    def rename(self, name: str) -> None:
        """Open a line over a network's tab to type its new name."""
        at = next((at for at in range(self.count()) if self.tabText(at) == name), -1)
        if at < 0:
            return
        self._close()
        line = self.line = NameLine(name, self, called=tr("New name of {name}", name=name))
        box = self.tabRect(at)
        line.setGeometry(box.adjusted(2, 2, max(0, 160 - box.width()), -2))
        line.selectAll()
        line.editingFinished.connect(lambda: self._named(name))
        line.show()
        line.setFocus(Qt.FocusReason.PopupFocusReason)

    def _named(self, old: str) -> None:
        new = self.line.text().strip() if self.line is not None else ""
        self._close()
        if new and new != old:
            blocks.rename_network(self.session, old, new)

    def _close(self) -> None:
        line, self.line = self.line, None
        if line is not None:
            line.blockSignals(True)
            line.hide()
            line.deleteLater()

    def _chosen(self, at: int) -> None:
        if at >= 0:
            self.session.show_network(self.tabText(at))

    def _ordered(self) -> None:
        blocks.order_networks(self.session, [self.tabText(at) for at in range(self.count())])

    # Qt

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Rename the network."""
        at = self.tabAt(event.position().toPoint())
        if at >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.rename(self.tabText(at))
        else:
            super().mouseDoubleClickEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show the network, and ask for what can be done with it."""
        at = self.tabAt(event.pos())
        if at >= 0:
            self.setCurrentIndex(at)
            self.menu_asked.emit(event.globalPos())


class Crumbs(QWidget):
    """The way from the outermost network through blocks; each step but the last leads back to it."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._shown: tuple[Trail, str] | None = None
        self.setAccessibleName(tr("Where this network stands"))
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(8, 0, 8, 0)
        self.row.setSpacing(0)

    def show_way(self) -> None:
        """Show the way to the network on the canvas; nothing in a network that stands in no block."""
        session = self.session
        trail, networks = session.trail, session.trail.networks(session.document)
        told = self._told(networks[-1]) if trail.steps else ""
        if self._shown == (trail, told):
            return
        self._shown = (trail, told)
        empty(self.row)
        self.setVisible(bool(trail.steps))
        if not trail.steps:
            return
        names = [trail.root, *trail.steps]
        shown = [*range(len(names))]
        if len(names) > _STEPS:
            shown = [0, *range(len(names) - _STEPS + 1, len(names))]
        for at in shown[:-1]:
            skipped = at + 1 not in shown
            self.row.addWidget(self._step(names[at], at))
            self.row.addWidget(self._mark("›  …  ›" if skipped else "›"))
        last = self._mark(self._short(names[-1]), dim=False)
        last.setToolTip(tip(names[-1]))
        self.row.addWidget(last)
        self.row.addStretch()
        self.row.addWidget(self._mark(told))

    def _told(self, network: str) -> str:
        count = blocks.times_used(self.session, network)
        if count > 1:
            return tr("{network}: used {count} times, and an edit here changes all", network=network, count=count)
        return network

    def _step(self, name: str, depth: int) -> QToolButton:
        button = QToolButton(text=self._short(name), toolTip=tip(tr("Go back to {name}", name=name)))
        button.setAccessibleName(tr("Go back to {name}", name=name))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: blocks.go(self.session, depth))
        return button

    def _mark(self, text: str, *, dim: bool = True) -> QLabel:
        label = QLabel(text, textFormat=Qt.TextFormat.PlainText)
        label.setProperty("dim", dim)
        label.setContentsMargins(4, 0, 4, 0)
        return label

    def _short(self, name: str) -> str:
        return self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, _WIDEST)


class NetworkBar(QWidget):
    """Tabs with a button for a new network; below them, inside a block, the way there."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.tabs = NetworkTabs(session)
        self.crumbs = Crumbs(session)
        self.more = QToolButton(toolTip=tr("New network"), accessibleName=tr("New network"))
        self.more.clicked.connect(lambda: blocks.add_network(session))
        dress(self.more, "add", "text_dim")
        self.top = QWidget()
        row = QHBoxLayout(self.top)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.tabs)
        row.addWidget(self.more)
        row.addStretch()
        self.tabs.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addWidget(self.crumbs)
        session.document_changed.connect(lambda _diff: self.renew())
        session.network_shown.connect(lambda _name: self.renew())
        session.opened.connect(self.renew)
        theme().changed.connect(self.renew)
        self.renew()

    def renew(self) -> None:
        """Show the networks, where there are several, and the way to the one that is shown."""
        self.tabs.show_networks()
        self.top.setVisible(self.tabs.count() > 1)
        self.crumbs.show_way()

    def rename(self, name: str) -> None:
        """Let a network's new name be typed, in its tab."""
        self.top.setVisible(True)
        self.tabs.rename(name)

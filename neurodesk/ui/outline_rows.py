"""The rows of the outline: every network with its nodes in order of flow, and in each block what stands inside."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QTreeWidgetItem

from neurodesk.compiler.flow import Flow, flow_along
from neurodesk.graph.ends import network_of
from neurodesk.graph.model import Graph
from neurodesk.graph.order import in_order
from neurodesk.graph.trail import Trail
from neurodesk.layers.spec import show
from neurodesk.ui.canvas.face import face_of
from neurodesk.ui.inside import shown_problems
from neurodesk.ui.look.icons import icon, layer_icon
from neurodesk.ui.look.theme import theme
from neurodesk.ui.look.tips import tip
from neurodesk.ui.node_words import node_facts, node_words
from neurodesk.ui.session import Session
from neurodesk.ui.words import spoken, tr

NAME, LAYER, SHAPE, PARAMETERS, PROBLEM = range(5)
_ROW: Final = 24  # px: a target that can be hit
_INDICATOR = QTreeWidgetItem.ChildIndicatorPolicy


class Row(QTreeWidgetItem):
    """A network, or a node of one. What it holds is filled in when it is first opened."""

    def __init__(self, name: str, network: str, trail: Trail, *, inner: str = "", inner_trail: Trail | None = None):
        """Where it stands, and what it holds: a heading holds the network it names."""
        super().__init__([name])
        self.name, self.network, self.trail = name, network, trail
        self.inner, self.inner_trail = inner, inner_trail or trail
        self.filled = False
        self._held: list[Row] = []
        self._face: Any = None
        self.words = name
        self.setFlags(self.flags() | Qt.ItemFlag.ItemIsEditable)
        self.setSizeHint(NAME, QSize(0, _ROW))
        if inner:
            self.setChildIndicatorPolicy(_INDICATOR.ShowIndicator)

    @property
    def is_network(self) -> bool:
        """Whether it is the heading of a network."""
        return self.parent() is None

    def rows(self) -> list[Row]:
        """The rows it holds."""
        return self._held

    def fill(self, session: Session) -> None:
        """Make the rows it holds, and say what is known of them."""
        self.arrange(session)
        self.tell(session)

    def arrange(self, session: Session) -> None:
        """Bring the rows it holds in step with the drawing: those that stay are kept, with what is open in them."""
        graph = session.document.networks[self.inner]
        known = session.flow.order if graph is session.graph else ()
        wanted = [*known] if len(known) == len(graph.nodes) else in_order(graph)
        self.filled = True
        held = {row.name: row for row in self.rows()}
        if [*held] != wanted or any(held[name].inner != _inside(session, graph, name) for name in wanted):
            self._place(session, graph, wanted, held)

    def _place(self, session: Session, graph: Graph, wanted: list[str], held: dict[str, Row]) -> None:
        for name in [*held]:
            if name not in graph.nodes or held[name].inner != _inside(session, graph, name):
                self.removeChild(held.pop(name))
        came = [name for name in wanted if name not in held]
        stayed = [name for name in wanted if name in held]
        if stayed != [*held]:  # the order of flow is another one: put in anew, with what was open still open
            opened = [row for row in held.values() if row.isExpanded()]
            self.takeChildren()
            self.addChildren([held[name] for name in stayed])
            for row in opened:
                row.setExpanded(True)
        for name in came:
            inner = _inside(session, graph, name)
            held[name] = Row(name, self.inner, self.inner_trail, inner=inner, inner_trail=self.inner_trail.into(name))
        self._held = [held[name] for name in wanted]
        if not stayed:
            self.addChildren(self._held)
            return
        new = set(came)
        for at, name in enumerate(wanted):
            if name in new:
                self.insertChild(at, held[name])

    def tell(self, session: Session) -> None:
        """Say of each row it holds what is known now: layer, shape, parameters, problem."""
        document, graph = session.document, session.document.networks[self.inner]
        here = self.inner_trail == session.trail
        flow = session.flow if here else flow_along(document, self.inner_trail, session.facts)
        problems = shown_problems(document, self.inner, session.problems)
        for row in self.rows():
            if row.name not in graph.nodes:
                continue  # of the drawing before, until the rows are arranged anew
            worst = problems.get(row.name)
            row._show(session, graph, flow, (worst[0].severity, worst[0].text) if worst else ("", ""))
            if row.filled:
                row.tell(session)

    def _show(self, session: Session, graph: Graph, flow: Flow, problem: tuple[str, str]) -> None:
        face = face_of(session.document, graph, self.name)
        shape, count = node_facts(graph, flow, self.name, face)
        muted, shown = self.name in graph.muted, "" if shape is None else show(shape)
        told = (face, shown, count, problem, muted, theme().dark)
        if told == self._face:
            return
        self._face = told
        severity, sentence = problem
        self.words = node_words(self.name, face, shape=shown, severity=severity, problem=sentence, muted=muted)
        kind = " ".join(filter(None, (spoken(face.label), face.times, f"({tr('muted')})" if muted else "")))
        cells = (self.name, kind, shown, count, spoken(sentence))
        for column, text in enumerate(cells):
            self.setText(column, text)
            self.setToolTip(column, tip(spoken(sentence)))
        sign = icon(severity, _colour(severity)) if severity else QIcon()
        self.setIcon(NAME, layer_icon(face.key, theme().family(face.category or "Block")) if sign.isNull() else sign)
        self.setIcon(PROBLEM, sign)
        self.setData(NAME, Qt.ItemDataRole.AccessibleTextRole, self.words)


def network_row(session: Session, network: str) -> Row:
    """The heading of a network."""
    row = Row(network, network, Trail(network), inner=network)
    font = row.font(NAME)
    font.setBold(True)
    row.setFont(NAME, font)
    tell_network(session, row)
    return row


def tell_network(session: Session, row: Row) -> None:
    """Say how many layers a network has, and whether it is the one that is trained."""
    count = len(session.document.networks[row.network].nodes)
    main = tr("main network") if row.network == session.document.main else tr("network")
    row.setText(LAYER, tr("{kind}, {count} layers", kind=main, count=count))
    row.words = f"{row.name}, {row.text(LAYER)}"
    row.setData(NAME, Qt.ItemDataRole.AccessibleTextRole, row.words)


def _inside(session: Session, graph: Graph, name: str) -> str:
    """The network that a block stands for; empty for other nodes."""
    inner = network_of(graph.nodes[name])
    return inner if inner in session.document.networks else ""


def _colour(severity: str) -> Any:
    return theme().color({"hint": "accent"}.get(severity, severity))

"""The inspector: what the selected node is, its parameters, shapes and cost; for an empty selection, the
network's totals.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from neurodesk.compiler.ports import BLOCK, INPUT, OUTPUT
from neurodesk.compiler.tying import Sharing
from neurodesk.graph import edit
from neurodesk.graph.block_ports import rename_node
from neurodesk.graph.model import Node
from neurodesk.layers.catalogue import LAYERS, along
from neurodesk.layers.spec import Layer, show
from neurodesk.ui.costs import Told, node_costs, total_costs
from neurodesk.ui.inside import shown_problems
from neurodesk.ui.layer_picture import LayerPicture
from neurodesk.ui.look.icons import layer_icon
from neurodesk.ui.look.theme import theme
from neurodesk.ui.panels.block_form import BlockForm
from neurodesk.ui.session import Session
from neurodesk.ui.widgets.editors import Form, PeerEditor
from neurodesk.ui.widgets.emptying import empty, let_go
from neurodesk.ui.widgets.name_line import NameLine
from neurodesk.ui.widgets.room import Room
from neurodesk.ui.words import spoken, tr


class InspectorPanel(Room):
    """Shows one node at a time; a value changed here is one step of history."""

    def __init__(self, session: Session) -> None:
        super().__init__(name=tr("Inspector"))
        self.session = session
        self.node = ""
        self.form: Form | None = None
        self.name: QLineEdit | None = None
        self.block: BlockForm | None = None
        self._after: list[Callable[[], None]] = []
        self.setMinimumWidth(264)
        session.selection_changed.connect(self.rebuild)
        session.network_shown.connect(self.rebuild)
        session.opened.connect(self.rebuild)
        session.checked.connect(self.renew)
        theme().changed.connect(self.rebuild)
        self.rebuild()

    def help_key(self) -> str:
        """The kind of the one selected node, for help on it."""
        names = self.session.selection & set(self.session.graph.nodes)
        return self.session.graph.nodes[min(names)].key if len(names) == 1 else ""

    def rebuild(self) -> None:
        """Draw the panel for the present selection."""
        self._after, self.form, self.name, self.block = [], None, None, None
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        chosen = sorted(self.session.selection)
        self.node = chosen[0] if len(chosen) == 1 else ""
        if self.node:
            self._draw_node(column, self.session.graph.nodes[self.node])
        else:
            self._draw_network(column, len(chosen))
        column.addStretch()
        old = self.takeWidget()
        if old is not None:
            let_go(old)
        self.setWidget(page)

    def renew(self) -> None:
        """Show the values, shapes and costs as they stand now."""
        node = self.session.graph.nodes.get(self.node) if self.node else None
        if self.node and (node is None or (self.block is not None and self.block.outdated)):
            self.rebuild()
            return
        if node is not None and self.form is not None:
            self.form.show_values(node.values)
        for after in self._after:
            after()

    # ------------------------------------------------------------------ a node

    def _draw_node(self, column: QVBoxLayout, node: Node) -> None:
        layer = LAYERS.get(node.key)
        column.addLayout(self._head(node, layer))
        if layer is None:
            column.addWidget(
                _text(
                    tr("This version knows no layer called {key}. The file keeps it as it is.", key=node.key),
                    role="warning",
                )
            )
            return
        column.addWidget(_text(spoken(_paragraph(layer.__doc__ or "", 0)), dim=True))
        muted = _text(tr("Muted: what comes in goes on unchanged, here and in every export."), role="warning")
        column.addWidget(muted)
        self._after.append(lambda: muted.setVisible(self.node in self.session.graph.muted))
        problem = _text("", role="error")
        column.addWidget(problem)
        self._after.append(lambda: self._show_problem(problem))
        if layer.params():
            if node.key not in (INPUT, OUTPUT):  # theirs is their order, set by arrows
                column.addWidget(_heading(tr("Parameters")))
            self.form = Form(layer, dict(node.values.items()), self._set)
            column.addWidget(self.form)
            self._after.append(self._offer_lenders)
        if node.key in (BLOCK, INPUT, OUTPUT):
            self._draw_block(column)
        column.addWidget(_heading(tr("Shapes and cost")))
        self._draw_rows(column, self._node_rows)
        column.addWidget(_heading(tr("What it does")))
        self._draw_picture(column, layer)
        for after in self._after:
            after()

    def _offer_lenders(self) -> None:
        """List the nodes whose weights this one could use."""
        flow, graph = self.session.flow, self.session.graph
        sharing = Sharing(graph, flow.layers, flow.arriving, flow.used)
        for field in self.form.editors.values() if self.form is not None else ():
            if isinstance(field, PeerEditor):
                field.offer_names([*sharing.lenders(self.node)])

    def _draw_block(self, column: QVBoxLayout) -> None:
        """What stands in a block, and the ports where networks begin and end."""
        shown = self.block = BlockForm(self.session, self.node)
        for name in ("network", "order"):  # set there, by choice and by arrows
            if self.form is not None and name in self.form.editors:
                self.form.show_row(name, visible=False)
        column.addWidget(shown)
        self._after.append(shown.renew)

    def _draw_picture(self, column: QVBoxLayout, layer: type[Layer]) -> None:
        """The curve of an activation, or what shape becomes what; under it the formula."""
        picture = LayerPicture(layer)
        column.addWidget(picture)
        if layer.formula:
            shown = _text(layer.formula, role="formula")
            shown.setIndent(0)
            shown.setAccessibleName(tr("Formula"))
            shown.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            column.addWidget(shown)

        def renew() -> None:
            flow, graph, name = self.session.flow, self.session.graph, self.node
            into = [flow.shapes.get(source) for _port, source in sorted(graph.into(name).items())]
            out = [shape for at, shape in sorted(flow.shapes.items()) if at.node == name]
            values = graph.nodes[name].values if name in graph.nodes else {}
            picture.show_node(dict(values.items()), [s for s in into if s is not None], out)

        self._after.append(renew)

    def _head(self, node: Node, layer: type[Layer] | None) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        mark = QLabel(pixmap=layer_icon(node.key, theme().family(layer.category if layer else "Block")).pixmap(32, 32))
        row.addWidget(mark, alignment=Qt.AlignmentFlag.AlignTop)
        names = QVBoxLayout()
        names.setSpacing(2)
        self.name = NameLine(self.node, called=tr("Name"))
        self.name.setToolTip(tr("The node's name: on the canvas, in the code and in the weights"))
        self.name.editingFinished.connect(self._rename)
        names.addWidget(self.name)
        names.addWidget(_text(spoken(layer.label) if layer else node.key, role="small"))
        if layer is not None and layer.torch_name:
            names.addWidget(_text(tr("In PyTorch: {torch_name}", torch_name=layer.torch_name), role="small"))
        row.addLayout(names, stretch=1)
        return row

    def _draw_rows(self, column: QVBoxLayout, tell: Callable[[], Told]) -> None:
        """Names and values, and under them what must be known of them."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, 96)
        column.addLayout(grid)
        note = _text("", role="small", dim=True)
        column.addWidget(note)

        def renew() -> None:
            empty(grid)
            told = tell()
            for at, (name, value) in enumerate(told.rows):
                grid.addWidget(_text(name, dim=True), at, 0, alignment=Qt.AlignmentFlag.AlignTop)
                shown = _text(value)
                shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                grid.addWidget(shown, at, 1)
            note.setText(told.note)
            note.setVisible(bool(told.note))

        self._after.append(renew)

    def _node_rows(self) -> Told:
        cost = node_costs(self.session, self.node)
        return Told([*self._shapes(), *cost.rows], cost.note)

    def _shapes(self) -> list[tuple[str, str]]:
        flow, graph = self.session.flow, self.session.graph
        rows: list[tuple[str, str]] = []
        for port, source in sorted(graph.into(self.node).items()):
            shape = flow.shapes.get(source)
            rows.append(
                (
                    tr("In: {port}", port=port),
                    tr("{shape}  from {node}", shape=show(shape), node=source.node)
                    if shape is not None
                    else tr("unknown, from {node}", node=source.node),
                )
            )
        rows += [
            (tr("Out: {port}", port=at.port), show(shape))
            for at, shape in sorted(flow.shapes.items())
            if at.node == self.node
        ]
        return rows or [(tr("Shapes"), tr("not known yet: wire the inputs"))]

    def _show_problem(self, label: QLabel) -> None:
        session = self.session
        here = shown_problems(session.document, session.network, session.problems).get(self.node, [])
        found = [problem.text for problem in here if problem.severity == "error"]
        label.setText("\n".join(map(spoken, found)))
        label.setVisible(bool(found))

    def _set(self, parameter: str, value: Any) -> None:
        name = self.node
        self.session.edit_graph(
            tr("Set {parameter}", parameter=parameter),
            lambda graph: edit.set_values(graph, name, along(graph.nodes[name], {parameter: value})),
            merge=f"{name}.{parameter}",
        )

    def _rename(self) -> None:
        old, new = self.node, (self.name.text().strip() if self.name else "")
        if not old or not new or old == new:
            return
        here = self.session.network
        if self.session.edit(tr("Rename"), lambda document: rename_node(document, here, old, new)):
            self.session.select([new])
        elif self.name is not None:
            self.name.setText(old)

    # ------------------------------------------------------------------ the network

    def _draw_network(self, column: QVBoxLayout, selected: int) -> None:
        session = self.session
        inside = tr("Block {name}", name=session.network) if session.trail.steps else tr("Network")
        title = tr("{selected} nodes selected", selected=selected) if selected else inside
        column.addWidget(_text(title, role="title"))
        hint = (
            tr("Select one node to see its parameters. The numbers are of the selected ones together.")
            if selected
            else tr("Select a node to see its parameters and shapes.")
        )
        column.addWidget(_text(hint, dim=True))
        self._draw_rows(column, lambda: total_costs(session, session.selection))
        self._after[-1]()


def _text(text: str, *, role: str = "", dim: bool = False) -> QLabel:
    label = QLabel(text, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
    label.setProperty("role", role)
    label.setProperty("dim", dim)
    return label


def _heading(text: str) -> QWidget:
    box = QFrame()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 8, 0, 0)
    column.setSpacing(4)
    rule = QFrame()
    rule.setProperty("rule", True)
    rule.setFixedHeight(1)
    column.addWidget(rule)
    label = _text(text, role="section")
    column.addWidget(label)
    return box


def _paragraph(doc: str, number: int) -> str:
    parts = [" ".join(part.split()) for part in doc.strip().split("\n\n")]
    return parts[number] if number < len(parts) else ""

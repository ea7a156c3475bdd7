"""What a screen reader is told of the canvas: objects that stand for nodes and ports, where the keys are, and the
canvas in one sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QWidget

from neurodesk.graph.model import Graph
from neurodesk.graph.order import in_order
from neurodesk.ui.announcing import announce
from neurodesk.ui.node_words import node_words
from neurodesk.ui.widgets.focus_ring import FocusRing
from neurodesk.ui.words import spoken, tr

if TYPE_CHECKING:
    from neurodesk.ui.canvas.node_item import NodeItem
    from neurodesk.ui.canvas.view import CanvasView

_DIRECT: Final = Qt.FindChildOption.FindDirectChildrenOnly


class Spot(QObject):
    """Stands for a node, or for one of its ports, wherever Qt wants an object."""

    def __init__(self, speech: Speech, node: str, port: str = "", *, output: bool = False) -> None:
        super().__init__(speech)
        self.speech, self.node, self.port, self.output = speech, node, port, output

    @property
    def item(self) -> NodeItem | None:
        """The card; None when the node is gone."""
        return self.speech.view.canvas.nodes.get(self.node)


class Speech(QObject):
    """Keeps a spot for each node that a screen reader has asked for, and tells it what changes."""

    def __init__(self, view: CanvasView) -> None:
        from neurodesk.ui.canvas.spoken import install  # it imports this file

        super().__init__(view)
        self.view = view
        self._spots: dict[tuple[str, str, bool], Spot] = {}
        self._order: tuple[Graph | None, list[str]] = (None, [])
        session = view.session
        session.document_changed.connect(self._follow)
        for changed in (session.opened, session.network_shown):
            changed.connect(self._forget)
        for changed in (session.selection_changed, session.checked):
            changed.connect(self._describe)
        self._known = frozenset(problem.text for problem in session.problems)
        session.checked.connect(self._tell_problems)
        session.selection_changed.connect(self.tell_focus)
        view.setAccessibleName(tr("Canvas"))
        self._describe()
        install()

    def names(self) -> list[str]:
        """The shown nodes in order of flow."""
        graph = self.view.session.graph
        if self._order[0] is not graph:
            self._order = (graph, [name for name in in_order(graph) if name in self.view.canvas.nodes])
        return self._order[1]

    def spot(self, node: str, port: str = "", *, output: bool = False) -> Spot:
        """What stands for a node or a port of it."""
        key = (node, port, output)
        if key not in self._spots:
            self._spots[key] = Spot(self, node, port, output=output)
        return self._spots[key]

    def inner(self) -> list[QWidget]:
        """The widgets that lie open on the canvas: the search, the bar, a line that is written in."""
        view = self.view
        found = [*view.findChildren(QWidget, options=_DIRECT), *view.viewport().findChildren(QWidget, options=_DIRECT)]
        frame = (view.viewport(), view.horizontalScrollBar().parentWidget(), view.verticalScrollBar().parentWidget())
        return [one for one in found if one.isVisible() and one not in frame and not isinstance(one, FocusRing)]

    def tell_focus(self) -> None:
        """Say where the keys are now, if they are on the canvas."""
        here = self.view.keys.here()
        if QAccessible.isActive() and self.view.hasFocus() and here in self.view.canvas.nodes:
            QAccessible.updateAccessibility(QAccessibleEvent(self.spot(here), QAccessible.Event.Focus))

    def words(self, name: str) -> str:
        """A card in words."""
        item = self.view.canvas.nodes[name]
        return node_words(
            name, item.face, shape=item.shape_text, severity=item.severity, problem=item.problem, muted=item.muted
        )

    def _describe(self) -> None:
        graph, chosen = self.view.session.graph, self.view.session.selection & self.view.canvas.nodes.keys()
        words = tr("{nodes} layers, {wires} wires.", nodes=len(graph.nodes), wires=len(graph.wires))
        only = " " + self.words(*chosen) if len(chosen) == 1 else ""
        self.view.setAccessibleDescription(words + only)

    def _tell_problems(self) -> None:
        """Say the first problem that was not there before, and when the last one has gone."""
        found = [problem.text for problem in self.view.session.problems]
        new = [text for text in found if text not in self._known]
        gone, self._known = bool(self._known) and not found, frozenset(found)
        announce(self.view, spoken(new[0]) if new else tr("No problems.") if gone else "")

    def _follow(self, change: Any) -> None:
        part = change.networks.get(self.view.session.network)
        if part is None or not (part.removed or part.added):
            return
        for key in [key for key in self._spots if key[0] in part.removed]:
            self._spots.pop(key).deleteLater()
        if QAccessible.isActive():
            for name in part.added & self.view.canvas.nodes.keys():
                QAccessible.updateAccessibility(QAccessibleEvent(self.spot(name), QAccessible.Event.ObjectCreated))

    def _forget(self, *_: object) -> None:
        """Another network is shown: what stood for its nodes is gone."""
        for spot in self._spots.values():
            spot.deleteLater()
        self._spots = {}
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleEvent(self.view, QAccessible.Event.ObjectReorder))

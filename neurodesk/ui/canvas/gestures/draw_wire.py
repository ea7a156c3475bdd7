"""Drawing a wire from an output or an input; an occupied input gives its wire into the hand."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QPointF, Qt

from neurodesk.graph import edit
from neurodesk.graph.model import Graph, Port
from neurodesk.ui.canvas.gestures.gesture import Gesture, Pointer
from neurodesk.ui.canvas.verbs import Verbs
from neurodesk.ui.canvas.wiring import Verdict, best_input, best_output, verdict
from neurodesk.ui.words import tr


class DrawWire(Gesture):
    """A wire in the hand says before it is let go whether it fits, and why not. On the ground it asks what to add."""

    cursor: ClassVar[Qt.CursorShape | None] = Qt.CursorShape.CrossCursor

    @classmethod
    def starts(cls, at: Pointer) -> bool:
        """The left button on a port."""
        return at.left and bool(at.hit.port)

    def __init__(self, view: Verbs, at: Pointer) -> None:
        super().__init__(view, at)
        end = at.hit.end
        taken = None if at.hit.output else view.session.graph.wires.get(end)
        self._lifted = end if taken else None  # the input whose wire is in the hand
        self._source: Port | None = end if at.hit.output else taken
        self._target: Port | None = None if self._source else end
        self._met: Port | None = None
        self._verdict: Verdict | None = None

    def move(self, at: Pointer) -> None:
        """Stretch the wire to the pointer, or to the port it would take."""
        self._show_lifted(False)
        met = self._meet(at)
        if met is None:
            self._met, self._verdict = None, None
        elif met[0] != self._met:
            self._met, self._verdict = met
        self._show(at)

    def release(self, at: Pointer) -> None:
        """Connect, disconnect, or ask for a layer to connect."""
        self._show_lifted(True)
        if not self.dragged:
            self.view.session.select([self.first.hit.node])
        elif self._met is not None and self._verdict is not None:
            self._land(self._verdict)
        elif self._lifted is not None:
            lifted = self._lifted
            self.view.session.edit_graph(tr("Disconnect"), lambda graph: edit.disconnect(graph, lifted))
        else:
            self.view.add_search(at.scene, source=self._source, target=self._target)
            self.view.overlay.show_ghost(*self._ends(at), "open", self.view.scale_now)  # until the search closes

    def cancel(self) -> None:
        """The lifted wire back to its place."""
        self._show_lifted(True)

    def _land(self, judged: Verdict) -> None:
        if not judged.possible:
            self.view.message.emit(judged.text)
            return
        source, target = (self._source, self._met) if self._source else (self._met, self._target)
        lifted = self._lifted

        def connected(graph: Graph) -> Graph:
            if lifted is not None and lifted != target:
                graph = edit.disconnect(graph, lifted)
            return edit.connect(graph, source, target)

        self.view.session.edit_graph(tr("Connect"), connected)

    def _meet(self, at: Pointer) -> tuple[Port, Verdict] | None:
        """The port under the pointer that the wire could take, or the best one of the card under it."""
        hit, session = at.hit, self.view.session
        if not hit.node:
            return None
        if self._source is not None:
            if hit.node == self._source.node:
                return None
            if hit.port and not hit.output:
                return hit.end, verdict(session, self._source, hit.end)
            return best_input(session, self._source, hit.node)
        if self._target is None or hit.node == self._target.node:
            return None
        if hit.port and hit.output:
            return hit.end, verdict(session, hit.end, self._target)
        return best_output(session, self._target, hit.node)

    def _ends(self, at: Pointer) -> tuple[QPointF, QPointF]:
        """Where the wire in the hand begins and ends."""
        nodes, held = self.view.canvas.nodes, self._source or self._target
        fixed = nodes[held.node].port_at(held.port, output=self._source is not None)
        met = self._met
        free = nodes[met.node].port_at(met.port, output=self._source is None) if met else at.scene
        return (fixed, free) if self._source else (free, fixed)

    def _show(self, at: Pointer) -> None:
        overlay, scale = self.view.overlay, self.view.scale_now
        tone = self._verdict.tone if self._verdict else "open"
        text = self._verdict.text if self._verdict else self._offer()
        overlay.show_ghost(*self._ends(at), tone, scale)
        overlay.show_words(text, QPointF(at.scene), scale, tone)

    def _offer(self) -> str:
        return tr("Let go to disconnect") if self._lifted else tr("Let go to add a layer here")

    def _show_lifted(self, there: bool) -> None:
        wire = self.view.canvas.wires.get(self._lifted) if self._lifted else None
        if wire is not None:
            wire.setVisible(there)

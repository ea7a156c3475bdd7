"""Moving cards on the 8 px grid. A loose card let go over a wire goes into it; Alt takes cards out of their wires."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QPointF, Qt

from neurodesk.graph import edit
from neurodesk.graph.model import Graph, Place, Port
from neurodesk.ui.canvas.edits import detach, loose, place_of, snap, splice
from neurodesk.ui.canvas.gestures.gesture import Gesture, Pointer
from neurodesk.ui.canvas.verbs import Verbs
from neurodesk.ui.words import tr


class MoveNodes(Gesture):
    """Cards follow the hand; the drawing learns of it once, when they are let go."""

    cursor: ClassVar[Qt.CursorShape | None] = Qt.CursorShape.SizeAllCursor

    @classmethod
    def starts(cls, at: Pointer) -> bool:
        """The left button on a card."""
        return at.left and bool(at.hit.node) and not at.hit.port

    def __init__(self, view: Verbs, at: Pointer) -> None:
        super().__init__(view, at)
        name, selected = at.hit.node, view.session.selection
        if name not in selected:
            view.session.select(selected | {name} if at.shift or at.ctrl else {name})
        elif at.shift or at.ctrl:
            view.session.select(selected - {name})
        self._was_selected = name in selected
        self._names = sorted(view.session.selection | {name})
        self._start = {each: place_of(view.session.graph, each) for each in self._names}
        self._places = dict(self._start)
        self._wire: Port | None = None
        self._hidden = [wire for each in self._names for wire in view.canvas.wires_of(each)] if at.alt else []

    def move(self, at: Pointer) -> None:
        """Take the cards along, on the grid, and show the wire that the card would go into."""
        grabbed = self._start[self.first.hit.node]
        away = at.scene - self.first.scene
        there = snap(Place(grabbed.x + away.x(), grabbed.y + away.y()))
        dx, dy = there.x - grabbed.x, there.y - grabbed.y
        for wire in self._hidden:
            wire.setVisible({wire.source.node, wire.target.node} <= set(self._names))
        for name, place in self._start.items():
            self._places[name] = Place(place.x + dx, place.y + dy)
            self.view.canvas.place(name, QPointF(*self._places[name]))
        self._aim(at)

    def release(self, at: Pointer) -> None:
        """Make it one step of history."""
        self._show_hidden()
        if not self.dragged:
            if self._was_selected and not (at.shift or at.ctrl):
                self.view.session.select([self.first.hit.node])
            return
        if not self.view.session.edit_graph(tr("Move"), self._moved) or self._places == self._start:
            self.view.canvas.settle()

    def cancel(self) -> None:
        """Every card back to its place."""
        self._show_hidden()
        self.view.canvas.settle()

    def _moved(self, graph: Graph) -> Graph:
        if self.first.alt:
            graph = detach(graph, self._names)
        graph = edit.move(graph, self._places)
        ends = self._ends()
        if self._wire is not None and ends is not None and self._wire in graph.wires:
            graph = splice(graph, self._names[0], self._wire, *ends)
        return graph

    def _ends(self) -> tuple[str, str] | None:
        """The ports by which the one moved card can go into a wire."""
        face = self.view.canvas.nodes[self._names[0]].face
        free = self.first.alt or loose(self.view.session.graph, self._names[0])
        return (
            (face.inputs[0], face.outputs[0])
            if len(self._names) == 1 and free and face.inputs and face.outputs
            else None
        )

    def _aim(self, at: Pointer) -> None:
        self._wire = None if at.alt or self._ends() is None else self.view.wire_under(self._names[0], at.scene)
        self.view.show_splice(self._wire)

    def _show_hidden(self) -> None:
        self.view.show_splice(None)
        for wire in self._hidden:
            if wire.scene() is not None:
                wire.setVisible(True)

"""Moving a reroute dot of a wire."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QPointF, Qt

from neurodesk.graph import edit
from neurodesk.graph.model import Place
from neurodesk.ui.canvas.edits import snap
from neurodesk.ui.canvas.gestures.gesture import Gesture, Pointer
from neurodesk.ui.canvas.hit import Hit
from neurodesk.ui.canvas.verbs import Verbs
from neurodesk.ui.words import tr


class MoveDot(Gesture):
    """A reroute dot follows the hand."""

    cursor: ClassVar[Qt.CursorShape | None] = Qt.CursorShape.SizeAllCursor

    @classmethod
    def starts(cls, at: Pointer) -> bool:
        """The left button on a dot, without Alt, which cuts."""
        return at.left and at.hit.dot >= 0 and not at.alt

    def __init__(self, view: Verbs, at: Pointer) -> None:
        super().__init__(view, at)
        view.session.select(())
        view.canvas.marks.pick(Hit(wire=at.hit.wire, dot=at.hit.dot))
        self._wire = view.canvas.wires[at.hit.wire]
        self._dots = list(view.session.graph.bends[at.hit.wire])

    def move(self, at: Pointer) -> None:
        """Take the dot along, on the grid."""
        self._dots[self.first.hit.dot] = snap(Place(at.scene.x(), at.scene.y()))
        self._wire.lay(self._wire.start, self._wire.end, tuple(QPointF(*dot) for dot in self._dots))

    def release(self, at: Pointer) -> None:
        """Make it one step of history."""
        bends = {self._wire.target: self._dots}
        if self.dragged and not self.view.session.edit_graph(tr("Move dot"), lambda graph: edit.bend(graph, bends)):
            self.view.canvas.settle()

    def cancel(self) -> None:
        """The dot back to its place."""
        self.view.canvas.settle()

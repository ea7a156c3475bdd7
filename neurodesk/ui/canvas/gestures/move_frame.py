"""Moving a comment frame by its title, with all that stands on it; its corners change its size."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt

from neurodesk.graph import edit
from neurodesk.graph.model import SMALLEST_FRAME, Frame, Graph, Place, Port
from neurodesk.ui.canvas.edits import place_of, snap
from neurodesk.ui.canvas.frame_item import CURSORS, stretched
from neurodesk.ui.canvas.gestures.gesture import Gesture, Pointer
from neurodesk.ui.canvas.verbs import Verbs
from neurodesk.ui.words import tr


class MoveFrame(Gesture):
    """Frame, nodes and dots follow the hand on the 8 px grid; the drawing learns of it once, when they are let go."""

    @classmethod
    def starts(cls, at: Pointer) -> bool:
        """The left button on a frame's title or corner."""
        return at.left and bool(at.hit.frame)

    def __init__(self, view: Verbs, at: Pointer) -> None:
        super().__init__(view, at)
        self.cursor = CURSORS.get(at.hit.part, Qt.CursorShape.SizeAllCursor)
        graph, marks = view.session.graph, view.canvas.marks
        view.session.select(())
        marks.pick(at.hit)
        nodes, frames, dots = marks.inside(at.hit.frame) if at.hit.part == "title" else ([], [], [])
        self._nodes = {name: place_of(graph, name) for name in nodes}
        self._frames = {name: graph.frames[name] for name in (at.hit.frame, *frames)}
        self._dots = dots
        self._dx = self._dy = 0.0

    def move(self, at: Pointer) -> None:
        """Take everything along, or pull the corner."""
        away = at.scene - self.first.scene
        self._dx, self._dy = snap(Place(away.x(), away.y()))
        for name, frame in self._moved_frames().items():
            self.view.canvas.marks.frames[name].show_frame(frame)
        for name, place in self._moved_nodes().items():
            self.view.canvas.place(name, QPointF(*place))

    def release(self, at: Pointer) -> None:
        """Make it one step of history."""
        moved = (self._dx, self._dy) != (0.0, 0.0)
        title = self.first.hit.part == "title"
        if not moved or not self.view.session.edit_graph(
            tr("Move frame") if title else tr("Resize frame"), self._moved
        ):
            self.view.canvas.settle()

    def cancel(self) -> None:
        """Everything back to its place."""
        self.view.canvas.settle()

    def _moved(self, graph: Graph) -> Graph:
        graph = edit.move(edit.set_frames(graph, self._moved_frames()), self._moved_nodes())
        bends: dict[Port, list[Place]] = {target: list(graph.bends[target]) for target, _ in self._dots}
        for target, at in self._dots:
            bends[target][at] = self._shifted(bends[target][at])
        return edit.bend(graph, bends)

    def _moved_nodes(self) -> dict[str, Place]:
        return {name: self._shifted(place) for name, place in self._nodes.items()}

    def _moved_frames(self) -> dict[str, Frame]:
        if self.first.hit.part == "title":
            return {name: frame._replace(place=self._shifted(frame.place)) for name, frame in self._frames.items()}
        name = self.first.hit.frame
        return {name: stretched(self._frames[name], self.first.hit.part, self._dx, self._dy, SMALLEST_FRAME)}

    def _shifted(self, place: Place) -> Place:
        return Place(place.x + self._dx, place.y + self._dy)

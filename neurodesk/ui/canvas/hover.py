"""What lies under the resting pointer: lit up, and named with what it carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from neurodesk.layers.spec import show
from neurodesk.ui.canvas.frame_item import CURSORS
from neurodesk.ui.canvas.gestures.gesture import Pointer
from neurodesk.ui.canvas.hit import Hit
from neurodesk.ui.words import tr

if TYPE_CHECKING:
    from neurodesk.ui.canvas.verbs import Verbs


class Hover:
    """The thing under the pointer."""

    def __init__(self, view: Verbs) -> None:
        self._view = view
        self.hit = Hit()

    def over(self, at: Pointer) -> None:
        """The pointer is here: light up what is below, and name the port or what the wire carries."""
        hit, before, scene = at.hit, self.hit, self._view.canvas
        self._point(CURSORS.get(hit.part), CURSORS.get(before.part))
        if hit == before:
            return
        self.hit = hit
        for name in {hit.node, before.node} & scene.nodes.keys():
            port = f"{'out' if hit.output else 'in'}.{hit.port}" if hit.port and name == hit.node else ""
            scene.nodes[name].mark(hovered=name == hit.node, hovered_port=port)
        for target in {hit.wire, before.wire} & scene.wires.keys():
            scene.wires[target].mark(hovered=target == hit.wire)
        words = self.words()
        if words:
            self._view.overlay.show_words(words, at.scene, self._view.scale_now)
        else:
            self._view.overlay.clear()

    def leave(self) -> None:
        """The pointer went away."""
        if self.hit != Hit():
            self.over(Pointer(self._view.rect().center().toPointF(), self._view.seen().center(), Hit()))

    def _point(self, shape: Qt.CursorShape | None, before: Qt.CursorShape | None) -> None:
        """A corner that can be pulled shows the way it goes."""
        over = self._view.viewport()
        if shape is not None and over.cursor().shape() != shape:
            over.setCursor(shape)
        elif shape is None and before is not None:
            over.unsetCursor()

    def words(self) -> str:
        """A port with the shape it gives or takes, a wire with its ends and shape; nothing for a card."""
        session, hit = self._view.session, self.hit
        if hit.wire in self._view.canvas.wires:
            wire = self._view.canvas.wires[hit.wire]
            shape = f":  {wire.shape_text}" if wire.shape_text else ""
            return tr("{source} to {target}", source=wire.source.node, target=wire.target.node) + shape
        if hit.end is None:
            return ""
        shape = session.flow.shapes.get(hit.end if hit.output else session.graph.wires.get(hit.end))
        if shape is None:
            return tr("{port}  (output)", port=hit.port) if hit.output else tr("{port}  (input)", port=hit.port)
        told = show(shape)
        gives = tr("{port}  gives  {shape}", port=hit.port, shape=told)
        return gives if hit.output else tr("{port}  takes  {shape}", port=hit.port, shape=told)

"""The marks of the shown network on the canvas: its frames, its pinned previews, and the mark that keys go to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt

from neurodesk.graph.diff import Diff
from neurodesk.graph.model import Graph, Port
from neurodesk.ui.canvas.frame_item import FrameItem
from neurodesk.ui.canvas.hit import Hit
from neurodesk.ui.canvas.preview_item import PreviewItem

if TYPE_CHECKING:
    from neurodesk.ui.canvas.scene import CanvasScene

_BOX = Qt.ItemSelectionMode.IntersectsItemBoundingRect


class Marks:
    """Frame items by name, previews by node, and which frame or dot is picked."""

    def __init__(self, scene: CanvasScene) -> None:
        self._scene = scene
        self.frames: dict[str, FrameItem] = {}
        self.previews: dict[str, PreviewItem] = {}
        self.picked = Hit()

    def frame_at(self, at: QPointF, box: QRectF, reach: float) -> Hit:
        """The title or corner of a frame under a scene point, smaller frames first."""
        found = [item for item in self._scene.items(box, mode=_BOX) if isinstance(item, FrameItem)]
        for item in sorted(found, key=lambda item: item.frame.width * item.frame.height):
            part = item.part_at(at, reach * 0.6)
            if part:
                return Hit(frame=item.name, part=part)
        return Hit()

    def pick(self, hit: Hit) -> None:
        """Let the keys go to a frame or dot; to none with an empty hit."""
        another, self.picked = hit != self.picked, hit
        for name, item in self.frames.items():
            item.picked = name == hit.frame
            item.update()
        for target, wire in self._scene.wires.items():
            dot, lit = hit.dot if target == hit.wire else -1, target == hit.wire
            if (wire.picked, wire.chosen) != (dot, lit):
                wire.mark(picked=dot, chosen=lit)
        if another:
            self._scene.mark_picked.emit()

    def every(self, graph: Graph) -> list[Hit]:
        """Every frame and dot, in the order in which keys reach them."""
        frames = [Hit(frame=name, part="title") for name in sorted(graph.frames)]
        return frames + [Hit(wire=wire, dot=at) for wire in sorted(graph.bends) for at in range(len(graph.bends[wire]))]

    def inside(self, name: str) -> tuple[list[str], list[str], list[tuple[Port, int]]]:
        """What stands on a frame: nodes by their middle, smaller frames that lie in it whole, and dots."""
        box = self.frames[name].box
        nodes = sorted(node for node, item in self._scene.nodes.items() if box.contains(item.card.center()))
        frames = [other for other, item in self.frames.items() if other != name and box.contains(item.box)]
        dots = [
            (target, at)
            for target, wire in self._scene.wires.items()
            for at, dot in enumerate(wire.dots)
            if box.contains(dot)
        ]
        return nodes, frames, dots

    def rebuild(self, graph: Graph) -> None:
        """Show the marks of another network."""
        for item in (*self.frames.values(), *self.previews.values()):
            self._scene.removeItem(item)
        self.frames, self.previews, self.picked = {}, {}, Hit()
        for name in graph.frames:
            self._add_frame(graph, name)
        self._renew_previews(graph)

    def renew(self, graph: Graph, part: Diff) -> None:
        """Follow a change of the drawing."""
        for name in part.framed:
            if name not in graph.frames:
                self._scene.removeItem(self.frames.pop(name))
            elif name in self.frames:
                self.frames[name].show_frame(graph.frames[name])
            else:
                self._add_frame(graph, name)
        gone = self.picked.frame and self.picked.frame not in graph.frames
        if gone or (self.picked.wire and self.picked.dot >= len(graph.bends.get(self.picked.wire, ()))):
            self.picked = Hit()
        if part.framed or part.bent:
            self.pick(self.picked)
        if graph.pinned or self.previews:
            self._renew_previews(graph)

    def settle(self, graph: Graph) -> None:
        """Put every frame and dot where the drawing says, as after a drag that was given up."""
        for name, item in self.frames.items():
            item.show_frame(graph.frames[name])
        for target in graph.bends:
            wire = self._scene.wires.get(target)
            if wire is not None:
                wire.lay(wire.start, wire.end, tuple(QPointF(*dot) for dot in graph.bends[target]))

    def follow_node(self, name: str) -> None:
        """A node stands elsewhere: its preview goes after it."""
        if name in self.previews:
            self._lay_preview(name)

    def _add_frame(self, graph: Graph, name: str) -> None:
        self.frames[name] = FrameItem(name, graph.frames[name])
        self._scene.addItem(self.frames[name])

    def _renew_previews(self, graph: Graph) -> None:
        for name in [name for name in self.previews if name not in graph.pinned]:
            self._scene.removeItem(self.previews.pop(name))
        for name in graph.pinned:
            node = self._scene.nodes[name]
            if name not in self.previews or self.previews[name].node is not node:
                if name in self.previews:
                    self._scene.removeItem(self.previews[name])
                self.previews[name] = PreviewItem(node)
                self._scene.addItem(self.previews[name])
            self._lay_preview(name)

    def _lay_preview(self, name: str) -> None:
        cards = [item.card for other, item in self._scene.nodes.items() if other != name]
        laid = [each.box for other, each in self.previews.items() if other != name]
        self.previews[name].lay([*cards, *laid])

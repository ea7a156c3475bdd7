"""What can be done to the drawing on the canvas: add, delete, copy, paste, duplicate, tidy. Each is one step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGraphicsItem, QWidget

from neurodesk.files.project import dumps_fragment, loads_fragment
from neurodesk.graph import edit
from neurodesk.graph.align import align, distribute
from neurodesk.graph.arrange import arranged
from neurodesk.graph.bands import READABLE
from neurodesk.graph.carrying import brought, carried, refuse_circles
from neurodesk.graph.document import check_size
from neurodesk.graph.errors import NeuroDeskError
from neurodesk.graph.model import Chosen, Document, Graph, Place, Port
from neurodesk.graph.spacing import clear_below, standing
from neurodesk.ui.canvas.camera import Camera
from neurodesk.ui.canvas.edits import GAP, add_layer, keep_inputs, outside_wires, place_of, snap
from neurodesk.ui.canvas.face import PORT_TOP, WIDTH, sizes_of
from neurodesk.ui.canvas.marking import around, remove_picked
from neurodesk.ui.canvas.minimap import Minimap
from neurodesk.ui.canvas.overlay import Overlay
from neurodesk.ui.canvas.scene import CanvasScene
from neurodesk.ui.session import Session
from neurodesk.ui.words import spoken, tr

_STEP: Final = 32.0  # scene px that a copy stands off its original
_NEAR: Final = 28.0  # scene px from a wire at which a card let go goes into it


class Verbs(Camera):
    """The view with everything it can be asked to do."""

    help_asked = Signal(str)  # the key of a layer
    parameters_asked = Signal(str)  # a node whose parameters are wanted
    menu_asked = Signal(object, object)  # a Hit, and the point of the screen where its menu opens
    message = Signal(str)  # a sentence to be said over the drawing for a while

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(CanvasScene(session), parent)
        self.canvas.setParent(self)
        self.session = session
        self.reduced_motion = False
        self._copied: tuple[str, dict[Port, Port], object] = ("", {}, None)
        self.overlay = Overlay()
        self.canvas.addItem(self.overlay)
        self.minimap = Minimap(self)

    def others(self) -> list[QGraphicsItem]:
        """What is seen beside nodes and wires, what a gesture shows included."""
        return [*super().others(), self.overlay]

    def add_layer(
        self, key: str, at: QPointF, source: Port | None = None, target: Port | None = None, wire: Port | None = None
    ) -> str:
        """Add a layer with its card's corner at a scene point, wired as asked, and select it; the answer: its name."""
        made = ""

        def added(graph: Graph) -> Graph:
            nonlocal made
            graph, made = add_layer(graph, Chosen(key), Place(at.x(), at.y()), source, target, wire)
            return graph

        if not self.session.edit_graph(tr("Add layer"), added):
            return ""
        self.session.select([made])
        self.ensure_seen(made)
        return made

    def delete(self, heal: bool = False) -> None:
        """Delete what is selected; with `heal` the wires are joined through."""
        names = self.session.selection
        if not names and remove_picked(self):
            return
        if not names:
            self.message.emit(tr("Nothing is selected. Click a layer, or pull a box around several."))
            return
        label = tr("Delete and heal") if heal else tr("Delete")
        self.session.edit_graph(label, lambda graph: (edit.heal if heal else edit.remove)(graph, sorted(names)))

    def _frames_around(self, names: list[str]) -> list[str]:
        """The frames that hold nothing but these nodes: a copy takes them along."""
        marks = self.canvas.marks
        return [frame for frame in marks.frames if (inside := marks.inside(frame)[0]) and set(inside) <= set(names)]

    def copy(self) -> bool:
        """Put what is selected on the clipboard as readable text; says whether there was something."""
        graph, names = self.session.graph, sorted(self.session.selection)
        if not names:
            self.message.emit(tr("Nothing is selected to copy."))
            return False
        part = edit.fragment(graph, names, self._frames_around(names))
        text = dumps_fragment(part, carried(self.session.document, part))
        QGuiApplication.clipboard().setText(text)
        self._copied = (text, outside_wires(graph, names), self.session.history)
        self.message.emit(tr("Copied {names}", names=_layers(len(names))))
        return True

    def cut(self) -> None:
        """Copy, then delete."""
        if self.copy():
            self.session.edit_graph(tr("Cut"), lambda graph: edit.remove(graph, sorted(self.session.selection)))

    def paste(self, keep_inputs: bool = False) -> None:
        """Add the layers that the clipboard's text names, in sight. `keep_inputs` feeds them what fed the originals."""
        text = QGuiApplication.clipboard().text()
        try:
            part, networks = loads_fragment(text)
        except NeuroDeskError as error:
            meant = text.lstrip().startswith("{")  # else nobody wants to know what is wrong with it
            told = tr("The clipboard holds no layers: {error}", error=spoken(str(error)))
            self.message.emit(told if meant else tr("The clipboard holds no layers. Copy some first."))
            return
        if text == self._copied[0]:  # the text names no wires from outside; a copy made here is remembered
            part = part.rewired(put=self._copied[1])
            if self._copied[2] is self.session.history:  # blocks copied here stand for the networks as they are now
                networks = carried(self.session.document, part)
        if part.nodes:
            self._paste(tr("Paste"), part, keep_inputs, self._landing(part), networks)

    def duplicate(self) -> None:
        """Add a copy of what is selected beside it, with the same inputs."""
        graph, names = self.session.graph, sorted(self.session.selection)
        if names:
            part = edit.fragment(graph, names, self._frames_around(names)).rewired(put=outside_wires(graph, names))
            first = Place(_STEP, self.canvas.bounds(names).height() + _STEP)
            self._paste(tr("Duplicate"), part, True, clear_below(self.session.graph, standing(part, part.nodes), first))

    def select_all(self) -> None:
        """Select every node."""
        self.session.select(self.session.graph.nodes)

    def tidy(self) -> None:
        """Arrange what is selected, or everything, and bring into sight what is not."""
        names = sorted(self.session.selection) if len(self.session.selection) > 1 else None
        sizes, marks, room = self.canvas.sizes(), self.canvas.marks, self.room()
        inside = {frame: marks.inside(frame)[0] for frame in marks.frames}

        def tidied(graph: Graph) -> Graph:
            """Frames go with the nodes that stood on them."""
            graph = arranged(graph, sizes, names, room)
            laid = set(graph.nodes if names is None else names)
            boxes = {name: QRectF(*place_of(graph, name), *sizes[name]) for name in graph.nodes}
            return around(graph, {frame: nodes for frame, nodes in inside.items() if laid & set(nodes)}, boxes)

        self._glide(tr("Tidy"), tidied)
        box = QRectF()
        for name in names or self.session.graph.nodes:  # where the cards will be: they may still glide
            box = box.united(QRectF(*place_of(self.session.graph, name), *sizes[name]))
        if not self.seen().contains(box):
            self._fit(box)

    def readable(self, graph: Graph) -> Graph:
        """A drawing just made, in rows where it would be too long to be read when the whole is shown."""
        if len(graph.nodes) * (WIDTH + GAP) * READABLE <= self.room()[0]:
            return graph
        return arranged(graph, sizes_of(self.session.document, graph), room=self.room())

    def align(self, side: str) -> None:
        """Line up what is selected at a side; see `graph.align`."""
        sizes = self.canvas.sizes()
        self._glide(tr("Align"), lambda graph: align(graph, self.session.selection, sizes, side))

    def distribute(self, axis: int) -> None:
        """Leave equal gaps between what is selected, across (0) or down (1)."""
        sizes = self.canvas.sizes()
        self._glide(tr("Distribute"), lambda graph: distribute(graph, self.session.selection, sizes, axis))

    def wire_under(self, name: str, pointer: QPointF) -> Port | None:
        """The wire that a card would go into if it were let go here; never one of its own."""
        item = self.canvas.nodes[name]
        line = QPointF(item.card.center().x(), item.y() + PORT_TOP)
        own = {wire.target for wire in self.canvas.wires_of(name)}
        near = [
            (min(wire.distance(line), wire.distance(pointer)), target)
            for target, wire in self.canvas.wires.items()
            if target not in own and wire.boundingRect().intersects(item.card)
        ]
        distance, target = min(near, default=(_NEAR + 1.0, None))
        return target if distance <= _NEAR else None

    def show_splice(self, wire: Port | None) -> None:
        """Light up the wire that a drop would go into; None darkens all."""
        for target, item in self.canvas.wires.items():
            if item.hovered != (target == wire):
                item.mark(hovered=target == wire)

    def _glide(self, label: str, change: Callable[[Graph], Graph]) -> None:
        """Make an edit whose moves are seen, unless motion is reduced."""
        self.canvas.smooth_moves = not self.reduced_motion
        self.session.edit_graph(label, change)
        self.canvas.smooth_moves = False

    def _paste(
        self, label: str, part: Graph, keep: bool, offset: Place, networks: Mapping[str, Graph] | None = None
    ) -> None:
        made: list[str] = []
        network = self.session.network

        def pasted(document: Document) -> Document:
            document, ready = brought(document, part, networks or {})
            refuse_circles(document, network, ready)
            after, renamed = edit.paste(document.networks[network], ready, offset)
            made[:] = renamed.values()
            return check_size(document.with_graph(network, keep_inputs(after, part, renamed) if keep else after))

        if self.session.edit(label, pasted):
            self.session.select(made)
            self.message.emit(f"{label}: {_layers(len(made))}")

    def _landing(self, part: Graph) -> Place:
        """How far a pasted part moves: a step off its originals where they are in sight, else to the middle."""
        places = standing(part, part.nodes)
        left, top = min(place.x for place in places), min(place.y for place in places)
        seen = self.seen()
        offset = Place(_STEP, _STEP)
        if not seen.contains(QPointF(left + _STEP, top + _STEP)):
            middle = seen.center()
            offset = snap(Place(middle.x() - left - WIDTH / 2, middle.y() - top))
        return clear_below(self.session.graph, places, offset)


def _layers(count: int) -> str:
    return tr("1 layer") if count == 1 else tr("{count} layers", count=count)

"""The items of the shown network, kept in step with the session: every change touches only what it names."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from PySide6.QtCore import QEasingCurve, QObject, QPointF, QRectF, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QGraphicsScene

from neurodesk.graph.diff import Diff, DocumentDiff
from neurodesk.graph.entries import entries
from neurodesk.graph.model import Graph, Place, Port
from neurodesk.layers.spec import Shape, numel, show
from neurodesk.ui.canvas.face import WIDTH, face_of, follows_others, forget_faces
from neurodesk.ui.canvas.gutters import lanes, strips
from neurodesk.ui.canvas.hit import Hit
from neurodesk.ui.canvas.marks import Marks
from neurodesk.ui.canvas.node_item import NodeItem
from neurodesk.ui.canvas.whole import Whole
from neurodesk.ui.canvas.wire_item import WireItem, thickness
from neurodesk.ui.inside import shown_problems
from neurodesk.ui.node_words import node_facts
from neurodesk.ui.session import Session
from neurodesk.ui.words import language, spoken

REACH = 12.0  # view px around the pointer: targets are 24 px
FAR = 100_000.0  # scene px; the canvas ends here, farther than anyone draws
GLIDE_MS = 180
_BOX = Qt.ItemSelectionMode.IntersectsItemBoundingRect
_MANY = 100  # items; to repaint more of them one by one takes longer than everything in sight
_Problem = tuple[str, str, frozenset[str]]  # severity, sentence, ports
_GLIDED = 300  # nodes; with more of them a jump is smoother than a slow animation


class CanvasScene(QGraphicsScene):
    """Node and wire items by name and by input port."""

    mark_picked = Signal()  # a frame, a dot or a wire, or none any more

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)  # its own rectangle stays around the items: the index that finds them divides it
        self.session = session
        self.nodes: dict[str, NodeItem] = {}
        self.wires: dict[Port, WireItem] = {}
        self.smooth_moves = False  # set around an edit whose moves should glide
        self._ends: defaultdict[str, set[Port]] = defaultdict(set)
        self._returning: set[Port] = set()  # wires that run back to the left
        self._rewired: set[str] = set()  # nodes whose wires came or went
        self._moved = False  # since their lanes were found
        self._spans: dict[str, tuple[float, float]] = {}  # top and bottom of every card, scene px
        self._problems: dict[str, _Problem] = {}  # the worst of each node, as it is shown
        self._graph = Graph()
        self._selected: frozenset[str] = frozenset()
        self._glide: QVariantAnimation | None = None
        self.marks = Marks(self)
        self.whole = Whole(self)
        session.document_changed.connect(self._follow)
        session.checked.connect(self.show_facts)
        language().changed.connect(self._retell)
        session.selection_changed.connect(self._show_selection)
        session.network_shown.connect(self.rebuild)
        session.opened.connect(self.rebuild)
        self.rebuild()

    # ------------------------------------------------------------------ finding

    def hit(self, at: QPointF, scale: float) -> Hit:
        """What lies under a scene point, ports before nodes before wires; `scale` is view px per scene px."""
        self.find_lanes()
        reach = min(REACH / scale, 40.0)
        box = QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)
        found = [item for item in self.items(box, mode=_BOX) if isinstance(item, NodeItem | WireItem)]
        nodes = [item for item in found if isinstance(item, NodeItem)]
        for item in nodes:
            port = item.port_near(at, reach)
            if port:
                return Hit(item.name, *port)
        for item in nodes:
            if item.card.contains(at):
                return Hit(item.name)
        wires = [(item.distance(at), item.target) for item in found if isinstance(item, WireItem)]
        distance, wire = min(wires, default=(math.inf, None))
        if wire is not None and distance <= reach:
            return Hit(wire=wire, dot=self.wires[wire].dot_near(at, reach))
        return self.marks.frame_at(at, box, reach)

    def inside(self, box: QRectF) -> frozenset[str]:
        """The nodes whose cards touch a rectangle."""
        found = self.items(box, mode=_BOX)
        return frozenset(item.name for item in found if isinstance(item, NodeItem) and item.card.intersects(box))

    def bounds(self, names: Iterable[str] | None = None) -> QRectF:
        """The rectangle around these cards, or around all there is, frames and previews too."""
        box = QRectF()
        items = list(self.nodes.values()) if names is None else [self.nodes[name] for name in names]
        if items:
            across = [item.x() for item in items]
            top, bottom = min(item.y() for item in items), max(item.y() + item.height for item in items)
            box = QRectF(QPointF(min(across), top), QPointF(max(across) + WIDTH, bottom))
        if names is None:
            for each in (*self.marks.frames.values(), *self.marks.previews.values()):
                box = box.united(each.box)
        return box

    def wires_of(self, name: str) -> list[WireItem]:
        """The wires that begin or end at a node."""
        return [self.wires[target] for target in self._ends.get(name, ())]

    def sizes(self) -> dict[str, tuple[float, float]]:
        """Width and height of every card, scene px."""
        return {name: (float(WIDTH), item.height) for name, item in self.nodes.items()}

    # ------------------------------------------------------------------ what is shown

    def place(self, name: str, at: QPointF) -> None:
        """Put a card somewhere and its wires after it; the drawing itself is not changed."""
        self.nodes[name].setPos(at)
        self._spans[name] = at.y(), at.y() + self.nodes[name].height
        self._moved = True
        for wire in self.wires_of(name):
            self._lay(wire)
        self.marks.follow_node(name)

    def find_lanes(self) -> None:
        """Lead the wires that run back to the left between the cards as they stand; nothing to do while none moved."""
        if self._moved and self._returning:
            free = strips(self._spans.values())
            back = {target: self.wires[target] for target in self._returning}
            found = lanes(free, {target: (wire.source, wire.start, wire.end) for target, wire in back.items()})
            for target, wire in back.items():
                wire.follow(found.get(target))
        self._moved = False

    def show_live(self, name: str, picture: QImage | None, gradient: float | None) -> None:
        """Show a live picture and gradient on a node, if it is there."""
        if name in self.nodes:
            self.nodes[name].show_live(picture, gradient)

    def show_facts(self) -> None:
        """Take shapes, counts and problems from the session; what is out of sight asks when it comes into sight."""
        session, problems = self.session, dict[str, _Problem]()
        for name, found in shown_problems(session.document, session.network, session.problems).items():
            worst = found[0]  # errors come first; the first one of a node is shown
            ports = frozenset(each.port for each in found if each.port and each.severity == worst.severity)
            problems[name] = worst.severity, spoken(worst.title), ports
        before, self._problems = self._problems, problems
        for name in problems.keys() | before.keys():
            if name in self.nodes and problems.get(name) != before.get(name):
                self._show_problem(name)
        for item in (*self.nodes.values(), *self.wires.values()):
            item.stale = True
        changed = [item for item in self._in_sight() if item.renew()]
        if len(changed) > _MANY:
            self.update()
        else:
            for item in changed:
                item.update()

    def _retell(self) -> None:
        """Say all in the language that is spoken now."""
        forget_faces()
        self._renew_faces(self._graph, self.nodes)
        self.show_facts()

    def _in_sight(self) -> list[NodeItem | WireItem]:
        found = [item for view in self.views() for item in self.items(view.mapToScene(view.rect()), mode=_BOX)]
        return [item for item in found if isinstance(item, NodeItem | WireItem)]

    def _show_problem(self, name: str) -> None:
        severity, sentence, ports = self._problems.get(name, _FINE)
        self.nodes[name].show_problem(severity, sentence, ports)
        for target in self._ends.get(name, ()):
            if target.node == name:
                self.wires[target].mark(wrong=severity == "error" and target.port in ports)

    def _tell_node(self, item: NodeItem) -> None:
        facts = node_facts(self._graph, self.session.flow, item.name, item.face)
        if facts != item.facts:
            item.facts = facts
            item.show_facts(_carried(facts[0])[0], facts[1])

    def _tell_wire(self, wire: WireItem) -> None:
        carried = self.session.flow.shapes.get(wire.source)
        if carried != wire.carried:
            wire.carried = carried
            text, width = _carried(carried)
            wire.carry(width, text)

    def rebuild(self, *_: object) -> None:
        """Show the session's network from nothing."""
        self._stop_glide()
        for item in (*self.wires.values(), *self.nodes.values()):
            self.removeItem(item)
        self.nodes, self.wires, self._returning, self._spans = {}, {}, set(), {}
        self._ends.clear()
        self._rewired.clear()
        self._selected, self._problems = frozenset(), {}
        self._graph = graph = self.session.graph
        for name, _ in entries(graph.nodes):
            self._add_node(graph, name)
        for target, _ in entries(graph.wires):
            self._add_wire(graph, target)
        self._mark_wired()
        self.marks.rebuild(graph)
        self.show_facts()
        self._show_selection()

    def settle(self) -> None:
        """Put every card where the drawing says, as after a drag that was given up."""
        for name, place in entries(self._graph.places):
            item = self.nodes.get(name)
            if item is not None and (item.x(), item.y()) != place:
                self.place(name, QPointF(*place))
        self.marks.settle(self._graph)

    # ------------------------------------------------------------------ following the session

    def _follow(self, change: DocumentDiff) -> None:
        graph = self.session.graph
        part = change.networks.get(self.session.network)
        if graph is not self._graph:
            self._graph = graph
            if part is None:
                self.rebuild()
            else:
                self._apply(graph, part)
        self._renew_faces(graph, [name for name, node in entries(graph.nodes) if follows_others(node)])

    def _apply(self, graph: Graph, part: Diff) -> None:
        for target in part.unwired | {target for target in part.wired if target in self.wires}:
            self._remove_wire(target)
        for name in part.removed:
            self._ends.pop(name, None)
            self._problems.pop(name, None)
            del self._spans[name]
            self.removeItem(self.nodes.pop(name))
        for name in part.added:
            self._add_node(graph, name)
        self._renew_faces(graph, part.changed)
        for name in part.changed:
            self.nodes[name].mark(muted=name in graph.muted)
        for target in part.wired:
            self._add_wire(graph, target)
        self._mark_wired()
        for target in part.bent & self.wires.keys():
            self._lay(self.wires[target])
        self._move(graph, [name for name in part.moved if name not in part.added])
        self.marks.renew(graph, part)

    def _renew_faces(self, graph: Graph, names: Iterable[str]) -> None:
        for name in names:
            face = face_of(self.session.document, graph, name)
            if face != self.nodes[name].face:
                self.nodes[name].show_face(face)
                self._spans[name] = self.nodes[name].y(), self.nodes[name].y() + face.height
                for wire in self.wires_of(name):
                    self._lay(wire)

    def _add_node(self, graph: Graph, name: str) -> None:
        item = self.nodes[name] = NodeItem(name, face_of(self.session.document, graph, name))
        item.setPos(QPointF(*graph.places.get(name, Place(0.0, 0.0))))
        item.muted, item.ask = name in graph.muted, self._tell_node
        self.addItem(item)
        self._spans[name] = item.y(), item.y() + item.height
        self._moved = True

    def _add_wire(self, graph: Graph, target: Port) -> None:
        source = graph.wires[target]
        if source.node not in self.nodes or target.node not in self.nodes:
            return
        wire = self.wires[target] = WireItem(source, target)
        wire.ask = self._tell_wire
        self._ends[source.node].add(target)
        self._ends[target.node].add(target)
        if source.node in self._selected or target.node in self._selected:
            wire.lit = True
        if target.node in self._problems:
            severity, _, ports = self._problems[target.node]
            wire.wrong = severity == "error" and target.port in ports
        self._lay(wire)
        self.addItem(wire)
        self._rewired.update((source.node, target.node))

    def _remove_wire(self, target: Port) -> None:
        wire = self.wires.pop(target, None)
        if wire is None:
            return
        self._returning.discard(target)
        for end in (wire.source.node, target.node):
            self._ends.get(end, set()).discard(target)
        self.removeItem(wire)
        self._rewired.update((wire.source.node, target.node))

    def _mark_wired(self) -> None:
        """Fill the ports that have a wire now, and empty those that have none."""
        for name in self._rewired & self.nodes.keys():
            wired = [
                f"in.{target.port}" if target.node == name else f"out.{self.wires[target].source.port}"
                for target in self._ends.get(name, ())
            ]
            self.nodes[name].mark(wired=frozenset(wired))
        self._rewired.clear()

    def _lay(self, wire: WireItem) -> None:
        start = self.nodes[wire.source.node].port_at(wire.source.port, output=True)
        end = self.nodes[wire.target.node].port_at(wire.target.port, output=False)
        dots = self._graph.bends.get(wire.target)
        wire.lay(start, end, tuple(QPointF(*dot) for dot in dots) if dots else ())
        if wire.returns:
            self._returning.add(wire.target)
            self._moved = True  # a new one is to be led, too
        elif wire.target in self._returning:
            self._returning.discard(wire.target)
            wire.follow(None)

    def _show_selection(self) -> None:
        wanted = self.session.selection & self.nodes.keys()
        for name in (wanted ^ self._selected) & self.nodes.keys():
            self.nodes[name].mark(selected=name in wanted)
            self.nodes[name].setZValue(2 if name in wanted else 1)
            for wire in self.wires_of(name):
                wire.mark(lit=wire.source.node in wanted or wire.target.node in wanted)
        self._selected = frozenset(wanted)

    def _move(self, graph: Graph, names: list[str]) -> None:
        self._stop_glide()
        ends = {name: QPointF(*graph.places.get(name, Place(0.0, 0.0))) for name in names}
        if not self.smooth_moves or len(ends) > _GLIDED:
            for name, end in ends.items():
                self.place(name, end)
            return
        starts = {name: self.nodes[name].pos() for name in ends}
        self._glide = QVariantAnimation(self, startValue=0.0, endValue=1.0, duration=GLIDE_MS)
        self._glide.setEasingCurve(QEasingCurve.Type.OutCubic)

        def step(share: float) -> None:
            for name, end in ends.items():
                if name in self.nodes:
                    self.place(name, starts[name] + (end - starts[name]) * share)

        self._glide.valueChanged.connect(step)
        self._glide.start()

    def _stop_glide(self) -> None:
        if self._glide is not None:
            self._glide.stop()
            self._glide.deleteLater()
            self._glide = None
            self.settle()


@lru_cache(maxsize=4096)
def _carried(shape: Shape | None) -> tuple[str, float]:
    """What a shape reads as, and how thick a wire is that carries it."""
    return ("", 1.5) if shape is None else (show(shape), thickness(numel(shape)))


_FINE: _Problem = ("", "", frozenset())

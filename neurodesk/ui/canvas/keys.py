"""The canvas without a mouse: arrows follow wires, W draws one, Enter opens parameters, Esc leaves."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent

from neurodesk.graph import edit
from neurodesk.graph.model import Port
from neurodesk.graph.names import natural
from neurodesk.ui.canvas.marking import nudge_picked, resize_picked
from neurodesk.ui.canvas.wiring import Verdict, verdict
from neurodesk.ui.words import tr

if TYPE_CHECKING:
    from neurodesk.ui.canvas.verbs import Verbs

_ARROWS: Final = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Keys:
    """The node that has the keyboard, and the wire that is drawn by keys, if any."""

    def __init__(self, view: Verbs) -> None:
        self._view = view
        self.current = ""
        self.wire: WireByKeys | None = None
        self._shown = False

    def press(self, event: QKeyEvent) -> bool:
        """Take a key; says whether it meant something here."""
        key = event.key()
        if event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier):
            return False
        if self.wire is not None:
            return self._wiring(key)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in _ARROWS and (resize_picked if shift else nudge_picked)(self._view, *_ARROWS[key]):
            return True
        if key in _ARROWS:
            return self._walk(*_ARROWS[key], add=shift)
        if key in _ENTER and self.here():
            self._view.parameters_asked.emit(self.here())
            return True
        if key == Qt.Key.Key_W and not event.modifiers():
            return self.draw_wire()
        return False

    def draw_wire(self) -> bool:
        """Begin a wire at the current node; says whether it has an output."""
        name = self.here()
        outputs = self._view.canvas.nodes[name].face.outputs if name else ()
        if not outputs:
            self._view.message.emit(tr("Select a layer with an output first; W then draws a wire from it."))
            return True
        self.wire = WireByKeys(self._view, name)
        return True

    def leave(self) -> bool:
        """Leave the wire; says whether there was one."""
        there, self.wire = self.wire is not None, None
        if there:
            self._view.overlay.clear()
        return there

    def show(self, there: bool | None = None) -> None:
        """Show a ring around the node the keys go to: from the first key until the mouse is used. None goes on."""
        self._shown = self._shown if there is None else there
        for name, item in self._view.canvas.nodes.items():
            wanted = self._shown and name == self.here()
            if item.focused != wanted:
                item.mark(focused=wanted)

    def click(self, name: str) -> bool:
        """A node was clicked: while a wire is drawn by keys, it ends there. Says whether it did."""
        if self.wire is None:
            return False
        if self.wire.aim(name):
            self.wire.land()
        self.leave()
        return True

    def here(self) -> str:
        """The node that the keys go to; empty when there is none."""
        selection = self._view.session.selection
        if self.current in selection or (not selection and self.current in self._view.canvas.nodes):
            return self.current
        return min(selection, key=natural, default="")

    def _walk(self, dx: int, dy: int, *, add: bool) -> bool:
        graph, here = self._view.session.graph, self.here()
        if not here:
            starts = [name for name in graph.names() if graph.nodes[name].key == "input"] or graph.names()
            found = starts[0] if starts else ""
        else:
            along = [target.node for _, target in graph.out_of(here)] if dx > 0 else graph.before(here) if dx else []
            found = self._nearest(here, along) if along else "" if dx else self._toward(here, dy)
        if found:
            self.current = found
            self._view.session.select(self._view.session.selection | {found} if add else [found])
            self._view.ensure_seen(found)
            self.show(True)
        return True

    def _nearest(self, here: str, names: list[str]) -> str:
        nodes = self._view.canvas.nodes
        return min(names, key=lambda name: (abs(nodes[name].y() - nodes[here].y()), natural(name)))

    def _toward(self, here: str, dy: int) -> str:
        """The node above or below, straight ones first."""
        nodes = self._view.canvas.nodes
        x, y = nodes[here].x(), nodes[here].y()
        away = {
            name: abs(item.y() - y) + 3 * abs(item.x() - x)
            for name, item in nodes.items()
            if (item.y() - y) * dy > 8.0 and name != here
        }
        return min(away, key=lambda name: (away[name], natural(name)), default="")

    def _wiring(self, key: int) -> bool:
        wire = self.wire
        if key in _ARROWS:
            wire.turn(*_ARROWS[key])
        elif key == Qt.Key.Key_W:
            wire.next_output()
        elif key in _ENTER:
            if wire.land():
                self.leave()
        elif key == Qt.Key.Key_Escape:
            self.leave()
        return True


class WireByKeys:
    """A wire drawn by keys: arrows choose where it ends, W another output, Enter connects."""

    def __init__(self, view: Verbs, name: str) -> None:
        self._view = view
        self.source = Port(name, view.canvas.nodes[name].face.outputs[0])
        self.target: Port | None = None
        self.verdict: Verdict | None = None
        targets = self._targets()
        judged = [(target, verdict(view.session, self.source, target)) for target in targets[:200]]
        taken = view.session.graph.wires
        best = min(
            judged,
            key=lambda pair: (
                not pair[1].fits,
                taken.get(pair[0]) == self.source,
                pair[0] in taken,
                self._away(pair[0]),
            ),
            default=None,
        )
        self._show(best[0] if best else None)

    def turn(self, dx: int, dy: int) -> None:
        """Go to the nearest input in that direction from the one chosen."""
        here = self._point(self.target) if self.target else self._start()
        ahead = {}
        for target in self._targets():
            way = self._point(target) - here
            along = way.x() * dx + way.y() * dy
            if along > 1.0:
                ahead[target] = along + 2.0 * abs(way.x() * dy + way.y() * dx)
        if ahead:
            self._show(min(ahead, key=lambda target: ahead[target]))

    def next_output(self) -> None:
        """Start from the node's next output."""
        outputs = self._view.canvas.nodes[self.source.node].face.outputs
        at = (outputs.index(self.source.port) + 1) % len(outputs)
        self.source = Port(self.source.node, outputs[at])
        self._show(self.target)

    def aim(self, name: str) -> bool:
        """End at the first free input of a node; says whether it has one."""
        mine = [target for target in self._targets() if target.node == name]
        if mine:
            self._show(next((target for target in mine if target not in self._view.session.graph.wires), mine[0]))
        return bool(mine)

    def land(self) -> bool:
        """Connect; says whether it could."""
        source, target = self.source, self.target
        if target is None or self.verdict is None or not self.verdict.possible:
            self._view.message.emit(self.verdict.text if self.verdict else tr("There is no input to go to."))
            return False
        return self._view.session.edit_graph(tr("Connect"), lambda graph: edit.connect(graph, source, target))

    def _targets(self) -> list[Port]:
        nodes = self._view.canvas.nodes.items()
        return [Port(name, port) for name, item in nodes if name != self.source.node for port in item.face.inputs]

    def _start(self) -> QPointF:
        return self._view.canvas.nodes[self.source.node].port_at(self.source.port, output=True)

    def _point(self, target: Port) -> QPointF:
        return self._view.canvas.nodes[target.node].port_at(target.port, output=False)

    def _away(self, target: Port) -> float:
        way = self._point(target) - self._start()
        return math.hypot(way.x(), way.y()) + (4000.0 if way.x() < 0 else 0.0)

    def _show(self, target: Port | None) -> None:
        self.target = target
        scale, overlay = self._view.scale_now, self._view.overlay
        if target is None:
            overlay.show_words(tr("There is no other layer to go to. Esc leaves."), self._start(), scale)
            return
        self.verdict = verdict(self._view.session, self.source, target)
        self._view.ensure_seen(target.node)
        overlay.show_ghost(self._start(), self._point(target), self.verdict.tone, scale)
        overlay.show_words(self.verdict.text, self._point(target), scale, self.verdict.tone)

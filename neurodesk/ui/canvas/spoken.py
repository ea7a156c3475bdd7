"""The canvas for a screen reader: its nodes in order of flow, each with its ports, as if they were widgets.

What a person sees on a card is said here in words: name, layer, shape, what is wrong; of a port, where its wire goes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleActionInterface,
    QAccessibleInterface,
    QAccessibleObject,
)
from PySide6.QtWidgets import QAccessibleWidget, QComboBox, QWidget
from shiboken6 import VoidPtr, isValid

from neurodesk.graph.model import Port
from neurodesk.layers.spec import show
from neurodesk.ui.canvas.hit import Hit
from neurodesk.ui.canvas.speech import Spot
from neurodesk.ui.words import tr

if TYPE_CHECKING:
    from neurodesk.ui.canvas.view import CanvasView

_TARGET: Final = 24.0  # px around the middle of a port
_NOTHING: Final = VoidPtr(0)  # Python's None would end the program here
_PARAMETERS: Final = "Parameters"  # an action's name for programs


class SpokenCanvas(QAccessibleWidget):
    """The canvas: a list of nodes, and what lies open on it."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view, QAccessible.Role.List)
        self._view = view

    def childCount(self) -> int:
        """How many nodes and open widgets there are."""
        return len(self._view.speech.names()) + len(self._view.speech.inner())

    def child(self, index: int) -> QAccessibleInterface | None:
        """The nodes in order of flow, then what lies open."""
        speech = self._view.speech
        names = speech.names()
        if 0 <= index < len(names):
            return QAccessible.queryAccessibleInterface(speech.spot(names[index]))
        inner = speech.inner()
        at = index - len(names)
        return QAccessible.queryAccessibleInterface(inner[at]) if 0 <= at < len(inner) else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """At which place a child stands; -1 for what is none."""
        thing, speech = child.object(), self._view.speech
        if isinstance(thing, Spot):
            return speech.names().index(thing.node) if thing.node in speech.names() else -1
        inner = speech.inner()
        return len(speech.names()) + inner.index(thing) if thing in inner else -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:
        """The node, or what lies open over it, at a point of the screen."""
        view = self._view
        for widget in view.speech.inner():
            if widget.rect().contains(widget.mapFromGlobal(QPointF(x, y)).toPoint()):
                return QAccessible.queryAccessibleInterface(widget)
        at = view.scene_point(view.viewport().mapFromGlobal(QPointF(x, y)))
        hit = view.canvas.hit(at, view.scale_now)
        return QAccessible.queryAccessibleInterface(view.speech.spot(hit.node)) if hit.node else None

    def focusChild(self) -> QAccessibleInterface | None:
        """The node that the keys go to."""
        here = self._view.keys.here() if self._view.hasFocus() else ""
        return QAccessible.queryAccessibleInterface(self._view.speech.spot(here)) if here else None


class _Spoken(QAccessibleObject):
    """What nodes and ports share: they stand on the canvas and may be gone."""

    def __init__(self, spot: Spot) -> None:
        super().__init__(spot)
        self.spot = spot

    @property
    def view(self) -> CanvasView:
        """The canvas that it stands on."""
        return self.spot.speech.view

    def isValid(self) -> bool:
        """Whether it is still drawn."""
        return isValid(self.spot) and isValid(self.view) and self.spot.item is not None

    def childAt(self, _x: int, _y: int) -> QAccessibleInterface | None:
        """Nothing that could be pointed at apart."""
        return None

    def on_screen(self, box: QRectF) -> QRect:
        """Where a rectangle of the scene is on the screen."""
        shown = self.view.mapFromScene(box).boundingRect()
        return QRect(self.view.viewport().mapToGlobal(shown.topLeft()), shown.size())


class SpokenNode(_Spoken):
    """A node: an entry of the canvas's list, which can be selected, opened and asked for its menu."""

    def __init__(self, spot: Spot) -> None:
        super().__init__(spot)
        self._acts = _Acts(self)

    def interface_cast(self, kind: QAccessible.InterfaceType) -> Any:
        """It has actions."""
        return self._acts if kind == QAccessible.InterfaceType.ActionInterface else _NOTHING

    def text(self, kind: QAccessible.Text) -> str:
        """What its card shows, in words."""
        item = self.spot.item
        if item is None:
            return ""
        if kind == QAccessible.Text.Name:
            return self.spot.speech.words(item.name)
        return ", ".join(filter(None, (item.face.line, item.count_text))) if kind == _DESCRIPTION else ""

    def role(self) -> QAccessible.Role:
        """An entry of a list."""
        return QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        """Focused and selected as the canvas shows it."""
        state, view = QAccessible.State(), self.view
        state.focusable = state.selectable = state.multiSelectable = True
        state.selected = self.spot.node in view.session.selection
        state.focused = view.hasFocus() and view.keys.here() == self.spot.node
        state.offscreen = not self.rect().intersects(
            QRect(view.viewport().mapToGlobal(view.viewport().rect().topLeft()), view.viewport().size())
        )
        return state

    def rect(self) -> QRect:
        """Its card."""
        return self.on_screen(self.spot.item.card) if self.spot.item is not None else QRect()

    def parent(self) -> QAccessibleInterface | None:
        """The canvas."""
        return QAccessible.queryAccessibleInterface(self.view)

    def _ports(self) -> list[tuple[str, bool]]:
        face = self.spot.item.face if self.spot.item is not None else None
        return [(p, False) for p in face.inputs] + [(p, True) for p in face.outputs] if face is not None else []

    def childCount(self) -> int:
        """Its ports."""
        return len(self._ports())

    def child(self, index: int) -> QAccessibleInterface | None:
        """Inputs first."""
        ports = self._ports()
        if not 0 <= index < len(ports):
            return None
        port, output = ports[index]
        return QAccessible.queryAccessibleInterface(self.spot.speech.spot(self.spot.node, port, output=output))

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """At which place a port stands; -1 for what is none of it."""
        thing = child.object()
        key = (thing.port, thing.output) if isinstance(thing, Spot) and thing.node == self.spot.node else None
        return self._ports().index(key) if key in self._ports() else -1


class SpokenPort(_Spoken):
    """A port: where its wire comes from or goes to, and whether what arrives fits."""

    def text(self, kind: QAccessible.Text) -> str:
        """Its name, the other ends of its wires, what they carry and what is wrong."""
        item, spot = self.spot.item, self.spot
        if item is None or kind != QAccessible.Text.Name:
            return ""
        graph, here = self.view.session.graph, Port(spot.node, spot.port)
        if spot.output:
            ends = [end.node for port, end in graph.out_of(spot.node) if port == here]
            said = tr("output {port}", port=spot.port)
            wired = tr("wire to {names}", names=", ".join(ends)) if ends else tr("no wire")
            shape = self.view.session.flow.shapes.get(here)
        else:
            source = graph.wires.get(here)
            said = tr("input {port}", port=spot.port)
            wired = tr("wire from {name}", name=source.node) if source else tr("no wire")
            shape = self.view.session.flow.shapes.get(source) if source else None
        carried = "" if shape is None else show(shape)
        wrong = item.problem if not spot.output and spot.port in item.wrong_ports else ""
        return ", ".join(filter(None, (said, wired, carried, wrong)))

    def role(self) -> QAccessible.Role:
        """Words."""
        return QAccessible.Role.StaticText

    def state(self) -> QAccessible.State:
        """Nothing of its own."""
        return QAccessible.State()

    def rect(self) -> QRect:
        """The target around its middle."""
        if self.spot.item is None:
            return QRect()
        middle = self.spot.item.port_at(self.spot.port, output=self.spot.output)
        return self.on_screen(QRectF(middle.x() - _TARGET / 2, middle.y() - _TARGET / 2, _TARGET, _TARGET))

    def parent(self) -> QAccessibleInterface | None:
        """Its node."""
        return QAccessible.queryAccessibleInterface(self.spot.speech.spot(self.spot.node))

    def childCount(self) -> int:
        """None."""
        return 0

    def child(self, _index: int) -> QAccessibleInterface | None:
        """None."""
        return None

    def indexOfChild(self, _child: QAccessibleInterface) -> int:
        """None."""
        return -1


class _Acts(QAccessibleActionInterface):
    """What a program may do with a node: select it, give it the keys, open its parameters, ask for its menu."""

    def __init__(self, node: SpokenNode) -> None:
        super().__init__()
        self._node = node

    def actionNames(self) -> list[str]:
        """Their names, for programs."""
        return [self.pressAction(), self.setFocusAction(), _PARAMETERS, self.showMenuAction()]

    def localizedActionName(self, name: str) -> str:
        """Their names, for people."""
        return {
            self.pressAction(): tr("Select"),
            self.setFocusAction(): tr("Go to it"),
            _PARAMETERS: tr("Open the parameters"),
            self.showMenuAction(): tr("Show its menu"),
        }.get(name, name)

    def localizedActionDescription(self, name: str) -> str:
        """The name says it."""
        return self.localizedActionName(name)

    def keyBindingsForAction(self, name: str) -> list[str]:
        """The key that does the same, while the canvas has the focus."""
        return {_PARAMETERS: ["Return"], self.showMenuAction(): ["Menu"]}.get(name, [])

    def doAction(self, name: str) -> None:
        """Do it, as a click or key would."""
        view, node = self._node.view, self._node.spot.node
        if not self._node.isValid():
            return
        view.keys.current = node
        view.session.select([node])
        if name == self.setFocusAction():
            view.ensure_seen(node)
            view.setFocus(Qt.FocusReason.TabFocusReason)
        elif name == _PARAMETERS:
            view.parameters_asked.emit(node)
        elif name == self.showMenuAction():
            view.menu_asked.emit(Hit(node), self._node.rect().center())


_DESCRIPTION: Final = QAccessible.Text.Description
_made: dict[int, QAccessibleInterface] = {}  # Qt keeps no hold on them that Python sees; by the address of the object
_installed: list[Callable[..., object]] = []


def _factory(_kind: str, thing: QObject) -> QAccessibleInterface | None:
    from neurodesk.ui.canvas.view import CanvasView  # it imports this file

    made: QAccessibleInterface | None = None
    if isinstance(thing, CanvasView):
        made = SpokenCanvas(thing)
    elif isinstance(thing, Spot):
        made = SpokenPort(thing) if thing.port else SpokenNode(thing)
    elif isinstance(thing, QWidget) and hasattr(thing, "spoken_role"):  # painted by hand: Qt knows no role for it
        made = QAccessibleWidget(thing, thing.spoken_role)
    elif isinstance(thing, QComboBox):
        QTimer.singleShot(0, thing, lambda: _describe(thing))  # it may be in the making
    if made is not None:
        key = id(made)
        _made[key] = made
        thing.destroyed.connect(lambda *_: _forget(key))
    return made


def _forget(key: int) -> None:
    """The object is gone: PySide never lets go of what a factory gave, so this lets go of all that hangs on it."""
    gone = _made.pop(key, None)
    if gone is not None:
        vars(gone).clear()


def _describe(box: QComboBox) -> None:
    """Begin the description of a list with its name: on Linux, Qt tells the choice in it as its name."""
    name, said = box.accessibleName(), box.accessibleDescription() or box.toolTip()
    if not said.startswith(name):
        box.setAccessibleDescription(f"{name}. {said}" if said else name)


def install() -> None:
    """Let Qt ask here for what stands on canvases; once is enough."""
    if not _installed:
        _installed.append(_factory)
        QAccessible.installFactory(_factory)

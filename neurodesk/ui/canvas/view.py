"""The canvas as the window sees it: the drawing, what hand and keys do to it, the search and the quick-add bar."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QCursor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHideEvent,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from neurodesk.graph.model import Graph, Port
from neurodesk.layers.spec import show
from neurodesk.ui.blocks import enter
from neurodesk.ui.canvas.add_search import AddSearch
from neurodesk.ui.canvas.asked import asked
from neurodesk.ui.canvas.chain import Chain
from neurodesk.ui.canvas.chain_drawing import draw, start_of
from neurodesk.ui.canvas.edits import beside
from neurodesk.ui.canvas.face import PORT_TOP, WIDTH
from neurodesk.ui.canvas.finding import FindBar
from neurodesk.ui.canvas.frame_title import FrameTitle, new_frame
from neurodesk.ui.canvas.gestures.dispatcher import Hand
from neurodesk.ui.canvas.gestures.drop_layer import DropLayer
from neurodesk.ui.canvas.gestures.gesture import Pointer
from neurodesk.ui.canvas.gestures.zoom import pinch, wheel
from neurodesk.ui.canvas.hint import paint_hint
from neurodesk.ui.canvas.hit import Hit
from neurodesk.ui.canvas.hover import Hover
from neurodesk.ui.canvas.keys import Keys
from neurodesk.ui.canvas.marking import add_dot, remove_picked
from neurodesk.ui.canvas.quick_add import QuickAdd
from neurodesk.ui.canvas.speech import Speech
from neurodesk.ui.canvas.verbs import Verbs
from neurodesk.ui.canvas.wiring import fitting
from neurodesk.ui.look.theme import theme
from neurodesk.ui.session import Session
from neurodesk.ui.words import tr

_ENDS: Final = {"input", "output", "block"}
_BAR_TOP: Final = 16  # px between the top of the canvas and the quick-add bar


class CanvasView(Verbs):
    """The canvas. Everything it changes goes through the session; everything it shows comes from there."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.keys = Keys(self)
        self._hand = Hand(self)
        self._drop = DropLayer(self)
        self._space = ""  # "" up, "down" pressed, "used" held for something else than a tap
        self._hover = Hover(self)
        self._selected_before: frozenset[str] = frozenset()
        self._popup: AddSearch | QuickAdd | FindBar | None = None
        self.setAcceptDrops(True)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.speech = Speech(self)
        session.selection_changed.connect(self._selected)
        session.opened.connect(self.fit_start)
        session.network_shown.connect(self.fit_start)
        for changed in (session.document_changed, session.opened, session.network_shown):
            changed.connect(self._give_up)
        theme().changed.connect(self._repaint)

    # ------------------------------------------------------------------ what the window asks for

    def add_search(
        self,
        at: QPointF | None = None,
        source: Port | None = None,
        target: Port | None = None,
        wire: Port | None = None,
    ) -> AddSearch:
        """Open the search at a scene point (the pointer when None), for a layer that goes after an output, before an
        input or into a wire. With none of these it goes after the one selected layer, if it fits there."""
        here = self._pointer() if at is None else at
        if at is None and self._hover.hit.wire in self.canvas.wires:
            wire = self._hover.hit.wire
        elif at is None and self.canvas.marks.picked.wire:
            wire = self.canvas.marks.picked.wire
        offered = source is None and target is None and wire is None
        if offered:
            source = self._offered()
            first = fitting(self.session, source) - _ENDS if source or self.session.graph.nodes else _ENDS
            popup = AddSearch(None, "", self, first)
        else:
            before, after = self.session.graph.wires.get(wire) if wire else source, wire or target
            fit = fitting(self.session, before, after)
            popup = AddSearch(fit, self._hint(before, after), self, fit - _ENDS)
        popup.chosen.connect(lambda key: self._add_found(key, here, source, target, wire, offered=offered))
        popup.help_asked.connect(self.help_asked)
        self._show_popup(popup, self.view_point(here).toPoint() + QPoint(8, 8))
        return popup

    def add_beside(self, key: str) -> None:
        """Add a layer, as one chosen in the library: after the one selected if it fits there, else in the middle."""
        self._add_found(key, self.seen().center(), self._offered(), None, None, offered=True)

    def quick_add(self) -> QuickAdd:
        """Open the bar that turns a line of text into a chain of layers."""
        bar = QuickAdd(self.session, start_of(self.session.graph, self.session.selection), self)
        bar.entered.connect(self._add_chain)
        self._show_popup(bar, QPoint((self.width() - bar.width()) // 2, _BAR_TOP))
        return bar

    def frame(self) -> None:
        """Draw a comment frame around what is selected, or at the pointer, and write its text."""
        new_frame(self, self._pointer())

    def find(self) -> FindBar:
        """Open the bar that finds layers in the drawing; open already, it takes the keys again."""
        if not isinstance(self._popup, FindBar):
            self._show_popup(FindBar(self), QPoint(self.width(), _BAR_TOP))
        self._popup.take_keys()
        return self._popup

    def set_thumbnail(self, node: str, image: QImage | None) -> None:
        """Show a live picture on a node; None takes it away. A node that is gone is ignored."""
        if node in self.canvas.nodes:
            self.canvas.nodes[node].show_live(image, self.canvas.nodes[node].gradient)

    def set_gradient(self, node: str, norm: float | None) -> None:
        """Show the norm of a node's parameter gradient as a bar from 1e-6 to 100; None or NaN takes it away."""
        if node in self.canvas.nodes:
            shown = None if norm is None or norm != norm else norm
            self.canvas.nodes[node].show_live(self.canvas.nodes[node].picture, shown)

    def clear_live(self) -> None:
        """Take every live picture and gradient away."""
        for item in self.canvas.nodes.values():
            item.show_live(None, None)

    # ------------------------------------------------------------------ inside

    def _offered(self) -> Port | None:
        """The output of the one selected node, which a layer added by search goes after if it fits there."""
        chosen = self.session.selection
        item = self.canvas.nodes.get(*chosen) if len(chosen) == 1 else None
        return Port(item.name, item.face.outputs[0]) if item and item.face.outputs else None

    def _add_found(
        self, key: str, here: QPointF, source: Port | None, target: Port | None, wire: Port | None, *, offered: bool
    ) -> None:
        if offered and source and key not in fitting(self.session, source):
            source = None
        at = here - QPointF(WIDTH if target else 0.0, PORT_TOP)
        if offered and source and self._crowded(at):
            at = QPointF(*beside(self.session.graph, source.node))
        self.add_layer(key, at, source, target, wire)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _crowded(self, at: QPointF) -> bool:
        return bool(self.canvas.inside(QRectF(at.x() - 16, at.y() - 16, WIDTH + 32, 112)))

    def _add_chain(self, chain: Chain) -> None:
        made: list[str] = []
        after = start_of(self.session.graph, self.session.selection)
        alone = all(node.key in _ENDS for node in self.session.graph.nodes.values())

        def drawn(graph: Graph) -> Graph:
            graph, made[:] = draw(graph, chain.links, after)
            return self.readable(graph) if alone else graph

        if self.session.edit_graph(tr("Quick add"), drawn):
            self.session.select(
                made[-2:-1] if len(made) > 1 and not self.canvas.nodes[made[-1]].face.outputs else made[-1:]
            )
            if not self.seen().contains(self.canvas.bounds()):
                self.fit_all()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_popup(self, popup: AddSearch | QuickAdd | FindBar, at: QPoint) -> None:
        self._close_popup()
        self._popup = popup
        popup.closed.connect(self._popup_closed)
        popup.adjustSize()
        room = self.rect().adjusted(8, 8, -8 - popup.width(), -8 - popup.height())
        popup.move(max(8, min(at.x(), room.right())), max(8, min(at.y(), room.bottom())))
        if isinstance(popup, QuickAdd):  # it grows downwards, and may lie over the docks
            at = self.mapTo(self.window(), popup.pos())
            popup.setParent(self.window())
            popup.move(at)
        popup.show()
        popup.raise_()
        popup.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def _popup_closed(self) -> None:
        self._popup = None
        self.overlay.clear()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_popup(self) -> None:
        if isinstance(self._popup, AddSearch):
            self._popup.close_search()
        elif self._popup is not None:
            self._popup.close_bar()

    def _hint(self, source: Port | None, target: Port | None) -> str:
        shape = self.session.flow.shapes.get(source) if source else None
        fed = f"after {source.node}" + (f" ({show(shape)})" if shape is not None else "") if source else ""
        feeds = f"before {target.node}" if target else ""
        return tr("Layers that fit {places}", places=", ".join(part for part in (fed, feeds) if part))

    def _pointer(self) -> QPointF:
        """The scene point under the mouse; the middle of what is seen when the mouse is elsewhere."""
        at = self.viewport().mapFromGlobal(QCursor.pos())
        inside = self.viewport().rect().contains(at) and self.underMouse()
        return self.scene_point(QPointF(at)) if inside else self.seen().center()

    def _at(self, event: QMouseEvent) -> Pointer:
        scene = self.scene_point(event.position())
        hit = self.canvas.hit(scene, self.scale_now)
        return Pointer(event.position(), scene, hit, event.button(), event.modifiers(), bool(self._space))

    def _selected(self) -> None:
        self.keys.show()

    def _give_up(self, *_: object) -> None:
        """The drawing changed under the hand: what was under way is about one that is gone."""
        self._hand.cancel()
        self.keys.leave()

    def _repaint(self) -> None:
        self.canvas.update()
        self.viewport().update()

    # Qt

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        """An empty canvas says how to begin."""
        if not self.canvas.nodes:
            painter.save()
            painter.resetTransform()
            paint_hint(painter, QRectF(self.viewport().rect()))
            painter.restore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a gesture."""
        at = self._at(event)
        self.canvas.marks.pick(Hit())
        if at.left and at.hit.node and self.keys.click(at.hit.node):
            return
        self.keys.leave()
        self.overlay.clear()
        if self._space:
            self._space = "used"
        self._selected_before = self.session.selection
        self.keys.show(False)
        self.keys.current = at.hit.node or self.keys.current
        self._hand.press(at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with the gesture, or light up what is under the pointer."""
        if self._hand.gesture is not None:
            self._hand.move(self._at(event))
        elif self.keys.wire is None:
            self._hover.over(self._at(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the gesture."""
        at = self._at(event)
        if self._hand.gesture is not None and event.button() == self._hand.gesture.first.button:
            self._hand.release(at)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ground opens the search, a wire gets a dot, a frame its text, a card its parameters, a block its network."""
        at = self._at(event)
        if not at.left or at.hit.port:
            self.mousePressEvent(event)
        elif at.hit.frame:
            FrameTitle(self, at.hit.frame)
        elif at.hit.wire and at.hit.dot < 0:
            add_dot(self, at.hit.wire, at.scene)
        elif not at.hit.node:
            self.session.select(self._selected_before)  # the first click of the two emptied it
            self.add_search(at.scene)
        else:
            if not enter(self.session, at.hit.node):
                self.parameters_asked.emit(at.hit.node)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves whatever is under way; Space taps or holds; the rest goes to the keys."""
        if event.key() == Qt.Key.Key_Escape:
            if not (self._hand.cancel() or self.keys.leave()):
                self.canvas.marks.pick(Hit())
                self.session.select(())
        elif event.key() == Qt.Key.Key_Space and not event.modifiers():
            if not event.isAutoRepeat():
                self._space = "down"
                self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
        elif event.key() == Qt.Key.Key_Delete and remove_picked(self):
            return
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.canvas.marks.picked.frame:
            FrameTitle(self, self.canvas.marks.picked.frame)
        elif event.key() == Qt.Key.Key_F1 and self.help_key():
            self.help_asked.emit(self.help_key())
        elif not (self.keys.press(event) or self._refused(event)):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Space let go without a drag opens the search."""
        if event.key() != Qt.Key.Key_Space or event.isAutoRepeat():
            super().keyReleaseEvent(event)
            return
        tapped, self._space = self._space == "down", ""
        if self._hand.gesture is None:
            self.viewport().unsetCursor()
        if tapped:
            self.add_search()

    def _refused(self, event: QKeyEvent) -> bool:
        """Say why, where the key is that of an action that cannot be done now."""
        keys = QKeySequence(event.keyCombination())
        for action in self.actions():
            if not action.isEnabled() and keys in action.shortcuts():
                self.message.emit(action.statusTip())
                return True
        return False

    def help_key(self) -> str:
        """The kind of the node under the pointer, or of the one the keys go to; empty where there is none."""
        name = self._hover.hit.node or self.keys.current
        return self.session.graph.nodes[name].key if name in self.session.graph.nodes else ""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of what lies here."""
        asked(self, event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer."""
        wheel(self, event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Pinches zoom; a pointer that leaves takes its light along."""
        if event.type() == QEvent.Type.NativeGesture and pinch(self, event):
            return True
        if event.type() == QEvent.Type.Leave and self._hand.gesture is None and self.keys.wire is None:
            self._hover.leave()
        return super().viewportEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show which node the keys go to, when it was the keyboard that came here."""
        super().focusInEvent(event)
        by_keys = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.keys.show(by_keys)
        self.keys_lead = by_keys and not self.keys.here()  # then the whole canvas is ringed
        self.speech.tell_focus()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Keys go elsewhere: no ring, no gesture, no Space."""
        super().focusOutEvent(event)
        self._space = ""
        self.keys.show(False)

    def hideEvent(self, event: QHideEvent) -> None:
        """A hidden canvas keeps no gesture and no search."""
        self._hand.cancel()
        self._close_popup()
        super().hideEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A layer may come in."""
        if not self._drop.move(event):
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show where it would land."""
        if not self._drop.move(event):
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """It left again."""
        self._drop.leave()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add it."""
        if not self._drop.drop(event):
            event.ignore()

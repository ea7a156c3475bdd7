"""Dragging a layer in from the library: it lands under the pointer, or in the wire it is let go over."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent

from neurodesk.graph.model import Chosen, Port
from neurodesk.ui.canvas.edits import known
from neurodesk.ui.canvas.face import PORT_TOP, WIDTH, layer_of
from neurodesk.ui.canvas.verbs import Verbs
from neurodesk.ui.words import tr

LAYER_MIME: Final = "application/x-neurodesk-layer"


def key_in(data: QMimeData) -> str:
    """The key of the layer that is dragged; empty when it is something else."""
    if not data.hasFormat(LAYER_MIME):
        return ""
    key = bytes(data.data(LAYER_MIME).data()).decode("utf-8", "replace")
    return key if known(key) else ""


class DropLayer:
    """The drag while it is over the canvas."""

    def __init__(self, view: Verbs) -> None:
        self._view = view

    def move(self, event: QDropEvent) -> bool:
        """Show where the layer would land; says whether it can."""
        key = key_in(event.mimeData())
        if not key:
            return False
        view = self._view
        at = view.scene_point(event.position())
        wire = self._wire(key, at, event.modifiers())
        view.show_splice(wire)
        view.overlay.show_words(
            tr("Goes into this wire") if wire else tr("Let go to add it here"),
            at,
            view.scale_now,
            "good" if wire else "open",
        )
        event.acceptProposedAction()
        return True

    def leave(self) -> None:
        """The drag left: show nothing."""
        self._view.show_splice(None)
        self._view.overlay.clear()

    def drop(self, event: QDropEvent) -> bool:
        """Add the layer; says whether there was one."""
        key = key_in(event.mimeData())
        if not key:
            return False
        at = self._view.scene_point(event.position())
        self.leave()
        self._view.add_layer(key, corner(at), wire=self._wire(key, at, event.modifiers()))
        event.acceptProposedAction()
        return True

    def _wire(self, key: str, at: QPointF, held: Qt.KeyboardModifier) -> Port | None:
        layer = layer_of(Chosen(key))
        if held & Qt.KeyboardModifier.AltModifier or not layer.inputs() or not layer.outputs():
            return None
        return self._view.canvas.hit(at, self._view.scale_now).wire


def corner(at: QPointF) -> QPointF:
    """Where the card's corner goes when its header is under the pointer."""
    return at - QPointF(WIDTH / 2, PORT_TOP)

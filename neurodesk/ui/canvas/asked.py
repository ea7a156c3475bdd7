"""What a context menu on the canvas is asked for: what lies under the pointer, or what the keys go to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QContextMenuEvent

from neurodesk.ui.canvas.hit import Hit

if TYPE_CHECKING:
    from neurodesk.ui.canvas.verbs import Verbs


def asked(view: Verbs, event: QContextMenuEvent) -> None:
    """Select what the menu is about, and ask for it. The Menu key means what is selected, or the picked mark."""
    if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        return  # Ctrl and the right button cut wires
    if event.reason() == QContextMenuEvent.Reason.Keyboard:
        name = min(view.session.selection, default="")
        hit = Hit(name) if name else view.canvas.marks.picked
        box = view.canvas.nodes[name].card if name else view.seen()
        at = view.viewport().mapToGlobal(view.view_point(box.center()).toPoint())
    else:
        hit, at = view.canvas.hit(view.scene_point(QPointF(event.pos())), view.scale_now), event.globalPos()
        if hit.node not in view.session.selection:
            view.session.select([hit.node] if hit.node else ())
        view.canvas.marks.pick(Hit() if hit.node else hit)
    view.menu_asked.emit(hit, at)

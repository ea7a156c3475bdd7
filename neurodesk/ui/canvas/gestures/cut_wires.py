"""Cutting: Ctrl and the right button drawn across wires, or Alt and a click on one."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPolygonF

from neurodesk.graph.model import Port
from neurodesk.ui.canvas.gestures.gesture import Gesture, Pointer
from neurodesk.ui.canvas.verbs import Verbs
from neurodesk.ui.words import tr


class CutWires(Gesture):
    """Every wire the line crosses is cut when the button goes up, as one step of history."""

    cursor: ClassVar[Qt.CursorShape | None] = Qt.CursorShape.CrossCursor

    @classmethod
    def starts(cls, at: Pointer) -> bool:
        """Ctrl and the right button anywhere, or Alt and the left one on a wire."""
        return (at.button == Qt.MouseButton.RightButton and at.ctrl) or (at.left and at.alt and at.hit.wire is not None)

    def __init__(self, view: Verbs, at: Pointer) -> None:
        super().__init__(view, at)
        self._line = QPolygonF([at.scene])
        self._cut: set[Port] = set()
        if at.left and at.hit.wire is not None:
            self._take(at.hit.wire)

    def move(self, at: Pointer) -> None:
        """Draw the line on, and show what it cuts."""
        before = QPointF(self._line.last())
        self._line.append(at.scene)
        around = QRectF(before, at.scene).normalized().adjusted(-1.0, -1.0, 1.0, 1.0)
        for target, wire in self.view.canvas.wires.items():
            near = target not in self._cut and wire.boundingRect().intersects(around)
            if near and wire.crosses(before, at.scene):
                self._take(target)
        self.view.overlay.show_cut(self._line, self.view.scale_now)

    def release(self, at: Pointer) -> None:
        """Cut."""
        cut = [target for target in self._cut if target in self.view.session.graph.wires]
        self.cancel()
        if cut:
            label = tr("Cut wire") if len(cut) == 1 else tr("Cut {cut} wires", cut=len(cut))
            self.view.session.edit_graph(label, lambda graph: graph.rewired(drop=cut))

    def cancel(self) -> None:
        """Leave every wire."""
        for target in self._cut:
            if target in self.view.canvas.wires:
                self.view.canvas.wires[target].mark(cutting=False)
        self._cut = set()

    def _take(self, target: Port) -> None:
        self._cut.add(target)
        self.view.canvas.wires[target].mark(cutting=True)

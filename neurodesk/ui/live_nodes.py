"""Live pictures on the nodes of the canvas: each is painted in a turn of its own, when nobody needs the window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject

from neurodesk.training.events import Probed
from neurodesk.ui.canvas.marking import show_preview
from neurodesk.ui.canvas.view import CanvasView
from neurodesk.ui.look.numbers import short
from neurodesk.ui.pictures import activation
from neurodesk.ui.turns import turns


class _Node(QObject):
    """The newest answer of one node, waiting for its turn."""

    def __init__(self, canvas: CanvasView, parent: QObject) -> None:
        super().__init__(parent)
        self.canvas = canvas
        self.probe: Probed | None = None

    def isVisible(self) -> bool:
        """Whether the canvas is seen."""
        return self.canvas.isVisible()

    def catch_up(self) -> None:
        """Put the picture and the gradient on the node."""
        probe = self.probe
        if probe is not None:
            picture = activation(probe.kind, probe.values)
            self.canvas.set_thumbnail(probe.node, picture)
            show_preview(self.canvas, probe.node, picture, probe.counts, f"{short(probe.low)} … {short(probe.high)}")
            self.canvas.set_gradient(probe.node, probe.gradient)


class LiveNodes(QObject):
    """Takes probes as they come; older ones that nobody saw are passed over."""

    def __init__(self, canvas: CanvasView) -> None:
        super().__init__(canvas)
        self.canvas = canvas
        self._nodes: dict[str, _Node] = {}
        canvas.installEventFilter(self)

    def take(self, probe: Probed) -> None:
        """Show what a node answered in one of the next turns."""
        if probe.node not in self._nodes:
            self._nodes[probe.node] = _Node(self.canvas, self)
        self._nodes[probe.node].probe = probe
        turns().ask(self._nodes[probe.node])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What nobody sees waits for no turn."""
        if event.type() == QEvent.Type.Hide:
            for node in self._nodes.values():
                turns().forget(node)
        return False

"""One node on the canvas: its card, ports and live picture, painted by hand in three levels of detail."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from neurodesk.ui.canvas import node_paint
from neurodesk.ui.canvas.face import WIDTH, Face, port_y
from neurodesk.ui.canvas.ink import ink

FULL, COMPACT = 0.8, 0.45  # scales from which everything, and a card's name with its shape, can be read
_MARGIN: Final = 12.0  # ports, outline and halo stand out of the card by this much
_MUTED: Final = 0.45  # how much of a muted card is seen
_NOTE: Final = 52.0  # room below the card for the sentence of a problem


class NodeItem(QGraphicsItem):
    """A card of 176 scene px. It knows nothing of the session: the scene tells it what to show."""

    def __init__(self, name: str, face: Face) -> None:
        super().__init__()
        self.name = name
        self.facts: object = None  # what `ask` last told of it
        self.ask: Callable[[NodeItem], None] | None = None  # has `show_facts` called, if they may have changed
        self.stale = False  # they may have
        self._shape_text = self._count_text = ""
        self.problem = ""  # one sentence, or nothing
        self.severity = ""  # error, warning or hint
        self.wrong_ports: frozenset[str] = frozenset()
        self.wired: frozenset[str] = frozenset()
        self.picture: QImage | None = None
        self.gradient: float | None = None
        self.selected = self.hovered = self.focused = self.muted = self.found = False
        self.hovered_port = ""
        self._rect = QRectF()
        self._high = 0.0
        self.show_face(face)
        self.setZValue(1)

    @property
    def shape_text(self) -> str:
        """The shape at its first output, as text; what is out of sight is asked for only now."""
        self.renew()
        return self._shape_text

    @property
    def count_text(self) -> str:
        """Its count of parameters, as text."""
        self.renew()
        return self._count_text

    def renew(self) -> bool:
        """Ask for its facts if they may have changed; whether they had."""
        if not self.stale or self.ask is None:
            return False
        before, self.stale = self.facts, False
        self.ask(self)
        return before != self.facts

    @property
    def height(self) -> float:
        """Height of the card, scene px; a live picture does not change it."""
        return self._height

    @property
    def card(self) -> QRectF:
        """The card in scene coordinates."""
        return QRectF(self.x(), self.y(), WIDTH, self._height)

    def port_at(self, port: str, *, output: bool) -> QPointF:
        """Where a port's centre is, in scene coordinates."""
        ports = self.face.outputs if output else self.face.inputs
        index = ports.index(port) if port in ports else 0
        return QPointF(self.x() + (WIDTH if output else 0), self.y() + port_y(index))

    def port_near(self, at: QPointF, reach: float) -> tuple[str, bool] | None:
        """The port within `reach` scene px of a scene point, and whether it is an output; or None."""
        best, distance = None, reach
        for output, ports in ((False, self.face.inputs), (True, self.face.outputs)):
            for port in ports:
                centre = self.port_at(port, output=output)
                away = math.hypot(at.x() - centre.x(), at.y() - centre.y())
                if away <= distance:
                    best, distance = (port, output), away
        return best

    def show_face(self, face: Face) -> None:
        """Show another face, as after a parameter changed."""
        self.face, self._height = face, float(face.height)
        self.stale = True
        self._measure()

    def show_facts(self, shape: str, count: str) -> None:
        """Show what the compiler says: shape and parameters. The scene asks for the repaint: a shape that changes runs
        through everything behind it."""
        self._shape_text, self._count_text = shape, count

    def show_problem(self, severity: str, sentence: str, ports: frozenset[str]) -> None:
        """Show a problem, and at which input ports it lies; nothing where there is no sentence."""
        self.severity, self.problem, self.wrong_ports = severity, sentence, ports
        self._measure()

    def show_live(self, picture: QImage | None, gradient: float | None) -> None:
        """Show a live picture and the norm of the node's gradient; None takes each away."""
        self.picture, self.gradient = picture, gradient
        self.update()

    def mark(self, **marks: bool | str | frozenset[str]) -> None:
        """Set any of selected, hovered, focused, found, muted, hovered_port, wired."""
        for name, value in marks.items():
            setattr(self, name, value)
        self.update()

    def _measure(self) -> None:
        high = self._height + 2 * _MARGIN + (_NOTE if self.problem else 0.0)
        if high != self._high:  # most facts leave it as it is, and the scene's index with it
            self._high = high
            self.prepareGeometryChange()
            self._rect = QRectF(-_MARGIN, -_MARGIN, WIDTH + 2 * _MARGIN, high)
        self.update()

    # Qt

    def boundingRect(self) -> QRectF:
        """Everything this item may paint."""
        return self._rect

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint as much as can be read at the scale in force."""
        scale = painter.worldTransform().m11()
        if self.muted:
            painter.setOpacity(_MUTED)
            self._paint_at(painter, scale)
            painter.setOpacity(1.0)
            node_paint.strike(painter, ink(), self, scale)
        else:
            self._paint_at(painter, scale)

    def _paint_at(self, painter: QPainter, scale: float) -> None:
        if scale < COMPACT:
            node_paint.block(painter, ink(), self, scale)
        elif scale < FULL:
            node_paint.compact(painter, ink(), self)
        else:
            node_paint.full(painter, ink(), self, scale)
        if self.found:
            node_paint.ring(painter, ink(), self, scale)

"""What a gesture shows above the drawing: the wire being drawn, the box being pulled, the cut, and a few words."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from neurodesk.ui.canvas.ink import ink
from neurodesk.ui.canvas.wire_item import curve

_PAD_X, _PAD_Y, _WIDEST = 8.0, 5.0, 320.0  # view px
_TONES: Final = {"good": "ok", "bad": "error", "open": "accent", "": "text"}


class Overlay(QGraphicsItem):
    """One item above all others. Each `show_` replaces what it showed of that kind; `clear` takes everything away."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(100)
        self.words = ""
        self.tone = ""
        self.ghost: tuple[QPointF, QPointF] | None = None
        self.box = QRectF()
        self.cut = QPolygonF()
        self._at = QPointF()
        self._above = False
        self._rect = QRectF()

    def show_words(self, text: str, at: QPointF, scale: float, tone: str = "", *, above: bool = False) -> None:
        """A label of constant size on screen, to the right of and below (or above) a scene point."""
        self.words, self._at, self.tone, self._above = text, at, tone, above
        self._measure(scale)

    def show_ghost(self, start: QPointF, end: QPointF, tone: str, scale: float) -> None:
        """A wire that is not there yet; `tone` is good, bad or open."""
        self.ghost, self.tone = (start, end), tone
        self._measure(scale)

    def show_box(self, box: QRectF, scale: float) -> None:
        """The box that selects."""
        self.box = box
        self._measure(scale)

    def show_cut(self, line: QPolygonF, scale: float) -> None:
        """The line that cuts."""
        self.cut = line
        self._measure(scale)

    def clear(self) -> None:
        """Show nothing."""
        if not self._rect.isEmpty():
            self.words, self.tone, self.ghost = "", "", None
            self.box, self.cut = QRectF(), QPolygonF()
            self._measure(1.0)

    def _measure(self, scale: float) -> None:
        self.prepareGeometryChange()
        box = QRectF()
        if self.ghost:
            box = curve(*self.ghost).controlPointRect().adjusted(-10, -10, 10, 10)
        for part in (self.box, self.cut.boundingRect()):
            if not part.isNull():
                box = box.united(part.adjusted(-8 / scale, -8 / scale, 8 / scale, 8 / scale))
        if self.words:
            pill = self._pill()
            box = box.united(
                QRectF(pill.topLeft() / scale, pill.size() / scale).translated(self._at).adjusted(-4, -4, 4, 4)
            )
        self._rect = box
        self.update()

    def _pill(self) -> QRectF:
        """The label's box in view px, from the point it belongs to."""
        size = ink().paragraph(self.words, _WIDEST, 4).size()
        width, height = size.width() + 2 * _PAD_X, size.height() + 2 * _PAD_Y
        return QRectF(14.0, -height - 14.0 if self._above else 14.0, width, height)

    # Qt

    def boundingRect(self) -> QRectF:
        """Everything this item may paint."""
        return self._rect

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint what there is to show."""
        look, scale = ink(), painter.worldTransform().m11()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        tone = getattr(look, _TONES[self.tone])
        if self.ghost:
            painter.setPen(QPen(look.canvas, 6.0))
            painter.drawPath(curve(*self.ghost))
            style = Qt.PenStyle.SolidLine if self.tone == "good" else Qt.PenStyle.DashLine
            painter.setPen(QPen(tone, 3.0, style, Qt.PenCapStyle.RoundCap))
            painter.drawPath(curve(*self.ghost))
        if not self.box.isNull():
            fill = QColor(look.accent)
            fill.setAlpha(28)
            painter.setPen(QPen(look.accent, 1.0 / scale))
            painter.setBrush(QBrush(fill))
            painter.drawRect(self.box)
        if self.cut.size() > 1:
            painter.setPen(QPen(look.error, 2.0 / scale, Qt.PenStyle.DashLine))
            painter.drawPolyline(self.cut)
        if self.words:
            self._paint_words(painter, tone, scale)

    def _paint_words(self, painter: QPainter, tone: QColor, scale: float) -> None:
        look, pill = ink(), self._pill()
        painter.translate(self._at)
        painter.scale(1.0 / scale, 1.0 / scale)
        painter.setPen(QPen(tone if self.tone else look.control, 1.0))
        painter.setBrush(QBrush(look.raised))
        painter.drawRoundedRect(pill, 6.0, 6.0)
        painter.setPen(look.text_pen)
        painter.setFont(look.fonts["small"])
        painter.drawStaticText(pill.topLeft() + QPointF(_PAD_X, _PAD_Y), look.paragraph(self.words, _WIDEST, 4))

"""A pinned preview: what a layer answers, large, beside its node, live while the network learns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from neurodesk.ui.canvas.face import WIDTH
from neurodesk.ui.canvas.ink import ink
from neurodesk.ui.words import tr

if TYPE_CHECKING:
    from neurodesk.ui.canvas.node_item import NodeItem

HIGH: Final = 184.0  # scene px
_AWAY: Final = 12.0  # between node and preview
_STEP: Final = 24.0
_BARS: Final = 36.0  # height of the histogram
_TRIES: Final = 60


class PreviewItem(QGraphicsItem):
    """The card of one pinned node, in scene coordinates of its own corner."""

    def __init__(self, node: NodeItem) -> None:
        super().__init__()
        self.node = node
        self.image = QImage()
        self.counts: tuple[float, ...] = ()
        self.range = ""
        self.setZValue(0.5)

    def lay(self, others: Iterable[QRectF]) -> None:
        """Stand below the node, or above it, or as near below as covers no other card."""
        taken = list(others)
        card = self.node.card
        low = card.bottom() + _AWAY + (52.0 if self.node.problem else 0.0)
        tries = [low, card.top() - HIGH - _AWAY, *(low + step * _STEP for step in range(1, _TRIES))]
        free = (y for y in tries if not any(QRectF(card.x(), y, WIDTH, HIGH).intersects(each) for each in taken))
        self.prepareGeometryChange()
        self.setPos(QPointF(card.x(), next(free, low)))

    @property
    def box(self) -> QRectF:
        """The card, in scene coordinates."""
        return QRectF(self.x(), self.y(), WIDTH, HIGH)

    def show(self, image: QImage, counts: Iterable[float], span: str) -> None:
        """Show a picture, the histogram of all values, and from where to where they go."""
        self.image, self.counts, self.range = image, tuple(counts), span
        self.update()

    # Qt

    def boundingRect(self) -> QRectF:
        """The card, and the line to its node."""
        box = QRectF(0.0, 0.0, WIDTH, HIGH)
        return box.united(self.node.card.translated(-self.pos())).adjusted(-2.0, -2.0, 2.0, 2.0)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint the line to the node, the picture and the histogram."""
        look, box = ink(), QRectF(0.0, 0.0, WIDTH, HIGH)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(QPen(look.control, 1.5, Qt.PenStyle.DotLine))
        painter.drawLine(self.node.card.center() - self.pos(), box.center())
        painter.setPen(look.edge)
        painter.setBrush(look.card_brush)
        painter.drawRoundedRect(box, 8.0, 8.0)
        painter.setFont(look.fonts["small"])
        painter.setPen(look.dim_pen)
        head = QRectF(10.0, 4.0, WIDTH - 20.0, 20.0)
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.node.name)
        if self.image.isNull():
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tr("nothing seen yet"))
            return
        room = QRectF(8.0, 26.0, WIDTH - 16.0, HIGH - 26.0 - _BARS - 28.0)
        size = self.image.size().scaled(room.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        there = QRectF(0.0, 0.0, size.width(), size.height())
        there.moveCenter(room.center())
        painter.fillRect(room, look.screen)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, size.width() < self.image.width())
        painter.drawImage(there, self.image)
        self._paint_bars(painter, QRectF(8.0, HIGH - _BARS - 22.0, WIDTH - 16.0, _BARS))
        painter.setPen(look.dim_pen)
        painter.drawText(QRectF(8.0, HIGH - 20.0, WIDTH - 16.0, 16.0), Qt.AlignmentFlag.AlignCenter, self.range)

    def _paint_bars(self, painter: QPainter, box: QRectF) -> None:
        brush = ink().family(self.node.face.category)[0]
        top, wide = max(self.counts, default=0.0) or 1.0, box.width() / max(1, len(self.counts))
        for at, count in enumerate(self.counts):
            high = box.height() * (count / top) ** 0.5
            painter.fillRect(QRectF(box.left() + at * wide, box.bottom() - high, max(1.0, wide - 1.0), high), brush)

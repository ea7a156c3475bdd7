"""A comment frame behind the nodes: a tinted ground with its text at the top, readable from far away."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from neurodesk.graph.model import FRAME_COLOURS, Frame, Place
from neurodesk.ui.canvas.ink import ink
from neurodesk.ui.look.theme import theme
from neurodesk.ui.words import tr

TITLE: Final = 32.0  # height of the band that a frame is dragged by, scene px
CORNERS: Final = ("nw", "ne", "sw", "se")
CURSORS: Final = {
    "nw": Qt.CursorShape.SizeFDiagCursor, "se": Qt.CursorShape.SizeFDiagCursor,
    "ne": Qt.CursorShape.SizeBDiagCursor, "sw": Qt.CursorShape.SizeBDiagCursor,
}  # fmt: skip
"""The pointer over each corner, and while it is pulled."""
_ROUND, _PAD, _MARGIN = 8.0, 12.0, 8.0
_READ: Final = 15.0  # view px that a title's letters keep while there is room
_HUES: Final = ("", "Convolution", "Activation", "Normalization", "Recurrent", "Attention")  # families lent to frames


class FrameItem(QGraphicsItem):
    """One frame. The scene tells it what to show."""

    def __init__(self, name: str, frame: Frame) -> None:
        super().__init__()
        self.name, self.frame = name, frame
        self.picked = False
        self.show_frame(frame)

    @property
    def box(self) -> QRectF:
        """The frame's rectangle, in scene coordinates."""
        return QRectF(self.x(), self.y(), self.frame.width, self.frame.height)

    def show_frame(self, frame: Frame) -> None:
        """Show the frame as it is now; larger ones lie behind smaller ones."""
        self.prepareGeometryChange()
        self.frame = frame
        self.setPos(QPointF(*frame.place))
        self.setZValue(-10.0 - frame.width * frame.height * 1e-12)
        self.update()

    def part_at(self, at: QPointF, reach: float) -> str:
        """What of the frame lies under a scene point: a corner, "title", or nothing; its ground is no target."""
        box = self.box
        spots = dict(zip(CORNERS, (box.topLeft(), box.topRight(), box.bottomLeft(), box.bottomRight()), strict=True))
        for corner, spot in spots.items():
            if max(abs(at.x() - spot.x()), abs(at.y() - spot.y())) <= reach:
                return corner
        band = QRectF(box.topLeft(), box.bottomRight())
        band.setHeight(min(box.height(), max(TITLE, 2.0 * reach)))
        return "title" if band.contains(at) else ""

    # Qt

    def boundingRect(self) -> QRectF:
        """Everything this item may paint."""
        size = QRectF(0.0, 0.0, self.frame.width, self.frame.height)
        return size.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint ground, band and text."""
        look, scale = ink(), painter.worldTransform().m11()
        colour = hue(self.frame.colour)
        box = QRectF(0.0, 0.0, self.frame.width, self.frame.height)
        ground, edge = QColor(colour), QPen(colour, (2.5 if self.picked else 1.25) / min(1.0, scale))
        ground.setAlpha(30)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(edge)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, _ROUND, _ROUND)
        if self.picked:
            painter.setPen(QPen(look.canvas, 1.0 / scale))
            painter.setBrush(look.accent)
            side = 8.0 / scale
            for corner in (box.topLeft(), box.topRight(), box.bottomLeft(), box.bottomRight()):
                painter.drawRect(QRectF(corner.x() - side / 2, corner.y() - side / 2, side, side))
        self._paint_text(painter, box, scale)

    def _paint_text(self, painter: QPainter, box: QRectF, scale: float) -> None:
        look = ink()
        pixels = max(14, min(round(_READ / scale), round(box.height() / 3)))
        font = _font(pixels)
        title, _, more = self.frame.text.partition("\n")
        painter.setFont(font)
        painter.setPen(look.text_pen if self.frame.text else look.dim_pen)
        band = QRectF(_PAD, 4.0, box.width() - 2 * _PAD, max(TITLE - 4.0, pixels * 1.3))
        said = QFontMetricsF(font).elidedText(title or tr("Comment"), Qt.TextElideMode.ElideRight, band.width())
        painter.drawText(band, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, said)
        if more and scale >= 0.5:
            painter.setFont(look.fonts["small"])
            painter.setPen(look.dim_pen)
            below = QRectF(_PAD, band.bottom(), band.width(), max(0.0, box.height() - band.bottom() - 8.0))
            painter.drawText(below, Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap, more)


def hue(colour: int) -> QColor:
    """The colour of a role that a frame names: 0 is neutral, the others are lent by families of layers."""
    name = _HUES[colour % FRAME_COLOURS]
    return theme().family(name) if name else theme().color("control")


def stretched(frame: Frame, corner: str, dx: float, dy: float, least: tuple[float, float]) -> Frame:
    """The frame with one corner pulled by (dx, dy), no smaller than `least`; its opposite corner stays."""
    left, top = frame.place
    right, bottom = left + frame.width, top + frame.height
    if "w" in corner:
        left = min(left + dx, right - least[0])
    else:
        right = max(right + dx, left + least[0])
    if "n" in corner:
        top = min(top + dy, bottom - least[1])
    else:
        bottom = max(bottom + dy, top + least[1])
    return frame._replace(place=Place(left, top), width=right - left, height=bottom - top)


@lru_cache(maxsize=64)
def _font(pixels: int) -> QFont:
    font = QFont(theme().font("body", bold=True))
    font.setPixelSize(pixels)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font

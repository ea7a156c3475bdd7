"""A small picture of a drawing, made from the drawing itself; kept, since the same ones are shown again and again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPixmap

from neurodesk.graph.model import Graph
from neurodesk.layers.catalogue import LAYERS
from neurodesk.ui.canvas.gutters import STUB, lanes, returning, returns, strips
from neurodesk.ui.canvas.wire_item import curve
from neurodesk.ui.look.icons import layer_pixmap
from neurodesk.ui.look.theme import theme

_CARD: Final = QSizeF(176.0, 80.0)  # scene px, as on the canvas
_EDGE, _ROUND = 8.0, 8.0  # scene px
_LARGEST: Final = 0.3  # of the canvas' scale; a drawing of three layers is not blown up
_READABLE: Final = 10.0  # px of a card from which its icon says something
_ICON: Final = 0.75  # of a card's height


def sketch(graph: Graph, room: QSize, ratio: float) -> QPixmap:
    """The picture of a drawing for a place of that size, in the colours of the day, crisp at `ratio` device pixels."""
    return _kept(graph, room.width(), room.height(), ratio, theme().dark)


@lru_cache(maxsize=64)
def _kept(graph: Graph, width: int, height: int, ratio: float, _dark: bool) -> QPixmap:
    made = QPixmap(round(width * ratio), round(height * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_sketch(painter, graph, QRectF(0, 0, width, height))
    painter.end()
    return made


def paint_sketch(painter: QPainter, graph: Graph, room: QRectF) -> None:
    """A small picture of a drawing, made from the drawing itself: a block with the layer's icon for each card, in its
    family's colour, and the wires led as the canvas leads them.
    """
    boxes = {name: QRectF(QPointF(*place), _CARD) for name, place in graph.places.items()}
    if not boxes:
        return
    bounds = QRectF()
    for box in boxes.values():
        bounds = bounds.united(box)
    bounds.adjust(-STUB, -_EDGE, STUB, _EDGE)
    scale = min(room.width() / bounds.width(), room.height() / bounds.height(), _LARGEST)
    painter.save()
    painter.translate(room.center())
    painter.scale(scale, scale)
    painter.translate(-bounds.center())
    pen = QPen(theme().color("control"), 1)
    pen.setCosmetic(True)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for path in _wires(graph, boxes):
        painter.drawPath(path)
    painter.setPen(Qt.PenStyle.NoPen)
    for name, box in boxes.items():
        node = graph.nodes.get(name)
        known = node is not None and node.key in LAYERS
        painter.setBrush(theme().family(LAYERS[node.key].category if known else "Block"))
        painter.drawRoundedRect(box, _ROUND, _ROUND)
        if box.height() * scale >= _READABLE:
            _icon(painter, node.key if known else "block", box)
    painter.restore()


def _wires(graph: Graph, boxes: Mapping[str, QRectF]) -> Iterator[QPainterPath]:
    """From the middle of a card's right side to that of the next one's left, or back between the rows."""
    ends = {
        target: (
            source,
            QPointF(boxes[source.node].right(), boxes[source.node].center().y()),
            QPointF(boxes[target.node].left(), boxes[target.node].center().y()),
        )
        for target, source in graph.wires.items()
        if source.node in boxes and target.node in boxes
    }
    back = {target: found for target, found in ends.items() if returns(*found[1:])}
    lane = lanes(strips((box.top(), box.bottom()) for box in boxes.values()), back)
    for target, (_, start, end) in ends.items():
        yield returning(start, end, lane[target]) if target in lane else curve(start, end)


def _icon(painter: QPainter, key: str, box: QRectF) -> None:
    side = box.height() * _ICON
    where = QRectF(box.center().x() - side / 2, box.center().y() - side / 2, side, side)
    sharp = layer_pixmap(key, theme().color("surface_2").name(), 64)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawPixmap(where, sharp, QRectF(sharp.rect()))

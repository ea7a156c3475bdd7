"""A small picture of a drawing, made from the drawing itself; kept, since the same ones are shown again and again."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from neurodesk.graph.model import Graph, Place
from neurodesk.layers.catalogue import LAYERS
from neurodesk.ui.theme import theme


def sketch(graph: Graph, room: QSize, ratio: float) -> QPixmap:
    """The picture of a drawing for a place of that size, in the colours of the day, crisp at `ratio` device pixels."""
    return _kept(graph, room.width(), room.height(), ratio, theme().dark)


@lru_cache(maxsize=128)
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
    """A small picture of a drawing, made from the drawing itself: nodes as coloured blocks, wires as lines."""
    places = dict(graph.places.items())
    if not places:
        return
    left, top = min(p.x for p in places.values()), min(p.y for p in places.values())
    wide = max(p.x for p in places.values()) - left + 176
    high = max(p.y for p in places.values()) - top + 88
    scale = min(room.width() / wide, room.height() / high, 0.22)
    at = QPointF(room.center().x() - wide * scale / 2, room.center().y() - high * scale / 2)

    def box(place: Place) -> QRectF:
        corner = at + QPointF(place.x - left, place.y - top) * scale
        return QRectF(corner, QSizeF(max(176 * scale, 5), max(80 * scale, 8)))

    boxes = {name: box(place) for name, place in places.items()}
    painter.setPen(QPen(theme().color("control"), 1))
    for target, source in graph.wires.items():
        if source.node in boxes and target.node in boxes:
            a, b = boxes[source.node], boxes[target.node]
            painter.drawLine(QPointF(a.right(), a.center().y()), QPointF(b.left(), b.center().y()))
    painter.setPen(Qt.PenStyle.NoPen)
    for name, block in boxes.items():
        node = graph.nodes.get(name)
        category = LAYERS[node.key].category if node is not None and node.key in LAYERS else "Block"
        painter.setBrush(theme().family(category))
        painter.drawRoundedRect(block, 2, 2)

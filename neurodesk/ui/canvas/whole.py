"""The whole of what is in sight painted in one go: asking many items one by one takes longer than painting them.

It looks as the items paint themselves. Blocks and their texts are pictures laid on whole device pixels, wires a few
long paths; an item that is marked in any way is painted by itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from operator import is_
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPixmap, QTransform

from neurodesk.ui.canvas.face import WIDTH
from neurodesk.ui.canvas.ink import Ink, ink
from neurodesk.ui.canvas.node_item import COMPACT
from neurodesk.ui.canvas.node_paint import FAR, compact, far_lines
from neurodesk.ui.canvas.plate import ROUND
from neurodesk.ui.canvas.wire_item import GAP

if TYPE_CHECKING:
    from PySide6.QtWidgets import QGraphicsItem

    from neurodesk.ui.canvas.node_item import NodeItem
    from neurodesk.ui.canvas.scene import CanvasScene

_PATCH: Final = 2048.0  # scene px; wires that begin in one square of this side are one path
_KEPT: Final = 20_000  # pictures of texts, some kB each at most
_STAND_OUT: Final = 60.0  # scene px by which a marked card may stand out of its box


class Whole:
    """Paints the nodes and wires of one scene below full size; keeps the paths of its plain wires, as they are seen
    from afar, while they lie as they did."""

    def __init__(self, scene: CanvasScene) -> None:
        self._scene = scene
        self._laid: list[QPainterPath] = []
        self._patches: list[tuple[QRectF, QPainterPath]] = []

    def paint(self, painter: QPainter, world: QTransform, exposed: QRectF, others: list[QGraphicsItem]) -> None:
        """Paint what lies within `exposed`, view px, as `world` leads scene to view; `others` go under the nodes where
        their z is below 0, else between wires and nodes or, from 100 on, above all."""
        seen = world.inverted()[0].mapRect(exposed)
        others = sorted((item for item in others if item.isVisible()), key=lambda item: item.zValue())
        _by_themselves(painter, world, [item for item in others if item.zValue() < 0])
        near = world.m11() >= COMPACT
        (self._curves if near else self._wires)(painter, world, seen)
        _by_themselves(painter, world, [item for item in others if 0 <= item.zValue() < 1])
        marked = (self._cards if near else self._blocks)(painter, world, seen)
        _by_themselves(painter, world, [*marked, *(item for item in others if item.zValue() >= 1)])

    # ------------------------------------------------------------------ wires

    def _curves(self, painter: QPainter, world: QTransform, seen: QRectF) -> None:
        """Paint the wires in sight as they paint themselves: the level ones first, for none crosses another."""
        level: dict[float, list[QLineF]] = {}  # plain ones, by their width
        others, scale = [], world.m11()
        for wire in self._scene.wires.values():
            if not wire.boundingRect().intersects(seen):
                continue
            if wire.straight and wire.tone == "wire":
                level.setdefault(wire.width_at(scale), []).append(QLineF(wire.start, wire.end))
            else:
                others.append(wire)
        painter.setWorldTransform(world)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for tone, wider in (("canvas", GAP), ("wire", 0.0)):
            for width, lines in level.items():
                painter.setPen(ink().pen(tone, width + wider))
                painter.drawLines(lines)
        for wire in sorted(others, key=lambda wire: wire.zValue()):
            wire.paint(painter, None, None)

    def _wires(self, painter: QPainter, world: QTransform, seen: QRectF) -> None:
        plain, bright = [], []
        for wire in self._scene.wires.values():
            if wire.hovered or wire.lit or wire.chosen or wire.wrong or wire.cutting:
                bright.append(wire)
            else:
                plain.append(wire._path or wire.path)
        if len(plain) != len(self._laid) or not all(map(is_, plain, self._laid)):
            self._laid, self._patches = plain, _patches(plain)
        scale = world.m11()
        painter.setWorldTransform(world)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, scale >= FAR)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pen = QPen(ink().wire, painter.device().devicePixelRatio() if scale >= FAR else 0.0)
        pen.setCosmetic(True)
        painter.setPen(pen)
        for box, path in self._patches:
            if box.intersects(seen):
                painter.drawPath(path)
        _by_themselves(painter, world, [wire for wire in bright if wire.boundingRect().intersects(seen)])

    # ------------------------------------------------------------------ nodes

    def _in_sight(self, seen: QRectF) -> Iterator[tuple[NodeItem, float, float]]:
        """The nodes in sight and their top left corners, scene px."""
        left, right = seen.left() - WIDTH - _STAND_OUT, seen.right() + _STAND_OUT
        top, bottom = seen.top() - _STAND_OUT, seen.bottom() + _STAND_OUT
        for item in self._scene.nodes.values():
            x, y = item.x(), item.y()
            if left < x < right and top - item.height < y < bottom:
                yield item, x, y

    def _cards(self, painter: QPainter, world: QTransform, seen: QRectF) -> list[NodeItem]:
        """Paint the plain nodes in sight as cards; the answer are those that are marked, the ones on top last."""
        look, marked = ink(), []
        painter.setWorldTransform(world)
        for item, x, y in self._in_sight(seen):
            if item.selected or item.found or item.muted:
                marked.append(item)
            else:
                compact(painter, look, item, x, y)
        return sorted(marked, key=lambda item: item.zValue())

    def _blocks(self, painter: QPainter, world: QTransform, seen: QRectF) -> list[NodeItem]:
        """Paint the plain nodes in sight as blocks; the answer as above."""
        look, scale, ratio = ink(), world.m11(), painter.device().devicePixelRatio()
        dx, dy, dots = world.dx() * ratio, world.dy() * ratio, scale * ratio
        marked: list[NodeItem] = []
        blocks: dict[tuple[str, float], QPixmap] = {}
        painter.setWorldTransform(QTransform())
        named = scale >= FAR
        for item, x, y in self._in_sight(seen):
            if item.selected or item.focused or item.found or item.muted or item.severity == "error":
                marked.append(item)
                continue
            key = item.face.category, (high := item.height)
            block = blocks.get(key)
            if block is None:
                block = blocks[key] = _block(look, key[0], high, dots, ratio, rounded=named)
            at_x, at_y = round(x * dots + dx), round(y * dots + dy)
            painter.drawPixmap(QPointF(at_x / ratio, at_y / ratio), block)
            if named:
                for text, role, low, room in far_lines(item, scale):
                    words = _words(look, text, role, key[0], room, ratio)
                    wide, tall = words.width(), words.height()
                    painter.drawPixmap(
                        QPointF(
                            (at_x + (block.width() - wide) // 2) / ratio,
                            (at_y + round((high * scale * low) * ratio - tall / 2)) / ratio,
                        ),
                        words,
                    )
        return sorted(marked, key=lambda item: item.zValue())


def _patches(paths: list[QPainterPath]) -> list[tuple[QRectF, QPainterPath]]:
    """The wires of each square of the scene as one path, and the box around it."""
    found: dict[tuple[float, float], QPainterPath] = {}
    for path in paths:
        start = path.elementAt(0)
        key = start.x // _PATCH, start.y // _PATCH
        if key in found:
            found[key].addPath(path)
        else:
            found[key] = QPainterPath(path)
    return [(path.controlPointRect(), path) for path in found.values()]


def _by_themselves(painter: QPainter, world: QTransform, items: list[QGraphicsItem]) -> None:
    for item in items:
        painter.save()
        painter.setWorldTransform(QTransform.fromTranslate(item.x(), item.y()) * world)
        item.paint(painter, None, None)
        painter.restore()


def _block(look: Ink, family: str, high: float, dots: float, ratio: float, *, rounded: bool) -> QPixmap:
    """A block of a family's colour; `dots` device px per scene px."""
    pixmap = QPixmap(max(1, round(WIDTH * dots)), max(1, round(high * dots)))
    colour, _, _ = look.family(family)
    if rounded:
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(pixmap.rect()), 2 * ROUND * dots, 2 * ROUND * dots)
        painter.end()
    else:
        pixmap.fill(colour.color())
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def _words(look: Ink, text: str, role: str, family: str, room: float, ratio: float) -> QPixmap:
    """A line of text in the pen that reads on a family's colour, shortened to `room` view px."""
    key = text, role, family, room, ratio
    found = look.far_words.get(key)
    if found is None:
        if len(look.far_words) >= _KEPT:
            look.far_words.clear()
        words = look.words(text, role, room)
        size = words.size()
        found = QPixmap(max(1, math.ceil(size.width() * ratio)), max(1, math.ceil(size.height() * ratio)))
        found.setDevicePixelRatio(ratio)
        found.fill(Qt.GlobalColor.transparent)
        painter = QPainter(found)
        painter.setFont(look.fonts[role])
        painter.setPen(look.family(family)[2])
        painter.drawStaticText(QPointF(0.0, 0.0), words)
        painter.end()
        look.far_words[key] = found
    return found

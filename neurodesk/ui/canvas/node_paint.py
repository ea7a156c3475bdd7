"""How a node looks: a card with everything on it, a card with name and shape, a block of its family's colour."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen, QTransform

from neurodesk.ui.canvas.face import CARD, HEADER, WIDTH, port_y
from neurodesk.ui.canvas.ink import ink
from neurodesk.ui.canvas.plate import ROUND, Plate, PortLook, lay_plate

if TYPE_CHECKING:
    from neurodesk.ui.canvas.ink import Ink
    from neurodesk.ui.canvas.node_item import NodeItem

_PAD: Final = 12.0
_SCREEN: Final = 60.0  # greatest width of the live picture; five digits and their word stand beside it
_RING: Final = 9.0  # scene px that a ring stands out of its card
FAR: Final = 0.15  # scale below which no name fits a block: it is nothing but its colour, and a wire a hairline
_LARGE_NAMES: Final = 0.3  # scale from which names may stand in letters of 11 px
_TWO_LINES: Final = 0.36  # scale from which a block has room for its shape below its name
_LOW, _HIGH = -6.0, 2.0  # decades of gradient norm between an empty and a full bar
_VANISHING, _EXPLODING = 1e-5, 10.0  # outside these the bar takes the warning colour
Box = tuple[float, float, float, float]  # left, top, width, height
_SMOOTH = QPainter.RenderHint.Antialiasing


def full(painter: QPainter, ink: Ink, node: NodeItem, scale: float) -> None:
    """Everything: header with icon and name, parameters, shape, count, picture, gradient bar, ports, problem."""
    painter.setRenderHint(_SMOOTH, True)
    _card(painter, ink, node, HEADER)
    face = node.face
    side = 18.0
    pixmap = ink.icon(face.key, face.category, side * scale * painter.device().devicePixelRatio())
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
    painter.drawPixmap(QRectF(_PAD, (HEADER - side) / 2, side, side), pixmap, QRectF(pixmap.rect()))
    badge = _times(painter, ink, node, (38.0, 0.0, WIDTH - 38.0 - _PAD, HEADER))
    _line(painter, ink, node.name, "name", (38.0, 0.0, WIDTH - 38.0 - 14.0 - badge, HEADER), ink.text_pen)
    room = WIDTH - 2 * _PAD
    if node.picture is None:
        low = node.face.height - 27.0
        _line(painter, ink, face.line, "small", (_PAD, HEADER + 4.0, room, 20.0), ink.dim_pen)
        counted = _line(painter, ink, node.count_text, "small", (_PAD, low, room, 20.0), ink.dim_pen, right=True)
        _line(painter, ink, node.shape_text, "small", (_PAD, low, room - counted - 8.0, 20.0), ink.text_pen)
    else:
        screen = _screen(node, CARD - HEADER - 9.0)
        room -= screen + 4.0
        first = face.line.split("  ·  ")[0]
        lines = ((first, ink.dim_pen), (node.shape_text, ink.text_pen), (node.count_text, ink.dim_pen))
        for row, (text, pen) in enumerate(lines):
            _line(painter, ink, text, "small", (_PAD, HEADER + 3.0 + 14.5 * row, room, 14.5), pen)
        _picture(painter, ink, node, QRectF(WIDTH - 6.0 - screen, HEADER + 4.0, screen, CARD - HEADER - 9.0))
    if node.gradient is not None:
        _gradient(painter, ink, node)
    if node.problem:
        _note(painter, ink, node)


def compact(painter: QPainter, ink: Ink, node: NodeItem, x: float = 0.0, y: float = 0.0) -> None:
    """A card, with its corner at (x, y), with a larger name and the shape: what can still be read at half size."""
    painter.setRenderHint(_SMOOTH, True)
    high = HEADER + 8.0
    _card(painter, ink, node, high, x, y)
    room, badge = WIDTH - 2 * _PAD, 0.0
    if node.face.times:
        badge = _times(painter, ink, node, (x + 38.0, y, WIDTH - 38.0 - _PAD, high), "shape")
    _line(painter, ink, node.name, "compact", (x + _PAD, y, room - badge, high), ink.text_pen)
    if node.picture is not None:
        room -= 40.0
        _picture(painter, ink, node, QRectF(x + WIDTH - 42.0, y + HEADER + 9.0, 36.0, CARD - HEADER - 11.0))
    _line(painter, ink, node.shape_text, "shape", (x + _PAD, y + high, room, CARD - high), ink.dim_pen)


def block(painter: QPainter, ink: Ink, node: NodeItem, scale: float) -> None:
    """A block in the family's colour, with its name in letters that keep their size on the screen."""
    colour, _, pen = ink.family(node.face.category)
    box = QRectF(0.0, 0.0, WIDTH, node.height)
    painter.setRenderHint(_SMOOTH, scale >= FAR)
    if scale >= FAR:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(box, 2 * ROUND, 2 * ROUND)
    else:
        painter.fillRect(box, colour)
    if node.selected or node.severity == "error":
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(ink.accent if node.selected else ink.error, 3.0 / scale))
        painter.drawRoundedRect(box.adjusted(-2.0, -2.0, 2.0, 2.0), 2 * ROUND, 2 * ROUND)
    if node.focused:
        _focus_ring(painter, ink, node, scale)
    if scale >= FAR:
        _far_words(painter, ink, node, pen)


def ring(painter: QPainter, ink: Ink, node: NodeItem, scale: float) -> None:
    """A ring around a node that a search has found, as wide on the screen at every scale."""
    painter.setRenderHint(_SMOOTH, True)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    wide = 3.0 / scale
    painter.setPen(QPen(ink.warning, wide))
    out = _RING - wide / 2  # its outer edge stays within what the item may paint
    painter.drawRoundedRect(QRectF(-out, -out, WIDTH + 2 * out, node.height + 2 * out), ROUND + out, ROUND + out)


def far_lines(node: NodeItem, scale: float) -> list[tuple[str, str, float, float]]:
    """The name, and where there is room the shape, as (text, role, middle, room): the middle as a share of the block's
    height, the room in view px, so that they stay legible however small the block is."""
    room = WIDTH * scale // 4 * 4  # few widths, so that texts laid out are found again while zooming
    name = f"{node.name} {node.face.times}" if node.face.repeat > 1 else node.name
    role = "far" if scale >= _LARGE_NAMES and _wide(name) <= room else "far_small"
    if scale >= _TWO_LINES and node.shape_text:
        apart = 6.5 / (node.height * scale)
        return [(name, role, 0.5 - apart, room), (node.shape_text, "far_shape", 0.5 + apart, room)]
    return [(name, role, 0.5, room)]


@lru_cache(maxsize=8192)  # asked for every block of every picture from afar
def _wide(name: str) -> float:
    """How wide a name is in the larger letters, view px."""
    return ink().metrics["far"].horizontalAdvance(name)


def _far_words(painter: QPainter, ink: Ink, node: NodeItem, pen: QPen) -> None:
    world = painter.worldTransform()
    seen = world.mapRect(QRectF(0.0, 0.0, WIDTH, node.height))
    painter.setWorldTransform(QTransform())
    for text, role, middle, room in far_lines(node, world.m11()):
        box = (seen.center().x() - room / 2, seen.top() + middle * seen.height() - 10.0, room, 20.0)
        _line(painter, ink, text, role, box, pen, centre=True)
    painter.setWorldTransform(world)


def strike(painter: QPainter, ink: Ink, node: NodeItem, scale: float) -> None:
    """What says at every scale that a node is muted: the way through it, from its first input to its first output,
    and a line through its card."""
    painter.setRenderHint(_SMOOTH, scale >= FAR)
    painter.setPen(QPen(ink.wire, max(2.0, 1.5 / scale), Qt.PenStyle.DashLine))
    painter.drawLine(QPointF(0.0, port_y(0)), QPointF(float(WIDTH), port_y(0)))
    painter.setPen(QPen(ink.text, max(2.0, 1.5 / scale)))
    painter.drawLine(QPointF(0.0, node.height), QPointF(float(WIDTH), 0.0))


def _card(painter: QPainter, ink: Ink, node: NodeItem, header: float, x: float = 0.0, y: float = 0.0) -> None:
    face, wired, wrong, at = node.face, node.wired, node.wrong_ports, node.hovered_port
    wrong = wrong if node.severity == "error" else frozenset()
    ins = tuple([PortLook((key := f"in.{port}") in wired, key == at, port in wrong) for port in face.inputs])
    outs = tuple([PortLook((key := f"out.{port}") in wired, key == at) for port in face.outputs])
    behind = min(2, face.repeat - 1)
    plate = Plate(face.category, node.height, header, node.selected, node.hovered, behind, ins, outs)
    lay_plate(painter, ink, plate, x, y)
    if node.focused:
        _focus_ring(painter, ink, node, painter.worldTransform().m11(), x, y)


def _focus_ring(painter: QPainter, ink: Ink, node: NodeItem, scale: float, x: float = 0.0, y: float = 0.0) -> None:
    """A ring apart from the card, whatever its colour and the zoom: the keys go there."""
    off = max(6.0, 4.5 / scale)  # beyond the mark of what is selected
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(ink.text, max(2.0, 1.5 / scale)))
    box = QRectF(x - off, y - off, WIDTH + 2 * off, node.height + 2 * off)
    painter.drawRoundedRect(box, ROUND + off, ROUND + off)


def _times(painter: QPainter, ink: Ink, node: NodeItem, box: Box, role: str = "small") -> float:
    """Say at the right of the header how often a block repeats; the answer is the room that takes."""
    wide = _line(painter, ink, node.face.times, role, box, ink.text_pen, right=True)
    return wide + 6.0 if wide else 0.0


def _line(
    painter: QPainter,
    ink: Ink,
    text: str,
    role: str,
    box: Box,
    pen: QPen,
    *,
    right: bool = False,
    centre: bool = False,
) -> float:
    """Draw one line in the middle of a box's height; the answer is how wide it came out."""
    if not text:
        return 0.0
    x, y, width, height = box
    words = ink.words(text, role, round(width))
    size = words.size()
    x += width - size.width() if right else (width - size.width()) / 2 if centre else 0.0
    painter.setFont(ink.fonts[role])
    painter.setPen(pen)
    painter.drawStaticText(QPointF(x, y + (height - size.height()) / 2), words)
    return float(size.width())


def _screen(node: NodeItem, height: float) -> float:
    """How wide the live picture's ground is: as its picture asks for, between a square and `_SCREEN`."""
    image = node.picture
    shape = image.width() / image.height() if image is not None and image.height() else 1.0
    return max(height, min(_SCREEN, shape * height))


def _picture(painter: QPainter, ink: Ink, node: NodeItem, box: QRectF) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink.screen)
    painter.drawRoundedRect(box, 4.0, 4.0)
    image = node.picture
    if image is None or image.isNull():
        return
    inner = box.adjusted(2.0, 2.0, -2.0, -2.0)
    factor = min(inner.width() / image.width(), inner.height() / image.height())
    target = QRectF(0, 0, image.width() * factor, image.height() * factor)
    target.moveCenter(inner.center())
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, factor < 1.0)  # enlarged pixels stay squares
    painter.drawImage(target, image)


def _gradient(painter: QPainter, ink: Ink, node: NodeItem) -> None:
    value = node.gradient or 0.0
    share = (math.log10(max(value, 1e-30)) - _LOW) / (_HIGH - _LOW) if math.isfinite(value) else 1.0
    colour = ink.ok if _VANISHING <= value <= _EXPLODING else ink.warning
    track = QRectF(_PAD, HEADER - 2.0, WIDTH - 2 * _PAD, 3.0)
    full_part = QRectF(track)
    full_part.setWidth(track.width() * min(1.0, max(0.03, share)))
    painter.setPen(Qt.PenStyle.NoPen)
    for part, brush in ((track, QBrush(ink.line)), (full_part, QBrush(colour))):
        painter.setBrush(brush)
        painter.drawRoundedRect(part, 1.5, 1.5)


def _note(painter: QPainter, ink: Ink, node: NodeItem) -> None:
    """The sentence of a problem below the card, at most three lines of it, beside a bar of its colour, on a ground of
    its own: a wire that returns there goes behind it.
    """
    colour = {"error": ink.error, "warning": ink.warning}.get(node.severity, ink.dim)
    y = node.height + 8.0
    words = ink.paragraph(node.problem, WIDTH - 8.0)
    painter.fillRect(QRectF(0.0, y, words.size().width() + _PAD, words.size().height()), ink.canvas_brush)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(colour))
    painter.drawRoundedRect(QRectF(0.0, y, 3.0, words.size().height()), 1.5, 1.5)
    painter.setPen(QPen(colour))
    painter.setFont(ink.fonts["small"])
    painter.drawStaticText(QPointF(_PAD - 2.0, y), words)

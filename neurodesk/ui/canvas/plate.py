"""The ground of a card: shadow, header, band, edge and ports, painted once for each look and scale and then laid."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPixmap, QTransform

from neurodesk.ui.canvas.face import WIDTH, port_y

if TYPE_CHECKING:
    from neurodesk.ui.canvas.ink import Ink

ROUND: Final = 8.0  # scene px
_MARGIN: Final = 12.0  # scene px around the card, for shadow, halo and the cards behind it
_PORT: Final = 5.5
_KEPT: Final = 256  # pictures; zooming makes a dozen at each step
_DEVICE: Final = QTransform()
_LARGEST: Final = 6.0  # device px per scene px; above, the picture would cost more memory than painting costs time


class PortLook(NamedTuple):
    """How one port looks: a wire is there, the pointer is on it, what arrives does not fit."""

    wired: bool
    hovered: bool = False
    wrong: bool = False


class Plate(NamedTuple):
    """What makes one plate look unlike another."""

    category: str
    height: float
    header: float
    selected: bool
    hovered: bool
    behind: int = 0  # cards of a stack that look out behind this one
    inputs: tuple[PortLook, ...] = ()
    outputs: tuple[PortLook, ...] = ()


def lay_plate(painter: QPainter, ink: Ink, plate: Plate, x: float = 0.0, y: float = 0.0) -> None:
    """Lay a plate with its corner at (x, y), on whole device pixels."""
    world, ratio = painter.worldTransform(), painter.device().devicePixelRatio()
    scale = world.m11()
    if scale * ratio > _LARGEST:
        painter.translate(x, y)
        _paint(painter, ink, plate)
        painter.setWorldTransform(world)
        return
    pixmap = _picture(ink, plate, scale, ratio)
    left, top = (x - _MARGIN) * scale + world.dx(), (y - _MARGIN) * scale + world.dy()
    painter.setWorldTransform(_DEVICE)
    painter.drawPixmap(QPointF(round(left * ratio) / ratio, round(top * ratio) / ratio), pixmap)
    painter.setWorldTransform(world)


def _picture(ink: Ink, plate: Plate, scale: float, ratio: float) -> QPixmap:
    key = (plate, round(scale, 4), ratio)
    if key not in ink.plates:
        if len(ink.plates) >= _KEPT:
            ink.plates.clear()
        dots = scale * ratio
        pixmap = QPixmap(
            math.ceil((WIDTH + 2 * _MARGIN) * dots) + 1, math.ceil((plate.height + 2 * _MARGIN) * dots) + 1
        )
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(dots, dots)
        painter.translate(_MARGIN, _MARGIN)
        _paint(painter, ink, plate)
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        ink.plates[key] = pixmap
    return ink.plates[key]


def _paint(painter: QPainter, ink: Ink, plate: Plate) -> None:
    colour, tint, _ = ink.family(plate.category)
    card = QRectF(0.0, 0.0, WIDTH, plate.height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink.shadow)
    painter.drawRoundedRect(card.translated(0.0, 2.5).adjusted(-0.5, 0.0, 0.5, 0.5), ROUND, ROUND)
    if plate.selected:
        painter.setPen(ink.halo)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(card.adjusted(-2, -2, 2, 2), ROUND + 2, ROUND + 2)
    for depth in range(plate.behind, 0, -1):  # narrower the farther behind, so that the ports stay free
        painter.setPen(QPen(colour.color(), 1.0))
        painter.setBrush(ink.card_brush)
        painter.drawRoundedRect(card.adjusted(7.0 * depth, -5.0 * depth, -7.0 * depth, -ROUND), ROUND, ROUND)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink.card_brush)
    painter.drawRoundedRect(card, ROUND, ROUND)
    whole = QPainterPath()
    whole.addRoundedRect(card, ROUND, ROUND)
    for height, brush in ((plate.header, tint), (4.0, colour)):
        part = QPainterPath()
        part.addRect(QRectF(0.0, 0.0, WIDTH, height))
        painter.fillPath(whole.intersected(part), brush)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(ink.edge_selected if plate.selected else ink.edge_hover if plate.hovered else ink.edge)
    painter.drawRoundedRect(card if plate.selected else card.adjusted(0.5, 0.5, -0.5, -0.5), ROUND, ROUND)
    for side, ports in ((0.0, plate.inputs), (float(WIDTH), plate.outputs)):
        for index, port in enumerate(ports):
            _port(painter, ink, port, QPointF(side, port_y(index)), colour.color() if side else ink.wire)


def _port(painter: QPainter, ink: Ink, port: PortLook, at: QPointF, colour: QColor) -> None:
    grown = 1.5 if port.hovered else 0.0
    painter.setPen(QPen(ink.canvas, 2.0))
    painter.setBrush(QBrush(ink.error if port.wrong else ink.accent if grown else colour))
    painter.drawEllipse(at, _PORT + grown + 1.0, _PORT + grown + 1.0)
    if not (port.wired or port.wrong):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink.card_brush)
        painter.drawEllipse(at, _PORT - 2.5 + grown, _PORT - 2.5 + grown)
    if port.wrong:
        painter.setPen(QPen(ink.card, 1.6))
        painter.drawLine(at + QPointF(0, -3.0), at + QPointF(0, 0.6))
        painter.drawPoint(at + QPointF(0, 3.0))

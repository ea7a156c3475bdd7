"""The drawing as a picture to take along: SVG and PDF of lines and text, or PNG, light on white or as the window is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPageSize,
    QPainter,
    QPainterPath,
    QPdfWriter,
    QPen,
)  # fmt: skip
from PySide6.QtSvg import QSvgGenerator, QSvgRenderer

from neurodesk.compiler.flow import Flow
from neurodesk.disk.atomic import atomic_save
from neurodesk.disk.resources import resource
from neurodesk.graph.errors import NeuroDeskError
from neurodesk.graph.model import Document, Graph, Port
from neurodesk.layers.catalogue import LAYERS
from neurodesk.layers.spec import numel, show
from neurodesk.ui.canvas.face import HEADER, WIDTH, Face, face_of, port_y
from neurodesk.ui.canvas.gutters import lanes, returning, returns, strips
from neurodesk.ui.canvas.wire_item import curve, route, thickness
from neurodesk.ui.look.colour import mix
from neurodesk.ui.look.numbers import whole
from neurodesk.ui.look.theme import family_of, role_of, theme
from neurodesk.ui.words import tr

MARGIN: Final = 24.0  # px around the drawing
LARGEST: Final = 16_000  # px of a PNG's side; beyond, Qt's image would cost gigabytes
DOTS: Final = 1200  # an inch in a PDF: finer than any printer places a line
_SIZES: Final = (13, 12, 11, 10, 9, 8, 7)  # px of a name, the largest in which it is whole
_PAD: Final = 12.0
_LINE: Final = 16.0


class PictureError(NeuroDeskError):
    """A picture that cannot be made."""


@dataclass(frozen=True, slots=True)
class Look:
    """How the picture is to be: `paper` (light on white) or the theme in force, and what stands on the cards."""

    paper: bool = True
    shapes: bool = True
    parameters: bool = True
    scale: float = 2.0  # of a PNG: pixels for one px of the drawing


def save_picture(path: Path, document: Document, flow: Flow, look: Look, names: Iterable[str] = ()) -> None:
    """Write a network as the kind of picture that the file's name ends in; `names` leaves out all other nodes.

    Raises PictureError for another ending, an empty drawing or a PNG too large, and SaveError.
    """
    made = Picture(document, flow, look, names)
    writers = {".svg": made.svg, ".pdf": made.pdf, ".png": made.png}
    if path.suffix.lower() not in writers:
        raise PictureError(tr("A picture is an SVG, PDF or PNG file."), tr("Let its name end in .svg, .pdf or .png."))
    if not made.graph.nodes:
        raise PictureError(tr("There is nothing to draw."), tr("Add a layer first."))
    atomic_save(path, writers[path.suffix.lower()](), backup=False)


class Picture:
    """One network laid out as a picture."""

    def __init__(self, document: Document, flow: Flow, look: Look, names: Iterable[str] = ()) -> None:
        self.flow, self.look = flow, look
        whole, wanted = document.networks[flow.network], frozenset(names)
        self.graph: Graph = whole
        self.names = [name for name in whole.nodes if not wanted or name in wanted]
        self.faces = {name: face_of(document, whole, name) for name in self.names}
        self._dark = theme().dark and not look.paper
        self.ground = QColor("#ffffff") if look.paper else role_of("canvas", dark=self._dark)
        self.boxes = {name: self._box(name) for name in self.names}
        self.paths = self._paths()

    @property
    def size(self) -> QSizeF:
        """Width and height in px, the margin included."""
        box = self._bounds()
        return QSizeF(max(box.width(), 1.0), max(box.height(), 1.0))

    def paint(self, painter: QPainter) -> None:
        """Paint it from the painter's origin on."""
        box = self._bounds()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.fillRect(QRectF(QPointF(0, 0), box.size()), self.ground)
        painter.translate(-box.topLeft())
        for target in self.paths:
            self._wire(painter, target)
        for name in self.names:
            self._card(painter, name)
        painter.translate(box.topLeft())

    def svg(self) -> bytes:
        """An SVG file whose texts are texts."""
        device, room = QSvgGenerator(), _Room()
        width, height = self.size.width(), self.size.height()
        device.setOutputDevice(room.buffer)
        device.setSize(QSize(round(width), round(height)))
        device.setViewBox(QRectF(0, 0, width, height))
        device.setTitle(_plain(self.flow.network))
        device.setDescription("NeuroDesk")
        device.setResolution(96)
        self._onto(device)
        return room.taken()

    def pdf(self) -> bytes:
        """A PDF of one page as large as the drawing, its fonts inside."""
        room = _Room()
        device = QPdfWriter(room.buffer)
        device.setTitle(_plain(self.flow.network))
        device.setCreator("NeuroDesk")
        device.setResolution(DOTS)
        points = self.size * 0.75  # a px is 1/96 inch, a point 1/72
        device.setPageSize(QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch))
        device.setPageMargins(QMarginsF(0, 0, 0, 0))
        self._onto(device, DOTS / 96)
        return room.taken()

    def png(self) -> bytes:
        """A PNG of `look.scale` pixels for one px. Raises PictureError when it would be too large."""
        size = self.size * self.look.scale
        if max(size.width(), size.height()) > LARGEST:
            wide, high = round(size.width()), round(size.height())
            text = tr("The picture would be {width} pixels wide and {height} high.", width=wide, height=high)
            raise PictureError(text, tr("Choose a smaller scale, or SVG or PDF, which have no pixels."))
        image = QImage(size.toSize(), QImage.Format.Format_RGB32)
        self._onto(image, self.look.scale)
        room = _Room()
        image.save(room.buffer, "PNG")
        return room.taken()

    def _onto(self, device: QSvgGenerator | QPdfWriter | QImage, scale: float = 1.0) -> None:
        painter = QPainter(device)
        painter.scale(scale, scale)
        self.paint(painter)
        painter.end()

    # ------------------------------------------------------------------ parts

    def _box(self, name: str) -> QRectF:
        place, face = self.graph.places.get(name), self.faces[name]
        at = QPointF(place.x, place.y) if place is not None else QPointF(0, 0)
        lines = 1 + self.look.parameters + self.look.shapes
        ports = port_y(max(len(face.inputs), len(face.outputs), 1) - 1) + 16.0
        return QRectF(at.x(), at.y(), WIDTH, max(HEADER + 4 + _LINE * (lines - 1) + 4 * (lines > 1), ports))

    def _bounds(self) -> QRectF:
        box = QRectF()
        for each in self.boxes.values():
            box = box.united(each)
        for path in self.paths.values():
            box = box.united(path.boundingRect())
        return box.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)

    def _end(self, port: Port, *, output: bool) -> QPointF:
        face, box = self.faces[port.node], self.boxes[port.node]
        ports = face.outputs if output else face.inputs
        index = ports.index(port.port) if port.port in ports else 0
        return QPointF(box.right() if output else box.left(), box.top() + port_y(index))

    def _paths(self) -> dict[Port, QPainterPath]:
        """Every wire by its input, as the canvas leads it: through its dots, or back between the rows of cards."""
        ends = {
            target: (source, self._end(source, output=True), self._end(target, output=False))
            for target, source in self.graph.wires.items()
            if source.node in self.boxes and target.node in self.boxes
        }
        dots = {target: tuple(QPointF(*at) for at in self.graph.bends.get(target, ())) for target in ends}
        back = {target: found for target, found in ends.items() if not dots[target] and returns(*found[1:])}
        lane = lanes(strips((box.top(), box.bottom()) for box in self.boxes.values()), back)
        found = {}
        for target, (_, start, end) in ends.items():
            if dots[target]:
                found[target] = route(start, dots[target], end)
            else:
                found[target] = returning(start, end, lane[target]) if target in lane else curve(start, end)
        return found

    def _wire(self, painter: QPainter, target: Port) -> None:
        shape = self.flow.shapes.get(self.graph.wires[target])
        path, width = self.paths[target], thickness(numel(shape)) if shape is not None else 1.5
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, wide in ((self.ground, width + 3.0), (self._role("control"), width)):  # a gap where wires cross
            painter.setPen(QPen(colour, wide, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
            painter.drawPath(path)

    def _card(self, painter: QPainter, name: str) -> None:
        box, face = self.boxes[name], self.faces[name]
        family, card = family_of(face.category, dark=self._dark), self._role("surface_2")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mix(card, family, 0.2))
        painter.drawRoundedRect(box, 8, 8)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(family, 1.5))
        painter.drawRoundedRect(box, 8, 8)
        self._icon(painter, face, QRectF(box.left() + _PAD, box.top() + 7, 18, 18), family)
        self._name(painter, f"{name} {face.times}".strip(), QRectF(box.left() + 38, box.top(), WIDTH - 38 - 8, HEADER))
        self._lines(painter, name, box)
        for output, ports in ((False, face.inputs), (True, face.outputs)):
            for port in ports:
                painter.setPen(QPen(self.ground, 1.5))
                painter.setBrush(family if output else self._role("control"))
                painter.drawEllipse(self._end(Port(name, port), output=output), 5, 5)

    def _lines(self, painter: QPainter, name: str, box: QRectF) -> None:
        face, y, room = self.faces[name], box.top() + HEADER + 2, WIDTH - 2 * _PAD
        if self.look.parameters:
            self._text(painter, face.line, QRectF(box.left() + _PAD, y, room, _LINE), "text_dim")
            y += _LINE
        if self.look.shapes:
            shape = next((self.flow.shapes[p] for p in self._ports(name) if p in self.flow.shapes), None)
            cost = self.flow.costs.get(name)
            count = whole(cost.parameters) if cost and cost.parameters else ""
            row = QRectF(box.left() + _PAD, y, room, _LINE)
            taken = self._text(painter, tr("{count} params", count=count) if count else "", row, "text_dim", right=True)
            row.setWidth(room - taken - (8 if taken else 0))
            self._text(painter, "" if shape is None else show(shape), row, "text")

    def _ports(self, name: str) -> list[Port]:
        outs = [Port(name, port) for port in self.faces[name].outputs]
        return outs or list(self.graph.into(name).values())

    def _text(self, painter: QPainter, text: str, box: QRectF, role: str, *, right: bool = False) -> float:
        """One line, made smaller until it is whole. Returns its width."""
        text = _plain(text)
        font = next((f for f in map(_font, (11, 10, 9, 8, 7, 6, 5)) if _wide(f, text) <= box.width()), _font(4))
        painter.setFont(font)
        painter.setPen(self._role(role))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, text)
        return _wide(font, text)

    def _name(self, painter: QPainter, name: str, box: QRectF) -> None:
        """The whole name, on as many lines as it needs and in the largest size in which they have room."""
        text = _plain(name)
        for size in (*_SIZES, 6, 5):
            font = _font(size, bold=True)
            lines = _broken(text, font, box.width())
            high = QFontMetricsF(font).height()
            if len(lines) * high <= box.height() - 2 or size == 5:
                break
        painter.setFont(font)
        painter.setPen(self._role("text"))
        top = box.center().y() - len(lines) * high / 2
        for at, line in enumerate(lines):
            where = QRectF(box.left(), top + at * high, box.width(), high)
            painter.drawText(where, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line)

    def _icon(self, painter: QPainter, face: Face, box: QRectF, colour: QColor) -> None:
        _drawing(face.key, colour.name()).render(painter, box)

    def _role(self, role: str) -> QColor:
        return role_of(role, dark=self._dark)


class _Room:
    """Bytes in memory that Qt writes into."""

    def __init__(self) -> None:
        self._bytes = QByteArray()
        self.buffer = QBuffer(self._bytes)
        self.buffer.open(QIODevice.OpenModeFlag.WriteOnly)

    def taken(self) -> bytes:
        """What was written."""
        self.buffer.close()
        return bytes(self._bytes.data())


def _font(pixels: int, *, bold: bool = False) -> QFont:
    font = QFont(theme().font("body", bold=bold))
    font.setPixelSize(pixels)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def _wide(font: QFont, text: str) -> float:
    return QFontMetricsF(font).horizontalAdvance(text)


def _broken(text: str, font: QFont, width: float) -> list[str]:
    """A name cut into lines that fit, after an underscore where there is one."""
    lines: list[str] = []
    while text:
        fits = max((n for n in range(1, len(text) + 1) if _wide(font, text[:n]) <= width), default=1)
        if fits < len(text) and "_" in text[:fits]:
            fits = text[:fits].rindex("_") + 1
        lines.append(text[:fits])
        text = text[fits:]
    return lines


def _plain(text: str) -> str:
    """Text without what no XML file may hold, as lone surrogates and control characters."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


@lru_cache(maxsize=256)
def _drawing(key: str, colour: str) -> QSvgRenderer:
    """The lines of a layer's symbol in a colour; a layer from elsewhere has those of a block."""
    file = resource("icons", "layers", f"{key if key in LAYERS else 'block'}.svg")
    return QSvgRenderer(file.read_text(encoding="utf-8").replace("currentColor", colour).encode())

"""What an empty canvas says: four ways to begin."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from neurodesk.ui.canvas.ink import ink
from neurodesk.ui.look.theme import theme
from neurodesk.ui.words import later, spoken

TITLE: Final = later("Draw a network")
WAYS: Final = (
    (later("Drag"), later("a layer from the library onto the canvas")),
    ("Shift+A", later("search a layer and add it; a double click does so too")),
    ("Shift+C", later("type a chain: conv 32 relu pool flatten linear")),
    (later("Open"), later("a template and change it")),
)
_ROW, _KEY, _WIDTH = 32.0, 72.0, 440.0  # px


def paint_hint(painter: QPainter, room: QRectF) -> None:
    """Paint the hint in the middle of `room`, view px."""
    look = ink()
    height = 56.0 + _ROW * len(WAYS)
    ways = [(key if "+" in key else spoken(key), spoken(words)) for key, words in WAYS]
    bold, body = QFontMetricsF(theme().font("small", bold=True)), QFontMetricsF(theme().font("body"))
    caps = max(_KEY, *(bold.horizontalAdvance(key) + 24.0 for key, _ in ways))
    wide = max(_WIDTH, *(caps + 16.0 + body.horizontalAdvance(words) for _, words in ways))
    box = QRectF(0, 0, min(wide, room.width() - 32), height)
    box.moveCenter(room.center())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.canvas_brush)  # a quiet ground: the dots would show between the letters
    painter.drawRoundedRect(box.adjusted(-24.0, -16.0, 24.0, 16.0), 12.0, 12.0)
    painter.setFont(theme().font("heading", bold=True))
    painter.setPen(look.text_pen)
    painter.drawText(QRectF(box.left(), box.top(), box.width(), 40.0), int(Qt.AlignmentFlag.AlignLeft), spoken(TITLE))
    small, middle = theme().font("small", bold=True), int(Qt.AlignmentFlag.AlignVCenter)
    for row, (key, words) in enumerate(ways):
        line = QRectF(box.left(), box.top() + 56.0 + row * _ROW, box.width(), _ROW)
        cap = QRectF(line.left() + 0.5, line.top() + 4.5, _KEY - 8.0, 23.0)
        cap.setWidth(max(cap.width() - 0.0, QFontMetricsF(small).horizontalAdvance(key) + 16.0))
        painter.setPen(QPen(look.control, 1.0))
        painter.setBrush(look.card_brush)
        painter.drawRoundedRect(cap, 5.0, 5.0)
        painter.setFont(small)
        painter.setPen(look.text_pen)
        painter.drawText(cap, int(Qt.AlignmentFlag.AlignCenter), key)
        painter.setFont(theme().font("body"))
        painter.setPen(look.dim_pen)
        room_left = line.adjusted(caps + 8.0, 0, 0, 0)
        words = body.elidedText(words, Qt.TextElideMode.ElideRight, room_left.width())
        painter.drawText(room_left, middle, words)

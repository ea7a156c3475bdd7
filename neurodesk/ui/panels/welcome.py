"""The welcome page: templates to start from, recent files, and an empty canvas."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from neurodesk.files.templates import Template, template, templates
from neurodesk.graph.model import Graph, Place
from neurodesk.layers.catalogue import LAYERS
from neurodesk.ui.icons import icon
from neurodesk.ui.numbers import compact
from neurodesk.ui.settings import settings
from neurodesk.ui.theme import theme
from neurodesk.ui.tips import tip

_COLUMNS = 3
_RECENT_PX = 560  # a longer path is cut in its middle


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


@cache
def _graph(key: str) -> Graph:
    return template(key).graph()


class Card(QAbstractButton):
    """A template as a button: picture, title, sentence, size."""

    def __init__(self, made: Template) -> None:
        super().__init__()
        self.made = made
        self.graph: Graph | None = None  # drawn when the rest of the page is seen: reading it takes longer
        self.setAccessibleName(f"Template {made.title}")
        self.setAccessibleDescription(made.text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setMinimumSize(216, 184)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Room for the picture and four lines."""
        return QSize(280, 184)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        now, lit = theme(), self.underMouse() or self.hasFocus()
        painter.setPen(QPen(now.color("accent" if lit else "line"), 2 if self.hasFocus() else 1))
        painter.setBrush(now.color("surface_2"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        inner = QRectF(self.rect()).adjusted(16, 12, -16, -12)
        if self.graph is not None:
            paint_sketch(painter, self.graph, QRectF(inner.left(), inner.top(), inner.width(), 64))
        else:
            QTimer.singleShot(0, self, self._read)
        painter.setPen(now.color("text"))
        painter.setFont(now.font("title", bold=True))
        painter.drawText(
            QRectF(inner.left(), inner.top() + 72, inner.width(), 22), Qt.AlignmentFlag.AlignLeft, self.made.title
        )
        painter.setPen(now.color("text_dim"))
        painter.setFont(now.font("body"))
        lines = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
        painter.drawText(QRectF(inner.left(), inner.top() + 96, inner.width(), 40), lines, self.made.text)
        painter.setFont(now.font("small"))
        size = f"{compact(self.made.parameters)} parameters · {self.made.data.replace('_', ' ')}"
        painter.drawText(QRectF(inner.left(), inner.bottom() - 16, inner.width(), 16), Qt.AlignmentFlag.AlignLeft, size)

    def _read(self) -> None:
        self.graph = _graph(self.made.key)
        self.update()


class WelcomePage(QScrollArea):
    """What a person sees first."""

    template_chosen = Signal(str)
    file_chosen = Signal(Path)
    open_asked = Signal()
    empty_asked = Signal()
    folder_asked = Signal()

    def __init__(self) -> None:
        super().__init__(widgetResizable=True, horizontalScrollBarPolicy=Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.cards: dict[str, Card] = {}
        theme().changed.connect(self.fill)
        self.fill()

    def fill(self) -> None:
        """Draw the page anew, as after a file was saved."""
        page = QWidget()
        outer = QHBoxLayout(page)
        outer.addStretch()
        column = QVBoxLayout()
        column.setContentsMargins(24, 32, 24, 32)
        column.setSpacing(16)
        outer.addLayout(column, stretch=8)
        outer.addStretch()
        title = QLabel("Design a neural network, watch it learn, see why it answers")
        title.setProperty("role", "heading")
        title.setWordWrap(True)
        column.addWidget(title)
        column.addLayout(self._starts())
        self._recent(column)
        column.addWidget(_section("Start from a template"))
        grid = QGridLayout()
        grid.setSpacing(16)
        for at, made in enumerate(templates()):
            card = Card(made)
            card.clicked.connect(lambda _on=False, key=made.key: self.template_chosen.emit(key))
            self.cards[made.key] = card
            grid.addWidget(card, at // _COLUMNS, at % _COLUMNS)
        column.addLayout(grid)
        column.addStretch()
        self.setWidget(page)

    def _starts(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        starts = (
            ("new", "Empty canvas", self.empty_asked),
            ("open", "Open a project…", self.open_asked),
            ("image", "Image folder or CSV…", self.folder_asked),
        )
        for symbol, text, signal in starts:
            button = QPushButton(icon(symbol), text)
            button.clicked.connect(lambda _on=False, signal=signal: signal.emit())
            row.addWidget(button)
        row.addStretch()
        return row

    def _recent(self, column: QVBoxLayout) -> None:
        recent = [path for path in settings().recent if Path(path).is_file()][:5]
        if not recent:
            return
        column.addWidget(_section("Recent"))
        for path in recent:
            text = f"{Path(path).stem}    {Path(path).parent}"
            text = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, _RECENT_PX)
            button = QPushButton(icon("home"), text.replace("&", "&&"), toolTip=tip(path))
            button.setProperty("flat", True)
            button.setStyleSheet("text-align: left;")
            button.clicked.connect(lambda _on=False, path=path: self.file_chosen.emit(Path(path)))
            column.addWidget(button)


def _section(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "title")
    return label

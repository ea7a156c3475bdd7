"""The gallery of templates: a card each, with its picture, what it teaches, its size, and what to expect of it."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QGridLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from neurodesk.files.templates import Template, template, templates
from neurodesk.graph.model import Graph
from neurodesk.ui.guide.sketch import sketch
from neurodesk.ui.look.numbers import compact, duration, fixed, percent
from neurodesk.ui.look.theme import theme
from neurodesk.ui.words import spoken, tr

_CARD = QSize(216, 208)  # px that a card likes to have
_NARROWEST = 136  # px; so that the page can become narrow, upon which there are fewer columns
_PICTURE = 64  # px high
_MOST_COLUMNS = 3


@cache
def _graph(key: str) -> Graph:
    return template(key).graph()


def expected(made: Template) -> str:
    """What training it once gives, and how long that takes; empty where nobody measured."""
    if not made.seconds:
        return ""
    time = duration(made.seconds)
    if made.task == "regression":
        return tr("R² {score} in about {time}", score=fixed(made.score, 2), time=time)
    return tr("{score} right in about {time}", score=percent(made.score, 0), time=time)


class Card(QAbstractButton):
    """A template as a button."""

    def __init__(self, made: Template) -> None:
        super().__init__()
        self.made = made
        self.graph: Graph | None = None  # drawn when the rest of the page is seen: reading it takes longer
        self.facts = " · ".join(
            (tr("{count} parameters", count=compact(made.parameters)), spoken(made.data.replace("_", " ")))
        )
        self.setAccessibleName(tr("Template {title}", title=spoken(made.title)))
        self.setAccessibleDescription(". ".join(filter(None, (spoken(made.text), self.facts, expected(made)))))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setMinimumSize(_NARROWEST, _CARD.height())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def fits(self, text: str) -> bool:
        """True when every word of a search stands in what is said of the template."""
        made = self.made
        about = f"{spoken(made.title)} {spoken(made.text)} {made.title} {made.task} {made.data} {made.key}".lower()
        return all(word in about for word in text.lower().split())

    def sizeHint(self) -> QSize:
        """Room for the picture and six lines."""
        return QSize(280, _CARD.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        now = theme()
        painter.setPen(now.color("accent" if self.underMouse() else "line"))
        painter.setBrush(now.color("surface_2"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        inner = QRectF(self.rect()).adjusted(16, 12, -16, -12)
        if self.graph is not None:
            room = QSize(int(inner.width()), _PICTURE)
            painter.drawPixmap(inner.topLeft(), sketch(self.graph, room, self.devicePixelRatioF()))
        else:
            QTimer.singleShot(0, self, self._read)
        self._paint_words(painter, inner)

    def _paint_words(self, painter: QPainter, inner: QRectF) -> None:
        now, left = theme(), Qt.AlignmentFlag.AlignLeft
        title, small = now.font("title", bold=True), now.font("small")
        painter.setPen(now.color("text"))
        painter.setFont(title)
        named = QFontMetrics(title).elidedText(spoken(self.made.title), Qt.TextElideMode.ElideRight, int(inner.width()))
        painter.drawText(QRectF(inner.left(), inner.top() + 72, inner.width(), 22), left, named)
        painter.setPen(now.color("text_dim"))
        painter.setFont(now.font("body"))
        lines = left | Qt.TextFlag.TextWordWrap
        painter.drawText(QRectF(inner.left(), inner.top() + 96, inner.width(), 52), lines, spoken(self.made.text))
        painter.setFont(small)
        for row, text in enumerate((self.facts, expected(self.made))):
            shown = QFontMetrics(small).elidedText(text, Qt.TextElideMode.ElideRight, int(inner.width()))
            painter.drawText(QRectF(inner.left(), inner.bottom() - 32 + 16 * row, inner.width(), 16), left, shown)

    def _read(self) -> None:
        self.graph = _graph(self.made.key)
        self.update()


class Gallery(QWidget):
    """Every template, in as many columns as there is room for, found by typing."""

    template_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.cards: dict[str, Card] = {}
        self.search = QLineEdit(placeholderText=tr("Search templates"), clearButtonEnabled=True)
        self.search.setAccessibleName(tr("Search templates"))
        self.search.setMaximumWidth(320)
        self.search.textChanged.connect(lambda _text: self._lay_out())
        self.search.returnPressed.connect(self._choose_first)
        self.none = QLabel(tr("No template is about that. Delete letters to see more."), visible=False)
        self.none.setProperty("dim", True)
        self._grid = QGridLayout()
        self._grid.setSpacing(16)
        self._columns = 0
        for made in templates():
            card = Card(made)
            card.setParent(self)
            card.clicked.connect(lambda _on=False, key=made.key: self.template_chosen.emit(key))
            self.cards[made.key] = card
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self.search)
        column.addWidget(self.none)
        column.addLayout(self._grid)
        self._lay_out()

    def shown(self) -> list[Card]:
        """The cards that fit the search, in order."""
        return [card for card in self.cards.values() if card.fits(self.search.text())]

    def _choose_first(self) -> None:
        if self.search.text().strip() and self.shown():
            self.template_chosen.emit(self.shown()[0].made.key)

    def _lay_out(self) -> None:
        fitting = self.shown()
        for card in self.cards.values():
            self._grid.removeWidget(card)
            card.setVisible(card in fitting)
        columns = self._room()
        for at, card in enumerate(fitting):
            self._grid.addWidget(card, at // columns, at % columns)
        for at in range(_MOST_COLUMNS):
            self._grid.setColumnStretch(at, int(at < columns))
        self._columns = columns
        self.none.setVisible(not fitting)

    def _room(self) -> int:
        return max(1, min(_MOST_COLUMNS, (self.width() + 16) // (_CARD.width() + 16)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the room there is."""
        super().resizeEvent(event)
        if self._room() != self._columns:
            self._lay_out()

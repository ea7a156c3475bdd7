"""The ranges of features or channels as small multiples: a histogram each, and what scaling makes of it."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from neurodesk.ui.look.numbers import compact, plain, short, whole
from neurodesk.ui.look.theme import theme
from neurodesk.ui.views.view import View, write_line
from neurodesk.ui.widgets.room import Room
from neurodesk.ui.words import tr

_WIDE, _HIGH = 176, 120  # px of one feature
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RangesView(View):
    """A card a feature. Arrows go from card to card, and the one reached is told in words."""

    def __init__(self) -> None:
        super().__init__(tr("Ranges of the features"), QSize(_WIDE, _HIGH))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.names: tuple[str, ...] = ()
        self.measures: Any = np.zeros((0, 6))
        self.histograms: Any = np.zeros((0, 1))
        self.missing: dict[str, int] = {}
        self.at = 0
        self._area: Room | None = None

    def scrolled(self) -> Room:
        """This view in an area that scrolls."""
        self._area = Room(self)
        return self._area

    def heightForWidth(self, width: int) -> int:
        """The height of all rows of cards, px."""
        return max(-(-len(self.names) // max(width // _WIDE, 1)) * _HIGH, _HIGH)

    def show_ranges(self, names: tuple[str, ...], measures: Any, histograms: Any, missing: dict[str, int]) -> None:
        """Show R names, R 6 measures (least, mean, greatest, and the same scaled) and R B counts."""
        self.names, self.measures, self.histograms = names, np.asarray(measures), np.asarray(histograms)
        self.missing, self.at = missing, 0
        self.updateGeometry()
        self.update()

    def place(self, number: int) -> QRectF:
        """Where a card lies."""
        columns = max(self.width() // _WIDE, 1)
        return QRectF(number % columns * _WIDE + 4, number // columns * _HIGH + 4, _WIDE - 8, _HIGH - 8)

    def words(self, number: int) -> str:
        """A card in words."""
        low, _mean, high, *_scaled = (plain(np.float32(value)) for value in self.measures[number])
        _low, mean, _high, least, _middle, most = map(_brief, self.measures[number])
        name = self.names[number]
        return tr(
            "{name}: from {low} to {high}, mean {mean}; enters from {least} to {most}; {missing} missing",
            name=name, low=low, high=high, mean=mean, least=least, most=most, missing=self.missing.get(name, 0),
        )  # fmt: skip

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from card to card."""
        columns = max(self.width() // _WIDE, 1)
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -columns, Qt.Key.Key_Down: columns}
        step = steps.get(Qt.Key(event.key()))
        if step is None or not self.names:
            super().keyPressEvent(event)
            return
        self.at = min(max(self.at + step, 0), len(self.names) - 1)
        self.setAccessibleDescription(self.words(self.at))
        if self._area is not None:
            middle = self.place(self.at).center().toPoint()
            self._area.ensureVisible(middle.x(), middle.y(), 0, _HIGH // 2)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cards that are in sight."""
        painter = QPainter(self)
        if not self.names:
            self.say(painter, tr("The range of each feature appears when the data has been looked at."))
            return
        for number, name in enumerate(self.names):
            box = self.place(number)
            if not box.intersects(QRectF(event.rect())):
                continue
            painter.setPen(QPen(theme().color("accent" if self.hasFocus() and number == self.at else "line"), 1))
            painter.setBrush(theme().color("surface_2"))
            painter.drawRoundedRect(box, 4, 4)
            self._paint_card(painter, box.adjusted(8, 4, -8, -4), number, name)

    def _paint_card(self, painter: QPainter, box: QRectF, number: int, name: str) -> None:
        painter.setFont(theme().font("small", bold=True))
        painter.setPen(theme().color("text"))
        gone = self.missing.get(name, 0)
        told = tr("{count} missing", count=whole(gone)) if gone else ""
        wide = painter.fontMetrics().horizontalAdvance(told) + 8 if told else 0
        write_line(painter, QRectF(box.left(), box.top(), box.width() - wide, 18), name, _LEFT)
        painter.setFont(theme().font("small"))
        painter.setPen(theme().color("warning"))
        painter.drawText(QRectF(box.left(), box.top(), box.width(), 18), _RIGHT, told)
        bars = QRectF(box.left(), box.top() + 20, box.width(), 44)
        counts = self.histograms[number]
        step = bars.width() / len(counts)
        for at, count in enumerate(counts):
            high = bars.height() * float(count) / max(float(counts.max()), 1.0)
            piece = QRectF(bars.left() + at * step, bars.bottom() - high, max(step - 1, 1), high)
            painter.fillRect(piece, theme().color("accent"))
        low, mean, high, *scaled = map(_brief, self.measures[number])
        painter.setPen(theme().color("text_dim"))
        under = QRectF(box.left(), bars.bottom() + 2, box.width(), 16)
        for where, text in ((_LEFT, low), (Qt.AlignmentFlag.AlignCenter, f"⌀ {mean}"), (_RIGHT, high)):
            painter.drawText(under, where, text)
        enters = tr("enters {low} … {high}", low=scaled[0], high=scaled[2])
        painter.drawText(under.translated(0, 18), _LEFT, f"→ {enters}")


def _brief(number: float) -> str:
    """Four digits, millions by their name; a card has no room for more."""
    return compact(number) if abs(number) >= 1e6 else short(number, 4)

"""How many examples each class has in each part of the data, or how the values to predict are spread, as bars."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPaintEvent, QPen

from neurodesk.ui.look.numbers import fixed, short, whole
from neurodesk.ui.look.theme import theme
from neurodesk.ui.views.view import View, write_line
from neurodesk.ui.widgets.room import Room
from neurodesk.ui.words import tr

SKEWED: Final = 3.0  # times as many examples in the commonest class as in the rarest
_ROW, _TOP = 22, 28  # px of a bar's row; of the legend over them
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
# Parts are told apart by pattern as well as by colour.
_LOOKS: Final = (
    (0, Qt.BrushStyle.SolidPattern),
    (1, Qt.BrushStyle.BDiagPattern),
    (2, Qt.BrushStyle.Dense4Pattern),
)


def skew(counts: Any, classes: tuple[str, ...]) -> str:
    """A sentence when the classes are far from equally common; else nothing."""
    many = np.ravel(counts)
    if len(classes) < 2 or len(many) != len(classes) or not many.min():
        return ""
    times = float(many.max() / many.min())
    if times < SKEWED:
        return ""
    names = {"often": classes[int(many.argmax())], "rarely": classes[int(many.argmin())]}
    return tr(
        "“{often}” has {times} times as many examples as “{rarely}”: accuracy alone then says little, look at F1.",
        times=fixed(times, 1), **names,
    )  # fmt: skip


class BalanceView(View):
    """A bar a class (or a bin of numbers), in three pieces: learned from, watched, held out."""

    def __init__(self) -> None:
        super().__init__(tr("Balance of the classes"), QSize(240, 96))
        self.counts: Any = np.zeros(0)
        self.shares: Any = np.zeros((3, 0))
        self.names: list[str] = []

    def scrolled(self) -> Room:
        """This view in an area that scrolls, so that every class can be reached."""
        return Room(self, self.accessibleName())

    def show_counts(self, counts: Any, classes: tuple[str, ...], shares: Any = (), edges: Any = ()) -> None:
        """Show C counts, 3 C shares of them; without class names they are the bins between C + 1 edges."""
        self.counts = np.ravel(counts)
        self.shares = np.asarray(shares) if np.size(shares) else np.stack([self.counts] * 3) * [[1], [0], [0]]
        bounds = [short(edge, 4) for edge in np.ravel(edges)]
        self.names = list(classes) or [f"{low} – {high}" for low, high in pairwise(bounds)]
        self.setMinimumHeight(max(96, _TOP + _ROW * len(self.counts) + 8))
        told = zip(self.names, self.counts, strict=False)
        self.setAccessibleDescription(", ".join(f"{name}: {whole(int(count))}" for name, count in list(told)[:100]))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the legend and the bars."""
        painter = QPainter(self)
        if not len(self.counts):
            self.say(painter, tr("How many examples each class has appears when the data has been looked at."))
            return
        painter.setFont(theme().font("small"))
        metrics = painter.fontMetrics()
        widest = max((metrics.horizontalAdvance(name) for name in self.names), default=0)
        left = 20.0 + min(widest, self.width() // 3)
        room, top = self.width() - left - 176, max(float(self.counts.max()), 1.0)
        self._paint_legend(painter)
        for at, count in enumerate(self.counts):
            y = _TOP + at * _ROW
            painter.setPen(theme().color("text_dim"))
            if at < len(self.names):
                write_line(painter, QRectF(8, y, left - 16, _ROW), self.names[at], _RIGHT)
            x = left
            for share, (hue, pattern) in zip(self.shares[:, at], _LOOKS, strict=True):
                box = QRectF(x, y + 3, room * float(share) / top, _ROW - 6)
                painter.fillRect(box, QBrush(theme().curve(hue), pattern))
                painter.setPen(QPen(theme().curve(hue), 1))
                painter.drawRect(box.adjusted(0, 0, -1, -1) if box.width() > 1 else box)
                x += box.width()
            painter.setPen(theme().color("text"))
            three = " + ".join(whole(int(share)) for share in self.shares[:, at])
            told = f"{whole(int(count))}  ({three})" if self.shares[1:].any() else whole(int(count))
            painter.drawText(QRectF(x + 6, y, 176, _ROW), _LEFT, told)

    def _paint_legend(self, painter: QPainter) -> None:
        x = 8.0
        for text, (hue, pattern) in zip((tr("training"), tr("validation"), tr("held out")), _LOOKS, strict=True):
            painter.fillRect(QRectF(x, 6, 12, 12), QBrush(theme().curve(hue), pattern))
            painter.setPen(QPen(theme().curve(hue), 1))
            painter.drawRect(QRectF(x, 6, 11, 11))
            painter.setPen(theme().color("text_dim"))
            wide = painter.fontMetrics().horizontalAdvance(text)
            painter.drawText(QRectF(x + 18, 2, wide + 8, 20), _LEFT, text)
            x += wide + 40

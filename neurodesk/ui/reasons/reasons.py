"""Views of one explained example: the example itself, and what one method says of its parts."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip

from neurodesk.engine.protocol import Explained
from neurodesk.explanation import trust
from neurodesk.explanation.method import METHODS
from neurodesk.ui.look.numbers import percent, short
from neurodesk.ui.look.theme import theme
from neurodesk.ui.look.tips import tip
from neurodesk.ui.pictures import example, fitted, overlay, signed, top_of
from neurodesk.ui.reasons.heat_look import HeatLook
from neurodesk.ui.views import View
from neurodesk.ui.words import tr

FEATURES = 16  # bars; the features that weigh most
HEAD = 32.0  # px over the example, as high as the methods' names are
_FOOT = 24.0
_CENTRE = Qt.AlignmentFlag.AlignCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def _short(painter: QPainter, text: str, width: float) -> str:
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(width))


def _name(answer: Explained, feature: int) -> str:
    return answer.features[feature] if feature < len(answer.features) else tr("feature {value}", value=feature + 1)


def _is_long(shape: tuple[int, ...]) -> bool:
    """Whether an example is a sequence that is shown as a strip, its steps from left to right."""
    return len(shape) == 2 and shape[0] > 2 * shape[1]


def _along(values: Any) -> Any:
    """An example or its weights as they are shown."""
    values = np.asarray(values)
    return values.T if _is_long(values.shape) else values


def _shown(image: QImage, answer: Explained, box: QRectF) -> QImage:
    """A picture in a box; a strip takes its whole width."""
    if _is_long(np.shape(answer.picture)):
        high = min(max(24.0, 12.0 * image.height()), box.height())
        return image.scaled(int(box.width()), int(high))
    return fitted(image, int(box.width()), int(box.height()))


class ReasonView(View):
    """One method's answer: a heat map over the example, or a bar for each feature, and how far it can be trusted."""

    def __init__(self) -> None:
        super().__init__(tr("Reasons"), QSize(144, 120))
        self.setMouseTracking(True)
        self.answer: Explained | None = None
        self.look = HeatLook()
        self.waiting = False  # an answer is on its way
        self._image = QImage()

    def show_answer(self, answer: Explained | None) -> None:
        """Show an explanation; None empties the view."""
        self.answer = answer
        self.waiting = self.waiting and answer is None
        if answer is not None and not answer.reason and np.ndim(answer.picture) >= 2:
            self._image = overlay(
                _along(answer.picture), _along(answer.attribution), self.look.strength, self.look.sign, self.look.clip
            )
        self.update()

    def verdict(self) -> tuple[str, str]:
        """What to say under the picture, and the colour's role: an empty explanation, or how complete it is."""
        if self.answer is None or self.answer.reason:
            return "", "text_dim"
        if not np.any(self.answer.attribution):
            return tr("Nothing speaks for this answer."), "text"
        if not METHODS[self.answer.method].signed:
            only = self.look.sign == "against"
            return tr("no sign: nothing is against") if only else tr("no sign: how much it matters"), "text_dim"
        gap = abs(self.answer.gap)
        if np.isnan(gap):
            return "", "text_dim"
        told = tr("completeness gap {gap}", gap=percent(gap))
        if gap <= trust.GOOD:
            return told, "text_dim"
        return f"{told}: " + (tr("a rough picture") if gap <= trust.DOUBTFUL else tr("do not rely on it")), "warning"

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint reasons and the completeness gap."""
        painter = QPainter(self)
        painter.setFont(theme().font("small"))
        if self.answer is None or self.answer.reason:
            nothing = tr("Working it out…") if self.waiting else ""
            self.say(painter, self.answer.reason if self.answer else nothing)
            return
        box = self._box()
        if np.ndim(self.answer.picture) >= 2:
            image = _shown(self._image, self.answer, box)
            painter.drawImage(QPointF(box.center().x() - image.width() / 2, box.top()), image)
            box.setHeight(image.height())
        else:
            self._paint_bars(painter, box)
        told, role = self.verdict()
        painter.setPen(theme().color(role))
        painter.drawText(QRectF(0, box.bottom() + 4, self.width(), 16), _CENTRE, _short(painter, told, self.width()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say the feature's whole name, its value and weight; for pictures, what is said under them."""
        answer = self.answer
        if answer is None or answer.reason:
            return
        told = trust.verdict(abs(answer.gap)) or self.verdict()[0]
        if np.ndim(answer.picture) < 2:
            order, high = self._order(), self._high()
            at = int((event.position().y() - self._box().top()) / high)
            if 0 <= at < len(order):
                value, weight = np.ravel(answer.picture)[order[at]], np.ravel(answer.attribution)[order[at]]
                told = tr(
                    "{answer} is {value}, weight {weight}",
                    answer=_name(answer, order[at]),
                    value=short(value, 4),
                    weight=f"{'+' if weight > 0 else ''}{short(weight)}",
                )
        QToolTip.showText(event.globalPosition().toPoint(), tip(told), self)

    def _box(self) -> QRectF:
        return QRectF(4, 8, self.width() - 8, self.height() - 8 - _FOOT)

    def _order(self) -> list[int]:
        assert self.answer is not None
        weights = signed(np.ravel(self.answer.attribution), self.look.sign)
        return np.argsort(-np.abs(weights), kind="stable")[:FEATURES].tolist()

    def _high(self) -> float:
        return min(self._box().height() / max(len(self._order()), 1), 24.0)

    def _paint_bars(self, painter: QPainter, box: QRectF) -> None:
        assert self.answer is not None
        weights, order, high = signed(np.ravel(self.answer.attribution), self.look.sign), self._order(), self._high()
        top = top_of(weights, self.look.clip)
        names = [_name(self.answer, feature) for feature in order]
        widest = max((painter.fontMetrics().horizontalAdvance(name) for name in names), default=0)
        left = box.left() + min(widest + 12.0, box.width() * 0.48)
        middle = (left + box.right()) / 2
        for at, feature in enumerate(order):
            y = box.top() + at * high
            painter.setPen(theme().color("text"))
            room = left - box.left() - 8
            painter.drawText(QRectF(box.left(), y, room, high), _RIGHT, _short(painter, names[at], room))
            size = min(max(float(weights[feature]) / top, -1.0), 1.0) * (box.right() - middle)
            bar = QRectF(min(middle, middle + size), y + 2, abs(size), high - 4)
            painter.fillRect(bar, theme().curve(1 if size > 0 else 0))
        painter.setPen(theme().color("control"))
        painter.drawLine(QPointF(middle, box.top()), QPointF(middle, box.top() + high * len(order)))
        box.setBottom(box.top() + high * len(order))


class ExampleView(View):
    """The example itself and what was answered."""

    def __init__(self) -> None:
        super().__init__(tr("The example"), QSize(152, 144))
        self.setMaximumWidth(240)
        self._answer: Explained | None = None
        self.empty = ""  # what it says while there is no example
        self._image = QImage()

    def show_example(self, answer: Explained | None) -> None:
        """Show the example of an explanation; None empties the view."""
        self._answer = answer
        if answer is not None and np.ndim(answer.picture) >= 2:
            self._image = example(_along(answer.picture))
        self.setToolTip(tip("\n".join(self.said()[:2])) if answer is not None else "")
        self.update()

    def said(self) -> tuple[str, str, bool]:
        """The answer, the truth, and whether they agree."""
        answer = self._answer
        if answer is None:
            return "", "", True
        known = not np.isnan(answer.actual)
        if answer.classes:
            told = tr(
                "{classes}, {probability} sure",
                classes=answer.classes[int(answer.predicted)],
                probability=percent(answer.probability),
            )
            right = not known or int(answer.actual) == int(answer.predicted)
            return told, tr("in truth {classes}", classes=answer.classes[int(answer.actual)]) if known else "", right
        return (
            tr("answered {predicted}", predicted=short(answer.predicted, 4)),
            tr("in truth {actual}", actual=short(answer.actual, 4)) if known else "",
            True,
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the example, its class, the answer and how sure it is."""
        painter = QPainter(self)
        if self._answer is None:
            self.say(painter, self.empty)
            return
        painter.setPen(theme().color("text"))
        painter.setFont(theme().font("body", bold=True))
        painter.drawText(
            QRectF(0, 0, self.width(), HEAD - 4), _CENTRE, tr("Example {sample}", sample=self._answer.sample)
        )
        box = QRectF(4, HEAD + 8, self.width() - 8, self.height() - HEAD - 56)
        if np.ndim(self._answer.picture) >= 2:
            image = _shown(self._image, self._answer, box)
            painter.drawImage(QPointF(box.center().x() - image.width() / 2, box.top()), image)
            box.setHeight(image.height())
        else:
            self._paint_values(painter, box)
        told, truth, right = self.said()
        painter.setFont(theme().font("body"))
        painter.setPen(theme().color("text"))
        wide = self.width() - 8
        painter.drawText(QRectF(4, box.bottom() + 4, wide, 20), _CENTRE, _short(painter, told, wide))
        painter.setPen(theme().color("text_dim" if right else "error"))
        painter.drawText(QRectF(4, box.bottom() + 24, wide, 20), _CENTRE, _short(painter, truth, wide))

    def _paint_values(self, painter: QPainter, box: QRectF) -> None:
        """The values of a row of a table, as many as there is room for."""
        assert self._answer is not None
        painter.setFont(theme().font("small"))
        values, high = np.ravel(self._answer.picture), 18.0
        rows = min(len(values), int(box.height() // high))
        for at, value in enumerate(values[:rows]):
            line, told = QRectF(box.left(), box.top() + at * high, box.width(), high), short(value, 4)
            if at == rows - 1 and rows < len(values):
                name, told = tr("and {value} more", value=len(values) - rows + 1), ""
            else:
                name = _name(self._answer, at)
            painter.setPen(theme().color("text"))
            painter.drawText(line, _RIGHT, told)
            room = line.width() - painter.fontMetrics().horizontalAdvance(told) - 8
            painter.setPen(theme().color("text_dim"))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, _short(painter, name, room))
        box.setHeight(rows * high)

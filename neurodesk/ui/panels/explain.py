"""The Explain dock: why the network answered an example as it did, three methods side by side."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QSlider, QSpinBox, QVBoxLayout, QWidget

from neurodesk.engine.protocol import EngineDied, Explain, Explained, Refused
from neurodesk.explanation.method import METHODS
from neurodesk.training.events import RunFinished
from neurodesk.ui.link import EngineLink
from neurodesk.ui.note import Note
from neurodesk.ui.numbers import percent
from neurodesk.ui.pictures import example, fitted, overlay
from neurodesk.ui.session import Session
from neurodesk.ui.theme import theme
from neurodesk.ui.views import View

_IMAGE_METHODS = ("integrated_gradients", "gradcam", "occlusion")
_TABLE_METHODS = ("integrated_gradients", "ablation")
_FEATURES = 16  # bars; the features that weigh most


class ReasonView(View):
    """One method's answer: a heat map over the example, or a bar for each feature, and how far it can be trusted."""

    def __init__(self, method: str) -> None:
        super().__init__(METHODS[method].label, QSize(152, 144))
        self.title = METHODS[method].label
        self.setToolTip(METHODS[method].doc)
        self.answer: Explained | None = None
        self.strength = 0.7
        self._image = QImage()

    def show_answer(self, answer: Explained | None) -> None:
        """Show an explanation; None empties the view."""
        self.answer = answer
        if answer is not None and not answer.reason and np.ndim(answer.picture) >= 2:
            self._image = overlay(np.asarray(answer.picture), np.asarray(answer.attribution), self.strength)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint title, reasons and the completeness gap."""
        painter = QPainter(self)
        painter.setPen(theme().color("text"))
        painter.setFont(theme().font("body", bold=True))
        painter.drawText(QRectF(0, 0, self.width(), 20), Qt.AlignmentFlag.AlignCenter, self.title)
        painter.setFont(theme().font("small"))
        box = QRectF(8, 24, self.width() - 16, self.height() - 44)
        if self.answer is None:
            self.say(painter, "Choose an example.")
            return
        if self.answer.reason:
            self.say(painter, self.answer.reason)
            return
        if np.ndim(self.answer.picture) >= 2:
            image = fitted(self._image, int(box.width()), int(box.height()))
            painter.drawImage(
                QPointF(box.center().x() - image.width() / 2, box.center().y() - image.height() / 2), image
            )
        else:
            self._paint_bars(painter, box)
        painter.setPen(theme().color("text_dim"))
        gap = self.answer.gap
        told = (
            ""
            if np.isnan(gap)
            else f"completeness gap {abs(gap):.1%}" + (": do not rely on it" if abs(gap) > 0.1 else "")
        )
        painter.drawText(QRectF(0, self.height() - 18, self.width(), 16), Qt.AlignmentFlag.AlignCenter, told)

    def _paint_bars(self, painter: QPainter, box: QRectF) -> None:
        assert self.answer is not None
        weights = np.ravel(self.answer.attribution)
        names = self.answer.features or tuple(f"feature {n + 1}" for n in range(len(weights)))
        order = np.argsort(-np.abs(weights))[:_FEATURES]
        top = float(np.abs(weights).max(initial=0.0)) or 1.0
        high = min(box.height() / max(len(order), 1), 20.0)
        left = box.left() + box.width() * 0.42
        reach = box.right() - left
        metrics = painter.fontMetrics()
        for at, feature in enumerate(order):
            y = box.top() + at * high
            painter.setPen(theme().color("text"))
            name = metrics.elidedText(names[feature], Qt.TextElideMode.ElideRight, int(left - box.left() - 8))
            painter.drawText(
                QRectF(box.left(), y, left - box.left() - 8, high),
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                name,
            )
            size = float(weights[feature]) / top * reach / 2
            middle = left + reach / 2
            painter.fillRect(
                QRectF(min(middle, middle + size), y + 2, abs(size), high - 4), theme().curve(1 if size > 0 else 0)
            )
        painter.setPen(theme().color("line"))
        painter.drawLine(QPointF(left + reach / 2, box.top()), QPointF(left + reach / 2, box.top() + high * len(order)))


class ExplainPanel(QWidget):
    """One held-out example, what was answered, and the reasons by each method that suits the network."""

    def __init__(self, session: Session, link: EngineLink) -> None:
        super().__init__()
        self.session, self.link = session, link
        self.run = 0
        self._asked = 0
        self.views: dict[str, ReasonView] = {}
        self.note = Note()
        self.picture = ExampleView()
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        column.addLayout(self._head())
        column.addWidget(self.note)
        self._row = QHBoxLayout()
        self._row.addWidget(self.picture)
        column.addLayout(self._row, stretch=1)
        self.legend = QLabel("Orange speaks for the answer, blue against it.")
        self.legend.setProperty("role", "small")
        column.addWidget(self.legend)
        link.arrived.connect(self.take)
        session.opened.connect(self.clear)
        self._arrange(_IMAGE_METHODS)

    def explain(self, run: int, sample: int) -> None:
        """Ask why a run answers a held-out example as it does, for the answer it gives."""
        self.run = run
        self.sample.blockSignals(True)
        self.sample.setValue(sample)
        self.sample.blockSignals(False)
        self.target.setCurrentIndex(0)
        self.ask()

    def ask(self) -> None:
        """Ask again, as after another example or target was chosen."""
        facts = self.session.facts
        methods = _IMAGE_METHODS if facts is not None and len(facts.input) == 3 else _TABLE_METHODS
        self._arrange(methods)
        for view in self.views.values():
            view.show_answer(None)
        self.note.tell("hint", "Working it out…")
        run, target = self.run or None, self.target.currentData()
        self._asked = self.link.ask(Explain, run=run, methods=methods, sample=self.sample.value(), target=target)

    def take(self, event: Any) -> None:
        """Show an explanation, or why there is none."""
        if isinstance(event, Explained) and event.request == self._asked:
            self.note.tell("", "")
            if not event.reason:  # a method that does not fit tells nothing of the example
                self._name_targets(event.classes)
                self.picture.show_example(event)
            if event.method in self.views:
                self.views[event.method].show_answer(event)
        elif self._asked and (isinstance(event, EngineDied) or _answers(event, self._asked)):
            self._asked = 0
            self.note.tell("error", f"{event.text} {event.cure}".strip())
        elif isinstance(event, RunFinished):
            self.run = event.run

    def clear(self) -> None:
        """Empty the dock."""
        self.run = self._asked = 0
        self.note.tell("", "")
        self._name_targets(())
        self.picture.show_example(None)
        for view in self.views.values():
            view.show_answer(None)

    def _head(self) -> QHBoxLayout:
        self.sample = QSpinBox(
            maximum=10_000_000,
            prefix="Example ",
            buttonSymbols=QSpinBox.ButtonSymbols.NoButtons,
            keyboardTracking=False,
            accessibleName="Held-out example",
        )
        self.sample.valueChanged.connect(lambda _value: self.ask())
        self.target = QComboBox(accessibleName="Explain which answer")
        self.target.addItem("The answer given", None)
        self.target.activated.connect(lambda _at: self.ask())
        self.strength = QSlider(
            Qt.Orientation.Horizontal, minimum=10, maximum=100, value=70, accessibleName="Strength of the overlay"
        )
        self.strength.setMaximumWidth(144)
        self.strength.valueChanged.connect(self._restrain)
        go = QPushButton("Explain")
        go.clicked.connect(self.ask)
        row = QHBoxLayout()
        for widget in (self.sample, QLabel("explained for"), self.target, go):
            row.addWidget(widget)
        row.addStretch()
        row.addWidget(QLabel("Overlay"))
        row.addWidget(self.strength)
        return row

    def _arrange(self, methods: tuple[str, ...]) -> None:
        if tuple(self.views) == methods:
            return
        for view in self.views.values():
            view.deleteLater()
        self.views = {method: ReasonView(method) for method in methods}
        for view in self.views.values():
            self._row.addWidget(view, stretch=1)

    def _restrain(self, percent_: int) -> None:
        for view in self.views.values():
            view.strength = percent_ / 100
            view.show_answer(view.answer)

    def _name_targets(self, classes: tuple[str, ...]) -> None:
        if tuple(self.target.itemText(at) for at in range(1, self.target.count())) == classes:
            return
        chosen = self.target.currentIndex()
        while self.target.count() > 1:
            self.target.removeItem(1)
        for number, name in enumerate(classes):
            self.target.addItem(name, number)
        self.target.setCurrentIndex(min(chosen, len(classes)))


def _answers(event: Any, asked: int) -> bool:
    return isinstance(event, Refused) and event.request == asked


class ExampleView(View):
    """The example itself and what was answered."""

    def __init__(self) -> None:
        super().__init__("The example", QSize(152, 144))
        self.setMaximumWidth(240)
        self._answer: Explained | None = None
        self._image = QImage()

    def show_example(self, answer: Explained | None) -> None:
        """Show the example of an explanation; None empties the view."""
        self._answer = answer
        if answer is not None and np.size(answer.picture):
            self._image = example(np.asarray(answer.picture))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the example, its class, the answer and how sure it is."""
        painter = QPainter(self)
        if self._answer is None:
            self.say(painter, "Train, then click an example in Evaluate to see why it was answered so.")
            return
        answer = self._answer
        image = fitted(self._image, self.width() - 16, self.height() - 64)
        painter.drawImage(
            QPointF((self.width() - image.width()) / 2, 24 + (self.height() - 64 - image.height()) / 2), image
        )
        painter.setPen(theme().color("text"))
        painter.setFont(theme().font("body", bold=True))
        painter.drawText(QRectF(0, 0, self.width(), 20), Qt.AlignmentFlag.AlignCenter, f"Example {answer.sample}")
        painter.setFont(theme().font("body"))
        if answer.classes:
            right = np.isnan(answer.actual) or int(answer.actual) == int(answer.predicted)
            told = f"{answer.classes[int(answer.predicted)]}, {percent(answer.probability)} sure"
            truth = "" if np.isnan(answer.actual) else f"in truth {answer.classes[int(answer.actual)]}"
        else:
            right, told, truth = (
                True,
                f"answered {answer.predicted:.4g}",
                "" if np.isnan(answer.actual) else f"in truth {answer.actual:.4g}",
            )
        painter.drawText(QRectF(0, self.height() - 38, self.width(), 18), Qt.AlignmentFlag.AlignCenter, told)
        painter.setPen(theme().color("text_dim" if right else "error"))
        painter.drawText(QRectF(0, self.height() - 20, self.width(), 18), Qt.AlignmentFlag.AlignCenter, truth)

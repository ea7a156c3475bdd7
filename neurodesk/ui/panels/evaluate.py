"""The Evaluate dock: how well the network does on examples it never saw, and which it gets wrong."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from neurodesk.engine.protocol import EngineDied, Evaluate, Evaluated, ExamplesShown, Refused, ShowExamples
from neurodesk.training.events import ConfusionMeasured, RunFinished, RunStarted
from neurodesk.ui.link import EngineLink
from neurodesk.ui.note import Note
from neurodesk.ui.numbers import percent
from neurodesk.ui.pictures import example
from neurodesk.ui.session import Session
from neurodesk.ui.views import MatrixView, PictureGrid, ScatterView

_LABELS = {"loss": "Loss", "accuracy": "Accuracy", "r2": "R²", "mae": "Mean absolute error"}
_MEANINGS = {
    "loss": "What training makes small; the less the better",
    "accuracy": "Share of the examples that are answered right",
    "r2": "Share of the spread that is explained: 1 is perfect, 0 no better than the mean",
    "mae": "How far off an answer is on average, in the units of what is predicted",
}
_LIMIT = 60
_NO_RUN = "Examples appear when a run has finished: those it gets most wrong first."


class EvaluatePanel(QWidget):
    """The confusion matrix (live on the validation part, then on the held-out part), metrics, and examples."""

    example_chosen = Signal(int, int)  # run, held-out index

    def __init__(self, session: Session, link: EngineLink) -> None:
        super().__init__()
        self.session, self.link = session, link
        self.run = 0
        self.cell: tuple[int, int] | None = None
        self.shown: ExamplesShown | None = None
        self._asked: set[int] = set()
        self.note = Note()
        self.matrix = MatrixView()
        self.matrix.cell_chosen.connect(self.show_cell)
        self.scatter = ScatterView()
        self.views = QStackedWidget()
        self.views.addWidget(self.matrix)
        self.views.addWidget(self.scatter)
        self.pictures = PictureGrid("Examples", _NO_RUN)
        self.pictures.chosen.connect(self._choose)
        split = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        split.addWidget(self._facts())
        split.addWidget(self.views)
        split.addWidget(self._examples())
        split.setSizes([176, 392, 592])
        for part, share in enumerate((0, 2, 3)):
            split.setStretchFactor(part, share)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.note)
        column.addWidget(split, stretch=1)
        link.arrived.connect(self.take)
        session.opened.connect(self.clear)

    def evaluate(self, run: int | None = None) -> None:
        """Ask for the held-out metrics of a run; without a number, of the newest finished."""
        self._asked.add(self.link.ask(Evaluate, run=run))

    def show_cell(self, actual: int, predicted: int) -> None:
        """Ask for the examples of one cell of the matrix."""
        self.cell = (actual, predicted)
        self._ask_examples()

    def take(self, event: Any) -> None:
        """Show what the engine said."""
        match event:
            case RunStarted():
                self.clear()
                self.run = event.run
            case ConfusionMeasured():
                self.part.setText(f"Validation, epoch {event.epoch}")
                self.views.setCurrentWidget(self.matrix)
                self.matrix.show_matrix(event.matrix, event.classes)
            case RunFinished():
                self.evaluate(event.run)
            case Evaluated() if event.request in self._asked:
                self._asked.discard(event.request)
                self._show_evaluation(event)
            case ExamplesShown() if event.request in self._asked:
                self._asked.discard(event.request)
                self._show_examples(event)
            case Refused() if event.request in self._asked:
                self._asked.discard(event.request)
                self.note.tell("error", f"{event.text} {event.cure}".strip())
            case EngineDied() if self._asked:
                self._asked.clear()
                self.note.tell("error", f"{event.text} {event.cure}".strip())

    def clear(self) -> None:
        """Empty the dock."""
        self.run, self.cell, self.shown = 0, None, None
        self._asked.clear()
        self.note.tell("", "")
        self.matrix.show_matrix(None, ())
        self.scatter.show_points((), ())
        self.pictures.empty = _NO_RUN
        self.pictures.show_items([])
        self.which.clear()
        self.all.hide()
        self.order.hide()
        self.part.setText("No run yet")
        self._show_metrics({})

    # ------------------------------------------------------------------ inside

    def _show_evaluation(self, event: Evaluated) -> None:
        self.run, self.cell = event.run, None
        self.note.tell("", "")
        self.part.setText(f"Held out, run {event.run}")
        self._show_metrics(event.metrics)
        if event.confusion is None:
            self.views.setCurrentWidget(self.scatter)
            self.scatter.show_points(event.targets, event.predictions)
        else:
            self.views.setCurrentWidget(self.matrix)
            self.matrix.show_matrix(event.confusion, event.classes)
        self._ask_examples()

    def _show_metrics(self, metrics: dict[str, float]) -> None:
        while self._grid.count():
            self._grid.takeAt(0).widget().deleteLater()
        for at, (name, value) in enumerate(metrics.items()):
            label = QLabel(_LABELS.get(name, name.replace("_", " ").capitalize()), wordWrap=True)
            label.setToolTip(_MEANINGS.get(name, ""))
            label.setProperty("dim", True)
            number = QLabel(percent(value) if name == "accuracy" else f"{value:.4g}", accessibleName=label.text())
            number.setProperty("role", "number")
            self._grid.addWidget(label, at, 0)
            self._grid.addWidget(number, at, 1, alignment=Qt.AlignmentFlag.AlignRight)

    def _ask_examples(self) -> None:
        if not self.run:
            return
        actual, predicted = self.cell or (None, None)
        fields = {
            "run": self.run,
            "actual": actual,
            "predicted": predicted,
            "order": self.order.currentData(),
            "limit": _LIMIT,
        }
        self._asked.add(self.link.ask(ShowExamples, **fields))

    def _show_examples(self, event: ExamplesShown) -> None:
        self.shown = event
        items = []
        for picture, actual, predicted in zip(
            event.pictures, np.ravel(event.actual), np.ravel(event.predicted), strict=True
        ):
            if event.classes:
                right = int(actual) == int(predicted)
                names = event.classes[int(actual)], event.classes[int(predicted)]
                items.append((example(picture), names[0] if right else f"{names[0]} → {names[1]}", right))
            else:
                items.append((example(picture), f"{actual:.4g} → {predicted:.4g}", True))
        self.pictures.empty = "No held-out example falls into this cell."
        self.pictures.show_items(items)
        if self.cell and event.classes:
            self.which.setText(
                f"{len(items)} of class {event.classes[self.cell[0]]}, answered {event.classes[self.cell[1]]}"
            )
        else:
            self.which.setText("Actual → answered. Click one to see why.")
        self.all.setVisible(self.cell is not None)
        self.order.show()

    def _choose(self, number: int) -> None:
        if self.shown is not None:
            self.example_chosen.emit(self.run, int(self.shown.indexes[number]))

    def _show_all(self) -> None:
        self.cell = None
        self._ask_examples()

    def _facts(self) -> QWidget:
        box = QWidget()
        box.setMinimumWidth(168)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 8, 0)
        self.part = QLabel("No run yet", wordWrap=True)
        self.part.setProperty("role", "title")
        column.addWidget(self.part)
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(0, 1)
        column.addLayout(self._grid)
        again = QPushButton("Newest run")
        again.setToolTip("Measure the newest finished run on the held-out examples")
        again.clicked.connect(lambda: self.evaluate())
        column.addSpacing(8)
        column.addWidget(again, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addStretch()
        return box

    def _examples(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(8, 0, 0, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        self.which = QLabel("", textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.which.setProperty("dim", True)
        self.all = QPushButton("Show all", visible=False)
        self.all.clicked.connect(self._show_all)
        self.order = QComboBox(accessibleName="Order of the examples", visible=False)
        self.order.addItem("Most wrong first", "loss")
        self.order.addItem("Surest first", "confidence")
        self.order.activated.connect(self._ask_examples)
        head.addWidget(self.order)
        head.addWidget(self.all)
        head.addStretch()
        column.addLayout(head)
        column.addWidget(self.which)
        column.addWidget(self.pictures.scrolled(), stretch=1)
        return box

"""The Explain dock: why the network answered an example as it did, three methods side by side."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QSlider, QSpinBox, QVBoxLayout, QWidget

from neurodesk.engine.protocol import EngineDied, Explain, Explained, Refused
from neurodesk.explanation.method import METHODS
from neurodesk.training.events import RunFinished
from neurodesk.ui.editors import Choices
from neurodesk.ui.link import EngineLink
from neurodesk.ui.note import Note
from neurodesk.ui.reasons import HEAD, ExampleView, ReasonView
from neurodesk.ui.session import Session

_IMAGE_METHODS = ("integrated_gradients", "gradcam", "occlusion")
_SEQUENCE_METHODS = ("integrated_gradients", "saliency")
_TABLE_METHODS = ("integrated_gradients", "ablation")


class Reasons(QWidget):
    """A column: the name of a method, which is a choice of all, and what it says."""

    asked = Signal(str, str)  # the method that was shown, and the one wanted in its place

    def __init__(self) -> None:
        super().__init__()
        self.method = ""
        self.box = Choices(accessibleName="Method of explanation")
        self.box.setFixedHeight(int(HEAD) - 4)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for offered in METHODS:
            self.box.addItem(offered.label, offered.key)
            self.box.setItemData(self.box.count() - 1, offered.doc, Qt.ItemDataRole.ToolTipRole)
        self.box.activated.connect(self._choose)
        self.view = ReasonView()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.box)
        column.addWidget(self.view, stretch=1)

    def put(self, method: str, answer: Explained | None, *, waiting: bool) -> None:
        """Show a method, and its answer if there is one yet."""
        self.method = method
        self.box.setCurrentIndex(self.box.findData(method))
        self.box.setToolTip(METHODS[method].doc)
        self.view.setAccessibleName(METHODS[method].label)
        self.view.waiting = waiting
        self.view.show_answer(answer)

    def _choose(self, at: int) -> None:
        wanted = self.box.itemData(at)
        if wanted != self.method:
            self.asked.emit(self.method, wanted)


class ExplainPanel(QWidget):
    """One held-out example, what was answered, and the reasons by each method that suits the network."""

    def __init__(self, session: Session, link: EngineLink) -> None:
        super().__init__()
        self.session, self.link = session, link
        self.run = 0
        self._asked: set[int] = set()
        self.columns: list[Reasons] = []
        self._methods = {3: _IMAGE_METHODS, 2: _SEQUENCE_METHODS}  # by the number of axes of an example, as chosen
        self.note = Note()
        self.picture = ExampleView()
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        column.addLayout(self._head())
        column.addWidget(self.note)
        self._row = QHBoxLayout()
        self._row.setSpacing(16)
        self._row.addWidget(self.picture)
        column.addLayout(self._row, stretch=1)
        self.legend = QLabel("Orange speaks for the answer, blue against it.")
        self.legend.setProperty("role", "small")
        column.addWidget(self.legend)
        link.arrived.connect(self.take)
        session.opened.connect(self.clear)
        self._arrange(3)

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
        axes = 3 if facts is None else len(facts.input)
        self._arrange(axes)
        self._asked.clear()
        self._ask(tuple(self.views))

    def change(self, shown: str, wanted: str) -> None:
        """Show another method in a column; one that another column has changes places with it."""
        methods = [wanted if m == shown else shown if m == wanted else m for m in self._methods[self._axes]]
        self._methods[self._axes] = tuple(methods)
        fresh = wanted not in self.views and any(view.answer for view in self.views.values())
        self._arrange(self._axes)
        if fresh:
            self._ask((wanted,))

    def take(self, event: Any) -> None:
        """Show an explanation, or why there is none."""
        if isinstance(event, Explained) and event.request in self._asked:
            self.note.tell("", "")
            if not event.reason:  # a method that does not fit tells nothing of the example
                self._name_targets(event.classes)
                self.picture.show_example(event)
            if event.method in self.views:
                self.views[event.method].show_answer(event)
        elif self._asked and (isinstance(event, EngineDied) or _answers(event, self._asked)):
            self._asked.clear()
            self._wait(())
            self.note.tell("error", f"{event.text} {event.cure}".strip())
        elif isinstance(event, RunFinished):
            self.run = event.run

    def clear(self) -> None:
        """Empty the dock."""
        self.run = 0
        self._asked.clear()
        self._wait(())
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
        self._overlay = (QLabel("Overlay"), self.strength)
        for part in self._overlay:
            row.addWidget(part)
        return row

    @property
    def views(self) -> dict[str, ReasonView]:
        """The columns' views by their methods, from left to right."""
        return {column.method: column.view for column in self.columns}

    def _ask(self, methods: tuple[str, ...]) -> None:
        self.note.tell("", "")
        self._wait(methods)
        run, target = self.run or None, self.target.currentData()
        self._asked.add(self.link.ask(Explain, run=run, methods=methods, sample=self.sample.value(), target=target))

    def _wait(self, methods: tuple[str, ...]) -> None:
        for method, view in self.views.items():
            view.waiting = method in methods
            if view.waiting:
                view.show_answer(None)
            view.update()

    def _arrange(self, axes: int) -> None:
        """Columns for examples with so many axes: three methods for pictures, two for others."""
        self._axes = axes
        methods = self._methods.setdefault(axes, _TABLE_METHODS)
        known = {method: (view.answer, view.waiting) for method, view in self.views.items()}
        while len(self.columns) > len(methods):
            column = self.columns.pop()
            column.hide()
            column.deleteLater()
        while len(self.columns) < len(methods):
            self.columns.append(Reasons())
            self.columns[-1].asked.connect(self.change)
            self._row.addWidget(self.columns[-1], stretch=1)
        for column, method in zip(self.columns, methods, strict=True):
            answer, waiting = known.get(method, (None, False))
            column.put(method, answer, waiting=waiting)
        self._restrain(self.strength.value())
        for part in self._overlay:
            part.setVisible(axes > 1)

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


def _answers(event: Any, asked: set[int]) -> bool:
    return isinstance(event, Refused) and event.request in asked

"""The Explain dock: why the network answered an example as it did, three methods side by side."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from neurodesk.compiler.plan import plan
from neurodesk.engine.protocol import TRUTH, EngineDied, Explain, Explained, Refused
from neurodesk.explanation.method import reasons
from neurodesk.explanation.methods.gradcam import convolutions
from neurodesk.graph.errors import NeuroDeskError
from neurodesk.training.events import RunFinished
from neurodesk.ui.link import EngineLink
from neurodesk.ui.reasons.heat_look import HeatControls, Legend
from neurodesk.ui.reasons.reason_column import Reasons
from neurodesk.ui.reasons.reason_files import numbers_of, picture_of, save_asked
from neurodesk.ui.reasons.reason_rows import ReasonRow, runs_beside
from neurodesk.ui.reasons.reasons import ExampleView, ReasonView
from neurodesk.ui.session import Session
from neurodesk.ui.widgets.flow_row import FlowRow
from neurodesk.ui.widgets.note import Note
from neurodesk.ui.widgets.room import Room
from neurodesk.ui.widgets.waiting import Waiting
from neurodesk.ui.widgets.whole_field import WholeBox
from neurodesk.ui.words import reasoned, tr

_IMAGE_METHODS = ("integrated_gradients", "gradcam", "occlusion")
_SEQUENCE_METHODS = ("integrated_gradients", "saliency")
_TABLE_METHODS = ("integrated_gradients", "ablation")
MOST_KEPT = 4  # examples beside the one asked about; more are not seen at once
_FIRST = -1  # the place of the first row among those that wait


class ExplainPanel(QWidget):
    """Held-out examples, what was answered, and the reasons by each method that suits the network."""

    def __init__(self, session: Session, link: EngineLink) -> None:
        super().__init__()
        self.session, self.link = session, link
        self.run = 0
        self._asked: dict[int, int] = {}  # number of a question -> the row it is about
        self._left: dict[int, set[str]] = {}  # number of a question -> methods whose explanations are still to come
        self._due = 0  # explanations asked for since all had come
        self._shape: tuple[int, ...] = ()  # of the last example, where it is shown as a picture
        self.columns: list[Reasons] = []
        self.rows: list[ReasonRow] = []
        self.kept: list[int] = []  # examples that stay beside the one asked about
        self._methods = {3: _IMAGE_METHODS, 2: _SEQUENCE_METHODS}  # by the number of axes of an example, as chosen
        self.note = Note()
        self.picture = ExampleView()
        self.heat = HeatControls()
        self.legend = Legend()
        self.busy = Waiting(tr("Explanations that have come"))
        self.busy.cancelled.connect(self.cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        for row in (self._head(), self._second()):
            column.addLayout(row)
        column.addWidget(self.note)
        column.addWidget(self.busy)
        column.addWidget(self._body(), stretch=1)
        self.heat.changed.connect(self._show_look)
        link.arrived.connect(self.take)
        link.state_changed.connect(self._name_runs)
        session.last_run.named.connect(self._name_runs)
        session.opened.connect(self.clear)
        self._arrange(3)
        self._enable()

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
        self._offer()
        self._forget()
        self.note.tell("", "")
        self._ask(_FIRST, self.run or None, self.sample.value(), tuple(self.views))
        self._remove(self.rows)
        self.rows = []
        self._lay_rows()

    def change(self, shown: str, wanted: str) -> None:
        """Show another method in a column; one that another column has changes places with it."""
        methods = [wanted if m == shown else shown if m == wanted else m for m in self._methods[self._axes]]
        self._methods[self._axes] = tuple(methods)
        fresh = wanted not in self.views and any(view.answer for view in self.views.values())
        self._arrange(self._axes)
        if fresh:
            self._ask(_FIRST, self.run or None, self.sample.value(), (wanted,))
            self._lay_rows()

    def keep(self) -> None:
        """Let the example asked about stay while others are looked at, or take those that stayed away."""
        if self.sample.value() in self.kept or len(self.kept) >= MOST_KEPT:
            self.kept.clear()
        else:
            self.kept.append(self.sample.value())
        self._lay_rows()
        self._enable()

    def cancel(self) -> None:
        """Give up what is still being worked out; what has come stays."""
        self._forget()
        for view in self.views.values():
            view.waiting = False
            view.update()
        for row in self.rows:
            row.rest()

    def take(self, event: Any) -> None:
        """Show an explanation, or why there is none."""
        if isinstance(event, Explained) and event.request in self._asked:
            self._take(event, self._asked[event.request])
        elif self._asked and (isinstance(event, EngineDied) or _answers(event, self._asked)):
            self.cancel()
            self.note.tell("error", reasoned(event))
        elif isinstance(event, RunFinished) and event.run:
            self.run = event.run
            self._name_runs()

    def clear(self) -> None:
        """Empty the dock."""
        self.run = 0
        self.kept.clear()
        self.cancel()
        self._lay_rows()
        self.note.tell("", "")
        self._name_targets(())
        self._name_runs()
        self.picture.show_example(None)
        for view in self.views.values():
            view.show_answer(None)
        self._enable()

    @property
    def views(self) -> dict[str, ReasonView]:
        """The columns' views by their methods, from left to right."""
        return {column.method: column.view for column in self.columns}

    @property
    def strength(self) -> QWidget:
        """The slider of the overlay."""
        return self.heat.strength

    def answers(self) -> list[Explained]:
        """Every explanation that is seen, row by row."""
        views = [view for row in (self.views, *(row.views for row in self.rows)) for view in row.values()]
        return [view.answer for view in views if view.answer is not None and not view.answer.reason]

    def save_picture(self) -> None:
        """Ask for a PNG file and save what is seen."""
        self._save(tr("Save the explanations as a picture"), "png", tr("PNG pictures"), lambda: picture_of(self._rows))

    def save_numbers(self) -> None:
        """Ask for a CSV file and save every weight."""
        self._save(tr("Save the weights"), "csv", tr("Tables"), lambda: numbers_of(self.answers()))

    # ------------------------------------------------------------------ building

    def _head(self) -> FlowRow:
        self.sample = WholeBox(called=tr("Held-out example"))
        self.sample.setMaximum(10_000_000)
        self.sample.setPrefix(tr("Example "))
        self.sample.valueChanged.connect(lambda _value: self.ask())
        self.target = QComboBox(accessibleName=tr("Explain which answer"))
        self.target.addItem(tr("The answer given"), None)
        self.target.activated.connect(lambda _at: self.ask())
        self.other = QComboBox(accessibleName=tr("Compare with another run"))
        self.other.activated.connect(lambda _at: self._lay_rows())
        self.keeper = QPushButton()
        self.keeper.clicked.connect(self.keep)
        go = QPushButton(tr("Explain"))
        go.clicked.connect(self.ask)
        self._name_runs()
        return FlowRow(self.sample, QLabel(tr("explained for")), self.target, go, self.keeper, self.other)

    def _second(self) -> FlowRow:
        self.layer = QComboBox(accessibleName=tr("Convolution that Grad-CAM weighs"))
        self.layer.activated.connect(lambda _at: self.ask())
        self.saves = (QPushButton(tr("Save picture…")), QPushButton(tr("Save numbers…")))
        for button, act in zip(self.saves, (self.save_picture, self.save_numbers), strict=True):
            button.clicked.connect(act)
        return FlowRow(self.heat, self.legend, self.layer, *self.saves)

    def _body(self) -> Room:
        self._rows = QWidget()
        self._row = QHBoxLayout()
        self._row.setSpacing(16)
        self._row.addWidget(self.picture)
        self._stack = QVBoxLayout(self._rows)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.setSpacing(8)
        self._stack.addLayout(self._row, stretch=1)
        area = Room(self._rows, tr("Reasons"), across=True)
        area.setFrameShape(Room.Shape.NoFrame)
        return area

    # ------------------------------------------------------------------ asking

    def _ask(self, row: int, run: int | None, sample: int, methods: tuple[str, ...]) -> None:
        if row == _FIRST:
            for method, view in self.views.items():
                view.waiting = method in methods
                if view.waiting:
                    view.show_answer(None)
        target, layer = self.target.currentData(), self.layer.currentData() or ""
        number = self.link.ask(Explain, run=run, methods=methods, sample=sample, target=target, layer=layer)
        self._asked[number] = row
        self._left[number] = set(methods)
        self._due += len(methods)
        self._count()

    def _forget(self, *, first: bool = True) -> None:
        """Give up what has not come, of the rows below alone unless the first is meant too."""
        for number, row in list(self._asked.items()):
            if first or row != _FIRST:
                left = self._left.pop(number, set())
                self._due -= len(left)
                if left:
                    self.link.give_up(number)
                del self._asked[number]
        self._count()

    def _count(self) -> None:
        left = sum(map(len, self._left.values()))
        self._due = self._due if left else 0
        self.busy.show_done(self._due - left, self._due)

    def _take(self, event: Explained, row: int) -> None:
        self._left.get(event.request, set()).discard(event.method)  # one may come again: a question was broken off
        self._count()
        if row != _FIRST:
            if row < len(self.rows):
                self.rows[row].take(event)
        else:
            self.note.tell("", "")
            if not event.reason:  # a method that does not fit tells nothing of the example
                self._name_targets(event.classes)
                self._shape = event.picture.shape if event.picture.ndim == 3 else ()
                self.picture.show_example(event)
            if event.method in self.views:
                self.views[event.method].show_answer(event)
        self._enable()

    def _lay_rows(self) -> None:
        """Rows for the examples kept, and each again by the run it is compared with; asks for those that are new."""
        before, self.rows = self.rows, []
        if not self.run and not self._asked and not self.kept:
            self._remove(before)
            return
        here, other = self.run or None, self.other.currentData()
        samples = [self.sample.value(), *(s for s in self.kept if s != self.sample.value())]
        wanted = [(run, s) for s in samples for run in dict.fromkeys((here, other or here))][1:]
        self._forget(first=False)
        methods = tuple(self.views)
        for run, sample in wanted:
            row = next((row for row in before if row.knows(run, sample, methods)), None)
            row = row or ReasonRow(run, sample, self.session.last_run.called)
            self._stack.addWidget(row, stretch=1)
            self.rows.append(row)
            if row not in before:
                row.begin(methods, self.heat.look)
                self._ask(len(self.rows) - 1, run, sample, methods)
        self._remove([row for row in before if row not in self.rows])

    def _remove(self, rows: list[ReasonRow]) -> None:
        for row in rows:
            row.hide()
            row.deleteLater()

    # ------------------------------------------------------------------ offering

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
            self.columns.append(Reasons(len(self.columns) + 1))
            self.columns[-1].asked.connect(self.change)
            self._row.addWidget(self.columns[-1], stretch=1)
        for column, method in zip(self.columns, methods, strict=True):
            answer, waiting = known.get(method, (None, False))
            column.put(method, answer, waiting=waiting)
        self.heat.show_overlay(wanted=axes > 1)
        self.layer.setVisible("gradcam" in methods)
        self._show_look()

    def _offer(self) -> None:
        """Offer methods and convolutions that suit the drawing; of one with errors the engine tells."""
        facts = self.session.facts
        try:
            planned = plan(self.session.document, facts) if facts is not None else None
        except NeuroDeskError:
            planned = None
        why_not = reasons(planned, facts, self._shape or (1, 1, 1)) if planned is not None and facts is not None else {}
        for column in self.columns:
            column.offer(why_not)
        names = list(convolutions(planned)) if planned is not None else []
        if [self.layer.itemData(at) for at in range(1, self.layer.count())] != names or not self.layer.count():
            self.layer.clear()
            self.layer.addItem(tr("Grad-CAM at the last convolution"), "")
            for name in names:
                self.layer.addItem(tr("Grad-CAM at {layer}", layer=name), name)
        self.layer.setEnabled(bool(names))

    def _show_look(self) -> None:
        look = self.heat.look
        self.legend.show_sign(look.sign)
        for view in self.views.values():
            view.look = look
            view.show_answer(view.answer)
        for row in self.rows:
            row.show_look(look)

    def _enable(self) -> None:
        why = "" if self.answers() else tr("Explain an example first.")
        for button in self.saves:
            button.setEnabled(not why)
            button.setToolTip(why)
        away = self.sample.value() in self.kept or len(self.kept) >= MOST_KEPT
        self.keeper.setText(tr("Clear those kept") if away else tr("Keep beside"))
        self.keeper.setToolTip(tr("The example stays below while you look at others; {most} at most.", most=MOST_KEPT))

    def _name_targets(self, classes: tuple[str, ...]) -> None:
        facts = self.session.facts
        several = facts is not None and not facts.classes and facts.outputs > 1
        names: list[tuple[str, int]] = [(name, number) for number, name in enumerate(classes)]
        names += [(tr("The true class"), TRUTH)] if classes else []
        if several and not classes:
            names += [(tr("Output {number}", number=n + 1), n) for n in range(facts.outputs)]
        if [(self.target.itemText(at), self.target.itemData(at)) for at in range(1, self.target.count())] == names:
            return
        chosen = self.target.currentIndex()
        while self.target.count() > 1:
            self.target.removeItem(1)
        for name, number in names:
            self.target.addItem(name, number)
        self.target.setCurrentIndex(min(chosen, len(names)))

    def _name_runs(self) -> None:
        """The runs that can be compared with, newest first; and what to do while nothing is explained."""
        chosen, runs = self.other.currentData(), runs_beside(self.session.runs)
        self.picture.empty = (
            tr("Click an example in Evaluate, or press Explain, to see why it was answered so.") if runs
            else tr("When the run has ended, click an example in Evaluate.") if self.link.busy
            else tr("Train, then click an example in Evaluate to see why it was answered so.")
        )  # fmt: skip
        self.picture.update()
        self.other.clear()
        self.other.addItem(tr("No other run"), None)
        for run in runs:
            self.other.addItem(tr("Beside {name}", name=self.session.last_run.called(run)), run)
        self.other.setCurrentIndex(max(self.other.findData(chosen), 0))
        self.other.setVisible(self.other.count() > 2)
        for row in self.rows:
            row.say_name()

    def _save(self, title: str, suffix: str, kind: str, made: Any) -> None:
        save_asked(self, title, tr("example {value}", value=self.sample.value()), (suffix, kind), made, self.note)

    def showEvent(self, event: Any) -> None:
        """Offer what suits the drawing as it is now."""
        super().showEvent(event)
        self._offer()
        self._name_runs()


def _answers(event: Any, asked: dict[int, int]) -> bool:
    return isinstance(event, Refused) and event.request in asked

"""The Evaluate dock: how well a run does on examples it never saw, in which classes, and which it gets wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from neurodesk.disk.atomic import SaveError
from neurodesk.disk.reading import is_file, is_there
from neurodesk.engine.protocol import EngineDied, Evaluate, Evaluated, ExamplesShown, Refused, ShowExamples
from neurodesk.graph.errors import NeuroDeskError
from neurodesk.training.events import ConfusionMeasured, RunFailed, RunFinished, RunStarted
from neurodesk.training.judgement import Judgement
from neurodesk.training.runs import FILE, RunStore
from neurodesk.training.scores import class_scores
from neurodesk.ui.asking import file_to_save
from neurodesk.ui.evaluation import saving
from neurodesk.ui.evaluation.classes import ClassScoresTable
from neurodesk.ui.evaluation.examples import ExamplesPane
from neurodesk.ui.evaluation.facts import FactsColumn
from neurodesk.ui.link import EngineLink
from neurodesk.ui.runs.run_names import short_name
from neurodesk.ui.session import Session
from neurodesk.ui.views import MatrixView, ScatterView
from neurodesk.ui.views.calibration import CalibrationView
from neurodesk.ui.views.rates import RatesView
from neurodesk.ui.views.residuals import ResidualsView
from neurodesk.ui.widgets.flow_row import FlowRow
from neurodesk.ui.widgets.note import Note
from neurodesk.ui.widgets.room import Room
from neurodesk.ui.words import language, reasoned, spoken, tr

_SCORES = 184  # px of their column
_RUNS = 200  # offered, newest first


class EvaluatePanel(QWidget):
    """The confusion matrix (live on the validation part, then on the held-out part), scores, curves and examples."""

    example_chosen = Signal(int, int)  # run, held-out index

    def __init__(self, session: Session, link: EngineLink) -> None:
        super().__init__()
        self.session, self.link = session, link
        self.run, self._live = 0, False
        self.told: Evaluated | None = None
        self.shown: ExamplesShown | None = None
        self._asked: set[int] = set()
        self.note = Note()
        self.facts = FactsColumn()
        self.examples = ExamplesPane()
        self.examples.asked.connect(self._ask_examples)
        self.examples.chosen.connect(self._choose)
        left = Room(self.facts, tr("Scores"))
        left.setMinimumWidth(_SCORES)
        bar = left.verticalScrollBar().sizeHint().width()
        self.facts.needed.connect(lambda width: left.setMinimumWidth(max(_SCORES, width + bar)))
        split = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        for part, share in ((left, 0), (self._views(), 3), (self.examples, 3)):
            split.addWidget(part)
            split.setStretchFactor(split.count() - 1, share)
        split.setSizes([204, 432, 304])
        body = Room(split, across=True)  # so that what stands above is in sight in a narrow dock
        body.setFrameShape(QFrame.Shape.NoFrame)
        body.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)  # it needs no more than its least
        body.setMinimumHeight(split.minimumSizeHint().height())
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.note)
        column.addLayout(self._head())
        column.addWidget(body, stretch=1)
        link.arrived.connect(self.take)
        session.opened.connect(self.clear)
        session.last_run.changed.connect(self._offer_last)
        session.last_run.named.connect(self._name_run)
        language().changed.connect(self._show_numbers)
        self.clear()

    def evaluate(self, run: int | None = None) -> None:
        """Ask how a run answers to the chosen part; without a number, the newest finished."""
        self._asked.add(self.link.ask(Evaluate, run=run, part=self.parts.currentData()))

    def show_cell(self, actual: int, predicted: int) -> None:
        """Show the examples of one cell of the matrix."""
        self.examples.filter(actual, predicted)

    def take(self, event: Any) -> None:
        """Show what the engine said."""
        match event:
            case RunStarted():
                self.clear()
                self.run, self._live = event.run, True
                self.part.setText(tr("{name} is being trained", name=self.session.last_run.called(event.run)))
            case ConfusionMeasured():
                self._show_live(event)
            case RunFinished() if event.run:
                self._live = False
                with QSignalBlocker(self.parts):
                    self.parts.setCurrentIndex(0)
                self.evaluate(event.run)
            case RunFinished() | RunFailed() if self._live:  # without a run: it ended before its first step
                self.clear()
            case Evaluated() if event.request in self._asked:
                self._asked.discard(event.request)
                self._show_evaluation(event)
            case ExamplesShown() if event.request in self._asked:
                self._asked.discard(event.request)
                self.shown = event
                self.examples.show_examples(event)
            case Refused() if event.request in self._asked:
                self._asked.discard(event.request)
                self.note.tell("error", reasoned(event))
            case EngineDied() if self._asked:
                self._asked.clear()
                self.note.tell("error", reasoned(event))

    def clear(self) -> None:
        """Empty the dock."""
        self.run, self._live, self.told, self.shown = 0, False, None, None
        self._asked.clear()
        self.note.tell("", "")
        self.matrix.show_matrix(None, ())
        self.matrix.empty = tr("The confusion matrix appears after the first epoch.")
        self._show_views({}, None)
        self.scatter.show_points((), ())
        self.residuals.show_points((), ())
        self.facts.show_report({})
        self.examples.begin(())
        self.examples.say(tr("Examples appear when a run has finished: those it gets most wrong first."))
        self._offer_tabs(classed=True)
        self.part.setText(tr("Nothing measured yet"))
        self.save.setEnabled(False)
        self.save.setToolTip(tr("There is nothing to save before a run has been measured"))
        self._offer_last()

    # ------------------------------------------------------------------ inside

    def _offer_last(self) -> None:
        """Before anything is measured: the document's last run, one click away."""
        last = self.session.last_run
        if self.told is not None:
            self._say_stale()
        elif not self.link.busy:
            self._offer_runs()
            if last.row is not None:
                self.runs.setCurrentIndex(max(self.runs.findData(last.row.run), 0))
                name = last.name()
                self.part.setText(tr("{name} is not measured yet", name=name))
                hint = tr("Press Measure to see how {name} does on examples it never saw.", name=name)
                self.examples.say(hint)
                self.matrix.empty = hint
                self.matrix.update()
                self._say_stale()

    def _say_stale(self) -> None:
        """Say that a run answers as the network was drawn then, and to other data than it was trained on."""
        last = self.session.last_run
        ours = last.row is not None and self.run in (0, last.row.run)
        notes = () if self.told is None else map(spoken, self.told.report.get("notes", ()))
        self.note.tell("warning", " ".join(filter(None, (last.sentence() if ours else "", *notes))))

    def _show_live(self, event: ConfusionMeasured) -> None:
        self.part.setText(tr("Validation, epoch {epoch}", epoch=event.epoch))
        self._offer_tabs(classed=True)
        self.matrix.show_matrix(event.matrix, event.classes)
        self.classes.show_report(Judgement(per_class=class_scores(event.matrix)).report(event.classes))

    def _name_run(self) -> None:
        """Say whose numbers these are, and list the runs, by the names that they have now."""
        if self.told is None:
            self._offer_last()
            return
        part, name = self.parts.findData(self.told.part), self.session.last_run.called(self.told.run)
        self.part.setText(tr("{part}: {name}", part=self.parts.itemText(part), name=name))
        self._offer_runs()

    def _show_evaluation(self, event: Evaluated) -> None:
        self.run, self.told = event.run, event
        self._say_stale()
        self._name_run()
        self._show_numbers()
        classed = event.confusion is not None
        self._offer_tabs(classed=classed)
        if classed:
            self.matrix.show_matrix(event.confusion, event.classes)
            self._show_views(event.report, event)
        else:
            self.scatter.show_points(event.targets, event.predictions)
            self.residuals.show_points(event.targets, event.predictions)
        self.save.setEnabled(True)
        self.save.setToolTip(tr("Save numbers, tables and pictures of this evaluation"))
        self._offer_runs()
        self.examples.begin(event.classes)
        self._ask_examples()

    def _show_numbers(self) -> None:
        """The scores of what was measured, as the language writes them."""
        if self.told is not None:
            self.facts.show_report(self.told.report)
            self.classes.show_report(self.told.report)

    def _show_views(self, report: dict[str, Any], event: Evaluated | None) -> None:
        rows = report.get("per_class", ())
        names = [row["class"] for row in rows]
        for view, curves, area in (
            (self.roc, event.roc if event else (), "auc"),
            (self.pr, event.pr if event else (), "average_precision"),
        ):
            view.show_curves(curves, [row[area] for row in rows] if curves else (), names if curves else ())
        self.classes.show_report(report)
        self.calibration.show_calibration(report.get("calibration"))

    def show_view(self, name: str) -> None:
        """Bring a view of the answers to the front by its name, where it fits what is predicted."""
        at = self.tabs.indexOf(getattr(self, name))
        if self.tabs.isTabVisible(at):
            self.tabs.setCurrentIndex(at)

    def _offer_tabs(self, *, classed: bool) -> None:
        """Show the views that fit what is predicted."""
        for at in range(self.tabs.count()):
            self.tabs.setTabVisible(at, (self.tabs.widget(at) in (self.scatter, self.residuals)) != classed)
        if not self.tabs.isTabVisible(self.tabs.currentIndex()):
            self.tabs.setCurrentWidget(self.matrix if classed else self.scatter)

    def _ask_examples(self) -> None:
        if self.run:
            fields = {"run": self.run, "part": self.parts.currentData(), **self.examples.fields()}
            self._asked.add(self.link.ask(ShowExamples, **fields))

    def _choose(self, number: int) -> None:
        if self.shown is None or self.told is None:
            return
        if self.told.part != "test":
            self.note.tell("hint", tr("Reasons are given for held-out examples. Choose the held-out part to see why."))
            return
        self.example_chosen.emit(self.run, int(self.shown.indexes[number]))

    def _offer_runs(self) -> None:
        """List the runs there are, newest first, the one that is shown chosen."""
        rows = []
        if is_there(self.session.runs / FILE):
            try:
                with RunStore(self.session.runs) as store:
                    rows = [row for row in store.list(drawings=False) if is_file(store.weights(row.run))][:_RUNS]
            except NeuroDeskError as error:
                self.note.tell("error", reasoned(error))
        with QSignalBlocker(self.runs):
            self.runs.clear()
            self.runs.addItem(tr("Newest run"), None)
            for row in rows:
                self.runs.addItem(short_name(row.name, row.run), row.run)
            self.runs.setCurrentIndex(max(self.runs.findData(self.run), 0) if self.run else 0)

    def _head(self) -> FlowRow:
        self.part = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.part.setProperty("role", "title")
        self.parts = QComboBox(accessibleName=tr("Part of the data"))
        for key, text in (("test", tr("Held out")), ("validation", tr("Validation")), ("train", tr("Training"))):
            self.parts.addItem(text, key)
        self.parts.setToolTip(tr("Only the held-out part was never looked at while learning"))
        self.parts.activated.connect(lambda: self.evaluate(self.run or None))
        self.runs = QComboBox(accessibleName=tr("Run that is measured"))
        self.runs.addItem(tr("Newest run"), None)
        self.runs.activated.connect(lambda at: self.evaluate(self.runs.itemData(at)))
        again = QPushButton(tr("Measure"))
        again.setToolTip(tr("Measure the chosen run on the chosen part"))
        again.clicked.connect(lambda: self.evaluate(self.runs.currentData()))
        self.save = QPushButton(tr("Save…"), accessibleName=tr("Save the evaluation"))
        self.save.setMenu(self._save_menu())
        return FlowRow(self.part, again, self.runs, self.parts, self.save)

    def _views(self) -> QTabWidget:
        self.matrix, self.scatter, self.residuals = MatrixView(), ScatterView(), ResidualsView()
        self.classes, self.calibration = ClassScoresTable(), CalibrationView()
        self.roc = RatesView(
            tr("ROC curves"), tr("false positive rate"), tr("true positive rate"), tr("area"), chance=True
        )
        self.pr = RatesView(tr("Precision over recall"), tr("recall"), tr("precision"), tr("area"), chance=False)
        self.matrix.cell_chosen.connect(self.show_cell)
        self.classes.chosen.connect(self.examples.filter)
        self.tabs = QTabWidget(documentMode=True, accessibleName=tr("Views of the evaluation"))
        self.tabs.setProperty("inner", True)
        self.tabs.setMinimumWidth(296)
        for view, name in (
            (self.matrix, tr("Matrix")),
            (self.classes, tr("Classes")),
            (self.roc, tr("ROC")),
            (self.pr, tr("PR")),
            (self.calibration, tr("Calibration")),
            (self.scatter, tr("Predicted")),
            (self.residuals, tr("Residuals")),
        ):
            self.tabs.setTabToolTip(self.tabs.addTab(view, name), view.accessibleName())
        shares = QToolButton(text="%", checkable=True, accessibleName=tr("Shares of each row"))
        shares.setToolTip(tr("Show the share of each actual class instead of counts"))
        shares.toggled.connect(self.matrix.show_shares)
        self.tabs.setCornerWidget(shares)
        self.tabs.currentChanged.connect(lambda at: shares.setVisible(self.tabs.widget(at) is self.matrix))
        return self.tabs

    # ------------------------------------------------------------------ saving

    def _save_menu(self) -> QMenu:
        menu = QMenu(self)
        for text, keep, kinds in (
            (tr("Numbers…"), saving.save_numbers, {"json": "JSON", "csv": "CSV"}),
            (tr("Confusion matrix…"), saving.save_matrix, {"csv": "CSV"}),
            (tr("Every answer…"), saving.save_answers, {"csv": "CSV"}),
        ):
            action = menu.addAction(text)
            action.triggered.connect(lambda _on=False, keep=keep, kinds=kinds: self._save(keep, kinds))
            if keep is saving.save_matrix:
                menu.aboutToShow.connect(lambda action=action: action.setEnabled(bool(self.told and self.told.classes)))
        picture = menu.addAction(tr("This view as a picture…"))
        kinds = {"png": "PNG", "svg": "SVG"}
        picture.triggered.connect(
            lambda: self._save(lambda _told, path: saving.save_picture(self.tabs.currentWidget(), path), kinds)
        )
        return menu

    def _save(self, keep: Callable[[Evaluated, Path], None], kinds: dict[str, str]) -> None:
        if self.told is None:
            return
        name = f"{self.session.title}-run-{self.run}.{next(iter(kinds))}"
        path = file_to_save(self, tr("Save the evaluation"), name, kinds)
        if path is None:
            return
        try:
            keep(self.told, path)
        except SaveError as error:
            self.note.tell("error", reasoned(error))
        else:
            self.note.tell("ok", tr("Saved as {name}.", name=path.name))

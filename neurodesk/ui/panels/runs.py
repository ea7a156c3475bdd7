"""The Runs dock: every run of this project, what came of it, what people call it, and ways to go on with one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from neurodesk.engine.protocol import EngineDied
from neurodesk.files.project import loads
from neurodesk.graph.errors import NeuroDeskError
from neurodesk.training import events
from neurodesk.training.keeping import describe, put_away, put_back
from neurodesk.training.options import Options
from neurodesk.training.runs import RunRow, RunStore
from neurodesk.training.tags import LONGEST
from neurodesk.ui import asking
from neurodesk.ui.link import EngineLink
from neurodesk.ui.look.icons import dress, icon
from neurodesk.ui.look.theme import theme
from neurodesk.ui.look.tips import tip
from neurodesk.ui.plots.other_runs import MOST
from neurodesk.ui.runs.run_names import run_name
from neurodesk.ui.runs.runs_compare import Comparison
from neurodesk.ui.runs.runs_table import RunsFilter, RunsModel, listed, states
from neurodesk.ui.session import Session
from neurodesk.ui.settings import settings
from neurodesk.ui.widgets.flow_row import FlowRow
from neurodesk.ui.widgets.note import Note
from neurodesk.ui.words import reasoned, tr

FOLLOW_S = 0.5  # between two movements of the row of the run under way
_DELETED = "deleted"  # what the list of states calls the runs that were put away


class RunsPanel(QWidget):
    """A table of runs, newest first at first; several can be selected."""

    evaluate_asked = Signal(int)
    export_asked = Signal(int)
    curves_asked = Signal(tuple)  # runs whose curves are to be laid over the present one's; empty takes them away

    def __init__(self, session: Session, link: EngineLink) -> None:
        super().__init__()
        self.session, self.link = session, link
        self._folder = Path()  # whose runs are listed
        self._known = False  # there were runs in it
        self._lost = ""  # why they cannot be listed now
        self._followed = 0.0
        self._over: tuple[int, ...] = ()
        self.note = Note()
        self.model = RunsModel(self._describe)
        self.sorted = RunsFilter(self.model)
        self.table = self._make_table()
        self.empty = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.empty.setProperty("dim", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(4)
        column.addWidget(self.note)
        column.addLayout(self._head())
        column.addLayout(self._tools())
        column.addWidget(self.table, stretch=1)
        column.addWidget(self.empty, stretch=1)
        link.arrived.connect(self.take)
        link.state_changed.connect(self._enable)
        session.opened.connect(self._begin)
        session.saved.connect(self._follow_file)
        self.renew()

    @property
    def rows(self) -> list[RunRow]:
        """The runs that are listed, in the order they are shown."""
        order = (self.sorted.mapToSource(self.sorted.index(at, 0)).row() for at in range(self.sorted.rowCount()))
        return [self.model.rows[at] for at in order]

    def renew(self) -> None:
        """Read the runs again; the runs that were selected stay selected, wherever they stand now."""
        chosen = {(row.run, row.created) for row in self.chosen()}
        self._known = self._known and self._folder == self.session.runs
        self._folder = self.session.runs
        found, self._lost = listed(self._folder, deleted=self.deleted, known=self._known)
        self.note.tell("error", self._lost, cure=(tr("Look again"), self._look_again) if self._lost else None)
        self._known = bool(self._known or found or self._lost)
        self.model.show_rows(found)
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for at, row in enumerate(self.rows):
            if (row.run, row.created) in chosen:
                self.table.selectionModel().select(self.sorted.index(at, 0), flags)
        self._filter()

    @property
    def deleted(self) -> bool:
        """Whether the runs that were put away are listed."""
        return bool(self.states.currentData() == _DELETED)

    def take(self, event: Any) -> None:
        """Read again when a run began or ended; move its row along meanwhile."""
        if isinstance(event, events.RunStarted | events.RunFinished | events.RunFailed | EngineDied):
            self.renew()
        elif isinstance(event, events.EpochFinished | events.StepsTaken) and monotonic() - self._followed >= FOLLOW_S:
            self._followed = monotonic()
            self.model.follow(event)

    def chosen(self) -> list[RunRow]:
        """The selected runs, in the order they are shown."""
        picked = {index.row() for index in self.table.selectionModel().selectedRows()}
        return [row for at, row in enumerate(self.rows) if at in picked]

    # ------------------------------------------------------------------ how it is made

    def _make_table(self) -> QTableView:
        table = QTableView(accessibleName=tr("Runs"), showGrid=False, alternatingRowColors=True, sortingEnabled=True)
        table.setModel(self.sorted)
        table.setTabKeyNavigation(False)  # Tab leads on
        table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(24)
        table.setWordWrap(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        trigger = QAbstractItemView.EditTrigger
        table.setEditTriggers(trigger.EditKeyPressed | trigger.DoubleClicked)
        head = table.horizontalHeader()
        head.setStretchLastSection(True)
        head.setSectionsMovable(True)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for at, width in enumerate((72, 136, 88, 88, 80, 96, 120, 160, 96, 88, 64, 136)):
            head.resizeSection(at, max(width, head.sectionSizeHint(at)))
        words = max(map(table.fontMetrics().horizontalAdvance, states().values()))
        head.resizeSection(2, max(88, words + 24))
        for at, column in enumerate(self.model.columns):
            table.setColumnHidden(at, column.key in settings().runs_hidden)
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        head.customContextMenuRequested.connect(lambda at: self.column_menu.popup(head.mapToGlobal(at)))
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._show_menu)
        table.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        return table

    def _head(self) -> QHBoxLayout:
        self.search = QLineEdit(placeholderText=tr("Filter by any word"), accessibleName=tr("Filter runs"))
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(280)
        self.search.textChanged.connect(lambda _text: self._filter())
        self.states = QComboBox(accessibleName=tr("State of the runs that are listed"))
        for words, state in (
            (tr("All states"), ""), (tr("Finished"), "finished"), (tr("Running"), "running"),
            (tr("Stopped"), "stopped"), (tr("Failed"), "failed"), (tr("Interrupted"), "interrupted"),
            (tr("Deleted"), _DELETED),
        ):  # fmt: skip
            self.states.addItem(words, state)
        self.states.currentIndexChanged.connect(lambda _at: self.renew())
        self.count = QLabel()
        self.count.setProperty("dim", True)
        button = QToolButton(text=tr("Columns"), toolTip=tr("Which columns are shown"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        dress(button, "table")
        self.column_menu = QMenu(button)
        for at, column in enumerate(self.model.columns):
            action = self.column_menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(not self.table.isColumnHidden(at))
            action.setEnabled(column.key != "run")
            action.toggled.connect(lambda shown, at=at: self._show_column(at, shown))
        button.setMenu(self.column_menu)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.search, stretch=1)
        row.addWidget(self.states)
        row.addWidget(self.count)
        row.addStretch()
        row.addWidget(button)
        return row

    def _tools(self) -> FlowRow:
        """Buttons for what can be done with the selected runs."""
        self._acts: list[QAction] = []
        self.go_on = self._button("resume", tr("Go on training"), self._go_on)
        self.measure = self._button("matrix", tr("Evaluate"), lambda rows: self.evaluate_asked.emit(rows[0].run))
        self.take_away = self._button("export", tr("Export"), lambda rows: self.export_asked.emit(rows[0].run))
        self.bring_back = self._button("undo", tr("Bring back its drawing"), self._bring_back)
        self.overlay = self._button("chart", tr("Show curves"), self._show_curves)
        self.compare = self._button("inspect", tr("Compare"), self._compare)
        self.delete = self._button("delete", tr("Delete"), self._delete)
        self.put_back = self._button("undo", tr("Put back"), self._put_back)
        theme().changed.connect(self._dress)
        self._dress()
        return FlowRow(
            self.go_on, self.measure, self.take_away, self.bring_back, self.overlay, self.compare, self.delete,
            self.put_back,
        )  # fmt: skip

    def _dress(self) -> None:
        """The symbols in the colours of the theme."""
        for action in self._acts:
            action.setIcon(icon(action.property("symbol")))

    def _button(self, symbol: str, text: str, act: Callable[[list[RunRow]], object]) -> QToolButton:
        action = QAction(text, self)
        action.setProperty("symbol", symbol)
        self._acts.append(action)
        button = QToolButton(iconSize=QSize(16, 16), toolButtonStyle=Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setDefaultAction(action)
        action.visibleChanged.connect(lambda: button.setVisible(action.isVisible()))

        def triggered() -> None:
            rows = self.chosen()
            if rows:
                act(rows)

        action.triggered.connect(triggered)
        return button

    def _show_menu(self, at: QPoint) -> None:
        """What the buttons do, at the pointer, and how names are given."""
        if not self.chosen():
            return
        menu = QMenu(self, toolTipsVisible=True)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        rename = menu.addAction(tr("Rename (F2)"))
        rename.triggered.connect(lambda: self._edit("name"))
        menu.addAction(tr("Tags…")).triggered.connect(lambda: self._edit("tags"))
        menu.addAction(tr("Note…")).triggered.connect(lambda: self._edit("note"))
        menu.addSeparator()
        menu.addActions([action for action in self._acts if action.isVisible()])
        menu.popup(self.table.viewport().mapToGlobal(at))

    # ------------------------------------------------------------------ what is done

    def _edit(self, key: str) -> None:
        """Type into the first selected run, in place."""
        column = next(at for at, one in enumerate(self.model.columns) if one.key == key)
        self.table.setColumnHidden(column, False)
        index = self.sorted.index(self.rows.index(self.chosen()[0]), column)
        self.table.setCurrentIndex(index)
        self.table.edit(index)

    def _describe(self, run: int, key: str, text: str) -> None:
        kept = self._write(lambda store: describe(store, run, **{key: text}))
        parts = {"name": [text], "tags": text.split(",")}.get(key, [])
        if kept and any(len(" ".join(part.split())) > LONGEST for part in parts):
            told = tr("A name or tag has at most {count} characters. The rest was left out.", count=LONGEST)
            self.note.tell("hint", told)

    def _write(self, act: Callable[[RunStore], object]) -> bool:
        """Change the store, and read it again; whether that was possible, else why not is said."""
        told = ""
        try:
            with RunStore(self.session.runs) as store:
                act(store)
        except (NeuroDeskError, OSError) as error:
            told = reasoned(error)
        self.session.last_run.read_soon()
        self.renew()
        if told:
            self.note.tell("error", told)
        return not told

    def _go_on(self, rows: list[RunRow]) -> None:
        """Take up a run where it ended; one that has learned for all its epochs goes on for as many as are set now."""
        row = rows[0]
        try:
            more = Options.of(self.session.document.learning.options).epochs
        except NeuroDeskError as error:
            self.note.tell("error", reasoned(error))
            return
        self.link.train(resume=row.run, epochs=row.epochs + more if row.epoch >= row.epochs else None)

    def _bring_back(self, rows: list[RunRow]) -> None:
        row = rows[0]
        try:
            document = loads(self._whole(row).document_json, tr("run {run}", run=row.run))
        except (NeuroDeskError, OSError) as error:
            self.note.tell("error", reasoned(error))
            return
        self.session.edit(tr("Bring back the drawing of run {run}", run=row.run), lambda _now: document)

    def _whole(self, row: RunRow) -> RunRow:
        """A run with its drawing, which the list leaves out."""
        with RunStore(self.session.runs) as store:
            return store.row(row.run)

    def _show_curves(self, rows: list[RunRow]) -> None:
        """Lay these curves over the present ones, or take away those that are."""
        runs = tuple(row.run for row in rows)
        self._over = () if runs == self._over else runs
        self.curves_asked.emit(self._over)
        self._enable()

    def _compare(self, rows: list[RunRow]) -> None:
        try:
            one, other = (self._whole(row) for row in rows[:2])
        except (NeuroDeskError, OSError) as error:
            self.note.tell("error", reasoned(error))
            return
        Comparison(self, one, other).open()

    def _delete(self, rows: list[RunRow]) -> None:
        """Put runs away; those that are, delete for good. Both are asked for."""
        if not asking.delete_runs(self, [run_name(row.name, row.run) for row in rows], for_good=self.deleted):
            return

        def act(store: RunStore) -> None:
            for row in rows:
                store.remove(row.run) if self.deleted else put_away(store, row.run)

        self._write(act)

    def _put_back(self, rows: list[RunRow]) -> None:
        def act(store: RunStore) -> None:
            for row in rows:
                put_back(store, row.run)

        self._write(act)

    # ------------------------------------------------------------------ what is shown

    def _begin(self) -> None:
        self._over, self._known = (), False
        self.renew()

    def _look_again(self) -> None:
        self.session.last_run.read_soon()
        self.renew()

    def _follow_file(self) -> None:
        if self.session.runs != self._folder:  # saved elsewhere; an edit changes no runs
            self.renew()

    def _show_column(self, at: int, shown: bool) -> None:
        self.table.setColumnHidden(at, not shown)
        hidden = [column.key for at, column in enumerate(self.model.columns) if self.table.isColumnHidden(at)]
        settings().remember(runs_hidden=hidden)

    def _filter(self) -> None:
        state = self.states.currentData()
        self.sorted.ask(self.search.text(), "" if state == _DELETED else str(state))
        shown, known = self.sorted.rowCount(), len(self.model.rows)
        self.count.setText(tr("{shown} of {known}", shown=shown, known=known) if shown < known else "")
        none = tr("No runs yet. Press Train to make the first.")
        if self._lost:
            none = tr("The runs cannot be read now.")
        elif self.deleted:
            none = tr("No run was deleted.")
        elif known:
            none = tr("No run is as the filter says.")
        self.empty.setText(none)
        self.table.setVisible(shown > 0)
        self.empty.setVisible(not shown)
        self._enable()

    def _enable(self) -> None:
        rows = self.chosen()
        none = "" if rows else tr("Select a run first.")
        one = none or (tr("Select one run only.") if len(rows) > 1 else "")
        busy = tr("A run is under way.") if self.link.busy else ""
        two = "" if len(rows) == 2 else tr("Select two runs.")
        many = tr("Select at most {count} runs.", count=MOST) if len(rows) > MOST else ""
        reasons = {
            self.go_on: one or busy, self.measure: one, self.take_away: one, self.bring_back: one,
            self.overlay: none or many, self.compare: two, self.delete: none, self.put_back: none,
        }  # fmt: skip
        tips = {
            self.go_on: tr("Continue with its weights, optimizer and random state"),
            self.overlay: tr("Lay the curves of these runs over those in the Train dock"),
            self.compare: tr("Metrics and options of two runs side by side"),
        }
        for button, why in reasons.items():
            action = button.defaultAction()
            action.setEnabled(not why)
            action.setToolTip(tip(why or tips.get(button, action.text())))
        deleted, over = self.deleted, bool(rows) and tuple(row.run for row in rows) == self._over
        for button in (self.go_on, self.measure, self.take_away, self.bring_back, self.overlay, self.compare):
            button.defaultAction().setVisible(not deleted)
        self.put_back.defaultAction().setVisible(deleted)
        self.delete.defaultAction().setText(tr("Delete for good") if deleted else tr("Delete"))
        self.overlay.defaultAction().setText(tr("Hide curves") if over else tr("Show curves"))

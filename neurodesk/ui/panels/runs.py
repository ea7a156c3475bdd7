"""The Runs dock: every run of this project, what came of it, and ways to go on with one."""

from __future__ import annotations

import math
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from neurodesk.engine.protocol import EngineDied
from neurodesk.files.project import loads
from neurodesk.graph.errors import NeuroDeskError
from neurodesk.training import events
from neurodesk.training.options import Options
from neurodesk.training.runs import RunRow, RunStore
from neurodesk.ui.icons import dress
from neurodesk.ui.link import EngineLink
from neurodesk.ui.note import Note
from neurodesk.ui.numbers import duration
from neurodesk.ui.session import Session

_COLUMNS = ("Run", "State", "Epochs", "Score", "Loss", "Parameters", "Time", "Device", "Started")


class RunsPanel(QWidget):
    """A table of runs, newest first."""

    evaluate_asked = Signal(int)
    export_asked = Signal(int)

    def __init__(self, session: Session, link: EngineLink) -> None:
        super().__init__()
        self.session, self.link = session, link
        self.rows: list[RunRow] = []
        self._folder = Path()  # whose runs are listed
        self.note = Note()
        self.table = QTableWidget(0, len(_COLUMNS))
        self.table.setAccessibleName("Runs")
        self.table.setHorizontalHeaderLabels(_COLUMNS)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setAlternatingRowColors(True)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.itemSelectionChanged.connect(self._enable)
        self.empty = QLabel("No runs yet. Press Train to make the first.", alignment=Qt.AlignmentFlag.AlignCenter)
        self.empty.setProperty("dim", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        column.addWidget(self.note)
        column.addLayout(self._buttons())
        column.addWidget(self.table, stretch=1)
        column.addWidget(self.empty, stretch=1)
        link.arrived.connect(self.take)
        link.state_changed.connect(lambda _state: self._enable())
        session.opened.connect(self.renew)
        session.saved.connect(self._follow)
        self.renew()

    def renew(self) -> None:
        """Read the runs again; the run that was selected stays selected, wherever it stands now."""
        chosen = self.chosen()
        self._folder = self.session.runs
        self.note.tell("", "")
        self.rows = []
        if (self.session.runs / "runs.sqlite").is_file():
            try:
                with RunStore(self.session.runs) as store:
                    self.rows = sorted(store.list(), key=lambda row: -row.run)
            except (NeuroDeskError, OSError) as error:
                self.note.tell("error", str(error))
        self.table.setRowCount(len(self.rows))
        for at, row in enumerate(self.rows):
            for column, text in enumerate(_cells(row)):
                item = QTableWidgetItem(text)
                self.table.setItem(at, column, item)
        self.table.clearSelection()
        for at, row in enumerate(self.rows):
            if chosen is not None and (row.run, row.created) == (chosen.run, chosen.created):
                self.table.selectRow(at)
        self.table.setVisible(bool(self.rows))
        self.empty.setVisible(not self.rows)
        self._enable()

    def take(self, event: Any) -> None:
        """Read again when a run began or ended."""
        if isinstance(event, events.RunStarted | events.RunFinished | events.RunFailed | EngineDied):
            self.renew()

    def chosen(self) -> RunRow | None:
        """The selected run."""
        at = self.table.currentRow()
        return self.rows[at] if self.table.selectedItems() and 0 <= at < len(self.rows) else None

    def _follow(self) -> None:
        if self.session.runs != self._folder:  # saved elsewhere; an edit changes no runs
            self.renew()

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.go_on = self._button("resume", "Go on training", self._go_on)
        self.measure = self._button("matrix", "Evaluate", lambda run: self.evaluate_asked.emit(run.run))
        self.take_away = self._button("export", "Export", lambda run: self.export_asked.emit(run.run))
        self.bring_back = self._button("undo", "Bring back its drawing", self._bring_back)
        for button in (self.go_on, self.measure, self.take_away, self.bring_back):
            row.addWidget(button)
        row.addStretch()
        return row

    def _button(self, symbol: str, text: str, act: Any) -> QPushButton:
        button = QPushButton(text)
        dress(button, symbol)

        def clicked() -> None:
            row = self.chosen()
            if row is not None:
                act(row)

        button.clicked.connect(clicked)
        return button

    def _go_on(self, row: RunRow) -> None:
        """Take up a run where it ended; one that has learned for all its epochs goes on for as many as are set now."""
        try:
            more = Options.of(self.session.document.learning.options).epochs
        except NeuroDeskError as error:
            self.note.tell("error", str(error))
            return
        self.link.train(resume=row.run, epochs=row.epochs + more if row.epoch >= row.epochs else None)

    def _enable(self) -> None:
        row = self.chosen()
        why = "" if row else "Select a run first."
        for button in (self.measure, self.take_away, self.bring_back):
            button.setEnabled(not why)
            button.setToolTip(why)
        why = why or ("A run is under way." if self.link.busy else "")
        self.go_on.setEnabled(not why)
        self.go_on.setToolTip(why or "Continue with its weights, optimizer and random state")

    def _bring_back(self, row: RunRow) -> None:
        try:
            document = loads(row.document_json, f"run {row.run}")
        except NeuroDeskError as error:
            self.note.tell("error", str(error))
            return
        self.session.edit(f"Bring back the drawing of run {row.run}", lambda _now: document)


def _cells(row: RunRow) -> tuple[str, ...]:
    """A row's texts. The store lies beside the project and may be anyone's: what is no number is a dash."""
    found = {name: value for name, value in row.metrics.items() if _is_number(value)}
    score = f"{found['accuracy']:.1%}" if "accuracy" in found else f"R² {found['r2']:.3f}" if "r2" in found else ""
    return (
        str(row.run),
        str(row.state),
        f"{row.epoch} of {row.epochs}",
        score,
        f"{found['loss']:.4g}" if "loss" in found else "",
        f"{row.parameters:,}" if _is_number(row.parameters) else "–",
        duration(row.seconds) if _is_number(row.seconds) else "–",
        str(row.device),
        _day(row.created),
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)


def _day(seconds: Any) -> str:
    try:
        return f"{datetime.fromtimestamp(seconds):%Y-%m-%d %H:%M}"
    except (TypeError, ValueError, OverflowError, OSError):
        return "–"

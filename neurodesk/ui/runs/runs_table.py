"""The table of runs: a row each, with what people call them, sorted and filtered; the run under way moves in it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt

from neurodesk.disk.reading import is_file
from neurodesk.graph.errors import NeuroDeskError
from neurodesk.training import events
from neurodesk.training.runs import RunRow, RunStore
from neurodesk.ui.look.numbers import duration, fixed, moment, percent, short, whole
from neurodesk.ui.look.tips import tip
from neurodesk.ui.runs.run_names import run_name
from neurodesk.ui.words import language, reasoned, tr

Index = QModelIndex | QPersistentModelIndex
_SORT = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key, heading, what it says of a run, and what it sorts by."""

    key: str
    title: str
    text: Callable[[RunRow], str]
    order: Callable[[RunRow], Any]
    number: bool = False
    editable: bool = False


def listed(folder: Path, *, deleted: bool, known: bool) -> tuple[Sequence[RunRow], str]:
    """The runs of a folder, or those that were put away, and why they cannot be read now; `known`: there were some."""
    if not is_file(folder / "runs.sqlite"):
        gone = tr("The runs are not where they were. Put {path} back in its place.", path=folder)
        return (), gone if known else ""
    try:
        with RunStore(folder) as store:
            return store.list(deleted=deleted, drawings=False), ""
    except (NeuroDeskError, OSError) as error:
        return (), reasoned(error)


def columns() -> tuple[Column, ...]:
    """All columns, in their order."""
    return (
        Column("run", tr("Run"), lambda row: str(row.run), lambda row: row.run, number=True),
        Column("name", tr("Name"), _name, lambda row: _name(row).casefold(), editable=True),
        Column("state", tr("State"), said_state, said_state),
        Column("epochs", tr("Epochs"), _epochs, lambda row: _number(row.epoch), number=True),
        Column("score", tr("Score"), score, lambda row: _metric(row, "accuracy", "r2"), number=True),
        Column("loss", tr("Loss"), lambda row: _plain(_metric(row, "loss")), lambda row: _metric(row, "loss"), True),
        Column("tags", tr("Tags"), lambda row: ", ".join(row.tags), lambda row: row.tags, editable=True),
        Column("note", tr("Note"), lambda row: row.note, lambda row: row.note.casefold(), editable=True),
        Column("parameters", tr("Parameters"), _parameters, lambda row: _number(row.parameters), number=True),
        Column("time", tr("Time"), _time, lambda row: _number(row.seconds), number=True),
        Column("device", tr("Device"), lambda row: str(row.device), lambda row: str(row.device)),
        Column("started", tr("Started"), lambda row: _day(row.created), lambda row: _number(row.created)),
    )


class RunsModel(QAbstractTableModel):
    """The rows of a run store. `edited` is called with a run, a column's key and what was typed there."""

    def __init__(self, edited: Callable[[int, str, str], None]) -> None:
        super().__init__()
        self.columns, self.rows = columns(), []
        self._edited = edited
        language().changed.connect(self._retell)

    def show_rows(self, rows: Sequence[RunRow]) -> None:
        """Show these runs."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def follow(self, event: events.StepsTaken | events.EpochFinished) -> None:
        """Move the row of the run under way along."""
        at = next((at for at, row in enumerate(self.rows) if row.run == event.run), None)
        if at is None:
            return
        row = self.rows[at]
        if isinstance(event, events.EpochFinished):
            metrics = event.validation or event.train
            row = replace(row, epoch=event.epoch, step=event.step, metrics=metrics, state="running")
        else:
            row = replace(row, step=event.step, state="running")
        self.rows[at] = row
        self.dataChanged.emit(self.index(at, 0), self.index(at, len(self.columns) - 1))

    def _retell(self) -> None:
        self.beginResetModel()
        self.columns = columns()
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """How many runs."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """How many columns, hidden ones included."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The heading of a column, on the side that its values stand on."""
        if orientation == Qt.Orientation.Vertical:
            return None
        column = self.columns[section]
        return {Qt.ItemDataRole.DisplayRole: column.title, Qt.ItemDataRole.TextAlignmentRole: _side(column)}.get(role)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell says, sorts by, or tells in its tip."""
        row, column = self.rows[index.row()], self.columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return column.text(row)
            case Qt.ItemDataRole.ToolTipRole:
                return tip(str(row.text) if column.key == "state" and row.text else column.text(row))
            case Qt.ItemDataRole.TextAlignmentRole:
                return _side(column)
            case _ if role == _SORT:
                return column.order(row)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take what was typed into a cell."""
        row, column = self.rows[index.row()], self.columns[index.column()]
        if role != Qt.ItemDataRole.EditRole or value == column.text(row):
            return False
        self._edited(row.run, column.key, str(value))
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Names, tags and notes are typed in place."""
        editable = Qt.ItemFlag.ItemIsEditable if self.columns[index.column()].editable else Qt.ItemFlag.NoItemFlags
        return super().flags(index) | editable


class RunsFilter(QSortFilterProxyModel):
    """The runs that are asked for, in the order that is asked for."""

    def __init__(self, model: RunsModel) -> None:
        super().__init__()
        self.model = model
        self.text = self.state = ""
        self.setSourceModel(model)
        self.setDynamicSortFilter(True)

    def ask(self, text: str, state: str) -> None:
        """Show the runs whose row holds every word of `text`, in this state; an empty one is any."""
        self.beginFilterChange()
        self.text, self.state = text, state
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def filterAcceptsRow(self, at: int, parent: Index) -> bool:
        """Whether a run is asked for."""
        row = self.model.rows[at]
        if self.state and row.state != self.state:
            return False
        if not self.text.strip():
            return True
        told = " ".join(column.text(row) for column in self.model.columns).casefold()
        return all(word in told for word in self.text.casefold().split())

    def lessThan(self, left: Index, right: Index) -> bool:
        """By what a column sorts by; what has no value comes last, and the newer run first."""
        ours, theirs = (self.model.data(index, _SORT) for index in (left, right))
        if ours == theirs:
            return self.model.rows[left.row()].run > self.model.rows[right.row()].run
        return bool(ours < theirs)


def _side(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.number else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def states() -> dict[str, str]:
    """Every state that a run can be in, and its word."""
    return {
        "created": tr("created"), "running": tr("running"), "finished": tr("finished"), "stopped": tr("stopped"),
        "failed": tr("failed"), "interrupted": tr("interrupted"),
    }  # fmt: skip


def said_state(row: RunRow) -> str:
    """A run's state in words."""
    return states().get(row.state, str(row.state))


def score(row: RunRow) -> str:
    """Accuracy or R², as people say it."""
    accuracy, r2 = _metric(row, "accuracy"), _metric(row, "r2")
    return percent(accuracy) if accuracy > -math.inf else f"R² {fixed(r2, 3)}" if r2 > -math.inf else ""


def _epochs(row: RunRow) -> str:
    return tr("{epoch} of {epochs}", epoch=row.epoch, epochs=row.epochs)


def _parameters(row: RunRow) -> str:
    return whole(row.parameters) if is_number(row.parameters) else "–"


def _time(row: RunRow) -> str:
    return duration(row.seconds) if is_number(row.seconds) else "–"


def _metric(row: RunRow, *names: str) -> float:
    """The first of these metrics that a run has. The store may be anyone's: what is no number counts as least."""
    return next((float(row.metrics[name]) for name in names if is_number(row.metrics.get(name))), -math.inf)


def _name(row: RunRow) -> str:
    return run_name(row.name, row.run)


def _plain(value: float) -> str:
    return short(value, 4) if value > -math.inf else ""


def _number(value: Any) -> float:
    return float(value) if is_number(value) else -math.inf


def is_number(value: Any) -> bool:
    """Whether a value of a store is a number that can be shown."""
    return isinstance(value, int | float) and math.isfinite(value)


def _day(seconds: Any) -> str:
    return moment(seconds) if is_number(seconds) else "–"

"""Two runs side by side: what they came to, and in which options they differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from neurodesk.files.project import loads
from neurodesk.graph.diff import diff_documents
from neurodesk.graph.errors import NeuroDeskError
from neurodesk.graph.model import Document
from neurodesk.training.options import Options
from neurodesk.training.runs import RunRow
from neurodesk.ui.look.numbers import said, short
from neurodesk.ui.runs.run_names import run_name
from neurodesk.ui.runs.runs_table import columns, is_number
from neurodesk.ui.widgets.fitting import fit
from neurodesk.ui.words import reasoned, tr

_SHOWN = ("state", "epochs", "parameters", "time", "device", "started", "tags")  # of the columns of the table
_NAMES = 8  # of layers in one sentence
Row = tuple[str, str, str]


def rows(one: RunRow, other: RunRow) -> list[Row]:
    """What is told of two runs: a name and both values, metrics first, then what differs in how they learned."""
    found = [_metric(name, one, other) for name in dict.fromkeys((*one.metrics, *other.metrics))]
    known = {column.key: column for column in columns()}
    found += [(known[key].title, known[key].text(one), known[key].text(other)) for key in _SHOWN]
    try:
        first, second = (loads(row.document_json, tr("run {run}", run=row.run)) for row in (one, other))
    except NeuroDeskError as error:
        return [*found, (tr("Drawing"), reasoned(error), "")]
    return [*found, *_learning(first, second), _drawing(first, second)]


def _metric(name: str, one: RunRow, other: RunRow) -> Row:
    told = [short(row.metrics[name], 4) if is_number(row.metrics.get(name)) else "–" for row in (one, other)]
    return name, *told


def _learning(one: Document, other: Document) -> Iterator[Row]:
    """Loss, optimizer, schedule, data and options, each where it differs."""
    for name, pick in (
        (tr("Data"), lambda document: document.source),
        (tr("Loss function"), lambda document: document.learning.loss),
        (tr("Optimizer"), lambda document: document.learning.optimizer),
        (tr("Schedule"), lambda document: document.learning.schedule),
    ):
        if pick(one) != pick(other):
            yield name, _said(pick(one)), _said(pick(other))
    for name, param in Options.params().items():
        values = [document.learning.options.get(name, param.default) for document in (one, other)]
        if values[0] != values[1]:
            yield name, said(values[0]), said(values[1])


def _said(chosen: Any) -> str:
    """What was chosen, with the values that were set."""
    if chosen is None:
        return "–"
    values = ", ".join(f"{name} {said(value)}" for name, value in sorted(chosen.values.items()))
    return f"{chosen.key} ({values})" if values else str(chosen.key)


def _drawing(one: Document, other: Document) -> Row:
    """What the second drawing has that the first has not, and the other way round."""
    told = []
    for change in diff_documents(one, other).networks.values():
        for names, word in (
            (change.added, tr("with")),
            (change.removed, tr("without")),
            (change.changed, tr("with another")),
        ):
            if names:
                shown = ", ".join(sorted(names)[:_NAMES]) + ("…" if len(names) > _NAMES else "")
                told.append(f"{word} {shown}")
        if (change.wired or change.unwired) and not told:
            told.append(tr("wired otherwise"))
    return tr("Drawing"), "–" if told else tr("the same"), "; ".join(told) or tr("the same")


class Comparison(QDialog):
    """A table of both, to be read; the rows that differ are bold."""

    def __init__(self, parent: QWidget, one: RunRow, other: RunRow) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Compare two runs"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, 640, 480)
        told = rows(one, other)
        self.table = QTableWidget(len(told), 3, accessibleName=tr("Two runs side by side"))
        self.table.setHorizontalHeaderLabels(
            ["", *(f"{run_name(row.name, row.run)} ({row.run})" for row in (one, other))]
        )
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)  # Tab leads on
        self.table.setAlternatingRowColors(True)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        for at, row in enumerate(told):
            for column, text in enumerate(row):
                item = QTableWidgetItem(text)
                font = item.font()
                font.setBold(column > 0 and row[1] != row[2])
                item.setFont(font)
                self.table.setItem(at, column, item)
        header = self.table.horizontalHeader()
        header.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # the run's number stands at the end
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for at in range(3):  # both runs are in sight, whatever their texts; long ones take more lines
            fixed = QHeaderView.ResizeMode.ResizeToContents
            header.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch if at else fixed)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        hint = QLabel(tr("Bold: where they differ. Of the options, only those that differ are listed."))
        hint.setProperty("dim", True)
        column = QVBoxLayout(self)
        column.addWidget(self.table)
        column.addWidget(hint)
        column.addWidget(buttons)

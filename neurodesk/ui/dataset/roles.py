"""The columns of a table, the role of each and why it has it; another role is chosen in the row."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from neurodesk.data.columns import MOST_VALUES, Column
from neurodesk.graph.model import Chosen
from neurodesk.ui.look.numbers import whole
from neurodesk.ui.look.tips import tip
from neurodesk.ui.widgets.editors import Choices
from neurodesk.ui.words import later, spoken, tr

LISTS: Final = {"number": "numbers", "category": "categories", "ignore": "ignore"}
"""The source's parameter that lists the columns of a role."""
ROLES: Final = {
    "number": later("Number"), "category": later("Category"), "target": later("Target"), "ignore": later("Left out"),
    "": later("As guessed"),
}  # fmt: skip
_MOST, _ROW = 200, 32  # rows made; px of a row


def with_role(source: Chosen, name: str, role: str) -> Chosen:
    """A table's source in which a column has another role; an empty role leaves it to be guessed again."""
    values = source.values
    for each, parameter in LISTS.items():
        names = [known for known in _names(str(values.get(parameter, ""))) if known != name]
        names += [name] if role == each else []
        values = values.insert(parameter, _written(names))
    if role == "target":
        values = values.insert("target", name)
    elif values.get("target", "") == name:
        values = values.insert("target", "")
    return Chosen(source.key, values)


def _names(text: str) -> list[str]:
    return [name.strip() for row in csv.reader([text], skipinitialspace=True) for name in row if name.strip()]


def _written(names: Sequence[str]) -> str:
    """Names with commas between them, those that hold a comma or a quote in quotes."""
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(names)
    return text.getvalue() if names else ""


class RolesTable(QTableWidget):
    """A row for each column of a table. `chosen` carries a column's name and the role it is to have."""

    chosen = Signal(str, str)

    def __init__(self) -> None:
        super().__init__(0, 7)
        self.columns: tuple[Column, ...] = ()
        self.setAccessibleName(tr("Columns of the table"))
        self.setHorizontalHeaderLabels(
            [tr("Column"), tr("Role"), tr("Holds"), tr("Different"), tr("Missing"), tr("For example"), tr("Why")]
        )
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.horizontalHeader().setStretchLastSection(True)
        for at, wide in enumerate((144, 120, 104, 72, 64, 144)):
            self.setColumnWidth(at, wide)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)  # Tab leads on
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setMinimumSize(216, 3 * _ROW)

    def show_columns(self, columns: Sequence[Column]) -> None:
        """Show these columns."""
        if tuple(columns) == self.columns:
            return
        held = next((at for at in range(self.rowCount()) if self.cellWidget(at, 1).hasFocus()), -1)
        self.columns = tuple(columns)
        self.setRowCount(0)
        self.setRowCount(min(len(columns), _MOST))
        for at, column in enumerate(self.columns[:_MOST]):
            for place, text in _texts(column):
                item = QTableWidgetItem(text)
                item.setToolTip(tip(text))
                self.setItem(at, place, item)
            self.setCellWidget(at, 1, self._choice(column))
        if 0 <= held < self.rowCount():  # the keys stay where they were
            self.cellWidget(held, 1).setFocus()

    def _choice(self, column: Column) -> Choices:
        box = Choices(accessibleName=tr("Role of {name}", name=column.name))
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for role, label in ROLES.items():
            box.addItem(spoken(label), role)
        box.setCurrentIndex(box.findData(column.role))
        if column.role == "target":
            box.setEnabled(False)
            box.setToolTip(tr("Make another column the target first: there is always one."))
        box.activated.connect(lambda at: self._choose(column, box.itemData(at)))
        return box

    def _choose(self, column: Column, role: str) -> None:
        if role != column.role:
            self.chosen.emit(column.name, role)


def _texts(column: Column) -> list[tuple[int, str]]:
    """The cells of a column's row, by their place; the second place is the role's."""
    different = whole(column.different) if column.different <= MOST_VALUES else f"> {whole(MOST_VALUES)}"
    few = ", ".join(column.first)
    return [*enumerate((column.name,)), *enumerate((column.kind, different, whole(column.missing), few, column.why), 2)]

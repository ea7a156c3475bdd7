"""The scores of every class in a table that can be sorted, the means under it."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from neurodesk.ui.look.numbers import fixed, whole
from neurodesk.ui.look.tips import tip
from neurodesk.ui.words import tr

KEYS: Final = ("class", "precision", "recall", "f1", "support", "auc", "average_precision")
_SIDE = Qt.AlignmentFlag.AlignVCenter


class _Cell(QTableWidgetItem):
    """A cell that sorts by its number, what is unknown last."""

    def __init__(self, text: str, value: float | None) -> None:
        super().__init__(text)
        self.value = value

    def __lt__(self, other: QTableWidgetItem) -> bool:
        assert isinstance(other, _Cell)
        mine, theirs = (-1 if one.value is None else one.value for one in (self, other))
        return bool(mine < theirs)


class ClassScoresTable(QWidget):
    """A row a class. `chosen` carries the number of the class whose row was clicked or entered."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.table = QTableWidget(0, len(KEYS))
        self.table.setAccessibleName(tr("Scores of each class"))
        self.table.setTabKeyNavigation(False)  # Tab leads on
        heads = (tr("Class"), tr("Precision"), tr("Recall"), "F1", tr("Examples"), tr("ROC area"), tr("AP"))
        self.table.setHorizontalHeaderLabels(heads)
        for at, hint in enumerate(_hints()):
            self.table.horizontalHeaderItem(at).setToolTip(hint)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(24)
        self.table.setShowGrid(False)
        self.table.setAlternatingRowColors(True)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().setMaximumSectionSize(176)
        self.table.setSortingEnabled(True)
        self.table.cellClicked.connect(lambda row, _column: self._choose(row))
        self.table.activated.connect(lambda at: self._choose(at.row()))
        self.means = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.means.setProperty("dim", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.table, stretch=1)
        column.addWidget(self.means)

    def show_report(self, report: dict[str, Any]) -> None:
        """Show `per_class` and `averages` of a report."""
        rows = report.get("per_class", ())
        self.table.setSortingEnabled(False)
        self.table.setRowCount(len(rows))
        for at, row in enumerate(rows):
            for place, key in enumerate(KEYS):
                value = row.get(key)
                item = _Cell(_text(key, value), at if key == "class" else value)
                item.setData(Qt.ItemDataRole.UserRole, at)
                item.setTextAlignment(_SIDE | (Qt.AlignmentFlag.AlignRight if place else Qt.AlignmentFlag.AlignLeft))
                if key == "class":
                    item.setToolTip(tip(str(value)))
                self.table.setItem(at, place, item)
        self.table.setSortingEnabled(True)
        self.table.sortItems(0, Qt.SortOrder.AscendingOrder)
        self.means.setText("\n".join(_means(report.get("averages", {}))))

    def _choose(self, row: int) -> None:
        self.chosen.emit(self.table.item(row, 0).data(Qt.ItemDataRole.UserRole))


def _hints() -> tuple[str, ...]:
    return (
        tr("Click a head to sort by it, a row to see the examples of its class"),
        tr("Of the examples answered so, the share that is of this class"),
        tr("Of the examples of this class, the share that is answered so"),
        tr("Precision and recall in one number"),
        tr("How many examples are of this class"),
        tr("Area under the ROC curve, this class against the rest: 0.5 is guessing"),
        tr("Average precision: area under precision over recall"),
    )


def _text(key: str, value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    return whole(value) if key == "support" else fixed(value, 3)


def _means(averages: dict[str, dict[str, float | None]]) -> list[str]:
    """A line for each mean."""
    names = {"macro": tr("Mean of classes"), "weighted": tr("Weighted by examples")}
    parts = {"precision": tr("precision"), "recall": tr("recall"), "f1": "F1", "auc": tr("ROC area"),
             "average_precision": tr("AP")}  # fmt: skip
    return [
        f"{names.get(name, name)}: "
        + ", ".join(f"{parts.get(part, part)} {_text(part, value)}" for part, value in means.items())
        for name, means in averages.items()
    ]

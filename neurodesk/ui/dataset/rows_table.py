"""The first examples of a table as rows: what is to be predicted, then every feature."""

from __future__ import annotations

from collections.abc import Sequence

from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem

from neurodesk.ui.look.numbers import plain, short
from neurodesk.ui.look.tips import tip
from neurodesk.ui.words import tr

_FEATURES = 64  # columns; more of them nobody reads
_WIDEST = 160  # px


class RowsTable(QTableWidget):
    """Examples that are rows of numbers, to be read only. `chosen` carries the row clicked or entered."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.cellClicked.connect(lambda row, _column: self.chosen.emit(row))
        self.activated.connect(lambda at: self.chosen.emit(at.row()))
        self.setAccessibleName(tr("First examples of the table"))
        self.setTabKeyNavigation(False)  # Tab leads on
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(24)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.horizontalHeader().setMaximumSectionSize(_WIDEST)
        self.setMinimumWidth(176)

    def show_rows(
        self, values: NDArray, answers: Sequence[str], features: Sequence[str], *, scaled: bool = False
    ) -> None:
        """Show n x d values, the n answers in front of them."""
        self.show_table([tr("To predict")], [[answer] for answer in answers], values, features, scaled=scaled)

    def show_table(
        self, heads: Sequence[str], leading: Sequence[Sequence[str]], values: NDArray, features: Sequence[str],
        *, scaled: bool = False,
    ) -> None:  # fmt: skip
        """Show n x d values as they are, or in four digits when they are scaled; before them n texts under `heads`."""
        shown, front = values[:, :_FEATURES], len(heads)
        names = [
            features[at] if at < len(features) else tr("feature {value}", value=at + 1) for at in range(shown.shape[1])
        ]
        self.setRowCount(len(shown))
        self.setColumnCount(front + len(names))
        for at, name in enumerate([*heads, *names]):
            head = QTableWidgetItem(self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, _WIDEST - 24))
            head.setToolTip(tip(name))
            head.setTextAlignment(Qt.AlignmentFlag.AlignVCenter | _side(at))
            self.setHorizontalHeaderItem(at, head)
        for at, (row, texts) in enumerate(zip(shown, leading, strict=True)):
            for column, text in enumerate([*texts, *(short(value, 4) if scaled else plain(value) for value in row)]):
                item = QTableWidgetItem(text)
                item.setTextAlignment(Qt.AlignmentFlag.AlignVCenter | _side(column))
                if column == 0:
                    item.setToolTip(tip(text))
                self.setItem(at, column, item)
        self.resizeColumnsToContents()


def _side(column: int) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft

"""What is missing in the data or could not be read: where, and why."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from neurodesk.engine.protocol import DataPreviewed
from neurodesk.ui.look.numbers import whole
from neurodesk.ui.look.tips import tip
from neurodesk.ui.words import tr


class LeftOutTable(QTableWidget):
    """A row for each file or line that is left out, and for each feature with missing values."""

    def __init__(self) -> None:
        super().__init__(0, 2)
        self.setAccessibleName(tr("Missing and unreadable"))
        self.setTabKeyNavigation(False)  # Tab leads on
        self.setHorizontalHeaderLabels([tr("Where"), tr("What and why")])
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        self.horizontalHeader().setStretchLastSection(True)
        self.setColumnWidth(0, 224)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(24)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)

    def show_preview(self, event: DataPreviewed | None) -> int:
        """List what a preview names; returns how much there is, rows that are only counted included."""
        rows: list[tuple[str, str]] = []
        bad = 0
        if event is not None:
            bad = max(event.bad, len(event.skipped))
            rows += event.skipped
            if bad > len(event.skipped):
                rows.append((tr("and {count} more", count=whole(bad - len(event.skipped))), ""))
            rows += [
                (name, tr("{count} missing values, filled with the training part's mean", count=whole(count)))
                for name, count in event.missing
            ]
        self.setRowCount(len(rows))
        for at, row in enumerate(rows):
            for place, text in enumerate(row):
                item = QTableWidgetItem(text)
                item.setToolTip(tip(text))
                self.setItem(at, place, item)
        return bad + (len(event.missing) if event is not None else 0)

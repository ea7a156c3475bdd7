"""Examples of the data a page at a time: as they are, or as they enter the network."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QStackedWidget, QVBoxLayout, QWidget

from neurodesk.engine.protocol import DataPreviewed
from neurodesk.training.events import BoundaryMeasured
from neurodesk.ui.dataset.rows_table import RowsTable
from neurodesk.ui.look.numbers import plain, short
from neurodesk.ui.pictures import example
from neurodesk.ui.views import BoundaryView, PictureGrid
from neurodesk.ui.widgets.flow_row import FlowRow
from neurodesk.ui.widgets.pager import Pager
from neurodesk.ui.words import tr

PAGE: Final = 64  # examples fetched; a batch is shown whole up to as many


class ExamplePages(QWidget):
    """Pictures as they are, points of a plane in it, rows of a table as rows. `asked` says that others are wanted."""

    asked = Signal()

    def __init__(self, empty: str) -> None:
        super().__init__()
        self.offset = 0
        self.told: DataPreviewed | None = None
        self.pictures = PictureGrid(tr("Examples of the data"), empty, side=56)
        self.rows, self.plane = RowsTable(), BoundaryView()
        self.plane.setAccessibleName(tr("Examples as points of a plane"))
        self.views = QStackedWidget()
        for view in (self.pictures.scrolled(), self.rows, self.plane):
            self.views.addWidget(view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._head())
        column.addWidget(self.views, stretch=1)

    @property
    def part(self) -> str:
        """The part of the data that is looked at."""
        return self.parts.currentData()

    def clear(self, empty: str) -> None:
        """Show nothing, and why; from now on the first page is meant."""
        self.told, self.offset = None, 0
        self.head.setEnabled(False)
        self.shape.clear()
        self.pager.label.clear()
        self.pictures.empty = empty
        self.pictures.show_items([])
        self.views.setCurrentIndex(0)

    def show_preview(self, event: DataPreviewed) -> None:
        """Show a page."""
        self.told, self.offset = event, event.offset
        self.head.setEnabled(True)
        self._show()

    # ------------------------------------------------------------------ inside

    def _show(self) -> None:
        event = self.told
        if event is None:
            return
        entering = self.look.currentData() == "entering" and np.size(event.entering)
        values = np.asarray(event.entering if entering else event.values)
        labels = np.asarray(event.labels)
        names = _labels(event, labels, coded=bool(entering))
        picture = np.size(event.pictures) > 0
        shown = values if entering and values.ndim == 4 else event.pictures if picture else values
        self.pictures.show_items([(example(x), name, True) for x, name in zip(shown, names, strict=True)])
        self._choose_view(event, values, names, picture=picture, scaled=bool(entering))
        total = event.parts[("train", "validation", "test").index(event.part)]
        self.pager.show_page(self.offset, len(labels), total)
        self.shape.setText(self._words(values) if len(labels) else "")

    def _choose_view(self, event: DataPreviewed, values: Any, names: list[str], *, picture: bool, scaled: bool) -> None:
        flat = values.ndim == 2 and not picture and len(values) > 0
        if flat and values.shape[1] == 2 and event.classes:
            low, high = values.min(0).astype(float), values.max(0).astype(float)
            edge = np.where(high > low, 0.05 * (high - low), 1.0)
            low, high, none = tuple(low - edge), tuple(high + edge), np.zeros((1, 1))
            self.plane.show_boundary(BoundaryMeasured(0, 0, none, none, low, high, values, np.ravel(event.labels)))
            self.views.setCurrentWidget(self.plane)
        elif flat:
            self.rows.show_rows(values, names, event.features, scaled=scaled)
            self.views.setCurrentWidget(self.rows)
        else:
            self.views.setCurrentIndex(0)

    def _words(self, values: Any) -> str:
        shape = " × ".join(map(str, values.shape))
        low, high = short(values.min()), short(values.max())
        return tr("{shape} {dtype}, {low} to {high}", shape=shape, dtype=values.dtype, low=low, high=high)

    def _turn(self, pages: int) -> None:
        if self.told is not None:
            self.offset = max(self.offset + pages * max(len(np.asarray(self.told.labels)), 1), 0)
            self.offset = self.offset if pages > 0 else max(self.told.offset - PAGE, 0)
            self.asked.emit()

    def _begin(self) -> None:
        self.offset = 0
        self.asked.emit()

    def _head(self) -> QWidget:
        self.parts, self.look = QComboBox(accessibleName=tr("Part")), QComboBox(accessibleName=tr("How they are shown"))
        for key, text in (("train", tr("Training")), ("validation", tr("Validation")), ("test", tr("Held out"))):
            self.parts.addItem(text, key)
        self.parts.activated.connect(self._begin)
        self.look.addItem(tr("As they are"), "raw")
        self.look.addItem(tr("As they enter"), "entering")
        self.look.setToolTip(tr("As they are, or scaled and with class numbers, as the network gets them"))
        self.look.activated.connect(self._show)
        self.pager = Pager()
        self.pager.turned.connect(self._turn)
        self.shape = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.shape.setProperty("dim", True)
        self.head = QWidget(enabled=False)
        self.head.setLayout(FlowRow(self.parts, self.look, self.pager, self.shape))
        return self.head

    def begin(self) -> None:
        """Look at the training part from its start."""
        with QSignalBlocker(self.parts):
            self.parts.setCurrentIndex(0)
        self.offset = 0


def _labels(event: DataPreviewed, labels: Any, *, coded: bool) -> list[str]:
    """What stands under each example: its class, coded as a number too where it enters, or what is to be predicted."""
    if not event.classes:
        return (
            [short(y, 4) if coded else plain(y) for y in labels.reshape(len(labels), -1)[:, 0]] if len(labels) else []
        )
    return [f"{int(y)} = {event.classes[int(y)]}" if coded else event.classes[int(y)] for y in labels.ravel()]

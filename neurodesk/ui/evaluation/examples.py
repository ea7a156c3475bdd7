"""Examples with what was answered: filtered, ordered and paged, as pictures or as rows of a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from neurodesk.engine.protocol import ExamplesShown
from neurodesk.ui.dataset.rows_table import RowsTable
from neurodesk.ui.look.numbers import percent, short
from neurodesk.ui.pictures import example
from neurodesk.ui.views import PictureGrid
from neurodesk.ui.widgets.pager import Pager
from neurodesk.ui.words import tr

PAGE: Final = 60  # examples: a few screens of pictures, and quick to fetch
_MOST_CLASSES = 1000  # in a list


class ExamplesPane(QWidget):
    """`asked` says that other examples are wanted (see `fields`), `chosen` carries a position on the page."""

    asked = Signal()
    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.classes: tuple[str, ...] = ()
        self.offset = self.total = 0
        self.pictures = PictureGrid(tr("Examples"), "")
        self.pictures.chosen.connect(self.chosen)
        self.rows = RowsTable()
        self.rows.chosen.connect(self.chosen)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.pictures.scrolled())
        self.pages.addWidget(self.rows)
        self.head = QWidget(visible=False)
        lines = QVBoxLayout(self.head)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(4)
        lines.addLayout(self._order_line())
        lines.addWidget(self._class_line())
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.head)
        column.addLayout(self._page_line())
        column.addWidget(self.pages, stretch=1)

    def fields(self) -> dict[str, Any]:
        """What is wanted, as the fields of a request."""
        return {
            "actual": self.actual.currentData(),
            "predicted": self.predicted.currentData(),
            "order": self.order.currentData(),
            "wrong": self.wrong.isChecked(),
            "offset": self.offset,
            "limit": PAGE,
        }

    def begin(self, classes: tuple[str, ...]) -> None:
        """Offer these classes, none for numbers; nothing is filtered."""
        self.classes, self.offset = classes, 0
        for box, any_of in ((self.actual, tr("any class")), (self.predicted, tr("any answer"))):
            with QSignalBlocker(box):
                box.clear()
                box.addItem(any_of, None)
                for at, name in enumerate(classes[:_MOST_CLASSES]):
                    box.addItem(name if len(name) <= 40 else f"{name[:39]}…", at)
        with QSignalBlocker(self.wrong):
            self.wrong.setChecked(False)
        self._filters.setVisible(bool(classes))
        self.wrong.setVisible(bool(classes))
        for at, key in enumerate(self._orders):
            self.order.view().setRowHidden(at, key != "loss" and not classes)
        if not classes:
            with QSignalBlocker(self.order):
                self.order.setCurrentIndex(0)

    def filter(self, actual: int | None, predicted: int | None = None) -> None:
        """Want the examples of a class, answered as another; None is any."""
        for box, wanted in ((self.actual, actual), (self.predicted, predicted)):
            with QSignalBlocker(box):
                box.setCurrentIndex(max(box.findData(wanted), 0) if wanted is not None else 0)
        if predicted is not None and actual == predicted:
            with QSignalBlocker(self.wrong):
                self.wrong.setChecked(False)
        self._renew()

    def say(self, text: str) -> None:
        """Nothing is there; why."""
        self.head.hide()
        self.pager.hide()
        self.which.clear()
        self.pictures.empty = text
        self.pictures.show_items([])
        self.pages.setCurrentIndex(0)

    def show_examples(self, event: ExamplesShown) -> None:
        """Show a page."""
        self.offset, self.total = event.offset, event.total
        self.head.show()
        self.pager.show()
        items = [self._item(event, at) for at in range(len(event.indexes))]
        values = np.asarray(event.pictures)
        if values.ndim == 2 and event.features and items:
            self.rows.show_table(*self._table(event, items), values, event.features)
            self.pages.setCurrentIndex(1)
        else:
            self.pictures.empty = self._nothing()
            self.pictures.show_items(
                [(example(x), text, right) for x, (text, right) in zip(values, items, strict=True)]
            )
            self.pages.setCurrentIndex(0)
        self.which.setText(self._words())
        self.pager.show_page(self.offset, len(items), self.total)
        self.all.setVisible(bool(self._filtered()))

    # ------------------------------------------------------------------ inside

    def _item(self, event: ExamplesShown, at: int) -> tuple[str, bool]:
        """What is written under an example, and whether it is answered right."""
        actual, predicted = np.ravel(event.actual[at])[0], np.ravel(event.predicted[at])[0]
        if not event.classes:
            return f"{short(actual, 4)} → {short(predicted, 4)}", True
        names = event.classes[int(actual)], event.classes[int(predicted)]
        return (names[0], True) if actual == predicted else (f"{names[0]} → {names[1]}", False)

    def _table(self, event: ExamplesShown, items: Sequence[tuple[str, bool]]) -> tuple[list[str], list[list[str]]]:
        heads = [tr("Actual → answered"), tr("Loss")]
        rows = [[f"{'' if right else '✗ '}{text}", short(event.losses[at])] for at, (text, right) in enumerate(items)]
        if event.classes:
            heads.insert(1, tr("Sure"))
            for at, row in enumerate(rows):
                row.insert(1, percent(float(event.probability[at])))
        return heads, rows

    def _filtered(self) -> bool:
        return self.wrong.isChecked() or any(box.currentIndex() > 0 for box in (self.actual, self.predicted))

    def _nothing(self) -> str:
        if self.wrong.isChecked() and self.actual.currentIndex() <= 0 and self.predicted.currentIndex() <= 0:
            return tr("Every example of this part is answered right.")
        return tr("No example of this part falls into this cell.")

    def _words(self) -> str:
        actual, predicted = self.actual.currentData(), self.predicted.currentData()
        if actual is not None and predicted is not None:
            names = {"actual": self.classes[actual], "predicted": self.classes[predicted]}
            return tr("{count} of class {actual}, answered {predicted}", count=self.total, **names)
        return tr("Click one to see why.") if self.total else ""

    def _renew(self) -> None:
        self.offset = 0
        self.asked.emit()

    def _turn(self, pages: int) -> None:
        self.offset = min(max(self.offset + pages * PAGE, 0), max(self.total - 1, 0))
        self.asked.emit()

    def _show_all(self) -> None:
        with QSignalBlocker(self.wrong):
            self.wrong.setChecked(False)
        self.filter(None)

    def _order_line(self) -> QHBoxLayout:
        self.order = QComboBox(accessibleName=tr("Order of the examples"))
        self._orders = {
            "loss": tr("Most wrong first"),
            "confidence": tr("Surest first"),
            "doubt": tr("Least sure first"),
        }
        for key, text in self._orders.items():
            self.order.addItem(text, key)
        self.order.activated.connect(self._renew)
        self.wrong = QCheckBox(tr("Wrong only"))
        self.wrong.toggled.connect(self._renew)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.order)
        line.addWidget(self.wrong)
        line.addStretch()
        return line

    def _page_line(self) -> QHBoxLayout:
        self.which = QLabel("", textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.which.setProperty("dim", True)
        self.which.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # names may be long
        self.pager = Pager()
        self.pager.hide()
        self.pager.turned.connect(self._turn)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.which, stretch=1)
        line.addWidget(self.pager)
        return line

    def _class_line(self) -> QWidget:
        self.actual, self.predicted = (
            QComboBox(
                accessibleName=name,
                sizeAdjustPolicy=QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon,
                minimumContentsLength=5,
            )
            for name in (tr("Actual class"), tr("Answered class"))
        )
        self.all = QPushButton(tr("Show all"), visible=False)
        self.all.clicked.connect(self._show_all)
        self._filters = QWidget()
        line = QHBoxLayout(self._filters)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self.actual, stretch=1)
        line.addWidget(QLabel("→"))
        line.addWidget(self.predicted, stretch=1)
        line.addWidget(self.all)
        for box in (self.actual, self.predicted):
            box.activated.connect(self._renew)
        return self._filters

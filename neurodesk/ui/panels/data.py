"""The Data dock: where examples come from, what they look like, how they are split, and what could not be read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from neurodesk.data.catalogue import SOURCES
from neurodesk.data.folders import choose
from neurodesk.engine.protocol import DataPreviewed, EngineDied, PreviewData, Refused
from neurodesk.graph.document import set_source
from neurodesk.graph.errors import NeuroDeskError
from neurodesk.graph.model import Chosen, chosen
from neurodesk.layers.spec import Folder, show
from neurodesk.training.events import BoundaryMeasured
from neurodesk.ui.editors import Choices, Form
from neurodesk.ui.link import EngineLink
from neurodesk.ui.note import Note
from neurodesk.ui.pictures import example
from neurodesk.ui.roles import LISTS, RolesTable, with_role
from neurodesk.ui.rows_table import RowsTable
from neurodesk.ui.session import Session
from neurodesk.ui.theme import theme
from neurodesk.ui.tips import tip
from neurodesk.ui.views import BoundaryView, PictureGrid, View

_NOTHING = "Choose data to see examples of it."
_TALL = 4096  # px; higher than any dock
_SHOWN, _POINTS = 64, 400  # examples fetched; of points in a plane more can be told apart


class DataPanel(QWidget):
    """A source with its form on the left, its examples on the right."""

    def __init__(self, session: Session, link: EngineLink) -> None:
        super().__init__()
        self.session, self.link = session, link
        self._asked = 0
        self._arranged = False  # whether the parts have their widths
        self._source: Chosen | None = None
        self._base = Path()  # the folder that the source's paths start from
        self._form: Form | None = None
        self.note = Note()
        self.box = Choices(accessibleName="Data source")
        self.box.addItem("Choose data…", "")
        for source in SOURCES:
            self.box.addItem(source.label, source.key)
            self.box.setItemData(self.box.count() - 1, source.summary, Qt.ItemDataRole.ToolTipRole)
        self.box.activated.connect(lambda at: self.choose(self.box.itemData(at)))
        self.facts = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._split = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        for part, share in ((self._left(), 0), (self._middle(), 1), (self._right(), 3)):
            self._split.addWidget(part)
            self._split.setStretchFactor(self._split.count() - 1, share)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.note)
        column.addWidget(self._split, stretch=1)
        link.arrived.connect(self.take)
        session.opened.connect(self.renew)
        session.saved.connect(self.renew)
        session.document_changed.connect(lambda _diff: self.renew())
        self.renew()

    def choose(self, key: str) -> None:
        """Take another source, with its defaults."""
        now = self.session.document.source
        if key and (now is None or now.key != key):
            self.session.edit("Choose data", lambda document: set_source(document, chosen(key)))
        self._show_choice()

    def renew(self) -> None:
        """Show the source as it stands, and ask for a preview when it changed."""
        source, base = self.session.document.source, self.session.project.base
        if source == self._source and base == self._base and (source is None or self._form is not None):
            return
        self._base = base
        self._show_choice()
        key_changed = (source and source.key) != (self._source and self._source.key)
        self._source = source
        if key_changed or self._form is None:
            self._new_form(source)
        if self._form is not None and source is not None:
            self._form.show_values(dict(source.values.items()))
        self._show_facts()
        self.again.setVisible(source is not None)
        self.note.tell("error" if self.session.facts_problem else "", self.session.facts_problem)
        self.pictures.show_items([])
        self.pictures.empty = _NOTHING
        self.examples.setCurrentIndex(0)
        self.balance.show_counts((), ())
        if self.isVisible():
            self.ask()

    def ask(self) -> None:
        """Ask for a preview of the data."""
        if self._source is not None and not self.session.facts_problem:
            self.pictures.empty = "Looking at the data…"
            facts = self.session.facts
            count = _POINTS if facts is not None and facts.input == (2,) else _SHOWN
            self._asked = self.link.ask(PreviewData, count=count)

    def take(self, event: Any) -> None:
        """Show a preview, or why there is none."""
        if isinstance(event, DataPreviewed) and event.request == self._asked:
            self._show_preview(event)
        elif (isinstance(event, Refused) and event.request == self._asked) or isinstance(event, EngineDied):
            self.note.tell("error", f"{event.text} {event.cure}".strip())

    # ------------------------------------------------------------------ inside

    def _show_choice(self) -> None:
        source = self.session.document.source
        with QSignalBlocker(self.box):
            self.box.setCurrentIndex(max(self.box.findData(source.key if source else ""), 0))

    def _left(self) -> QScrollArea:
        page = QWidget()
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.setSpacing(8)
        self._column.addWidget(self.box)
        self._column.addWidget(self.facts)
        self.again = QPushButton("Look again", visible=False)
        self.again.setToolTip("Read the data again, as after files changed")
        self.again.clicked.connect(self._look_again)
        self._column.addWidget(self.again, alignment=Qt.AlignmentFlag.AlignLeft)
        self._column.addStretch()
        area = QScrollArea(widgetResizable=True, horizontalScrollBarPolicy=Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(page)
        area.setMinimumWidth(256)
        return area

    def _middle(self) -> QWidget:
        self.balance, self.roles = BalanceView(), RolesTable()
        self.roles.chosen.connect(self._set_role)
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(8, 0, 8, 0)
        column.addWidget(self.balance, stretch=1)
        column.addWidget(self.roles, stretch=2)
        return box

    def _right(self) -> QStackedWidget:
        self.pictures = PictureGrid("Examples of the data", _NOTHING, side=56)
        self.rows, self.plane = RowsTable(), BoundaryView()
        self.plane.setAccessibleName("Examples as points of a plane")
        self.examples = QStackedWidget()
        for view in (self.pictures.scrolled(), self.rows, self.plane):
            self.examples.addWidget(view)
        return self.examples

    def _look_again(self) -> None:
        self.session.renew_facts()
        self._show_facts()
        self.note.tell("error" if self.session.facts_problem else "", self.session.facts_problem)
        self.ask()

    def _new_form(self, source: Chosen | None) -> None:
        if self._form is not None:
            self._form.deleteLater()
            self._form = None
        if source is not None and source.key in SOURCES:
            self._form = Form(SOURCES[source.key], dict(source.values.items()), self._set)
            self._column.insertWidget(1, self._form)

    def _set(self, name: str, value: Any) -> None:
        now = self.session.document.source
        if now is None:
            return
        if value and isinstance(SOURCES[now.key].params()[name], Folder):  # a file's parameter is one too
            value = choose(self.session.project.base, Path(value).expanduser())
        made = Chosen(now.key, now.values.insert(name, value))
        self.session.edit(f"Set {name}", lambda document: set_source(document, made), merge=f"source.{name}")

    def _set_role(self, name: str, role: str) -> None:
        now = self.session.document.source
        if now is not None and not self.session.edit(
            f"Role of {name}", lambda document: set_source(document, with_role(now, name, role))
        ):
            self._show_roles()

    def _show_roles(self) -> None:
        """The columns of a table, in place of the fields that name them."""
        source, columns = self.session.document.source, ()
        if source is not None and source.key == "csv" and self.session.facts is not None:
            try:
                columns = SOURCES.make(source).columns(self.session.project.base)
            except NeuroDeskError as error:  # the file went away since it was described
                self.note.tell("error", str(error))
        if bool(columns) == self.roles.isHidden():
            self._arranged = False
        self.roles.show_columns(columns)
        self._arrange()
        if self._form is not None:
            for name in {"target", *LISTS.values()} & set(self._form.editors):
                self._form.show_row(name, visible=not columns)

    def _arrange(self) -> None:
        """Share the width out, once for each kind of data: the columns of a table need more than bars alone."""
        if not self._arranged and self.isVisible():
            wide, many = self._split.width(), not self.roles.isHidden()
            self._split.setSizes([256, wide * 9 // 20, wide * 11 // 20 - 256] if many else [304, 208, wide - 512])
            self._arranged = True

    def _show_facts(self) -> None:
        self._show_roles()
        facts = self.session.facts
        if facts is None:
            self.facts.setText("")
            return
        lines = [f"One example: {show(facts.input)}"]
        if facts.examples:
            lines.append(f"Examples: {facts.examples:,}")
        if facts.task == "classification":
            names = [name if len(name) <= 24 else f"{name[:23]}…" for name in facts.classes[:10]]
            few = ", ".join(names) + (", …" if len(facts.classes) > 10 else "")
            lines.append(f"{len(facts.classes)} classes: {few}")
        else:
            lines.append(f"Predicts {facts.targets} number{'s' * (facts.targets > 1)}")
        self.facts.setText("\n".join(lines))
        self.facts.setToolTip(tip("\n".join(facts.classes[:100])))

    def _show_preview(self, event: DataPreviewed) -> None:
        labels = np.asarray(event.labels)
        names = (
            [event.classes[int(y)] for y in labels.ravel()]
            if event.classes
            else [f"{y:.4g}" for y in labels.reshape(len(labels), -1)[:, 0]]
        )
        shown = event.pictures if np.size(event.pictures) else event.values
        self.pictures.show_items([(example(x), name, True) for x, name in zip(shown, names, strict=True)])
        self.balance.show_counts(event.counts, event.classes)
        few = 40 + 24 * len(event.counts)
        self.balance.setMaximumHeight(few if not self.roles.isHidden() else _TALL)
        self._choose_view(event, names)
        train, validation, test = event.parts
        self._show_facts()
        self.facts.setText(f"{self.facts.text()}\nTraining {train:,}, validation {validation:,}, held out {test:,}")
        if event.skipped:
            named = "; ".join(event.skipped[:5])
            more = f" and {len(event.skipped) - 5} more" if len(event.skipped) > 5 else ""
            self.note.tell("warning", f"{len(event.skipped)} could not be read and are left out: {named}{more}")
        else:
            self.note.tell("hint", " ".join(event.notes))

    def _choose_view(self, event: DataPreviewed, names: list[str]) -> None:
        """Pictures as they are, points of a plane in it, rows of a table as rows."""
        values, labels = np.asarray(event.values, float), np.ravel(event.labels)
        if np.size(event.pictures) or values.ndim != 2:
            self.examples.setCurrentIndex(0)
        elif values.shape[1] == 2 and event.classes and len(values):
            low, high = values.min(0), values.max(0)
            edge = np.where(high > low, 0.05 * (high - low), 1.0)
            low, high, none = tuple(low - edge), tuple(high + edge), np.zeros((1, 1))
            self.plane.show_boundary(BoundaryMeasured(0, 0, none, none, low, high, values, labels))
            self.examples.setCurrentWidget(self.plane)
        else:
            self.rows.show_rows(values, names, event.features)
            self.examples.setCurrentWidget(self.rows)

    def showEvent(self, event: Any) -> None:
        """Fetch the preview when the dock is first seen."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._arrange)  # when it has its size
        if not self.pictures.items:
            self.ask()


class BalanceView(View):
    """How many examples each class has, or how the values to predict are spread, as bars."""

    def __init__(self) -> None:
        super().__init__("Balance of the classes", QSize(160, 72))
        self.counts: Any = ()
        self.classes: tuple[str, ...] = ()

    def show_counts(self, counts: Any, classes: tuple[str, ...]) -> None:
        """Show C counts; without class names they are the bins of a histogram."""
        self.counts, self.classes = np.ravel(counts), classes
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a bar a class."""
        painter = QPainter(self)
        if not len(self.counts):
            return
        painter.setFont(theme().font("small"))
        head = QRectF(8, 0, self.width() - 16, 20)
        painter.setPen(theme().color("text_dim"))
        told = "Examples of each class" if self.classes else "Spread of what is to be predicted"
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, told)
        high = min(24.0, (self.height() - 28) / len(self.counts))
        top = max(float(self.counts.max()), 1.0)
        metrics = painter.fontMetrics()
        left = (
            8 + min(max((metrics.horizontalAdvance(name) for name in self.classes), default=0), self.width() // 3) + 8
        )
        for at, count in enumerate(self.counts):
            y = 24 + at * high
            reach = (self.width() - left - 48) * float(count) / top
            painter.fillRect(QRectF(left, y + 2, reach, high - 4), theme().color("accent"))
            if high < metrics.height() - 2:
                continue
            painter.setPen(theme().color("text_dim"))
            name = (
                metrics.elidedText(self.classes[at], Qt.TextElideMode.ElideRight, int(left - 16))
                if self.classes
                else ""
            )
            painter.drawText(
                QRectF(0, y, left - 8, high), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, name
            )
            painter.drawText(QRectF(left + reach + 4, y, 48, high), Qt.AlignmentFlag.AlignVCenter, f"{int(count):,}")

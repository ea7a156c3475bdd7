"""How the network learns: loss, optimizer, schedule and options, each a form drawn from its declaration."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from neurodesk.graph.document import set_learning
from neurodesk.graph.model import Chosen, Learning, chosen
from neurodesk.layers.spec import Catalogue, Declared
from neurodesk.training.losses import LOSSES
from neurodesk.training.optimizers import OPTIMIZERS
from neurodesk.training.options import Options
from neurodesk.training.schedules import SCHEDULES
from neurodesk.ui.look.tips import tip
from neurodesk.ui.schedule_view import ScheduleView
from neurodesk.ui.session import Session
from neurodesk.ui.widgets.editors import Choices, Form
from neurodesk.ui.widgets.emptying import let_go
from neurodesk.ui.widgets.room import Room
from neurodesk.ui.words import spoken, tr


class LearningPanel(Room):
    """A form over the document's learning; a change is one step of history and counts for the next run."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        page = QWidget()
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(16, 16, 16, 16)
        self._column.setSpacing(8)
        self._column.addWidget(_title(tr("Options")))
        self._options = Form(Options, {}, self._set_option)
        self._column.addWidget(self._options)
        self._choices: list[_Choice] = []
        for field, title, catalogue in (
            ("optimizer", tr("Optimizer"), OPTIMIZERS),
            ("schedule", tr("Schedule"), SCHEDULES),
            ("loss", tr("Loss"), LOSSES),
        ):
            self._column.addWidget(_rule())
            self._column.addWidget(_title(title))
            choice = _Choice(
                title,
                catalogue,
                self._setter(field),
                lambda field=field: getattr(self.session.document.learning, field),
            )
            self._choices.append(choice)
            self._column.addWidget(choice)
            if field == "schedule":
                self.curve = ScheduleView()
                self._column.addWidget(self.curve)
        self._column.addStretch()
        self.setWidget(page)
        self.setMinimumWidth(240)
        session.document_changed.connect(self.renew)
        session.opened.connect(self.renew)
        session.checked.connect(self._draw)
        self.renew()

    def renew(self) -> None:
        """Show the values as they stand."""
        learning: Learning = self.session.document.learning
        self._options.show_values(dict(learning.options.items()))
        for choice in self._choices:
            choice.renew()
        self._draw()

    def _draw(self) -> None:
        self.curve.show_learning(self.session.document.learning, self.session.facts)

    def _set_option(self, name: str, value: Any) -> None:
        self.session.edit(
            tr("Set {name}", name=name),
            lambda document: set_learning(document, options={name: value}),
            merge=f"options.{name}",
        )

    def _setter(self, field: str) -> Callable[[Chosen], None]:
        def put(made: Chosen) -> None:
            self.session.edit(
                tr("Set {field}", field=field),
                lambda document: set_learning(document, **{field: made}),
                merge=f"learning.{field}.{made.key}",
            )

        return put


class _Choice(QWidget):
    """A choice from a catalogue and the form of what is chosen."""

    def __init__(
        self, title: str, catalogue: Catalogue, put: Callable[[Chosen], None], now: Callable[[], Chosen]
    ) -> None:
        super().__init__()
        self._catalogue, self._put, self._now = catalogue, put, now
        self.box = Choices(accessibleName=title)
        for declared in catalogue:
            self.box.addItem(spoken(declared.label), declared.key)
            self.box.setItemData(self.box.count() - 1, tip(declared.summary), Qt.ItemDataRole.ToolTipRole)
        self.box.activated.connect(lambda at: self._choose(self.box.itemData(at)))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(self.box)
        self._form: Form | None = None
        self._shown: type[Declared] | None = None

    def renew(self) -> None:
        """Show what is chosen and its values."""
        now = self._now()
        with QSignalBlocker(self.box):
            self.box.setCurrentIndex(self.box.findData(now.key))
        declared = self._catalogue.get(now.key)
        if declared is not self._shown:
            if self._form is not None:
                let_go(self._form)
            self._form = Form(declared, {}, self._set) if declared is not None and declared.params() else None
            if self._form is not None:
                self._column.addWidget(self._form)
            self._shown = declared
        if self._form is not None:
            self._form.show_values(dict(now.values.items()))

    def _choose(self, key: str) -> None:
        if key != self._now().key:  # the same entry picked again keeps its values
            self._put(chosen(key))

    def _set(self, name: str, value: Any) -> None:
        now = self._now()
        self._put(Chosen(now.key, now.values.insert(name, value)))


def _rule() -> QWidget:
    """A line between two groups, with air on both sides."""
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 8, 0, 4)
    line = QFrame()
    line.setProperty("rule", True)
    line.setFixedHeight(1)
    column.addWidget(line)
    return box


def _title(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "title")
    return label

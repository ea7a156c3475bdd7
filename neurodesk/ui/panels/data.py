"""The Data dock: where examples come from, what they look like, how they are split, and what could not be read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from neurodesk.data.catalogue import SOURCES
from neurodesk.data.examples import Skipped
from neurodesk.data.folders import choose
from neurodesk.engine.protocol import DataPreviewed, EngineDied, PreviewData, Refused
from neurodesk.graph.document import set_source
from neurodesk.graph.errors import NeuroDeskError
from neurodesk.graph.model import Chosen, chosen
from neurodesk.layers.spec import Folder, show
from neurodesk.ui.dataset.balance import BalanceView, skew
from neurodesk.ui.dataset.invitation import Invitation
from neurodesk.ui.dataset.left_out import LeftOutTable
from neurodesk.ui.dataset.pages import PAGE, ExamplePages
from neurodesk.ui.dataset.ranges import RangesView
from neurodesk.ui.dataset.roles import LISTS, RolesTable, with_role
from neurodesk.ui.dataset.split import SHARES, SplitPane
from neurodesk.ui.link import EngineLink
from neurodesk.ui.look.numbers import whole
from neurodesk.ui.look.tips import tip
from neurodesk.ui.session import Session
from neurodesk.ui.widgets.editors import Choices, Form, PathEditor
from neurodesk.ui.widgets.emptying import let_go
from neurodesk.ui.widgets.note import Note
from neurodesk.ui.widgets.room import Room
from neurodesk.ui.words import language, reasoned, spoken, tr

_POINTS = 256  # of points in a plane more can be told apart than pictures; an answer holds no more


class DataPanel(QWidget):
    """A source with its form on the left; examples, classes, ranges, split and what is left out on the right."""

    def __init__(self, session: Session, link: EngineLink) -> None:
        super().__init__()
        self.session, self.link = session, link
        self._asked = 0
        self._source: Chosen | None = None
        self._base = Path()  # the folder that the source's paths start from
        self._shares: tuple[Any, ...] = ()  # of the parts, and the seed
        self._form: Form | None = None
        self._previewed = False  # whether ranges and balance of this source are shown
        self.note = Note()
        self.box = Choices(accessibleName=tr("Data source"))
        self.box.addItem(tr("Choose data…"), "")
        for source in SOURCES:
            self.box.addItem(spoken(source.label), source.key)
            self.box.setItemData(self.box.count() - 1, tip(source.summary), Qt.ItemDataRole.ToolTipRole)
        self.box.activated.connect(lambda at: self.choose(self.box.itemData(at)))
        self.facts = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        split = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        for part, share in ((self._left(), 0), (self._right(), 1)):
            split.addWidget(part)
            split.setStretchFactor(split.count() - 1, share)
        split.setSizes([288, 640])
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.note)
        column.addWidget(split, stretch=1)
        link.arrived.connect(self.take)
        session.opened.connect(self.renew)
        language().changed.connect(self._retell)
        session.saved.connect(self.renew)
        session.document_changed.connect(self.renew)
        session.described.connect(self._look_again_here)
        session.describing.moved.connect(self.invitation.wait)
        self.renew()

    def choose(self, key: str) -> None:
        """Take another source, with its defaults."""
        now = self.session.document.source
        if key and (now is None or now.key != key):
            self.session.edit(tr("Choose data"), lambda document: set_source(document, chosen(key)))
        self._show_choice()

    def renew(self) -> None:
        """Show the source as it stands, and ask for a preview when it or the split changed."""
        source, base = self.session.document.source, self.session.project.base
        options = self.session.document.learning.options
        shares = tuple(options.get(name) for name in SHARES)
        same = source == self._source and base == self._base and (source is None or self._form is not None)
        if same and shares != self._shares:
            self._shares = shares
            self.split.renew()
            self._look()
        if same:
            return
        self._base, self._shares = base, shares
        self._show_choice()
        key_changed = (source and source.key) != (self._source and self._source.key)
        self._source = source
        if key_changed or self._form is None:
            self._new_form(source)
        if self._form is not None and source is not None:
            self._form.show_values(dict(source.values.items()))
        self.split.renew()
        self._show_facts()
        self.again.setVisible(source is not None)
        self.note.tell("", "")
        self._look()

    def ask(self) -> None:
        """Ask for a page of the data; for its ranges too, as long as they are not shown."""
        if self._source is None or self.session.facts_fault or self.session.describing.busy:
            return
        if not self.examples.pictures.items:
            self.examples.clear(tr("Looking at the data…"))
        facts = self.session.facts
        plane = facts is not None and facts.input == (2,)
        where = {"part": self.examples.part, "offset": self.examples.offset, "ranges": not self._previewed}
        self._asked = self.link.ask(PreviewData, count=_POINTS if plane else PAGE, **where)

    def take(self, event: Any) -> None:
        """Show a preview, or why there is none."""
        if isinstance(event, DataPreviewed) and event.request == self._asked:
            self._show_preview(event)
        elif isinstance(event, Refused) and event.request == self._asked:
            self._regret(reasoned(event))
        elif isinstance(event, EngineDied):
            self.note.tell("error", reasoned(event))

    # ------------------------------------------------------------------ inside

    def _look(self) -> None:
        """Begin anew with what is shown of the data: nothing yet, why there is none, or a first page."""
        self._previewed = False
        self.examples.begin()
        self.examples.clear(tr("Looking at the data…"))
        self.balance.show_counts((), ())
        self.ranges.show_ranges((), (), (), {})
        self.split.show_preview(None)
        self._count_left_out(self.left_out.show_preview(None))
        fault = self.session.facts_fault
        if self._source is None:
            self.invitation.invite()
        elif fault and self.roles.columns:  # the table is sound, and its columns can be given other roles
            self._regret(reasoned(fault))
        elif fault:
            self.invitation.regret(reasoned(fault))
        elif self.session.describing.busy:
            self.invitation.wait(0.0)
        legible = self._source is not None and (not fault or bool(self.roles.columns))
        there = legible and not self.session.describing.busy
        self.stage.setCurrentIndex(1 if there else 0)
        if self.isVisible():
            self.ask()

    def _regret(self, reason: str) -> None:
        """Say why there are no examples, wherever they are looked for."""
        self.note.tell("error", reason)
        self.split.refuse(reason)
        self.examples.clear(reason)

    def _show_choice(self) -> None:
        source = self.session.document.source
        with QSignalBlocker(self.box):
            self.box.setCurrentIndex(max(self.box.findData(source.key if source else ""), 0))

    def _left(self) -> Room:
        page = QWidget()
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.setSpacing(8)
        self._column.addWidget(self.box)
        self._column.addWidget(self.facts)
        self.again = QPushButton(tr("Look again"), visible=False)
        self.again.setToolTip(tr("Read the data again, as after files changed"))
        self.again.clicked.connect(self._look_again)
        self._column.addWidget(self.again, alignment=Qt.AlignmentFlag.AlignLeft)
        self._column.addStretch()
        area = Room(page)
        area.setMinimumWidth(256)
        return area

    def _right(self) -> QStackedWidget:
        self.examples = ExamplePages(tr("Choose data to see examples of it."))
        self.examples.asked.connect(self.ask)
        self.balance, self.ranges, self.split = BalanceView(), RangesView(), SplitPane(self.session)
        self.roles, self.left_out = RolesTable(), LeftOutTable()
        self.roles.chosen.connect(self._set_role)
        self.tabs = QTabWidget(documentMode=True, accessibleName=tr("Views of the data"))
        for view, name in (
            (self.examples, tr("Examples")),
            (self.balance.scrolled(), tr("Classes")),
            (self.ranges.scrolled(), tr("Ranges")),
            (self.split, tr("Split")),
            (self.roles, tr("Columns")),
            (self.left_out, tr("Left out")),
        ):
            self.tabs.addTab(view, name)
        self.invitation = Invitation()
        self.invitation.wanted.connect(self._take_up)
        self.invitation.again.connect(self.choose_place)
        self.invitation.stopped.connect(self.session.describing.stop)
        self.stage = QStackedWidget()
        self.stage.addWidget(self.invitation)
        self.stage.addWidget(self.tabs)
        return self.stage

    def _take_up(self, key: str) -> None:
        """Take a source by a button; of one's own data the place is asked for at once."""
        self.choose(key)
        self.choose_place()

    def choose_place(self) -> None:
        """Ask for the folder or file of the source, where it has one."""
        fields = self._form.editors.values() if self._form is not None else ()
        place = next((field for field in fields if isinstance(field, PathEditor)), None)
        if place is not None:
            place.choose()

    def _look_again(self) -> None:
        self.session.renew_facts()
        self._look_again_here()

    def _look_again_here(self) -> None:
        self._show_facts()
        self.note.tell("", "")
        self._look()

    def _new_form(self, source: Chosen | None) -> None:
        if self._form is not None:
            let_go(self._form)
            self._form = None
        if source is not None and source.key in SOURCES:
            self._form = Form(SOURCES[source.key], dict(source.values.items()), self._set)
            self._column.insertWidget(1, self._form)

    def _set(self, name: str, value: Any) -> None:
        now = self.session.document.source
        if now is None:
            return
        if value and isinstance(SOURCES[now.key].params()[name], Folder):  # a file's parameter is one too
            place = os.path.expanduser(value)  # noqa: PTH111 - a home that nobody has is no error
            value = choose(self.session.project.home, Path(place))
        made = Chosen(now.key, now.values.insert(name, value))
        self.session.edit(
            tr("Set {name}", name=name), lambda document: set_source(document, made), merge=f"source.{name}"
        )

    def _set_role(self, name: str, role: str) -> None:
        now = self.session.document.source
        if now is not None and not self.session.edit(
            tr("Role of {name}", name=name), lambda document: set_source(document, with_role(now, name, role))
        ):
            self._show_roles()

    def _show_roles(self) -> None:
        """The columns of a table, in place of the fields that name them; also when their roles make no examples."""
        source, columns = self.session.document.source, ()
        if source is not None and source.key == "csv" and not self.session.describing.busy:
            try:
                made, base = SOURCES.make(source), self.session.project.base
                columns = made.columns(base) if made.at_once(base) else ()  # not where a long look was stopped
            except NeuroDeskError as error:
                if not self.session.facts_fault:  # the file went away since it was described
                    self.note.tell("error", reasoned(error))
        self.roles.show_columns(columns)
        self.tabs.setTabVisible(self.tabs.indexOf(self.roles), bool(columns))
        if self._form is not None:
            for name in {"target", *LISTS.values()} & set(self._form.editors):
                self._form.show_row(name, visible=not columns)

    def _show_facts(self, seen: DataPreviewed | None = None) -> None:
        """What the project says of its data; once they are `seen`, without what could not be read."""
        self._show_roles()
        facts = self.session.facts
        if facts is None:
            self.facts.setText("")
            return
        lines = [tr("One example: {shape}", shape=show(facts.input))]
        count = sum(seen.parts) if seen is not None else facts.examples
        bad = max(seen.bad, len(seen.skipped)) if seen is not None else 0
        if bad:
            lines.append(tr("Examples: {count} ({bad} left out)", count=whole(count), bad=whole(bad)))
        elif count:
            lines.append(tr("Examples: {count}", count=whole(count)))
        if facts.task == "classification":
            names = [name if len(name) <= 24 else f"{name[:23]}…" for name in facts.classes[:10]]
            few = ", ".join(names) + (", …" if len(facts.classes) > 10 else "")
            lines.append(tr("{count} classes: {names}", count=len(facts.classes), names=few))
        else:
            lines.append(tr("Numbers to predict: {count}", count=facts.targets))
        self.facts.setText("\n".join(lines))
        self.facts.setToolTip(tip("\n".join(facts.classes[:100])))

    def _retell(self) -> None:
        self._show_facts()
        self._look()

    def _show_preview(self, event: DataPreviewed) -> None:
        self.stage.setCurrentIndex(1)
        self.examples.show_preview(event)
        self.balance.show_counts(event.counts, event.classes, event.shares, event.edges)
        spread = tr("Classes") if event.classes else tr("Spread")
        self.tabs.setTabText(1, spread)
        self.split.show_preview(event)
        if not self._previewed:
            self.ranges.show_ranges(event.range_names, event.ranges, event.histograms, dict(event.missing))
            self._previewed = True
        self._count_left_out(self.left_out.show_preview(event))
        train, validation, test = (whole(count) for count in event.parts)
        parts = tr("Training {train}, validation {validation}, held out {test}",
                   train=train, validation=validation, test=test)  # fmt: skip
        self._show_facts(event)
        self.facts.setText(f"{self.facts.text()}\n{parts}")
        self._say(event)

    def _say(self, event: DataPreviewed) -> None:
        """What a person must know first: what is left out, else a skew, else what was assumed."""
        bad = max(event.bad, len(event.skipped))
        if bad:
            named = "; ".join(str(Skipped(*row)) for row in event.skipped[:2])
            more = tr(" and {count} more", count=bad - 2) if bad > 2 else ""
            self.note.tell(
                "warning",
                tr("{count} could not be read and are left out: {named}{more}", count=bad, named=named, more=more),
            )
            return
        uneven = skew(event.counts, event.classes)
        self.note.tell("warning" if uneven else "hint", " ".join([*([uneven] if uneven else []), *event.notes]))

    def _count_left_out(self, count: int) -> None:
        at = self.tabs.indexOf(self.left_out)
        self.tabs.setTabText(at, tr("Left out ({count})", count=count) if count else tr("Left out"))
        self.tabs.setTabVisible(at, count > 0)

    def showEvent(self, event: Any) -> None:
        """Fetch the preview when the dock is first seen."""
        super().showEvent(event)
        if self.examples.told is None:
            self.ask()

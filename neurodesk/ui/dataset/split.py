"""How the examples are divided: the shares and the seed, which can be changed, and what comes of them."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from neurodesk.engine.protocol import DataPreviewed
from neurodesk.graph.document import set_learning
from neurodesk.training.options import Options
from neurodesk.ui.dataset.balance import BalanceView
from neurodesk.ui.look.numbers import whole
from neurodesk.ui.session import Session
from neurodesk.ui.widgets.editors import Form
from neurodesk.ui.words import spoken, tr

SHARES: Final = ("test", "validation", "seed")
"""The options of learning that divide the data."""


class SplitPane(QWidget):
    """The form of the shares on the left, classes and parts on the right."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.form = Form(Options, {}, self._set)
        for name in set(self.form.editors) - set(SHARES):
            self.form.show_row(name, visible=False)
        self.words = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.words.setProperty("dim", True)
        self.reason = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True, visible=False)
        self.reason.setProperty("role", "error")
        self.balance = BalanceView()
        left = QWidget()
        left.setFixedWidth(232)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 8, 8, 0)
        column.setSpacing(8)
        for part in (self.form, self.reason, self.words):
            column.addWidget(part)
        column.addStretch()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(left)
        line.addWidget(self.balance.scrolled(), stretch=1)
        self.renew()

    def renew(self) -> None:
        """Show the shares as they stand."""
        self.form.show_values(dict(self.session.document.learning.options.items()))

    def refuse(self, reason: str) -> None:
        """Say why these shares cannot be; nothing when the reason is empty."""
        self.reason.setText(spoken(reason))
        self.reason.setVisible(bool(reason))

    def show_preview(self, event: DataPreviewed | None) -> None:
        """Show what came of the shares; None for no data."""
        self.refuse("")
        if event is None:
            self.words.clear()
            self.balance.show_counts((), ())
            return
        self.balance.show_counts(event.counts, event.classes, event.shares, event.edges)
        train, validation, test = (whole(count) for count in event.parts)
        sizes = tr(
            "{train} to learn from, {validation} to watch, {test} held out.",
            train=train, validation=validation, test=test,
        )  # fmt: skip
        stratified = tr("Each class is divided in the same shares.") if event.classes else tr("Divided at random.")
        self.words.setText(f"{sizes}\n{stratified}")

    def _set(self, name: str, value: Any) -> None:
        self.session.edit(
            tr("Set {name}", name=name),
            lambda document: set_learning(document, options={name: value}),
            merge=f"options.{name}",
        )

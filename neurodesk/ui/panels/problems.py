"""The problems of the drawing: what is wrong, where, and one click to mend it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from neurodesk.compiler.problems import Cure, Problem
from neurodesk.ui.look.icons import icon
from neurodesk.ui.look.theme import theme
from neurodesk.ui.look.tips import tip
from neurodesk.ui.session import Session
from neurodesk.ui.widgets.emptying import empty
from neurodesk.ui.widgets.room import Room
from neurodesk.ui.widgets.sentence_row import SentenceRow
from neurodesk.ui.words import spoken, tr

_WIDEST, _INDENT = 320, 24  # px: of a cure's words, of what stands below a sentence
_SHOWN = 50  # rows; a drawing with more has one cause, and the first rows show it


class ProblemsPanel(QWidget):
    """A row for each problem; buttons cure it, show its place and lead to its page of the help."""

    node_asked = Signal(str, str)  # network, node
    dock_asked = Signal(str)  # where the value stands that is at fault
    data_asked = Signal()  # another place for the data is to be chosen
    help_asked = Signal(str, str)  # code of the problem, key of the layer

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.rows = QVBoxLayout()
        self.rows.setSpacing(8)
        self.rows.setContentsMargins(8, 8, 8, 8)
        inner = QWidget()
        inner.setLayout(self.rows)
        self.area = Room(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.area)
        self._shown: tuple[Problem, ...] | None = None
        session.checked.connect(self.renew)
        session.network_shown.connect(self._redraw)
        theme().changed.connect(self._redraw)
        self.renew()

    def renew(self, *, force: bool = False) -> None:
        """Show the problems as they stand."""
        problems = self.session.problems
        told = [(p.code, p.network, p.node, p.port, p.text, *(cure.label for cure in p.cures)) for p in problems]
        if not force and self._shown == told:
            return
        self._shown = told
        at = QApplication.focusWidget()
        if at is not None and self.area.isAncestorOf(at):
            self.area.setFocus()  # else the keys leave the dock with the button that was pressed
        empty(self.rows)
        for problem in problems[:_SHOWN]:
            self.rows.addWidget(self._row(problem))
        if len(problems) > _SHOWN:
            self.rows.addWidget(QLabel(tr("and {value} more", value=len(problems) - _SHOWN)))
        if not problems:
            self.rows.addWidget(self._calm())
        self.rows.addStretch()

    def _redraw(self) -> None:
        self.renew(force=True)

    def _calm(self) -> QWidget:
        label = QLabel(tr("No problems. The network is ready to train."))
        label.setProperty("role", "ok")
        return label

    def _row(self, problem: Problem) -> QWidget:
        card = QFrame()
        card.setProperty("card", True)
        sentence, wide = self._sentence(problem)
        row = SentenceRow(wide, _INDENT)
        row.setContentsMargins(0, 0, 0, 0)
        frame = QVBoxLayout(card)
        frame.setContentsMargins(8, 8, 8, 8)
        frame.addLayout(row)
        for part in (sentence, *self._cures(problem), *self._ways(problem)):
            row.addWidget(part)
        return card

    def _sentence(self, problem: Problem) -> tuple[QWidget, int]:
        """Symbol, title and what it leaves out; and how many px wide that is in one line."""
        colour = theme().color({"hint": "accent"}.get(problem.severity, problem.severity))
        mark = QLabel(pixmap=icon(problem.severity, colour).pixmap(16, 16))
        mark.setAccessibleName(spoken(problem.severity))
        mark.setFixedSize(16, 24)
        elsewhere = problem.network not in ("", self.session.network)
        # a title with shortened words would be said twice
        parts = (problem.text, "") if "…" in problem.title else (problem.title, problem.more)
        first, more = map(spoken, parts)
        told = tr("In {network}: {title}", network=problem.network, title=first) if elsewhere else first
        whole = QWidget()
        grid = QGridLayout(whole)
        grid.setContentsMargins(0, 2, 0, 2)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        grid.addWidget(mark, 0, 0, Qt.AlignmentFlag.AlignTop)
        for at, text in enumerate(filter(None, (told, more))):
            label = QLabel(text, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
            label.setMinimumHeight(24)
            label.setProperty("dim", at > 0)
            grid.addWidget(label, at, 1)
        metrics = QFontMetrics(self.font())
        return whole, _INDENT + 8 + max(metrics.horizontalAdvance(text) for text in (told, more))

    def _ways(self, problem: Problem) -> list[QPushButton]:
        """The ways to the help and to the place."""
        graph = self.session.document.networks.get(problem.network)
        node = graph.nodes.get(problem.node) if graph is not None else None
        key = node.key if node is not None else ""
        learn = _quiet(tr("Learn more"), tr("Learn more about: {title}", title=spoken(problem.title)))
        learn.clicked.connect(lambda: self.help_asked.emit(problem.code, key))
        dock = _dock(problem)
        if problem.node:
            show = _quiet(tr("Show"), tr("Show {name}", name=problem.node))
            show.clicked.connect(lambda: self.node_asked.emit(problem.network, problem.node))
        elif dock:
            show = _quiet(tr("Show"), tr("Show the dock {name}", name=spoken(dock)))
            show.clicked.connect(lambda: self.dock_asked.emit(dock))
        else:
            return [learn]
        return [learn, show]

    def _cures(self, problem: Problem) -> list[QPushButton]:
        """The buttons that mend a problem, the best first."""
        buttons = [self._cure(cure) for cure in problem.cures[:2]]
        if problem.code == "data":  # what no edit can know
            again = QPushButton(icon("cure", theme().color("accent")), tr("Choose the data again…"))
            again.clicked.connect(self.data_asked)
            buttons.insert(0, again)
        return buttons

    def _cure(self, cure: Cure) -> QPushButton:
        short = QFontMetrics(self.font()).elidedText(spoken(cure.label), Qt.TextElideMode.ElideMiddle, _WIDEST)
        button = QPushButton(icon("cure", theme().color("accent")), short)
        button.setToolTip(tip(cure.label) if short != spoken(cure.label) else "")
        button.clicked.connect(lambda: self.session.cure(cure))
        return button


def _quiet(text: str, name: str) -> QPushButton:
    """A button that leads somewhere and changes nothing."""
    button = QPushButton(text, flat=False, accessibleName=name)
    button.setProperty("flat", True)
    return button


def _dock(problem: Problem) -> str:
    """The dock with the value that a problem of no node is about; empty when the drawing itself is meant."""
    if problem.network and problem.code != "loss_task":
        return ""
    return "Data" if "data" in problem.code else "Learning"

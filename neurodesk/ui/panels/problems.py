"""The problems of the drawing: what is wrong, where, and one click to mend it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from neurodesk.compiler.problems import Cure, Problem
from neurodesk.ui.icons import icon
from neurodesk.ui.session import Session
from neurodesk.ui.theme import theme
from neurodesk.ui.tips import tip
from neurodesk.ui.words import spoken, tr

_LINE, _WIDEST = 96, 320  # letters of a sentence and its cures that have room in one line; px of a cure's words
_SHOWN = 50  # rows; a drawing with more has one cause, and the first rows show it


class ProblemsPanel(QWidget):
    """A row for each problem; a click shows the node, a button cures it."""

    node_asked = Signal(str, str)  # network, node

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.rows = QVBoxLayout()
        self.rows.setSpacing(8)
        self.rows.setContentsMargins(8, 8, 8, 8)
        inner = QWidget()
        inner.setLayout(self.rows)
        area = QScrollArea(widgetResizable=True, horizontalScrollBarPolicy=Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)
        self._shown: tuple[Problem, ...] | None = None
        session.checked.connect(self.renew)
        session.network_shown.connect(lambda _name: self._redraw())
        theme().changed.connect(self._redraw)
        self.renew()

    def renew(self, *, force: bool = False) -> None:
        """Show the problems as they stand."""
        problems = self.session.problems
        told = [(p.code, p.network, p.node, p.port, p.text) for p in problems]
        if not force and self._shown == told:
            return
        self._shown = told
        while self.rows.count():
            widget = self.rows.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
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
        column = QVBoxLayout(card)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        row = QHBoxLayout()
        column.addLayout(row)
        told = self._sentence(problem, row)
        cures = problem.cures[:2]
        apart = len(told) + sum(len(spoken(cure.label)) for cure in cures) > _LINE
        if apart:  # the cures have a line of their own
            row = QHBoxLayout()
            row.setContentsMargins(24, 0, 0, 0)
            column.addLayout(row)
        for cure in cures:
            row.addWidget(self._cure(cure), alignment=Qt.AlignmentFlag.AlignTop)
        if apart:
            row.addStretch()
        return card

    def _sentence(self, problem: Problem, row: QHBoxLayout) -> str:
        """Put symbol, sentence and the way to the node in a row; returns what is said."""
        colour = theme().color({"hint": "accent"}.get(problem.severity, problem.severity))
        mark = QLabel(pixmap=icon(problem.severity, colour).pixmap(16, 16))
        mark.setAccessibleName(problem.severity)
        mark.setContentsMargins(0, 6, 0, 0)
        row.addWidget(mark, alignment=Qt.AlignmentFlag.AlignTop)
        elsewhere = problem.network not in ("", self.session.network)
        told = (
            tr("In {network}: {text}", network=problem.network, text=spoken(problem.text))
            if elsewhere
            else spoken(problem.text)
        )
        text = QLabel(told, textFormat=Qt.TextFormat.PlainText, wordWrap=True, minimumWidth=160)
        row.addWidget(text, stretch=1)
        if problem.node:
            show = QPushButton(tr("Show"), flat=False, accessibleName=tr("Show {node}", node=problem.node))
            show.setProperty("flat", True)
            show.clicked.connect(lambda: self.node_asked.emit(problem.network, problem.node))
            row.addWidget(show, alignment=Qt.AlignmentFlag.AlignTop)
        return told

    def _cure(self, cure: Cure) -> QPushButton:
        short = QFontMetrics(self.font()).elidedText(spoken(cure.label), Qt.TextElideMode.ElideMiddle, _WIDEST)
        button = QPushButton(icon("cure", theme().color("accent")), short)
        button.setToolTip(tip(cure.label) if short != spoken(cure.label) else "")
        button.clicked.connect(lambda: self.session.cure(cure))
        return button

"""The bar over everything: Data, Build, Train, Understand, Export, each with how far it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton

from neurodesk.training.checking import DATA_CODES
from neurodesk.ui.actions.shortcuts import first
from neurodesk.ui.link import EngineLink
from neurodesk.ui.look.icons import icon
from neurodesk.ui.look.numbers import duration, percent
from neurodesk.ui.look.theme import theme
from neurodesk.ui.look.tips import tip
from neurodesk.ui.session import Session
from neurodesk.ui.words import later, reasoned, spoken, tr

STEPS = (later("Data"), later("Build"), later("Train"), later("Understand"), later("Export"))
_SYMBOLS = dict(zip(STEPS, ("data", "build", "train", "understand", "export"), strict=True))


def blocked(session: Session) -> str:
    """Why the document cannot be trained as it stands; empty when it can."""
    if session.document.source is None:
        return tr("Choose data first.")
    if session.facts_fault:
        return reasoned(session.facts_fault)
    return spoken(next((problem.text for problem in session.problems if problem.severity == "error"), ""))


class PathBar(QFrame):
    """The path a beginner walks. A click on a step shows its dock; its mark says done, or what it needs."""

    step_chosen = Signal(str)
    theme_asked = Signal()

    def __init__(self, session: Session, link: EngineLink) -> None:
        super().__init__()
        self.session, self.link = session, link
        self.steps: dict[str, QPushButton] = {}
        self._arrows: list[QLabel] = []
        self._trained = self._exported = False
        self._progress = ""
        self._said = [""]  # at the end of the bar: all that there is to say, and ever shorter forms of it
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(4)
        for name in STEPS:
            if name != STEPS[0]:
                arrow = QLabel("›")
                arrow.setProperty("dim", True)
                row.addWidget(arrow)
                self._arrows.append(arrow)
            button = QPushButton(spoken(name), iconSize=QSize(16, 16))
            button.setAccessibleName(tr("Step {name}", name=spoken(name)))  # Train is also what the next button does
            button.setProperty("flat", True)
            button.clicked.connect(lambda _on=False, name=name: self.step_chosen.emit(name))
            self.steps[name] = button
            row.addWidget(button)
        self.status = QLabel(textFormat=Qt.TextFormat.PlainText, minimumWidth=1)
        self.status.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.status.setProperty("dim", True)
        self.status.setContentsMargins(8, 0, 8, 0)
        row.addWidget(self.status, stretch=1)
        self.train = QPushButton(tr("Train"))
        self.train.setProperty("primary", True)
        self.train.clicked.connect(self.press)
        self.stop = QToolButton(accessibleName=tr("Stop"))
        self.stop.clicked.connect(link.stop)
        self.look = QToolButton(toolTip=tr("Dark or light"), accessibleName=tr("Dark or light"))
        self.look.clicked.connect(self.theme_asked)
        for widget in (self.train, self.stop, self.look):
            row.addWidget(widget)
        self._follow()
        self.renew()

    def _follow(self) -> None:
        session, link = self.session, self.link
        session.checked.connect(self.renew)
        for kept in (session.saved, session.saving.changed):
            kept.connect(self._show_buttons)
        session.opened.connect(self._begin)
        session.last_run.changed.connect(self.renew)
        link.state_changed.connect(lambda _state: self.renew())
        link.arrived.connect(self.take)
        theme().changed.connect(self.renew)

    def press(self) -> None:
        """Train, pause or go on: whatever the button says."""
        if self.link.busy:
            self.link.toggle_pause()
        elif not self.blocked():
            self.link.train()
            self.step_chosen.emit("Train")
        else:
            self.step_chosen.emit("Build")

    def blocked(self) -> str:
        """Why training cannot start now; empty when it can."""
        return blocked(self.session)

    def take(self, event: Any) -> None:
        """Follow a run and an export."""
        from neurodesk.engine.protocol import Exported  # late, see EngineLink
        from neurodesk.training.events import RunFinished, StepsTaken

        if isinstance(event, StepsTaken):
            self._progress = tr(
                "Epoch {epoch} · {progress} · {eta} left",
                epoch=event.epoch,
                progress=percent(event.progress, 0),
                eta=duration(event.eta),
            )
            self._say(self._progress)
        elif isinstance(event, RunFinished):
            self._trained, self._progress = self._trained or bool(event.run), ""
            self.renew()
        elif isinstance(event, Exported):
            self._exported = True
            self.renew()

    def renew(self) -> None:
        """Show how far each step is."""
        session, needs = self.session, {}
        none, fault = session.document.source is None, session.facts_fault
        needs["Data"] = tr("Choose where examples come from.") if none else reasoned(fault) if fault else ""
        errors = [problem for problem in session.problems if problem.severity == "error"]
        drawn = [problem.text for problem in errors if problem.network]
        needs["Build"] = drawn[0] if drawn else (tr("The canvas is empty.") if not session.graph.nodes else "")
        learnt = [problem.text for problem in errors if not problem.network and problem.code not in DATA_CODES]
        needs["Train"] = learnt[0] if learnt and not none else ""
        last = session.last_run
        trained = self._trained or last.row is not None
        done = {
            "Data": not needs["Data"],
            "Build": not needs["Build"],
            "Train": trained and not last.stale and not needs["Train"],
            "Understand": trained,
            "Export": self._exported,
        }
        for name, button in self.steps.items():
            need = needs.get(name, "")
            shown = bool(need) and bool(session.graph.nodes or name == "Data")
            colour = "warning" if shown else "ok" if done[name] else "text_dim"
            symbol = "warning" if shown else "ok" if done[name] else _SYMBOLS[name]
            button.setIcon(icon(symbol, theme().color(colour)))
            state = tr("Done") if done[name] else tr("To do")
            told = tip(need) or tip(last.sentence() if name == "Train" and last.stale else state)
            button.setToolTip(told if button.text() else f"{spoken(name)}: {told}")
            button.setAccessibleDescription(spoken(need) or told)
        self._show_buttons()

    def _show_buttons(self) -> None:
        state, blocked = self.link.state, self.blocked()
        words = {
            "training": (tr("Pause"), "pause"),
            "paused": (tr("Go on"), "train"),
            "preparing": (tr("Starting…"), "train"),
        }
        text, symbol = words.get(state, (tr("Train"), "train"))
        self.train.setText(text)
        usable = state != "preparing" and (self.link.busy or not blocked)
        for button, on in ((self.train, usable), (self.stop, self.link.busy)):
            if button.hasFocus() and not on:
                button.clearFocus()  # else it goes on to the next button, where Space does something else
            button.setEnabled(on)
        self.train.setIcon(icon(symbol, theme().color("on_accent" if usable else "text_dim")))
        if self.link.busy:
            self.train.setToolTip(first("pause"))
        else:
            self.train.setToolTip(tip(blocked) or tr("Train this network ({key})", key=first("train")))
        self.stop.setToolTip(tr("Stop ({key})", key=first("stop")) if self.link.busy else tr("Nothing is training."))
        self.stop.setIcon(icon("stop"))
        self.look.setIcon(icon("theme"))
        if self.link.busy:
            words = {
                "paused": tr("Paused · {progress}", progress=self._progress),
                "preparing": tr("Preparing the data…"),
            }
            self._say(words.get(state, self._progress))
        else:
            self._say(self.session.last_run.words(), _kept(self.session))
        self._fit()

    def _say(self, *parts: str) -> None:
        """Say these, or the last of them, or its beginning, or nothing, as there is room; the tip has all of it."""
        told = [part for part in parts if part]
        self._said = [" · ".join(told[at:]) for at in range(len(told))]
        self._said += [self._said[-1].split(" · ")[0], ""] if told else [""]
        self._show_said()

    def _show_said(self) -> None:
        seen = self.isVisible()
        shown = next(said for said in self._said if not (said and seen) or self._wide(said) <= self.status.width())
        self.status.setText(shown)
        self.status.setToolTip("" if shown == self._said[0] else tip(self._said[0]))

    def _wide(self, said: str) -> int:
        return self.status.fontMetrics().horizontalAdvance(said) + 16 if said else 0

    def _fit(self) -> None:
        """Where the room is short the arrows go, then most of what is said beside, and then the words of the steps,
        which their tips say."""
        had = self.steps["Data"].text()
        shorter = [(False, True, said) for said in self._said]
        for arrows, words, said in ((True, True, self._said[0]), *shorter, (False, False, "")):
            for arrow in self._arrows:
                arrow.setVisible(arrows)
            for name, button in self.steps.items():
                button.setText(spoken(name) if words else "")
            if self.layout().minimumSize().width() + self._wide(said) <= self.width():
                break
        if had != self.steps["Data"].text():
            self.renew()
        self.layout().activate()
        self._show_said()

    def _begin(self) -> None:
        self._trained = self._exported = False
        self._progress = ""
        self.renew()

    # Qt

    def minimumSizeHint(self) -> QSize:
        """With the steps as symbols alone: the window may be smaller than their words."""
        ends = sum(widget.sizeHint().width() for widget in (self.train, self.stop, self.look))
        return QSize(ends + len(STEPS) * 44 + 48, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say as much as there is room for."""
        super().resizeEvent(event)
        self._fit()


def _kept(session: Session) -> str:
    """Whether the work is safe: in its file, or so far in a safety copy only, and since when."""
    saving = session.saving
    if saving.slow:
        return tr("Saving…")
    if session.is_saved:
        told = tr("Saved {time}", time=_clock(saving.saved_at)) if saving.saved_at else ""
        return tr("Read-only") if saving.read_only else told
    if not saving.safe:
        return tr("Unsaved · no safety copy")
    return tr("Unsaved · safety copy {time}", time=_clock(saving.kept_at)) if saving.kept_at else tr("Unsaved")


def _clock(moment: float) -> str:
    return datetime.fromtimestamp(moment).strftime("%H:%M")

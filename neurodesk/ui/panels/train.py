"""The Train dock: how the network learns: where the run stands, and curves, spreads and what it confuses."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from neurodesk.disk.atomic import SaveError, atomic_save
from neurodesk.engine.protocol import EngineDied, Refused
from neurodesk.graph.document import set_learning
from neurodesk.graph.errors import NeuroDeskError
from neurodesk.graph.model import Document
from neurodesk.training import events
from neurodesk.training.runs import RunRow
from neurodesk.ui import asking
from neurodesk.ui.link import EngineLink
from neurodesk.ui.look.numbers import duration, short
from neurodesk.ui.pathbar import blocked
from neurodesk.ui.plots import curve_files, other_runs
from neurodesk.ui.plots.run_plots import RunPlots
from neurodesk.ui.plots.timeline import Marker
from neurodesk.ui.runs.run_gauges import RunGauges
from neurodesk.ui.runs.run_names import run_name
from neurodesk.ui.runs.runs_table import said_state
from neurodesk.ui.session import Session
from neurodesk.ui.widgets.note import Note
from neurodesk.ui.widgets.room import Room
from neurodesk.ui.words import reasoned, spoken, tr

_LONGEST: Final = 300  # letters of why a run failed; its file may be anyone's


class TrainPanel(QWidget):
    """Shows one run at a time; another empties it. The bar over everything starts, holds and ends a run."""

    cell_chosen = Signal(int, int)  # actual, predicted
    _going = False  # the run that is shown has begun and not ended
    _kept = False  # and has left a checkpoint
    _unkept = ""  # what was said of a checkpoint that could not be written

    def __init__(self, session: Session, link: EngineLink) -> None:
        super().__init__()
        self.session, self.link, self.scored = session, link, ""
        self._run = self._step_now = 0
        self._over: tuple[int, ...] = ()  # earlier runs whose curves lie over those shown
        self._best = math.inf
        self._trained: Document | None = None
        self._edited = False  # the note says that the run is of an older drawing
        self.note = Note()
        kept = self.note.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # the curves stay where they are when a run has ended
        self.note.setSizePolicy(kept)
        self.about = QLabel(textFormat=Qt.TextFormat.PlainText)  # stands where the note comes: which run is shown
        self.about.setProperty("dim", True)
        self.gauges, self.shown = RunGauges(session, link), RunPlots()
        self.shown.save_asked.connect(self.export_curves)
        self.shown.matrix.cell_chosen.connect(self.cell_chosen)
        split = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        split.addWidget(Room(self.gauges))
        split.addWidget(self.shown)
        split.setStretchFactor(1, 1)
        split.setSizes([208, 800])
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(4)
        line = QGridLayout()
        for part in (self.about, self.note):
            line.addWidget(part, 0, 0)
        column.addLayout(line)
        column.addWidget(split, stretch=1)
        link.arrived.connect(self.take)
        link.state_changed.connect(self.show_state)
        session.document_changed.connect(self._compare)
        session.checked.connect(self._show_state)
        session.selection_changed.connect(self._select)
        session.opened.connect(self.clear)
        session.last_run.changed.connect(self._come_back)
        session.last_run.named.connect(self._name_again)
        self.show_state(link.state)
        self._come_back()

    # ------------------------------------------------------------------ what arrives

    def take(self, event: Any) -> None:
        """Show what the engine said."""
        match event:
            case events.RunStarted():
                self._begin(event)
            case events.StepsTaken():
                self._step(event)
            case events.EpochFinished():
                self._epoch(event)
            case events.CheckpointSaved():
                self._take_checkpoint()
            case events.BoundaryMeasured() | events.ConfusionMeasured():
                self.shown.take_outcome(event)
            case events.WeightsMeasured():
                self.shown.take_weights(event)
            case events.Paused():
                self._mark(event.step, "paused", tr("Paused"))
            case events.Resumed():
                self._mark(event.step, "resumed", tr("Went on"))
            case events.RateChanged():
                self._mark(event.step, "rate", tr("Learning rate set to {rate}", rate=short(event.rate)))
            case events.Warned():
                self._warn(event)
            case events.RunFinished():
                self._finish(event)
            case events.RunFailed() | EngineDied():
                self.note.tell("error", reasoned(event), cure=self._cure(event))
            case Refused() if not event.request:
                self.note.tell("error", reasoned(event))

    def clear(self) -> None:
        """Empty the dock, as for another document."""
        self._run, self._trained, self._going, self._kept = 0, None, False, False
        self.lay_over(())
        self.shown.clear()
        self.note.tell("", "")
        self.gauges.clear()
        self._tell_run()

    def show_state(self, state: str) -> None:
        """Offer what can be done now; an empty dock says what is missing."""
        self.gauges.show_state(state)
        why = blocked(self.session)
        if state in ("preparing", "training", "paused"):
            self.shown.say_empty(tr("The first values are on their way."))
        else:
            self.shown.say_empty(why or tr("Press Train (Ctrl+Enter), and the curves grow here."))

    def lay_over(self, runs: Sequence[int]) -> None:
        """Lay the curves of these earlier runs over those of the run that is shown; none takes them away."""
        self._over = tuple(runs)
        try:
            found = other_runs.curves_of(
                self.session.runs, [run for run in runs if run != self._run or not self._trained]
            )
        except (NeuroDeskError, OSError) as error:
            self.note.tell("error", reasoned(error))
            return
        self.shown.lay_over(found)
        if len(runs) > other_runs.MOST:
            self.note.tell(
                "hint", tr("The first {count} runs are shown: more cannot be told apart.", count=other_runs.MOST)
            )

    def export_curves(self) -> None:
        """Ask for a file and write the curves as CSV, or the plots as PNG or SVG."""
        kinds = {"csv": tr("Table"), "png": tr("Picture"), "svg": tr("Drawing")}
        name = tr("{title} curves.csv", title=self.session.title)
        path = asking.file_to_save(self, tr("Save the curves"), name, kinds)
        if path is None:
            return
        make = {".png": curve_files.png, ".svg": curve_files.svg}.get(path.suffix.lower())
        try:
            atomic_save(path, make(self.shown.seen) if make else self._table(), backup=False)
        except SaveError as error:
            self.note.tell("error", reasoned(error))

    # ------------------------------------------------------------------ inside

    def _show_state(self) -> None:
        self.show_state(self.link.state)

    def _select(self) -> None:
        self.shown.select(tuple(self.session.selection))

    def _table(self) -> bytes:
        plots = dict(self.shown.plots)
        plots[self.scored or "metric"] = plots.pop("score")
        return curve_files.table(plots, other_runs.losses_of(self.session.runs, self._run))

    def _name_again(self) -> None:
        """The curves of other runs go by the names that these have now."""
        self.lay_over(self._over)

    def _tell_run(self) -> None:
        """Say which run the curves are of."""
        last = self.session.last_run
        if last.row is not None and last.row.run == self._run and not self.link.busy:
            self.about.setText(last.words())
        elif self._run:
            self.about.setText(run_name("", self._run))
        else:
            self.about.setText(tr("No run yet"))

    def _come_back(self) -> None:
        """Show the document's last run as it was left, and whether the drawing has changed since."""
        last = self.session.last_run
        self._tell_run()
        if self.link.busy or (last.row is None and not self._run):
            return
        if last.row is None:  # the run that was shown was deleted
            self.clear()
        elif self._run != last.row.run:
            self._show_past(last.row)
            self._tell_run()
        elif last.stale != self._edited:
            self.note.tell("warning", last.sentence())
        self._edited = last.stale

    def _show_past(self, row: RunRow) -> None:
        try:
            epochs = other_runs.epochs_of(self.session.runs, row.run)
        except (NeuroDeskError, OSError):
            return  # said in Runs
        self.shown.clear()
        self._run, self._trained, self._best = row.run, None, math.inf
        loss, rate = self.shown.plots["loss"], self.shown.plots["rate"]
        loss.extend("training", other_runs.losses_of(self.session.runs, row.run))
        for event in epochs:
            rate.mark(tr("learning rate"), event.step, event.rate)
            self._epoch(event)
        self.gauges.show_past(row)
        last = self.session.last_run
        told = tr("Last run: {words} ({state}).", words=last.words(), state=said_state(row))
        cause = spoken(str(row.text)[:_LONGEST]) if row.state == "failed" else ""
        broken = row.state in ("interrupted", "failed")
        self.note.tell(
            "warning" if last.stale or broken else "hint",
            " ".join(filter(None, (told, cause, last.sentence()))),
            cure=self._go_on(row.run) if broken or row.state == "stopped" else None,
        )

    def _begin(self, event: events.RunStarted) -> None:
        if event.resumed and event.run == self._run and event.step == self._step_now:
            self._mark(event.step, "resumed", tr("Taken up again"))
        else:
            self.shown.clear(event.step)
            self._best = math.inf
        self._run, self._step_now, self._edited, self._going = event.run, event.step, False, True
        self._trained, self._kept = self.session.document, event.step > 0
        self.note.tell("", "")
        self.gauges.begin(event)
        self._tell_run()
        self.link.measure_weights()

    def _warn(self, event: events.Warned) -> None:
        stop = (tr("Stop"), self.link.stop) if event.code == "stalled" else None
        self.note.tell("warning", reasoned(event), cure=stop)
        if event.code == "checkpoint_failed":
            self._unkept = self.note.label.text()

    def _take_checkpoint(self) -> None:
        """The warning that none could be written is over; another that has come since stays."""
        if self._unkept and self.note.label.text() == self._unkept:
            self.note.tell("", "")
        self._kept, self._unkept = True, ""

    def _step(self, event: events.StepsTaken) -> None:
        self.shown.plots["loss"].extend("training", event.losses)
        self.shown.plots["rate"].mark(tr("learning rate"), event.step, event.rate)
        self._step_now = event.step
        self.gauges.step(event)

    def _epoch(self, event: events.EpochFinished) -> None:
        loss, score = self.shown.plots["loss"], self.shown.plots["score"]
        if "loss" in event.validation:
            loss.mark("validation", event.step, event.validation["loss"])
        self.scored = "accuracy" if "accuracy" in event.train else "r2"
        title, share = (tr("Accuracy"), True) if self.scored == "accuracy" else ("R²", False)
        if (score.title, score.share) != (title, share):
            score.rename(title, share=share)
        for name, found in (("training", event.train), ("validation", event.validation)):
            if self.scored in found:
                score.mark(name, event.step, found[self.scored])
        self._judge(event)

    def _judge(self, event: events.EpochFinished) -> None:
        """Mark the best epoch so far, by the validation loss where there is one."""
        held = "loss" in event.validation
        loss = event.validation["loss"] if held else event.train.get("loss", math.inf)
        if loss < self._best:
            self._best = loss
            words = (
                tr("Best epoch: {epoch}, validation loss {loss}") if held else tr("Best epoch: {epoch}, loss {loss}")
            )
            self._mark(event.step, "best", words.format(epoch=event.epoch, loss=short(loss, 4)), only=True)

    def _cure(self, event: events.RunFailed | EngineDied) -> tuple[str, Callable[[], object]] | None:
        """What one click can do about a run that broke off: a smaller batch, or going on where it was."""
        if isinstance(event, events.RunFailed) and event.batch:
            label = tr("Set the batch to {batch}", batch=event.batch)
            return label, lambda: self.session.edit(
                label, lambda document: set_learning(document, options={"batch": event.batch})
            )
        if isinstance(event, events.RunFailed):
            self._going = event.broken_off  # of a lost device the engine will say more
        run = self.link.going_on or (self._run if self._going and self._kept else 0)
        return self._go_on(run) if run else None

    def _go_on(self, run: int) -> tuple[str, Callable[[], object]]:
        """The offer to take up a run that was broken off."""
        return tr("Go on training"), lambda: None if self.link.busy else self.link.train(resume=run)

    def _finish(self, event: events.RunFinished) -> None:
        begun, self._going = self._going, False
        if not event.run:
            if begun:  # else the run that is shown is an earlier one
                self.clear()
            self.note.tell("hint", tr("Stopped before the first step."))
            return
        reasons = {
            "finished": tr("Training finished"),
            "stopped": tr("Training stopped; what was learnt is kept"),
            "early": tr("Stopped early: validation no longer improved"),
        }
        if event.reason == "early":
            self._mark(event.step, "early", reasons["early"])
        self.gauges.finish(event)
        epochs = tr("1 epoch") if event.epoch == 1 else tr("{count} epochs", count=event.epoch)
        time = tr("{epochs} in {time}.", epochs=epochs, time=duration(event.seconds))
        self.note.tell("ok", f"{reasons[event.reason]}. {time}")

    def _mark(self, step: float, kind: str, words: str, *, only: bool = False) -> None:
        self.shown.timeline.mark(Marker(step, kind, words), only=only)

    def _compare(self) -> None:
        """Say that the run is of an older drawing, as soon as that is so and as long as it is."""
        trained = self._trained
        if trained is None or not self.link.busy:
            return
        same = self.session.document.same_networks(trained)
        if same == self._edited:
            self._edited = not same
            told = "" if same else tr("The run goes on with the drawing as it was when you started it.")
            self.note.tell("warning", told)

    # Qt

    def heightForWidth(self, width: int) -> int:
        """No more than is needed: a dock that scrolls would else give more while the note is there, and curves jump."""
        return self.layout().minimumHeightForWidth(width)

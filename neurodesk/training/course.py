"""The course of one run: its steps told as events, its buttons obeyed, its checkpoints kept."""

from __future__ import annotations

import math
import sqlite3
import time
from collections.abc import Generator, Iterator
from contextlib import suppress
from typing import Any

import numpy as np

from neurodesk.disk.reading import is_file
from neurodesk.training import events
from neurodesk.training.beginning import Begun
from neurodesk.training.boundary import Plane
from neurodesk.training.checkpoint import Writer, write_snapshot
from neurodesk.training.control import Control, Live, Watch
from neurodesk.training.device import undisturbed, used_memory
from neurodesk.training.diagnosis import diverging
from neurodesk.training.events import Event
from neurodesk.training.failures import Failure, weights_lost
from neurodesk.training.forecast import Forecast
from neurodesk.training.metrics import Metrics
from neurodesk.training.opening import why_unkept
from neurodesk.training.probes import Probe
from neurodesk.training.runs import STATE, EpochRow, RunStore
from neurodesk.training.weighing import Weighing

READ = 0.05  # seconds between two readings of the losses
LENT = 0.02  # seconds between two turns of whoever asks questions between steps
RECORD = 0.5  # seconds between two writings of losses and metrics
EPOCH_KEPT, STEP_KEPT = 1.0, 15.0  # seconds between two checkpoints at least: at the end of an epoch, or within one

clock = time.perf_counter


class Course:
    """Runs a learner to its end. `reason` says why it ended: `finished`, `stopped` or `early`."""

    def __init__(self, begun: Begun, store: RunStore, control: Control) -> None:
        self.run, self.learner, self.begun = begun.run, begun.learner, begun
        self.store, self.control = store, control
        self.writer = Writer(store.folder(begun.run))
        self.forecast = Forecast(self.learner.per_epoch * self.learner.epochs, self.learner.step, clock())
        setting = self.learner.setting
        self.plane = Plane(setting.prepared, setting.device) if Plane.fits(setting.prepared) else None
        self.probe: Probe | None = None
        self.watch: Watch | None = None
        self.weighing = Weighing(self.learner.stepper.flat, 0.0)
        self.reason = self.learner.over
        self.metrics = dict(begun.metrics)
        self.untold: list[np.ndarray[Any, np.dtype[np.float32]]] = []  # losses not told in an event yet
        self.unkept: list[np.ndarray[Any, np.dtype[np.float32]]] = []  # losses not in the store yet
        self.rows: list[EpochRow] = []  # epochs not in the store yet
        self.began = self.told = self.recorded = self.kept = self.epoch_began = clock()
        self.before = store.row(begun.run).seconds if begun.resumed else 0.0
        self.counted = self.learner.step  # steps whose losses were taken in
        self.complained: dict[str, str] = {}  # what goes wrong at present, and why
        self.unsaved: OSError | None = None  # why the last checkpoint is not there
        self.earlier = is_file(store.weights(begun.run))  # whether a whole checkpoint was written

    def events(self) -> Iterator[Event]:
        """Everything that happens, from RunStarted to RunFinished. Raises what PyTorch raises."""
        yield self._start()
        yield from self.begun.warnings
        if self.learner.epoch_is_over:  # it was left between the last step of an epoch and its end
            yield from self._close_epoch()
        while not self.reason:
            if self.control.pressed:
                yield from self._obey()
                continue
            yield from self._stretch()
            if self.learner.fault is not None:
                return
        if self.learner.settled():
            yield from self._end()

    def fail(self, failure: Failure) -> Iterator[Event]:
        """Close the run as failed, what it learned up to then kept where it can be."""
        yield from self._tell(force=True)
        yield from self._close(sound=self.learner.fault is not None)
        copy = self.learner.last_copy if failure.code == "out_of_memory" else None
        if copy is not None and copy.step > self.writer.saved[0]:
            with suppress(MemoryError, RuntimeError, OSError):  # what is left may do, if not for a thread's beginning
                write_snapshot(self.writer.folder, copy)
                yield events.CheckpointSaved(self.run, copy.step)
        yield self._failed(failure)

    def abandon(self, *, sound: bool) -> None:
        """Close the run as stopped when nobody listens any more; not `sound` when a step may be half done."""
        if sound:
            self.learner.settled()
        if self._forgotten():
            return
        for _ in self._close(sound=sound):
            pass
        lost = self._lost()
        if lost is not None:
            self._failed(lost)
        else:
            self.store.rewind(self.run, self.learner.epoch, self.learner.step)
            self.store.finish(self.run, "stopped", reason="stopped", **self._columns())

    def close(self) -> None:
        """Let go of the thread that writes."""
        self.writer.close()

    # ------------------------------------------------------------ steps and epochs

    def _start(self) -> Event:
        learner = self.learner
        self.store.update(self.run, state="running")
        return events.RunStarted(
            self.run, learner.setting.device.type, learner.setting.threads,
            sum(weight.numel() for weight in learner.model.parameters()), len(learner.data), learner.per_epoch,
            learner.epochs, learner.step, self.begun.resumed,
        )  # fmt: skip

    def _stretch(self) -> Iterator[Event]:
        """Take steps for a while, then do all that is due."""
        weighed = self._begin_weighing()
        lent = LENT if self.control.between else READ
        losses = self.learner.advance(clock() + (0.0 if weighed else lent), self.control)
        if len(losses):
            self.untold.append(losses)
            self.unkept.append(losses)
            self.counted += len(losses)
        if self.learner.fault is not None:
            return
        self.forecast.mark(self.learner.step, clock())
        yield from self._weigh(weighed)
        over = self.learner.epoch_is_over
        if over:
            yield from self._close_epoch()
        yield from self._tell()
        self._lend()
        yield from self._look()
        yield from self._keep(EPOCH_KEPT if over else STEP_KEPT)

    def _close_epoch(self) -> Iterator[Event]:
        """Measure the epoch and tell; a run that is stopped meanwhile stays at its last step, and measures it later."""
        learner, rate = self.learner, self.learner.stepper.update.rate
        found = yield from self._validate()
        if self.reason == "stopped":
            return
        train = learner.next_epoch()
        validation = found.values() if found else {}
        now = clock()
        row = EpochRow(learner.epoch, learner.step, rate, now - self.epoch_began, train, validation)
        self.epoch_began = now
        self.rows.append(row)
        self.metrics = validation or train
        learner.judge(validation.get("loss", math.nan), self.metrics)  # first: whoever listens may leave
        self.reason = learner.over
        diverged = diverging(learner.notes, train["loss"], rate)
        yield events.EpochFinished(self.run, row.epoch, row.step, train, validation, rate, row.seconds)
        if found and found.classes:
            yield events.ConfusionMeasured(self.run, row.epoch, found.confusion, learner.setting.facts.classes)
        yield from self._draw()
        if diverged:
            yield self._warn("diverging", *diverged)

    def _validate(self) -> Generator[Event, None, Metrics | None]:
        """What the validation part measures; None where there is none, or as soon as the run is to stop."""
        lent = clock()
        for found in self.learner.validating():
            if found is not None:
                return found
            if clock() - lent >= LENT:
                self._lend()
                lent = clock()
            if self.control.pressed:
                yield from self._obey()
            if self.reason == "stopped":
                return None
        return None

    def _draw(self) -> Iterator[Event]:
        """Measure the decision boundary, when the budget allows it or the run is over."""
        begun = clock()
        if self.plane is not None and (begun >= self.plane.due or self.reason):
            setting = self.learner.setting
            yield self.plane.measure(self.run, self.learner.epoch, self.learner.model, setting.loss)
            self.plane.spent(begun, clock())

    def _tell(self, *, force: bool = False) -> Iterator[Event]:
        """Tell the losses of the steps taken since the last time."""
        now = clock()
        if not self.untold or not (force or now - self.told >= READ):
            return
        learner, forecast, rate = self.learner, self.forecast, self.learner.stepper.update.rate
        losses = np.concatenate(self.untold)[: learner.step - self.counted or None]  # steps found spoilt are not told
        self.untold.clear()
        self.told = now
        if not len(losses):
            return
        yield events.StepsTaken(
            self.run, learner.step, min(learner.epoch + (learner.position > 0), learner.epochs), losses, rate,
            forecast.speed, used_memory(learner.setting.device), forecast.progress, forecast.eta,
        )  # fmt: skip

    # ------------------------------------------------------------ buttons, questions and looks

    def _obey(self) -> Iterator[Event]:
        """Do what the pressed buttons ask, waiting here as long as the run is paused."""
        learner, paused_at = self.learner, 0.0
        while True:
            asked = self.control.ask()
            if asked.rate is not None:
                learner.change_rate(asked.rate)
                yield events.RateChanged(self.run, learner.step, learner.rate)
            self._set_watch(asked.watch)
            self.weighing.hz = asked.weigh
            if asked.stopped:
                self.reason = "stopped"
            if asked.stopped or not asked.paused:
                break
            if not paused_at:
                paused_at = clock()
                yield from self._tell(force=True)
                yield events.Paused(self.run, learner.step)
            if self.writer.saved != learner.place:
                yield from self._keep(0.0)  # who knows for how long
            while not self.control.pressed:
                self.control.wait(LENT)
                self._lend()
                yield from self._look()
                yield from self.saved_so_far()
        if paused_at:
            self.forecast.rest(clock() - paused_at)
            if not asked.stopped:
                yield events.Resumed(self.run, learner.step)

    def _set_watch(self, watch: Watch | None) -> None:
        if watch is self.watch:
            return
        self.watch, self.probe = watch, None
        if watch is not None and watch.nodes:
            learner, x = self.learner, self.learner.setting.held_out(watch.sample)
            self.probe = Probe(learner.setting.plan, learner.model, learner.stepper.flat, x, watch)

    def _look(self) -> Iterator[Event]:
        """Look into the watched nodes, when it is time."""
        begun = clock()
        if self.probe is not None and begun >= self.probe.due:
            seen = self.probe.look(self.run, self.learner.step)
            self.probe.spent(begun, clock())
            yield from seen

    def _begin_weighing(self) -> float:
        """Get ready to weigh the next step, when it is time; returns the seconds that took, 0 when nothing is due."""
        begun = clock()
        if not self.weighing.hz or begun < self.weighing.due:
            return 0.0
        self.weighing.begin()
        return clock() - begun

    def _weigh(self, took: float) -> Iterator[Event]:
        """Weigh the step just taken, where that was begun."""
        if took:
            begun = clock()
            measured = self.weighing.weigh(self.run, self.learner.step)
            ended = clock()
            self.weighing.spent(begun, ended, took + ended - begun)
            yield measured

    def _lend(self) -> None:
        """Give whoever asks questions a turn with the live network."""
        if self.control.between is None or self.reason == "stopped":
            return
        learner, begun = self.learner, clock()
        device = learner.setting.device
        live = Live(self.run, learner.step, learner.model, learner.setting.prepared, device.type)
        with undisturbed(device):
            self.control.between(live)
        if not learner.model.training:
            learner.model.train()
        self.forecast.rest(clock() - begun)

    # ------------------------------------------------------------ keeping

    def _keep(self, gap: float) -> Iterator[Event]:
        """Write what is due: metrics to the store, and a checkpoint beside the training."""
        yield from self.saved_so_far()
        now = clock()
        if now - self.recorded >= RECORD:
            yield from self._record()
        if now - self.kept >= gap and not self.writer.busy and bool(self.learner.stepper.finite()):
            yield from self._record()
            self.writer.write(self.learner.snapshot())
            self.kept = clock()

    def _record(self) -> Iterator[Event]:
        """Put epochs and losses into the store; what cannot be written now is tried again later."""
        self.recorded = clock()
        losses = np.concatenate(self.unkept) if self.unkept else np.empty(0, np.float32)
        first = self.counted - len(losses)
        try:
            self.store.record(self.run, self.rows, first, losses, **self._columns())
        except sqlite3.Error as error:
            yield from self._complain("store_failed", "Losses and metrics could not be written", error)
            return
        self.complained.pop("store_failed", None)
        self.rows.clear()
        self.unkept.clear()

    def saved_so_far(self, *, wait: bool = False) -> Iterator[Event]:
        """Tell how writing the last checkpoint went, once it is over."""
        outcome = self.writer.outcome(wait=wait)
        if outcome is None:
            return
        step, error = outcome
        if error is None:
            self.complained.pop("checkpoint_failed", None)
            self.unsaved, self.earlier = None, True
            yield events.CheckpointSaved(self.run, step)
        else:
            self.unsaved = error
            kept = "The one before it is kept." if self.kept_earlier() else ""
            yield from self._complain("checkpoint_failed", "The checkpoint could not be written", error, kept)

    def kept_earlier(self) -> bool:
        """Whether a whole checkpoint still lies on the disk."""
        return self.earlier and is_file(self.store.weights(self.run))

    def _complain(self, code: str, text: str, error: Exception, kept: str = "") -> Iterator[Event]:
        """Warn once for as long as it goes wrong for this reason."""
        cause, cure = why_unkept(error, self.store.path)
        if self.complained.get(code) != cause:
            self.complained[code] = cause
            going_on = not self.reason and self.learner.epoch < self.learner.epochs
            again = "Training goes on, and it is tried again every epoch." if going_on else ""
            yield self._warn(code, f"{text}: {cause}. {kept}".strip(), f"{cure} {again}".strip())

    def _warn(self, code: str, text: str, cure: str) -> Event:
        return events.Warned(self.run, code, text, cure)

    # ------------------------------------------------------------ the end

    def _end(self) -> Iterator[Event]:
        """Close the run well: last losses, last checkpoint, best weights. A run that kept no weights has failed."""
        if self.reason == "stopped" and self._forgotten():
            yield events.RunFinished(0, self.reason, 0, 0, {}, clock() - self.began)
            return
        yield from self._tell(force=True)
        yield from self._close(sound=True)
        learner, lost = self.learner, self._lost()
        if lost is not None:
            yield self._failed(lost)
            return
        if learner.best:
            learner.put_weights(learner.best)
            self.metrics = learner.notes.get("best_metrics", self.metrics)
        state = "stopped" if self.reason == "stopped" else "finished"
        self.store.finish(self.run, state, reason=self.reason, **self._columns())
        seconds = clock() - self.began
        yield events.RunFinished(self.run, self.reason, learner.epoch, learner.step, self.metrics, seconds)

    def _forgotten(self) -> bool:
        """Remove a run that took no step, so that nothing is left of it; says whether it was one."""
        if self.learner.step or self.begun.resumed:
            return False
        self.store.remove(self.run)
        return True

    def _close(self, *, sound: bool) -> Iterator[Event]:
        """Write all that is left, and a last checkpoint where the learner is sound; waits for the disk."""
        self.control.saving = True  # whoever told it to stop hears of it by this
        yield from self.saved_so_far(wait=True)
        yield from self._record()
        if sound and self.writer.saved != self.learner.place and bool(self.learner.stepper.finite()):
            self.writer.write(self.learner.snapshot())
            yield from self.saved_so_far(wait=True)
            if self.unsaved is not None and self.kept_earlier():
                cause, cure = why_unkept(self.unsaved, self.store.path)
                text = f"The last steps of run {self.run} could not be kept: {cause}."
                yield self._warn("last_steps_lost", text, f"{cure} Then go on with run {self.run} to learn them again.")

    def _lost(self) -> Failure | None:
        """Why a run that is over has left no weights at all; None where it has left some."""
        if self.unsaved is None or is_file(self.store.weights(self.run)):
            return None
        state = is_file(self.store.folder(self.run) / STATE)
        return weights_lost(self.run, self.unsaved, self.store.path, earlier=self.earlier, state=state)

    def _failed(self, failure: Failure) -> Event:
        """Enter the run as failed; where not even that can be written, the list will show it as interrupted."""
        with suppress(sqlite3.Error):
            self.store.rewind(self.run, self.learner.epoch, self.learner.step)
            self.store.finish(self.run, "failed", reason=failure.code, text=failure.text, **self._columns())
        return failure.event(self.run)

    def _columns(self) -> dict[str, Any]:
        """How far the run is, for the store's list."""
        seconds = self.before + clock() - self.began
        return {"epoch": self.learner.epoch, "step": self.learner.step, "seconds": seconds, "metrics": self.metrics}

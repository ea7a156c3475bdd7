"""Keeps the engine itself: one background thread that owns the device, trains, and answers between two steps."""

import gc
import math
import re
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from neurodesk.disk.atomic import SaveError
from neurodesk.engine import protocol
from neurodesk.engine.outbox import Outbox
from neurodesk.graph.errors import NeuroDeskError
from neurodesk.training.control import Control, Live
from neurodesk.training.control import Watch as Watched
from neurodesk.training.events import RunFailed, RunFinished

MEMORY = re.compile(
    r"MemoryError|bad_alloc|(out\sof|not\senough)\smemory|can(no|')t\sallocate|failed\sto\s(allocate|map\ssegment)",
    re.I,
)
"""What Python, C++, PyTorch and the system's loader say when memory is short."""
SHORT = "There was not enough memory."
SMALLER = "Make the batch or the network smaller, or close other programs."
MOST_REQUESTS = 1024  # waiting; a person cannot ask faster than they are answered for so long
LOST_DEVICE = "The graphics card stopped answering, so the engine was ended."
RESTART = "Press Train again: the engine starts afresh."
LOST_DEVICE_CURE = f"{RESTART} If it happens again, choose the CPU under Train."


class EngineThread:
    """Takes requests from any thread, puts events into `outbox`, and closes it when it ends.

    One run at a time. The buttons of a run (pause, rate, watch) act at once; questions are answered between two steps
    of the run, or at once when there is none. PyTorch is loaded in this thread, after `start`.
    """

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._waiting: deque[Any] = deque()
        self._changed = threading.Condition()
        self._control: Control | None = None  # of the run that is going on or about to
        self._watched: Watched | None = None
        self._weighed = 0.0  # times a second that weights are to be measured
        self._answering = 0  # the number of the question at hand
        self._lent = False  # the run waits for a question that is being answered
        self._given_up: set[int] = set()  # questions that nobody waits for any more
        self._leaving = False
        self._moved = math.inf  # when the run last came past; infinite while it is not expected to
        self._thread = threading.Thread(target=self._live, name="neurodesk engine", daemon=True)

    @property
    def alive(self) -> bool:
        """Whether it takes requests."""
        return self._thread.is_alive()

    @property
    def busy(self) -> float:
        """Seconds the run has been at one step; 0 when none runs, or a question is being answered."""
        return max(0.0, time.monotonic() - self._moved)

    @property
    def held(self) -> str:
        """What keeps the run from moving and ends by itself: `answering` a question, `saving`, or "" for nothing."""
        control = self._control
        if self._lent:
            return "answering"
        return "saving" if control is not None and control.saving else ""

    def start(self) -> None:
        """Starts the thread; EngineReady comes when PyTorch is loaded."""
        self._thread.start()

    def join(self, timeout: float | None = None) -> bool:
        """Waits for the end after Shutdown; whether it came within `timeout` seconds."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def submit(self, request: Any) -> None:
        """Takes a request; whatever becomes of it is told through the outbox."""
        with self._changed:
            refusal = self._accept(request)
            called_off = isinstance(request, protocol.Stop) and self._call_off()
            self._changed.notify_all()
        if refusal:
            self._outbox.put(protocol.Refused(getattr(request, "request", 0), *refusal))
        if called_off:
            self._outbox.put(RunFinished(0, "stopped", 0, 0, {}, 0.0))

    def _accept(self, request: Any) -> tuple[str, str] | None:
        match request:
            case protocol.Shutdown():
                self._leaving = True
                if self._control:
                    self._control.stop()
            case protocol.Watch():
                self._watched = Watched(request.nodes, request.sample, request.hz) if request.nodes else None
                if self._control:
                    self._control.watch(self._watched)
            case protocol.MeasureWeights():
                self._weighed = request.hz
                if self._control:
                    self._control.weigh(request.hz)
            case protocol.Cancel():
                self._waiting = deque(each for each in self._waiting if getattr(each, "request", 0) != request.request)
                if request.request == self._answering:
                    self._given_up.add(request.request)
            case protocol.Pause() | protocol.Resume() | protocol.Stop() | protocol.ChangeRate():
                return self._press(request)
            case protocol.StartTraining() if self._control:
                return "A run is going on already, and the engine trains one at a time.", "Stop it first, or wait."
            case _ if len(self._waiting) >= MOST_REQUESTS:
                return "The engine still has too many questions to answer.", "Ask again in a moment."
            case protocol.StartTraining():
                self._control = Control(self._between)
                self._control.watch(self._watched)
                self._control.weigh(self._weighed)
                self._waiting.appendleft(request)  # what waits is answered during the run
            case _:
                self._waiting.append(request)
        return None

    def _press(self, request: Any) -> tuple[str, str] | None:
        """A button pressed when nothing runs is late, not wrong: the run has just ended."""
        control = self._control or Control()
        try:
            match request:
                case protocol.Pause():
                    control.pause()
                case protocol.Resume():
                    control.resume()
                case protocol.Stop():
                    control.stop()
                case protocol.ChangeRate():
                    control.change_rate(request.rate)
        except NeuroDeskError as error:
            return str(error), error.cure
        return None

    def _call_off(self) -> bool:
        """Let a run go that still waits, for PyTorch or behind a question; whether there was one."""
        waiting = deque(each for each in self._waiting if not isinstance(each, protocol.StartTraining))
        if len(waiting) == len(self._waiting):
            return False
        self._waiting, self._control = waiting, None
        return True

    def _live(self) -> None:
        try:
            if self._load():
                while (request := self._next(wait=True)) is not None:
                    self._do(request)
        finally:
            self._outbox.close()

    def _load(self) -> bool:
        try:
            from neurodesk.engine.answers import ready

            self._outbox.put(ready())
        except (ImportError, OSError, RuntimeError, MemoryError) as error:
            self._outbox.put(protocol.EngineDied(*_not_loaded(error)))  # first: the trace may take memory that lacks
            traceback.print_exc(file=sys.stderr)
            return False
        return True

    def _next(self, *, wait: bool) -> Any | None:
        """The next request to work on; None when leaving, or when there is none and `wait` is not asked."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._leaving or not wait)
            request = self._waiting.popleft() if self._waiting and not self._leaving else None
            self._answering = getattr(request, "request", 0)
            return request

    def _between(self, live: Live) -> None:
        """Answers what was asked meanwhile; called by the training loop between two steps and while it is paused.

        A button that is pressed goes before the questions that still wait, and Stop before the one at hand, which is
        broken off and answered when the run is over.
        """
        while self._waiting and not self._pressed() and (request := self._next(wait=False)) is not None:
            self._moved, self._lent = math.inf, True
            self._do(request)
            self._lent = False
        self._moved = time.monotonic()

    def _pressed(self) -> bool:
        return self._control is not None and (self._control.pressed or self._control.stopped)

    def _do(self, request: Any) -> None:
        from neurodesk.engine.answers import train

        training, control = isinstance(request, protocol.StartTraining), self._control or Control()
        try:
            for event in train(request, control) if training else self._answers(request):
                self._tell(event)
        except Exception as error:  # noqa: BLE001  the engine's last door: whatever failed, the window hears of it
            if not isinstance(error, NeuroDeskError):
                traceback.print_exc(file=sys.stderr)
            text, cure = plain(error)
            failure = RunFailed(0, "failed", text, cure) if training else protocol.Refused(request.request, text, cure)
            self._tell(failure)
        if training:
            self._moved = math.inf
            self._rest(control)

    def _answers(self, request: Any) -> Iterator[Any]:
        """What there is to tell of a question, for as long as somebody waits for it."""
        from neurodesk.engine.answers import answer
        from neurodesk.engine.breaking import NotWanted, while_wanted

        number = request.request
        try:
            with while_wanted(lambda: not (number in self._given_up or self._leaving or self._called_away())):
                for event in answer(request):
                    if number in self._given_up:
                        break  # nobody holds the generator now, which ends it where it stands
                    yield event
        except NotWanted:
            self._put_back(request)
        finally:
            self._given_up.discard(number)

    def _called_away(self) -> bool:
        """Whether a run waits to begin, or that which waits for an answer is to stop."""
        return self._control is not None and (self._control.stopped or not self._lent)

    def _put_back(self, request: Any) -> None:
        """Let a question wait once more, behind a run that is to begin."""
        with self._changed:
            if request.request not in self._given_up:
                behind = bool(self._waiting) and isinstance(self._waiting[0], protocol.StartTraining)
                self._waiting.insert(int(behind), request)

    def _tell(self, event: Any) -> None:
        if isinstance(event, RunFinished | RunFailed):
            self._control = None  # before it is told, so that the next Train is not refused
        self._outbox.put(event)

    def _rest(self, control: Control) -> None:
        """Gives the device's memory back after a run, and ends the engine when the device is lost."""
        with self._changed:
            if self._control is control:  # else the next run waits already
                self._control = None
        if gc.isenabled():  # else the window collects, on the thread its own objects belong to
            gc.collect()
        torch = sys.modules["torch"]
        if not torch.cuda.is_initialized():
            return
        try:
            torch.cuda.synchronize()
            torch.cuda.empty_cache()
        except RuntimeError:  # after a device-side assert every later call fails: only a new process helps
            self._outbox.put(protocol.EngineDied(LOST_DEVICE, LOST_DEVICE_CURE))
            self._leaving = True


def _not_loaded(error: Exception) -> tuple[str, str]:
    """Why PyTorch is not there, and the cure."""
    if short_of_memory(error):
        return "There was not enough memory to load PyTorch.", "Close other programs, or raise the limit of this one."
    return f"PyTorch could not be loaded: {error}", "Install PyTorch again; `neurodesk doctor` shows what is there."


def short_of_memory(error: Exception) -> bool:
    """Whether an error says that memory ran out; libraries say so in words only."""
    return isinstance(error, MemoryError) or bool(MEMORY.search(str(error)))


def plain(error: Exception) -> tuple[str, str]:
    """What failed and its cure, in words for a person, whatever it was."""
    if isinstance(error, NeuroDeskError | SaveError):
        return str(error), error.cure
    if short_of_memory(error):
        return SHORT, SMALLER
    if isinstance(error, OSError) and error.filename:
        name, reason = Path(str(error.filename)).name, (error.strerror or "it could not be used").lower()
        return f"{name}: {reason}.", "See that it is there and that the disk has room, then try again."
    first = str(error).strip().partition("\n")[0][:300]
    return f"The engine could not do this: {first or 'it gave no reason'}.", "Try again; the details are in the log."

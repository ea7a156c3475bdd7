"""The window's end of the engine: sends requests, and hands on what arrives thirty times a second."""

from __future__ import annotations

from itertools import count
from types import ModuleType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from neurodesk.files.project import dumps
from neurodesk.ui.session import Session
from neurodesk.ui.settings import settings
from neurodesk.ui.words import tr

if TYPE_CHECKING:
    from neurodesk.engine.errand import Errand
    from neurodesk.engine.hosts import Engine

DRAIN_MS = 33  # 30 Hz: as often as an eye needs, and never a signal per step

WRITTEN_S = 1.0  # that a run waits for the project to be written


def _protocol() -> ModuleType:
    """The engine's protocol, loaded with the first request: it brings numpy, and the first paint needs neither."""
    from neurodesk.engine import protocol

    return protocol


class EngineLink(QObject):
    """One engine and its state: off, starting, idle, preparing, training or paused.

    It starts with the first request.
    """

    arrived = Signal(object)  # an event or an answer
    state_changed = Signal(str)

    def __init__(self, session: Session, host: str = "process", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.host = host
        self.state = "off"
        self.run = 0  # the run that is or was last trained here
        self.going_on = 0  # the run that was asked to go on, and has not begun
        self.devices: tuple[str, ...] = ()
        self._engine: Engine | None = None
        self._errands: dict[int, Errand] = {}  # exports on their way, each beside the engine
        self._requests = count(1)
        self._asked: set[int] = set()  # numbers of the questions about the open document
        self._foreign = False  # the run under way is of a document that is no longer on the desk
        session.opened.connect(self._part)
        self._timer = QTimer(self, interval=DRAIN_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.drain)

    @property
    def busy(self) -> bool:
        """True while a run is under way, paused ones included."""
        return self.state in ("preparing", "training", "paused")

    def wake(self) -> None:
        """Start the engine if it is not there, so that the first request finds it ready."""
        if self._engine is None:
            from neurodesk.engine.hosts import open_engine  # late, as the protocol

            self._timer.start()
            self._engine = open_engine(self.host)
            self._become("starting")

    def train(self, *, resume: int | None = None, epochs: int | None = None) -> None:
        """Train the document as it stands, or go on with a run up to `epochs`; later edits do not touch the run."""
        if not self.session.saving.finish(WRITTEN_S):  # the runs may be on their way to another folder
            self.session.refused.emit(tr("The disk is still busy with the project. Train when it is saved."))
            return
        self._foreign = False
        self._send(_protocol().StartTraining(*self._where(), epochs=epochs, resume=resume))
        self.going_on = resume or 0
        self._become("preparing")

    def pause(self) -> None:
        """Pause after the step at hand."""
        self._send(_protocol().Pause())
        self._become("paused")  # at once, so that pressing again goes on, however late the engine's word comes

    def resume(self) -> None:
        """Go on after a pause."""
        self._send(_protocol().Resume())
        self._become("training")

    def toggle_pause(self) -> None:
        """Pause, or go on: whichever can be done now."""
        if self.state == "paused":
            self.resume()
        elif self.state == "training":
            self.pause()

    def stop(self) -> None:
        """Stop after the step at hand; what was learnt is kept."""
        self._send(_protocol().Stop())

    def change_rate(self, rate: float) -> None:
        """Use another learning rate from the next step on."""
        self._send(_protocol().ChangeRate(rate))

    def watch(self, nodes: tuple[str, ...], sample: int = 0, hz: float = 10.0) -> None:
        """Ask for the activations of these nodes while training; none stops it."""
        if self._engine is not None:
            nodes = nodes if settings().live_previews else ()
            self._send(_protocol().Watch(nodes, sample, hz))

    def measure_weights(self, hz: float = 2.0) -> None:
        """Ask how weights and gradients are spread while training, so many times a second; 0 stops it."""
        if self._engine is not None:
            self._send(_protocol().MeasureWeights(hz))

    def ask(self, kind: type[Any], **fields: Any) -> int:
        """Send a question about the document (`Evaluate`, `Explain`, ...). The answer carries the number returned."""
        number = next(self._requests)
        document, base, runs = self._where()
        where = (
            {"document": document, "base": base}
            if kind is _protocol().PreviewData
            else {"document": document, "base": base, "runs": runs}
        )
        self._send(kind(request=number, **where, **fields))
        self._asked.add(number)
        return number

    def give_up(self, number: int) -> None:
        """Let a question go: it is not begun, or is broken off."""
        if number in self._asked:
            self._asked.discard(number)
            if number in self._errands:
                self._errands.pop(number).close()
                self._rest()
            else:
                self._send(_protocol().Cancel(number))

    def drain(self) -> None:
        """Hand on everything that has arrived."""
        for event in self._engine.drain() if self._engine is not None else ():
            self.hand_on(event)
        for number, errand in list(self._errands.items()):
            for event in errand.answers():
                self.hand_on(event)
            if errand.over:
                self._errands.pop(number, None)
                self._rest()

    def hand_on(self, event: Any) -> None:
        """Follow an event and tell it, unless it is of a run or a question whose document is no longer on the desk."""
        from neurodesk.training import events

        asked = getattr(event, "request", 0)
        foreign = (self._foreign and isinstance(event, events.Event)) or (asked and asked not in self._asked)
        self._follow(event)
        if not foreign:
            self.arrived.emit(event)

    def begin_close(self) -> None:
        """Let the engine begin to end, where other windows close too; `close` follows at once."""
        if self._engine is not None:
            self._engine.begin_close()

    def close(self) -> None:
        """End the engine: politely while it keeps a run, else at once, as exports. Within three seconds nothing of them
        is left.
        """
        while self._errands:
            self._errands.popitem()[1].close()
        self._lose(timeout=3.0 if self.busy else 0.0)

    def _rest(self) -> None:
        """Look for nothing more, once there is nobody who could answer."""
        if self._engine is None and not self._errands:
            self._timer.stop()

    def _part(self) -> None:
        self._foreign, self.going_on = self.busy, 0
        self._asked.clear()

    def _where(self) -> tuple[str, str, str]:
        session = self.session
        return dumps(session.document), str(session.project.base), str(session.runs)

    def _send(self, request: Any) -> None:
        if isinstance(request, _protocol().ExportFiles):
            from neurodesk.engine.errand import Errand  # late, as the protocol

            self._timer.start()
            self._errands[request.request] = Errand(request)
            return
        self.wake()
        assert self._engine is not None
        self._engine.send(request)

    def _follow(self, event: Any) -> None:
        from neurodesk.training import events

        protocol = _protocol()
        if isinstance(event, protocol.EngineReady):
            self.devices = event.devices
            if self.state == "starting":
                self._become("idle")
        elif isinstance(event, events.RunStarted):
            self.run, self.going_on = event.run, 0
            self._become("training")
        elif isinstance(event, events.Paused):
            self._become("paused")
        elif isinstance(event, events.Resumed):
            self._become("training")
        elif isinstance(event, events.RunFinished | events.RunFailed) or (
            isinstance(event, protocol.Refused) and not event.request and self.state == "preparing"
        ):
            self.going_on = 0
            self._become("idle")
        elif isinstance(event, protocol.EngineDied):
            self._lose()

    def _lose(self, timeout: float = 1.0) -> None:
        if self._engine is not None:
            self._engine.close(timeout)
        self._engine = None
        self._rest()
        self._become("off")

    def _become(self, state: str) -> None:
        if state != self.state:
            self.state = state
            self.session.hold_runs(busy=self.busy)
            self.state_changed.emit(state)

"""The program as a whole: starts the window, catches what nobody caught, leaves cleanly when asked to end, and
takes its own picture.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import QEventLoop, QObject, QSocketNotifier, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from neurodesk.disk.atomic import atomic_save
from neurodesk.files.scribe import all_written
from neurodesk.graph.model import Project
from neurodesk.ui import collecting, windows
from neurodesk.ui.crash_log import write_log
from neurodesk.ui.failing import Dock, dock_of
from neurodesk.ui.fault_file import FaultFile, Heartbeat
from neurodesk.ui.link import EngineLink
from neurodesk.ui.look.theme import theme
from neurodesk.ui.saving import LEAVE_S
from neurodesk.ui.session import Session
from neurodesk.ui.settings import settings
from neurodesk.ui.widgets import focus_ring
from neurodesk.ui.widgets.fitting import fit
from neurodesk.ui.window import Window
from neurodesk.ui.words import later, reasoned, speak

_MOST_FAULTS = 100  # written down of one start
_SORRY = later("Something went wrong inside NeuroDesk. Your project is still open: save it. Help > Crash log has more.")


def start(file: Path | None = None, *, engine: str = "") -> int:
    """Open the window, on a project if one is named, and run until it is closed. Returns the exit code."""
    app = application()
    window = make_window(engine)
    catch_all()
    fit(window, window.width(), window.height())
    with ending_on_signals(), watched(app):
        window.show()
        if file is not None:
            QTimer.singleShot(0, window, lambda: window.open(file))
        elif settings().restore_session:
            windows.restore(window)
        QTimer.singleShot(collecting.SETTLE_MS, app, collecting.settle)
        code = app.exec()
    all_written(LEAVE_S)
    sys.excepthook, threading.excepthook = sys.__excepthook__, threading.__excepthook__
    return code


def application() -> QApplication:
    """The one application, in the project's look."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        scale = settings().interface_scale / 100  # Qt reads it once, before there is anything to draw
        if scale != 1.0:
            os.environ.setdefault("QT_SCALE_FACTOR", f"{scale:g}")
        QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
        app = QApplication([sys.argv[0]])
        app.setApplicationName("NeuroDesk")
        app.setStyle("Fusion")
    collecting.install()
    focus_ring.install()
    theme().choose(settings().theme)
    speak(settings().language)
    return app


def make_window(engine: str = "") -> Window:
    """A window with a session and an engine of its own, not yet shown. The settings say where the engine runs, unless
    it is named.
    """
    session = Session()
    return Window(session, EngineLink(session, engine or settings().engine))


# ---------------------------------------------------------------------- the door for what nobody caught


class _Door(QObject):
    """Says a fault in every window, whichever thread it came from."""

    fault = Signal()
    dock_failed = Signal(object, str)  # the dock it happened in, and its reason

    def say(self) -> None:
        """Say it."""
        for window in windows.every():
            window.note.tell("error", _SORRY)


def catch_all() -> None:
    """Write every uncaught error of every thread to the crash log, and say it once instead of dying."""
    seen: set[str] = set()

    def told(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        dock = dock_of(trace) if threading.current_thread() is threading.main_thread() else None
        text = "".join(traceback.format_exception(kind, error, trace))
        let_go(error)
        if text not in seen and len(seen) < _MOST_FAULTS:  # one in a paint event comes sixty times a second
            seen.add(text)
            write_log(text)
            if dock is None:
                door.fault.emit()
        if dock is not None:
            door.dock_failed.emit(dock, reasoned(error))

    door = _Door(QApplication.instance())
    door.fault.connect(door.say, Qt.ConnectionType.QueuedConnection)  # other threads come here too
    door.dock_failed.connect(Dock.fail, Qt.ConnectionType.QueuedConnection)
    sys.excepthook = told
    threading.excepthook = lambda args: told(args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback)


def let_go(error: BaseException | None) -> None:
    """Empty the frames that an error and those before it came through, while what they hold still lives.

    Python keeps the last error. A painter left in a frame of it would be ended when the next error takes its place,
    on a widget that may be gone by then: that ends the program.
    """
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        traceback.clear_frames(error.__traceback__)
        for frame, _line in traceback.walk_tb(error.__traceback__):
            _ = frame.f_locals  # up to Python 3.12 a copy stays from an earlier look at them; this renews it
        error = error.__cause__ or error.__context__


@contextlib.contextmanager
def ending_on_signals() -> Iterator[None]:
    """SIGINT, SIGTERM and a log-out close every window without a question: runs are stopped and kept, unsaved work
    stays recoverable.
    """
    app = QApplication.instance()
    app.commitDataRequest.connect(leave_all)
    here, there = socket.socketpair()
    here.setblocking(False)
    there.setblocking(False)
    old_fd = signal.set_wakeup_fd(there.fileno(), warn_on_full_buffer=False)
    old = {number: signal.signal(number, lambda *_args: None) for number in (signal.SIGINT, signal.SIGTERM)}
    notifier = QSocketNotifier(here.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(lambda *_args: (here.recv(64), windows.leave_all()))
    try:
        yield
    finally:
        app.commitDataRequest.disconnect(leave_all)
        notifier.setEnabled(False)
        signal.set_wakeup_fd(old_fd)
        for number, handler in old.items():
            signal.signal(number, handler)
        here.close()
        there.close()


def leave_all(*_manager: object) -> None:
    """The session ends, and perhaps the computer: there is nobody to ask."""
    windows.leave_all()


@contextlib.contextmanager
def watched(app: QApplication) -> Iterator[None]:
    """Native faults and a window that hangs leave every thread's stack in a file, for the next start to show."""
    file = FaultFile()
    heart = Heartbeat(file, app)
    try:
        yield
    finally:
        heart.stop()
        file.close()


# ---------------------------------------------------------------------- pictures of itself


def screenshot(
    project: Project, out: Path, look: str = "dark", *, dock: str = "", epochs: int = 0, scale: float = 1.0
) -> Path:
    """Save a picture of the real window on a project as a PNG file.

    `look` is `dark` or `light`, `dock` a dock to bring to the front. With `epochs` the window first trains so many
    epochs, so that the picture shows it at work. The docks stand as at first, and what the person's own window
    remembers stays. Raises RuntimeError when a run fails, and SaveError.
    """
    from neurodesk.ui.pictures import png  # late: it brings numpy

    if QApplication.instance() is None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        os.environ["QT_SCALE_FACTOR"] = str(scale)
    application()
    theme().choose(look)
    known = settings()
    remembered = {"geometry": known.geometry, "docks": known.docks}
    known.geometry = known.docks = ""
    window = make_window()
    window.remembered = False
    try:
        window.session.adopt(project.document, project.path)
        window.show_canvas()
        window.show()
        window.resize(1440, 900)
        _settle(window)
        if epochs:
            _work(window, epochs)
        window.show_dock(dock or ("Train" if epochs else "Problems"))
        _settle(window)
        out.parent.mkdir(parents=True, exist_ok=True)
        atomic_save(out, png(window.grab()), backup=False)
    finally:
        window.leave()
        window.deleteLater()
        known.remember(**remembered)
    return out


def _settle(window: Window, turns: int = 6) -> None:
    for _ in range(turns):
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
    window.canvas.fit_all()
    QApplication.processEvents()


def _work(window: Window, epochs: int) -> None:
    """Train until so many epochs are done, or the run has ended."""
    from neurodesk.engine.protocol import EngineDied, Refused
    from neurodesk.training.events import EpochFinished, RunFailed, RunFinished

    loop = QEventLoop()
    failed: list[str] = []

    def follow(event: Any) -> None:
        ended = isinstance(event, RunFailed | EngineDied) or (isinstance(event, Refused) and not event.request)
        if ended:
            failed.append(event.text)
        if ended or isinstance(event, RunFinished) or (isinstance(event, EpochFinished) and event.epoch >= epochs):
            loop.quit()

    window.link.arrived.connect(follow)
    window.train()
    if window.link.busy:
        loop.exec()
    for plot in window.panel("Train").shown.seen:
        plot.catch_up()
    if failed:
        raise RuntimeError(failed[0])

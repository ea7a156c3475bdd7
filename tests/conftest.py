"""What every test stands on: no screen, a home of its own, and nothing left behind when it ends."""

import gc
import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # tests import onnxruntime, which would tell its makers
os.environ["NEURODESK_HOME"] = tempfile.mkdtemp(prefix="neurodesk-home-")  # for fixtures older than a single test

import pytest
from hypothesis import HealthCheck, settings

PATIENCE = 3.0  # seconds a thread or child may take to end after its test; a window or engine closes within 3 s

settings.register_profile(
    "suite",
    deadline=None,  # shared machines stall now and then; pytest-timeout guards the whole test
    derandomize=True,  # a red test is red again when it is looked at
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile("slow", settings.get_profile("suite"), max_examples=1000, derandomize=False)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --slow."""
    parser.addoption("--slow", action="store_true", help="also run the long part of the suite")


def pytest_configure(config: pytest.Config) -> None:
    """Choose how hard hypothesis tries."""
    settings.load_profile("slow" if config.getoption("--slow") else "suite")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long part out unless it was asked for."""
    if config.getoption("--slow"):
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    items[:] = [item for item in items if not item.get_closest_marker("slow")]
    config.hook.pytest_deselected(items=slow)


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name a chosen thing by its key and sorted values: the order of a hash map differs from worker to worker."""
    if type(val).__name__ != "Chosen":
        return None
    values = ",".join(f"{name}={value}" for name, value in sorted(val.values.items()))
    return f"{val.key}({values})"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Repeat which checks failed before the suite began (packaging/dev.py names them in the environment)."""
    for words in filter(None, os.environ.get("NEURODESK_FAILED_CHECKS", "").split("; ")):
        terminalreporter.write_line(f"FAILED before the suite: {words} (see the top of this output)", red=True)


@pytest.fixture(scope="session")
def qapp(qapp: "QApplication") -> "QApplication":
    """Collect garbage as the program does, on its own thread: xdist's reader would destroy Qt objects in another."""
    from neurodesk.ui import collecting

    collecting.install()
    return qapp


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test settings, recovery and log folders of its own."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("NEURODESK_HOME", str(folder))
    return folder


# ---------------------------------------------------------------- nothing left behind


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest, home: Path) -> Iterator[None]:
    """Fail a test that leaves a thread, child process, top-level widget, running QThread or active QTimer."""
    threads, children, widgets = set(threading.enumerate()), child_processes(), top_widgets()
    gc.freeze()  # what is looked through afterwards is then only what the test made, a hundredth of all there is
    yield
    problems = []
    if "qapp" in request.fixturenames:
        let_qt_finish()
        problems += [f"widget {text}" for key, text in top_widgets().items() if key not in widgets]
        problems += sorted(qt_workers())
    gc.unfreeze()
    if not gc.isenabled():  # from a worker's first window on, see `qapp`
        sys.modules["neurodesk.ui.collecting"].look()
    problems += [f"thread {thread.name}" for thread in lingering_threads(threads)]
    problems += [f"child process {pid}: {words}" for pid, words in lingering_children(children).items()]
    if problems:
        pytest.fail("left behind: " + "; ".join(problems), pytrace=False)


def lingering_threads(before: set[threading.Thread]) -> list[threading.Thread]:
    """Return the threads started since `before` that do not end within PATIENCE."""
    started = [thread for thread in threading.enumerate() if thread not in before]
    started = [thread for thread in started if not isinstance(thread, threading._DummyThread)]  # native, torch's own
    for thread in started:
        thread.join(PATIENCE)
    return [thread for thread in started if thread.is_alive()]


def child_processes() -> dict[int, str]:
    """Return the children of this process: number -> command line. Linux only; empty elsewhere."""
    found = {}
    for listing in Path("/proc/self/task").glob("*/children"):
        try:
            numbers = listing.read_text().split()
        except OSError:  # the thread ended meanwhile
            continue
        for number in numbers:
            found[int(number)] = command_line(int(number))
    return {pid: words for pid, words in found.items() if words and "resource_tracker" not in words}


def command_line(pid: int) -> str:
    """Return what a process was started with; "" once it is gone or only waits to be reaped."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""


def lingering_children(before: dict[int, str]) -> dict[int, str]:
    """Return the child processes started since `before` that do not end within PATIENCE."""
    pause = threading.Event()
    for _ in range(int(PATIENCE / 0.02)):
        left = {pid: words for pid, words in child_processes().items() if pid not in before}
        if not left:
            break
        pause.wait(0.02)
    return left


def let_qt_finish() -> None:
    """Let go of the mouse, and carry out what the test asked Qt to delete later."""
    from PySide6.QtCore import QCoreApplication, QEvent

    release_buttons()
    for _ in range(2):  # a deletion may ask for another
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()


def release_buttons() -> None:
    """Release what a gesture that was broken off left pressed: Qt would hold it for pressed in every later test."""
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication, QWidget

    held = QApplication.mouseButtons()
    if held == Qt.MouseButton.NoButton:
        return
    pad = QWidget()
    pad.show()
    for button in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton):
        if held & button:
            QTest.mouseRelease(pad.windowHandle(), button, pos=QPoint(1, 1))
    pad.deleteLater()


def top_widgets() -> dict[int, str]:
    """Return the windows there are now: address -> class and title. Qt keeps its own tool tips."""
    if "PySide6.QtWidgets" not in sys.modules:
        return {}
    from PySide6.QtWidgets import QApplication
    from shiboken6 import getCppPointer

    found = {}
    for widget in QApplication.topLevelWidgets() if QApplication.instance() else ():
        name = widget.metaObject().className()
        if name != "QTipLabel":
            found[getCppPointer(widget)[0]] = f"{name} {widget.windowTitle()!r}"
    return found


def qt_workers() -> set[str]:
    """Return the running QThreads and active QTimers made since the last `gc.freeze` that Python knows of."""
    from PySide6.QtCore import QThread, QTimer
    from shiboken6 import isValid

    found = set()
    for thing in gc.get_objects():
        kind = type(thing)
        if issubclass(kind, QThread) and isValid(thing) and thing is not QThread.currentThread() and thing.isRunning():
            found.add(f"QThread {kind.__name__} at {id(thing):x}")
        elif issubclass(kind, QTimer) and isValid(thing) and thing.isActive():
            found.add(f"QTimer {thing.objectName()} of {thing.parent()!r} at {id(thing):x}")
    return found

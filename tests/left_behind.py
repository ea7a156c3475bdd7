"""What a test may not leave behind: threads, children, open files, windows, and what moves or ticks in Qt."""

import gc
import os
import sys
import threading
from collections.abc import Callable, Sized
from pathlib import Path
from typing import TypeVar

Left = TypeVar("Left", bound=Sized)

PATIENCE = 3.0  # seconds a thread or child may take to end after its test; a window or engine closes within 3 s


def listing(folder: str) -> list[str]:
    """Return the names in a folder of /proc; none elsewhere than on Linux."""
    # Asked in each of thousands of tests: a Path costs as much as the question, here and below.
    return os.listdir(folder) if os.path.isdir(folder) else []  # noqa: PTH112, PTH208


def lingering_threads(before: set[threading.Thread]) -> list[threading.Thread]:
    """Return the threads started since `before` that do not end within PATIENCE."""
    started = [thread for thread in threading.enumerate() if thread not in before]
    started = [thread for thread in started if not isinstance(thread, threading._DummyThread)]  # native, torch's own
    for thread in started:
        thread.join(PATIENCE)
    return [thread for thread in started if thread.is_alive()]


def soon_none(left: Callable[[], Left]) -> Left:
    """Return what is left after PATIENCE, or none of it as soon as there is none."""
    pause = threading.Event()
    for _ in range(int(PATIENCE / 0.02)):
        if not left():
            break
        pause.wait(0.02)
    return left()


# ---------------------------------------------------------------- children


def child_processes() -> dict[int, str]:
    """Return the children of this process: number -> command line. Linux only; empty elsewhere."""
    found = {}
    for thread in listing("/proc/self/task"):
        try:
            with open(f"/proc/self/task/{thread}/children") as children:  # noqa: PTH123
                numbers = children.read().split()
        except OSError:  # the thread ended meanwhile
            continue
        for number in numbers:
            found[int(number)] = command_line(int(number))
    return {pid: words for pid, words in found.items() if words and "resource_tracker" not in words}


def command_line(pid: int) -> str:
    """Return what a process was started with; "" once it is gone or only waits to be reaped."""
    place = Path(f"/proc/{pid}")
    try:
        words = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        reaped = not words and (place / "stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except OSError:
        return ""
    return "" if reaped else words or "(about to start)"


def lingering_children(before: dict[int, str]) -> dict[int, str]:
    """Return the child processes started since `before` that do not end within PATIENCE."""
    return soon_none(lambda: {pid: words for pid, words in child_processes().items() if pid not in before})


def session_members(leader: int) -> list[int]:
    """The processes of a session that are still there."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        if int(fields[3]) == leader and fields[0] != "Z":
            found.append(int(entry.name))
    return found


# ---------------------------------------------------------------- open files


def open_handles() -> set[tuple[str, str]]:
    """Return the open files, sockets and pipes: number and what it is open on. Linux only; empty elsewhere.

    Devices, what the kernel makes for itself (event loops, watches) and files of the system (its list of file kinds)
    are left out: they come with a library, and stay with it.
    """
    found = set()
    for number in listing("/proc/self/fd"):
        try:
            target = os.readlink(f"/proc/self/fd/{number}")  # noqa: PTH115
        except OSError:  # the listing's own
            continue
        if target.startswith(("/", "socket:", "pipe:")) and not target.startswith(("/dev/", "/proc/", "/usr/")):
            found.add((number, target))
    return found


def lingering_handles(before: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return what was opened since `before` and is not closed within PATIENCE: a thread may be closing it just now."""
    return soon_none(lambda: sorted(open_handles() - before))


# ---------------------------------------------------------------- Qt


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
    """Return the running threads and animations and the active timers of Qt made since the last `gc.freeze` that
    Python knows of.
    """
    from PySide6.QtCore import QAbstractAnimation, QThread, QTimer
    from shiboken6 import isValid

    found = set()
    for thing in gc.get_objects():
        kind = type(thing)
        if not issubclass(kind, QThread | QTimer | QAbstractAnimation) or not isValid(thing):
            continue
        if issubclass(kind, QThread) and thing is not QThread.currentThread() and thing.isRunning():
            found.add(f"QThread {kind.__name__} at {id(thing):x}")
        elif issubclass(kind, QTimer) and thing.isActive():
            found.add(f"QTimer {thing.objectName()} of {thing.parent()!r} at {id(thing):x}")
        elif issubclass(kind, QAbstractAnimation) and thing.state() == QAbstractAnimation.State.Running:
            found.add(f"animation {kind.__name__} of {thing.parent()!r} at {id(thing):x}")
    return found

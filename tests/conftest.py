"""What every test stands on: no screen, a home of its own, and nothing left behind when it ends."""

import gc
import itertools
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

from tests import left_behind as left
from tests import qt_messages

LONG = {"journeys", "engine", "exports", "cases"}  # folders whose files take a minute and more
_HOMES = itertools.count()

settings.register_profile(
    "suite",
    max_examples=60,  # always the same ones; the long part tries a thousand others
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
    """Begin with the files that take long, so that both workers end together; leave the long part out unless it was
    asked for.
    """
    items.sort(key=lambda item: not LONG.intersection(item.path.parts))  # stable: each folder keeps its order
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


@pytest.fixture(scope="session", autouse=True)
def woken_card() -> None:
    """Wake the graphics card, where there is one: its driver keeps a pipe open for as long as the process lives."""
    if Path("/dev/nvidiactl").exists():
        import torch

        if torch.cuda.is_available():
            torch.ones(1, 1, device="cuda") @ torch.ones(1, 1, device="cuda")


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Name settings, recovery and log folders of its own for each test; what writes there makes them.

    Most tests never do, and a folder made and cleared away costs a test more than all its guards.
    """
    folder = tmp_path_factory.getbasetemp() / f"home-{next(_HOMES)}"
    monkeypatch.setenv("NEURODESK_HOME", str(folder))
    return folder


@pytest.fixture
def home(own_home: Path) -> Path:
    """Give the test those folders' place, made."""
    own_home.mkdir(exist_ok=True)  # a window that came first has made it
    return own_home


# ---------------------------------------------------------------- nothing left behind, nothing unsaid


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest, own_home: Path) -> Iterator[None]:
    """Fail a test that leaves a thread, child process, open file, top-level widget, running QThread or animation, or
    active QTimer.
    """
    threads, children, widgets = set(threading.enumerate()), left.child_processes(), left.top_widgets()
    handles = left.open_handles()
    gc.freeze()  # what is looked through afterwards is then only what the test made, a hundredth of all there is
    yield
    problems = []
    if "qapp" in request.fixturenames:
        left.let_qt_finish()
        problems += [f"widget {text}" for key, text in left.top_widgets().items() if key not in widgets]
        problems += sorted(left.qt_workers())
    gc.unfreeze()
    if not gc.isenabled():  # from a worker's first window on, see `qapp`
        sys.modules["neurodesk.ui.collecting"].look()
    problems += [f"thread {thread.name}" for thread in left.lingering_threads(threads)]
    problems += [f"child process {pid}: {words}" for pid, words in left.lingering_children(children).items()]
    problems += [f"open file {number}: {target}" for number, target in left.lingering_handles(handles)]
    if problems:
        pytest.fail("left behind: " + "; ".join(problems), pytrace=False)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Listen to Qt for the whole of a test, fixtures of every scope included."""
    qt_messages.listen()
    return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown() -> Iterator[None]:
    """Fail a test in which Qt warned of anything that is not listed."""
    done = yield
    warnings = qt_messages.taken()
    if warnings:
        pytest.fail("Qt warned: " + "; ".join(warnings), pytrace=False)
    return done

"""The guards of `tests/conftest.py` can fail: a test of each kind that they are there for, in a suite of its own."""

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

from tests.house.tree import ROOT

EXPECTED = {
    "test_thread": "thread Thread-",
    "test_child": "child process ",
    "test_file": "open file ",
    "test_socket": ": socket:",
    "test_pipe": ": pipe:",
    "test_database": "test_database0/x",
    "test_widget": "widget QWidget",
    "test_qthread": "QThread QThread",
    "test_timer": "QTimer ",
    "test_animation": "animation QVariantAnimation",
    "test_qt_warning": "a warning of Qt",
    "test_late_qt_warning": "while a fixture is taken down",
    "test_slot": "ZeroDivisionError",
    "test_event": "ZeroDivisionError",
    "test_thread_fault": "PytestUnhandledThreadExceptionWarning",
    "test_unraisable": "PytestUnraisableExceptionWarning",
    "test_forgotten_file": "PytestUnraisableExceptionWarning",
    "test_python_warning": "DeprecationWarning",
}

BAD = '''
import os, socket, sqlite3, subprocess, sys, threading, warnings

import pytest
from PySide6.QtCore import QObject, QThread, QTimer, QVariantAnimation, Signal, qWarning
from PySide6.QtWidgets import QApplication, QWidget
from tests import left_behind

left_behind.PATIENCE = 0.1
kept = []


def test_good(tmp_path, qtbot):
    with open(tmp_path / "x", "w") as file, socket.socket() as end:
        file.write("x")
    thread = threading.Thread(target=int)
    thread.start()
    subprocess.run([sys.executable, "-c", ""], check=True)
    widget, timer, moving = QWidget(), QTimer(), QVariantAnimation()
    qtbot.addWidget(widget)
    timer.start(1000)
    timer.stop()
    moving.setEndValue(1.0)
    moving.start()
    moving.stop()
    thread.join()


def test_thread():
    threading.Thread(target=threading.Event().wait, daemon=True).start()


def test_child():
    kept.append(subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE))


def test_file(tmp_path):
    kept.append(open(tmp_path / "x", "w"))


def test_socket():
    kept.append(socket.socket())


def test_pipe():
    kept.append(os.pipe())


def test_database(tmp_path):
    kept.append(sqlite3.connect(tmp_path / "x"))
    kept[-1].execute("create table t (x)")


def test_widget(qapp):
    kept.append(QWidget())


def test_qthread(qapp):
    kept.append(QThread())
    kept[-1].start()


def test_timer(qapp):
    kept.append(QTimer())
    kept[-1].start(1000)


def test_animation(qapp):
    kept.append(QVariantAnimation())
    kept[-1].setStartValue(0.0)
    kept[-1].setEndValue(1.0)
    kept[-1].setDuration(100_000)
    kept[-1].start()


def test_qt_warning():
    qWarning("a warning of Qt")


@pytest.fixture
def clumsy():
    yield
    qWarning("a warning while a fixture is taken down")


def test_late_qt_warning(clumsy):
    pass


class Speaker(QObject):
    said = Signal()


def test_slot():
    speaker = Speaker()
    speaker.said.connect(lambda: 1 / 0)
    speaker.said.emit()


def test_event(qapp):
    QTimer.singleShot(0, qapp, lambda: 1 / 0)


def test_thread_fault():
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()


class Sour:
    def __del__(self):
        raise ValueError("cannot go")


def test_unraisable():
    Sour()


def test_forgotten_file(tmp_path):
    open(tmp_path / "x", "w")


def test_python_warning():
    warnings.warn("old", DeprecationWarning)


def test_good_after_all(qtbot):
    pass


@pytest.fixture(scope="module", autouse=True)
def at_last():
    """What was left is put away, so that the suite ends."""
    yield
    for thing in kept:
        if isinstance(thing, QThread):
            thing.quit()
            thing.wait()
        elif isinstance(thing, QTimer | QVariantAnimation):
            thing.stop()
        elif isinstance(thing, subprocess.Popen):
            thing.communicate(b"\\n")
        elif isinstance(thing, tuple):
            os.close(thing[0])
            os.close(thing[1])
        else:
            thing.close()
'''


def test_every_guard_fails_its_test(tmp_path: Path):
    """And only its test: the first and the last of them are good, and pass."""
    file = tmp_path / "test_bad.py"
    file.write_text(BAD)
    command = [sys.executable, "-m", "pytest", "-q", f"--rootdir={ROOT}", "-c", f"{ROOT}/pyproject.toml"]
    command += ["-p", "tests.conftest", "-p", "no:xdist", "-p", "no:benchmark", f"--junitxml={tmp_path / 'ended.xml'}"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([*command, file], check=False, capture_output=True, text=True, env=environment)
    suite = ElementTree.parse(tmp_path / "ended.xml")  # noqa: S314 - written by the run above
    ended = {
        case.get("name"): next((part.get("message") or "" for part in case), "passed")
        for case in suite.iter("testcase")
    }
    said = EXPECTED | {"test_good": "passed", "test_good_after_all": "passed"}
    assert ended.keys() == said.keys(), done.stdout + done.stderr
    assert [f"{name}: {ended[name]}" for name, words in said.items() if words not in ended[name]] == []

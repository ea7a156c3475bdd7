"""A window that hangs or dies leaves every thread's stack for the next start, once; a clean end leaves nothing."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from neurodesk.disk.places import log_dir
from neurodesk.ui.crash_log import read_log
from neurodesk.ui.fault_file import FaultFile, unseen

HANGING = """
import os, re, signal, sys, threading
from PySide6.QtCore import QTimer
from neurodesk.ui import app, fault_file, windows

fault_file.HUNG_S, fault_file.BEAT_S = 0.2, 0.1
crashes = sys.argv[1] == "crash"

def waits_for_ever_in_the_window():
    threading.Event().wait(0.8)

def holds_the_interpreter():
    re.match("(a+)+$", "a" * 25 + "b")

def hang():
    holds_the_interpreter() if sys.argv[1] == "held" else waits_for_ever_in_the_window()
    QTimer.singleShot(150, lambda: os.kill(os.getpid(), signal.SIGSEGV) if crashes else windows.leave_all())

threading.Thread(target=threading.Event().wait, name="waiter", daemon=True).start()
QTimer.singleShot(0, app.application(), hang)
sys.exit(app.start())
"""


BUSY = """
from time import monotonic
from PySide6.QtCore import QCoreApplication
from neurodesk.ui import fault_file

fault_file.HUNG_S = fault_file.BEAT_S = 0.002
fault_file.FaultFile.guard = lambda *_: None  # at seconds of the real size nobody waits so long for the interpreter
app = QCoreApplication([])
heart = fault_file.Heartbeat(fault_file.FaultFile(), app)

def deep(level):
    exec(compile("def f(a):\\n return [a for _ in range(3)]", "<text>", "exec"), {})
    return deep(level - 1) if level else 0

for _ in range(800):
    until = monotonic() + 0.008
    while monotonic() < until:
        deep(10)
    heart._beat()
heart.stop()
"""


def run(task: str, program: str = HANGING) -> int:
    """Run the program until it has hung and then ended; returns its exit code."""
    return subprocess.run([sys.executable, "-c", program, task], check=False, capture_output=True).returncode


def test_the_stacks_of_a_hang_and_of_a_crash_are_found_once(home: Path):
    """Of every thread, with the time it took; then they stand in the crash log, and no file is left."""
    assert run("crash") == -signal.SIGSEGV
    ended = unseen()
    assert ended is not None
    assert ended.crashed
    assert 0.2 < ended.hung < 60
    assert ended.text.count("waits_for_ever_in_the_window") == 1
    assert ended.text.count("(most recent call first)") >= 4
    assert "Segmentation fault" in ended.text
    assert unseen() is None
    assert "Segmentation fault" in read_log()
    assert [file.name for file in log_dir().iterdir()] == ["crash.log"]


def test_a_hang_that_ended_well_is_told_too(home: Path):
    """The program goes on, leaves with code 0, and the next start knows."""
    assert run("hang") == 0
    ended = unseen()
    assert ended is not None
    assert not ended.crashed
    assert ended.hung > 0.2


def test_a_hang_in_which_nothing_else_gets_the_interpreter_is_told_too(home: Path):
    """As in a search that goes back again and again."""
    assert run("held") == 0
    ended = unseen()
    assert ended is not None
    assert "holds_the_interpreter" in ended.text
    assert ended.hung > 0.2


def test_telling_where_a_busy_program_is_does_not_end_it(home: Path):
    """Its stacks are looked at while they stand still: hundreds of times here, each in the middle of work."""
    assert run("busy", BUSY) == 0
    assert unseen().text.count("in deep") > 50


def test_a_file_of_a_program_that_runs_is_left_to_it(home: Path):
    """Whatever stands in it; the program's own clean end removes an empty one and lets go of another."""
    quiet, told = FaultFile(), FaultFile()
    told.write("The window did not answer for 7.0 s.\n")
    assert unseen() is None
    quiet.close()
    told.close()
    told.close()
    assert len(list(log_dir().iterdir())) == 1
    ended = unseen()
    assert (ended.crashed, ended.hung) == (False, 7.0)


def test_two_that_start_at_once_do_not_both_tell(home: Path):
    """Whoever comes first has it."""
    for number in range(20):
        (log_dir() / f"{number}.fault").write_text("Fatal Python error: Aborted\n")
    found = []
    threads = [threading.Thread(target=lambda: found.append(unseen())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(each.text.count("Fatal") for each in found if each) == 20


@pytest.mark.parametrize("kind", ["fifo", "folder", "huge", "binary", "link", "empty"])
def test_what_somebody_put_there_harms_nothing(home: Path, kind: str):
    """No waiting, no gigabytes, no link followed to elsewhere; what can be read is text."""
    file = log_dir() / "planted.fault"
    if kind == "fifo":
        os.mkfifo(file)
    elif kind == "folder":
        file.mkdir()
    elif kind == "huge":
        with file.open("wb") as huge:
            huge.truncate(1 << 33)
    elif kind == "binary":
        file.write_bytes(bytes(range(256)) * 100)
    elif kind == "link":
        file.symlink_to("/dev/zero")
    else:
        file.touch()
    ended = unseen()
    if kind == "binary":
        assert all(sign.isprintable() or sign == "\n" for sign in ended.text)
    else:
        assert ended is None
    assert unseen() is None


@pytest.mark.parametrize("crash", ["first", "last", "sparse", "none"])
def test_a_file_past_all_measure_tells_its_newest_crash(home: Path, crash: str):
    """As a small one does, in the dialog's text and in the log, wherever it stands, and however large the rest is."""
    head, stacks = b"Fatal Python error: Segmentation fault\n", b'Thread 0x1\n  File "x.py", line 1\n' * 60_000
    file = log_dir() / "grown.fault"
    file.write_bytes({"first": head + stacks, "last": stacks + head + stacks[:990], "none": stacks}.get(crash, head))
    if crash == "sparse":
        with file.open("r+b") as large:
            large.truncate(1 << 33)
    ended = unseen()
    assert ended.crashed == (crash != "none")
    assert len(ended.text) <= 1 << 20
    told = "Thread 0x1" if crash == "none" else "Fatal Python error: Segmentation fault"
    assert ended.text.startswith(told)
    assert told in read_log()
    assert not list(log_dir().glob("*.fault"))
    assert unseen() is None


def test_without_a_folder_for_logs_it_runs_all_the_same(home: Path):
    """A file lies where the folder should be."""
    (home / "logs").touch()
    file = FaultFile()
    file.guard(60)
    file.stacks()
    file.write("x")
    file.close()
    assert unseen() is None

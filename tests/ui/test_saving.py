"""What is written beside the editing: safety copies in time, saves that never hold the window up, one writer a file."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from neurodesk.files import recovery, versions
from neurodesk.files.project import open_project, save_project
from neurodesk.graph import edit
from neurodesk.graph.errors import BadFile
from neurodesk.graph.model import Project
from neurodesk.ui import asking, saving
from neurodesk.ui.saving import FileChanged
from neurodesk.ui.session import Session
from neurodesk.ui.window import Window
from neurodesk.ui.words import speak
from tests.ui.desk import QuietLink, press, small_cnn

HOLD = """
import sys
from neurodesk.disk.locks import Lock
print(Lock(sys.argv[1]).acquire(), flush=True)
sys.stdin.read()
"""


def change(session: Session, filters: int) -> None:
    """An edit."""
    session.edit_graph("Set filters", lambda graph: edit.set_value(graph, "conv_1", "filters", filters))


def filters(path: Path) -> object:
    """What `change` set, in a file."""
    return open_project(path).document.graph().nodes["conv_1"].values["filters"]


def left_behind(session: Session) -> list[recovery.Recovered]:
    """What the next start would find if the program ended now."""
    session.saving.journal.leave()
    return recovery.waiting()


class Disk:
    """A disk that stalls: every sync waits until it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.gate, self.reached = threading.Event(), threading.Event()
        real = os.fsync

        def sync(handle: int) -> None:
            self.reached.set()
            self.gate.wait(300)
            real(handle)

        monkeypatch.setattr(os, "fsync", sync)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch, session: Session) -> Iterator[Disk]:
    """A stalled disk, which comes back at the end."""
    made = Disk(monkeypatch)
    yield made
    made.gate.set()
    session.saving.finish()


# ---------------------------------------------------------------------- safety copies


def test_a_safety_copy_comes_however_fast_the_edits(session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch):
    """The first edit starts the clock and no later one sets it back."""
    monkeypatch.setattr(session.saving._soon, "start", lambda real=session.saving._soon.start: real(200))
    hasty = QTimer(interval=20)
    count = iter(range(2, 1000))
    hasty.timeout.connect(lambda: change(session, next(count)))
    hasty.start()
    qtbot.waitUntil(lambda: session.saving.kept_at > 0, timeout=5000)
    hasty.stop()
    assert next(count) > 5
    (entry,) = left_behind(session)
    assert recovery.restore(entry).document.graph().nodes["conv_1"].values["filters"] > 2


def test_what_is_taken_back_or_saved_is_offered_by_nobody(session: Session, tmp_path: Path):
    """A copy of work that equals the file is no work."""
    session.save(tmp_path / "a.neurodesk")
    change(session, 5)
    session.saving.keep()
    session.undo()
    session.saving.keep()
    session.saving.finish()
    assert left_behind(session) == []
    change(session, 6)
    session.saving.keep()
    session.saving.finish()
    save_project(Project(session.document, session.path))  # as when the program ends between the save and its end
    assert left_behind(session) == []


def test_a_copy_that_cannot_be_written_is_said_once_and_tried_again(
    session: Session, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
):
    """And the next one that can be is there."""
    said, tries, keep = [], [], recovery.Journal.keep

    def full(self: recovery.Journal, *given: object) -> None:
        tries.append(1)
        if len(tries) < 3:
            raise OSError(28, "No space left on device")
        keep(self, *given)

    monkeypatch.setattr(recovery.Journal, "keep", full)
    monkeypatch.setattr(session.saving._soon, "start", lambda real=session.saving._soon.start: real(10))
    session.refused.connect(said.append)
    change(session, 5)
    qtbot.waitUntil(lambda: session.saving.kept_at > 0, timeout=5000)
    assert (len(tries), len(said)) == (3, 1)
    assert "safety copy" in said[0]


def test_three_crashes_while_it_is_brought_back_lose_nothing(session: Session, tmp_path: Path):
    """The journal stays the one it was found in, with the runs of a project without a file beside it."""
    session.runs.mkdir()
    (session.runs / "weights").write_text("learnt")
    change(session, 7)
    session.saving.keep()
    session.saving.finish()
    found = left_behind(session)
    for _ in range(3):
        (entry,) = found
        other = Session()
        other.restore(entry)
        assert recovery.waiting() == []  # it is on a desk
        assert (other.runs / "weights").read_text() == "learnt"
        assert not other.is_saved
        found = left_behind(other)
    other = Session()
    other.restore(found[0])
    other.save(tmp_path / "a.neurodesk")
    assert filters(tmp_path / "a.neurodesk") == 7
    assert (tmp_path / "a.runs" / "weights").read_text() == "learnt"
    other.close()
    assert recovery.waiting() == []


def test_two_programs_do_not_bring_back_the_same(session: Session):
    """The second is told that it is open already."""
    change(session, 7)
    session.saving.keep()
    session.saving.finish()
    (entry,) = left_behind(session)
    one, other = Session(), Session()
    one.restore(entry)
    with pytest.raises(BadFile, match="another window has just brought it back"):
        other.restore(entry)
    one.close()
    other.close()


def test_what_was_trained_without_a_file_is_unsaved_work(session: Session, tmp_path: Path):
    """An untouched template is kept for after a crash as soon as it trains, and is asked about."""
    assert session.is_saved
    session.hold_runs(busy=True)
    session.saving.finish()
    assert not session.is_saved
    session.hold_runs(busy=False)
    assert [entry.title for entry in left_behind(session)] == ["untitled"]
    session.save(tmp_path / "a.neurodesk")
    assert session.is_saved


# ---------------------------------------------------------------------- a disk that stalls


def test_editing_goes_on_while_the_disk_stalls(session: Session, disk: Disk, tmp_path: Path, qtbot: QtBot):
    """It is said after a moment; what is saved is what there was, what came after is unsaved."""
    change(session, 5)
    session.begin_save(tmp_path / "a.neurodesk")
    assert disk.reached.wait(5)
    change(session, 6)
    qtbot.waitUntil(lambda: session.saving.slow)
    assert session.saving.busy
    assert not (tmp_path / "a.neurodesk").exists()
    disk.gate.set()
    qtbot.waitUntil(lambda: not session.saving.busy)
    assert filters(tmp_path / "a.neurodesk") == 5
    assert session.path == tmp_path / "a.neurodesk"
    assert not session.is_saved
    session.undo()
    assert session.is_saved


def test_a_save_that_ends_late_is_not_taken_for_the_next_documents(
    session: Session, disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Who did not wait for the disk has another document on the desk by then, which must not go into that file."""
    monkeypatch.setattr(saving, "LEAVE_S", 0.05)
    change(session, 5)
    session.begin_save(tmp_path / "a.neurodesk")
    assert disk.reached.wait(5)
    session.adopt(small_cnn())
    runs = session.runs
    disk.gate.set()
    session.saving.finish()
    assert filters(tmp_path / "a.neurodesk") == 5
    assert (session.path, session.saving.path, session.runs) == (None, None, runs)
    assert not session.saving.busy
    other = Session()
    other.adopt(small_cnn(), tmp_path / "a.neurodesk")
    assert not other.saving.read_only
    other.close()


def test_the_window_says_that_it_is_saving(window: Window, disk: Disk, tmp_path: Path, qtbot: QtBot):
    """In the path bar, until it is done."""
    change(window.session, 5)
    window.session.begin_save(tmp_path / "a.neurodesk")
    qtbot.waitUntil(lambda: "Saving…" in window.bar.status.text() + window.bar.status.toolTip())
    disk.gate.set()
    qtbot.waitUntil(lambda: window.session.is_saved)
    assert "Saving…" not in window.bar.status.text() + window.bar.status.toolTip()


@pytest.mark.parametrize("waits", [True, False])
def test_a_window_that_closes_waits_for_its_save_while_the_person_does(
    window: Window, disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, waits: bool
):
    """Who does not wait stays, and may discard the next time."""
    window.session.path = tmp_path / "a.neurodesk"
    change(window.session, 5)
    answers = iter(["save"] if waits else ["save", "discard"])
    monkeypatch.setattr(asking, "save_first", lambda *_args, **_more: next(answers))
    seen = []

    def look() -> None:
        box = next((box for box in window.findChildren(QMessageBox) if box.isVisible()), None)
        if box is None:
            return
        seen.append(box.text())
        disk.gate.set() if waits else press(box.button(QMessageBox.StandardButton.Cancel))

    looking = QTimer(interval=10)
    looking.timeout.connect(look)
    looking.start()
    monkeypatch.setattr(saving, "LEAVE_S", 0.05)
    window.close()
    assert (set(seen), window.isVisible()) == ({"Saving…"}, not waits)
    window.close()
    looking.stop()
    assert not window.isVisible()
    assert (tmp_path / "a.neurodesk").exists() == waits


def test_a_run_waits_for_the_runs_to_be_brought(
    session: Session, disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """It would be written into a folder on its way."""
    link, said = QuietLink(session), []
    session.refused.connect(said.append)
    monkeypatch.setattr("neurodesk.ui.link.WRITTEN_S", 0.05)
    session.begin_save(tmp_path / "a.neurodesk")
    link.train()
    assert (link.sent, link.state, len(said)) == ([], "off", 1)
    disk.gate.set()
    session.saving.finish()
    link.train()
    assert link.sent[-1].runs == str(tmp_path / "a.runs")


# ---------------------------------------------------------------------- one writer a file


def test_a_file_that_another_program_has_opens_read_only(window: Window, tmp_path: Path):
    """Said in the note and the title; it is saved under another name, or here when the other has gone."""
    path = tmp_path / "a.neurodesk"
    save_project(Project(small_cnn(), path))
    with subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdin=-1, stdout=-1, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "True\n"
        assert window.open(path)
        assert "read-only" in window.note.label.text()
        assert "read-only" in window.windowTitle()
        change(window.session, 5)
        window.save()
        window.session.saving.finish()
        assert "open in another window" in window.note.label.text()
        speak("deutsch")
        window.save()
        window.session.saving.finish()
        speak("english")
        assert "in einem anderen Fenster von NeuroDesk" in window.note.label.text()
        assert "Schließen Sie es dort" in window.note.label.text()
        assert not window.session.is_saved
        child.kill()
    assert filters(path) == 8
    assert window.save_whole()
    assert filters(path) == 5
    assert "read-only" not in window.windowTitle()


def test_two_sessions_on_one_file_and_the_first_to_go_lets_the_other_write(tmp_path: Path, qapp: QApplication):
    """Also through another name of the same file."""
    path, link = tmp_path / "a.neurodesk", tmp_path / "link.neurodesk"
    save_project(Project(small_cnn(), path))
    link.symlink_to(path)
    one, other = Session(), Session()
    one.adopt(small_cnn(), path)
    other.adopt(small_cnn(), link)
    assert (one.saving.read_only, other.saving.read_only) == (False, True)
    with pytest.raises(BadFile, match="open in another window"):
        other.save()
    with pytest.raises(BadFile, match="open in another window"):
        other.save(path)
    one.close()
    other.save()
    assert not other.saving.read_only
    other.close()
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("choice", ["cancel", "replace", "elsewhere"])
def test_a_file_that_another_program_changed_is_not_written_over_unasked(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, choice: str
):
    """The person says which of the two stays, and what is replaced is among the versions."""
    path, other = tmp_path / "a.neurodesk", tmp_path / "b.neurodesk"
    window.session.save(path)
    document = window.session.document
    graph = edit.set_value(document.graph(), "conv_1", "filters", 3)
    save_project(Project(document.with_graph("network", graph), path))
    change(window.session, 5)
    monkeypatch.setattr(asking, "replace_changed", lambda *_args: "cancel")
    with pytest.raises(FileChanged):
        window.session.save()
    monkeypatch.setattr(asking, "replace_changed", lambda *_args: choice)
    monkeypatch.setattr(asking, "project_to_save", lambda *_args: other)
    assert window.save_whole() == (choice != "cancel")
    assert filters(path) == (5 if choice == "replace" else 3)
    assert other.exists() == (choice == "elsewhere")
    kept = [versions.read(each).graph().nodes["conv_1"].values["filters"] for each in versions.versions(path)]
    assert choice != "replace" or kept[:2] == [5, 3]


def test_saves_in_a_row_are_ones_own_changes(session: Session, disk: Disk, tmp_path: Path):
    """The second is asked for before the first is on the disk."""
    outcomes: list[object] = []
    disk.gate.set()
    save_project(Project(small_cnn(), tmp_path / "a.neurodesk"))
    disk.gate.clear()
    session.adopt(small_cnn(), tmp_path / "a.neurodesk")
    session.saving.ended.connect(outcomes.append)
    for number in (7, 8, 9):
        change(session, number)
        session.begin_save()
    disk.gate.set()
    session.saving.finish()
    assert [type(outcome).__name__ for outcome in outcomes] == ["Written"] * 3
    assert filters(tmp_path / "a.neurodesk") == 9
    assert session.is_saved


def test_a_save_says_when(session: Session, tmp_path: Path):
    """For the path bar."""
    before = time.time()
    session.save(tmp_path / "a.neurodesk")
    assert before <= session.saving.saved_at <= time.time()


def test_opening_sweeps_what_a_killed_save_left(session: Session, tmp_path: Path):
    path = tmp_path / "mine.neurodesk"
    save_project(Project(small_cnn(), path))
    left = tmp_path / ".mine.neurodesk.abcd1234.saving"
    left.touch()
    os.utime(left, (100.0, 100.0))
    session.adopt(small_cnn(), path)
    session.saving.finish()
    assert not left.exists()

"""Keeps the proof that unsaved work outlives a crash, and only a crash, and that planted files mean nothing."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from neurodesk.disk.atomic import SaveError
from neurodesk.disk.places import recovery_dir
from neurodesk.files.project import dumps, open_project, save_project
from neurodesk.files.recovery import Journal, Recovered, discard, restore, waiting
from neurodesk.graph.edit import add
from neurodesk.graph.errors import BadFile
from neurodesk.graph.model import Document, Graph, Project, chosen, empty_document

WORK = """
import os, sys
from pathlib import Path
from neurodesk.files.recovery import Journal
from neurodesk.graph.model import empty_document
Journal().keep(empty_document().replaced(notes=sys.argv[1]), Path(sys.argv[2]) if sys.argv[2] else None)
os._exit(9)
"""


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("NEURODESK_HOME", str(tmp_path / "home"))


def crash(notes: str, path: str = "") -> None:
    assert subprocess.run([sys.executable, "-c", WORK, notes, path], check=False).returncode == 9


def test_work_outlives_a_crash(tmp_path):
    crash("first", str(tmp_path / "digits.neurodesk"))
    crash("second")
    newest, oldest = waiting()
    assert (newest.title, oldest.title) == ("untitled", "digits.neurodesk")
    assert newest.time >= oldest.time
    project = restore(oldest)
    assert project == Project(empty_document().replaced(notes="first"), tmp_path / "digits.neurodesk")
    assert restore(newest).path is None
    assert len(waiting()) == 2  # restoring forgets nothing; only the person does
    discard(oldest)
    discard(oldest)
    assert waiting() == [newest]


def test_a_folder_that_was_removed_is_made_again():
    """By the next copy, which nobody takes for a crash's while its program lives."""
    journal = Journal()
    journal.keep(empty_document(), None)
    shutil.rmtree(recovery_dir())
    journal.keep(empty_document().replaced(notes="more"), None)
    assert waiting() == []
    journal.leave()
    assert [restore(each).document.notes for each in waiting()] == ["more"]


def test_a_living_program_is_not_recovered_from():
    journal = Journal()
    journal.keep(empty_document(), None)
    journal.keep(empty_document().replaced(notes="more"), None)
    assert waiting() == []
    assert len(list(recovery_dir().glob("*.recovery"))) == 1
    journal.clear()
    assert not list(recovery_dir().iterdir())
    journal.clear()


def test_a_disk_that_refuses_does_not_disturb(monkeypatch):
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    journal = Journal()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SaveError, match="disk is full"):
        journal.keep(empty_document(), None)
    monkeypatch.undo()
    journal.clear()


def test_what_is_no_journal_is_passed_over():
    good = {"path": None, "time": 1.0, "text": dumps(empty_document())}
    bad = [b"", b"\xff", b"[" * 100_000, b"[]", b"{}", b"null"]
    bad += [json.dumps(good | change).encode() for change in ({"path": 1}, {"time": "x"}, {"text": None})]
    for at, data in enumerate(bad):
        (recovery_dir() / f"{at}.recovery").write_bytes(data)
    os.mkfifo(recovery_dir() / "pipe.recovery")
    (recovery_dir() / "good.recovery").write_text(json.dumps(good))
    assert [entry.key for entry in waiting()] == ["good"]


@pytest.mark.parametrize("time", [float("nan"), float("inf"), -1e9, 1e300])
def test_a_time_that_never_was_is_that_of_the_file(time):
    text = json.dumps({"path": None, "time": time, "text": dumps(empty_document())})
    (recovery_dir() / "x.recovery").write_text(text)
    os.utime(recovery_dir() / "x.recovery", (1000, 1000))
    (entry,) = waiting()
    assert entry.time == 1000


def test_a_kept_text_is_read_as_carefully_as_a_file():
    with pytest.raises(BadFile):
        restore(Recovered("x", None, 0.0, '{"neurodesk": 1, "networks": {}, "trusted": true}'))


def test_files_beside_the_document_mean_nothing(tmp_path):
    path = tmp_path / "digits.neurodesk"
    graph, _ = add(Graph(), chosen("relu"), "relu_1")
    save_project(Project(Document({"network": graph}), path))
    planted = json.dumps({"path": str(path), "time": 1.0, "text": dumps(empty_document())})
    for name in (
        "digits.neurodesk~",
        ".digits.neurodesk.recovery",
        "digits.recovery",
        ".digits.swp.p",
        "digits.neurodesk.recovery",
    ):
        (tmp_path / name).write_text(planted)
    assert open_project(path).document.graph() == graph
    assert waiting() == []


def test_what_another_program_brought_back_is_not_discarded():
    """Its list was shown before, and is old by now."""
    crash("precious")
    (entry,) = waiting()
    journal = Journal(entry.key)
    assert journal.take()
    discard(entry)
    journal.leave()
    assert waiting() == [entry]
    discard(entry)
    assert waiting() == []


@pytest.mark.parametrize("path", ["/tmp/a\0b.neurodesk", "/tmp/\ud800.neurodesk"])
def test_work_on_a_file_that_could_never_be_is_passed_over(path):
    """No disk takes the name, and Qt would end the program where it is to show it."""
    entry = {"path": path, "time": 1.0, "text": dumps(empty_document()), "began": ""}
    (recovery_dir() / f"{'a' * 32}.recovery").write_text(json.dumps(entry))
    assert waiting() == []

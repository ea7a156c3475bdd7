"""Saves among other files and slow disks: what is asked first, what does not wait, what is one's own."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from neurodesk.disk.places import recovery_dir
from neurodesk.disk.reading import is_there
from neurodesk.files import recovery
from neurodesk.files.project import open_project
from neurodesk.graph import edit, tree
from neurodesk.graph.errors import BadFile
from neurodesk.training.runs import RunStore
from neurodesk.ui import saving
from neurodesk.ui.saving import FileChanged
from neurodesk.ui.session import Session
from tests.ui.desk import small_cnn


@pytest.fixture
def session(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """The small network on the digits."""
    monkeypatch.setenv("NEURODESK_HOME", str(tmp_path / "home"))
    made = Session()
    made.adopt(small_cnn())
    yield made
    made.close()


@pytest.fixture
def stalled(session: Session, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """The disk of the project's file, and no other, stalls until this is set."""
    gate, real = threading.Event(), saving.save_project
    monkeypatch.setattr(saving, "save_project", lambda *args: (gate.wait(300), real(*args)))
    yield gate
    gate.set()
    session.saving.finish()


def change(session: Session, filters: int) -> None:
    """An edit."""
    session.edit_graph("Set filters", lambda graph: edit.set_value(graph, "conv_1", "filters", filters))


def filters(path: Path) -> object:
    """What `change` set, in a file."""
    return open_project(path).document.graph().nodes["conv_1"].values["filters"]


def test_a_safety_copy_does_not_wait_for_the_disk_of_the_file(
    session: Session, tmp_path: Path, stalled: threading.Event, qtbot: QtBot
):
    """What comes after a save that stalls is safe within seconds, and what it writes is."""
    change(session, 5)
    session.begin_save(tmp_path / "a.neurodesk")
    change(session, 6)
    qtbot.waitUntil(lambda: session.saving.kept_at > 0)
    (file,) = recovery_dir().glob("*.recovery")
    assert '\\"filters\\":6' in file.read_text().replace(" ", "")
    stalled.set()
    session.saving.finish()
    assert filters(tmp_path / "a.neurodesk") == 5


def test_a_new_name_may_be_saved_to_again_before_the_disk_has_answered(
    session: Session, tmp_path: Path, stalled: threading.Event
):
    """The first save holds its lock: it is one's own."""
    outcomes: list[object] = []
    session.saving.ended.connect(outcomes.append)
    for number in (5, 6):
        change(session, number)
        session.begin_save(tmp_path / "a.neurodesk")
    stalled.set()
    session.saving.finish()
    assert [type(outcome).__name__ for outcome in outcomes] == ["Written"] * 2
    assert filters(tmp_path / "a.neurodesk") == 6
    assert session.is_saved


def test_a_file_by_another_spelling_is_ones_own(session: Session, tmp_path: Path):
    """As when the program was started on a relative name; runs beside it stay where they are."""
    (tmp_path / "b").mkdir()
    change(session, 5)
    session.save(tmp_path / "b" / ".." / "a.neurodesk")
    session.runs.mkdir()
    change(session, 6)
    session.save(tmp_path / "a.neurodesk")
    assert filters(tmp_path / "a.neurodesk") == 6
    assert sorted(each.name for each in tmp_path.iterdir() if each.is_dir()) == ["a.runs", "b", "home"]


def test_a_file_that_can_no_longer_be_read_is_not_written_over_unasked(session: Session, tmp_path: Path):
    """Larger than any project, it is somebody else's."""
    path = tmp_path / "a.neurodesk"
    session.save(path)
    os.truncate(path, tree.MOST_BYTES + 1)
    change(session, 5)
    with pytest.raises(FileChanged):
        session.save()
    assert path.stat().st_size == tree.MOST_BYTES + 1


def test_work_that_was_brought_back_asks_before_it_replaces_a_file_that_it_never_knew(session: Session, tmp_path: Path):
    """A recovery file may name any file."""
    (tmp_path / "precious.txt").write_text("precious")
    journal = recovery.Journal()
    journal.keep(small_cnn(), tmp_path / "precious.txt")
    journal.leave()
    (entry,) = recovery.waiting()
    session.restore(entry)
    change(session, 5)
    with pytest.raises(FileChanged):
        session.save()
    assert (tmp_path / "precious.txt").read_text() == "precious"


def test_an_ordinary_save_looks_at_no_disk_in_the_windows_thread(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """One that stalls would stop the window: whose file it is was known before."""
    session.save(tmp_path / "a.neurodesk")
    change(session, 5)
    looked, real = [], os.lstat
    monkeypatch.setattr(
        os, "lstat", lambda *args, **how: (looked.append(threading.current_thread()), real(*args, **how))[1]
    )
    session.begin_save()
    monkeypatch.undo()
    session.saving.finish()
    assert threading.main_thread() not in looked
    assert filters(tmp_path / "a.neurodesk") == 5


@pytest.mark.parametrize("name", ["a", "other"])
def test_a_folder_that_was_renamed_brings_its_lock_and_runs_along(session: Session, tmp_path: Path, name: str):
    """Saved where it lies now, under its name or another, the document has its runs, and no lock stays behind."""
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    session.save(old / "a.neurodesk")
    with RunStore(session.runs) as store:
        run = store.create("{}", seed=0, epochs=3, epoch=3)
        store.hold(run)
        store.finish(run, "finished")
    old.rename(new)
    session.edit_graph("Set", lambda graph: edit.set_value(graph, "conv_1", "filters", 5))
    with pytest.raises(BadFile, match="its folder is not there"):
        session.save()
    session.save(new / f"{name}.neurodesk")
    assert open_project(new / f"{name}.neurodesk").document == session.document
    assert session.runs == new / f"{name}.runs"
    with RunStore(session.runs) as store:
        assert [row.run for row in store.list()] == [run]
    assert not is_there(new / "a.runs~")  # its own are not put aside
    assert [lock.name for lock in new.glob("*.lock")] == [f".{name}.neurodesk.lock"]
    session.adopt(small_cnn())
    assert not list(new.glob(".*"))


def test_a_lock_of_another_window_refuses_where_the_folder_is_now(session: Session, tmp_path: Path):
    """It lies under the name of the own one, and is another file."""
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    session.save(old / "a.neurodesk")
    old.rename(new)
    (new / ".a.neurodesk.lock").unlink()
    other = Session()
    other.adopt(small_cnn(), new / "a.neurodesk")
    with pytest.raises(BadFile, match="open in another window"):
        session.save(new / "a.neurodesk")
    other.close()
    session.save(new / "a.neurodesk")

"""Keeps the proof that a folder is copied or moved whole or not at all, and only plain files in it."""

import errno
import os

import pytest

from neurodesk.disk import folders
from neurodesk.disk.atomic import SaveError
from neurodesk.disk.folders import copy_folder, move_folder
from tests.disk.crashlab import content


@pytest.fixture
def runs(tmp_path):
    """A folder of runs, with what belongs to processes and what is no plain file."""
    folder = tmp_path / "there" / "digits.runs"
    (folder / "0001").mkdir(parents=True)
    (folder / "runs.sqlite").write_bytes(b"rows")
    (folder / "0001" / "weights.safetensors").write_bytes(bytes(3 << 20))
    (folder / "0001" / "weights.safetensors").chmod(0o640)
    return folder


def names(folder):
    """What lies in a folder."""
    return [path.name for path in folder.iterdir()]


def far(monkeypatch: pytest.MonkeyPatch, source: os.PathLike[str], code: int = errno.EXDEV) -> None:
    """Lets a folder be renamed only beside where it is, as when two disks are in play."""
    real = os.rename

    def rename(old, new):
        if old == source and os.path.dirname(new) != os.path.dirname(old):  # noqa: PTH120
            raise OSError(code, os.strerror(code))
        real(old, new)

    monkeypatch.setattr(folders.os, "rename", rename)


def test_a_copy_holds_the_plain_files_and_nothing_else(tmp_path, runs):
    expected = content(runs)
    (tmp_path / "secret").write_bytes(b"secret")
    (runs / "link").symlink_to(tmp_path / "secret")
    (runs / "folder").symlink_to(tmp_path)
    os.mkfifo(runs / "pipe")
    (runs / "runs.sqlite-shm").write_bytes(b"memory")
    (runs / "0001" / ".run.lock").write_bytes(b"")
    copy_folder(runs, tmp_path / "here" / "again.runs")
    assert content(tmp_path / "here" / "again.runs") == expected
    assert (tmp_path / "here" / "again.runs" / "0001" / "weights.safetensors").stat().st_mode & 0o777 == 0o640
    assert names(tmp_path / "here") == ["again.runs"]
    assert (runs / "pipe").exists()


@pytest.mark.parametrize("on_another_disk", [False, True])
def test_a_moved_folder_is_in_one_place(tmp_path, runs, monkeypatch, on_another_disk):
    expected, mode = content(runs), runs.stat().st_mode
    if on_another_disk:
        far(monkeypatch, runs)
    move_folder(runs, tmp_path / "here" / "digits.runs")
    assert content(tmp_path / "here" / "digits.runs") == expected
    assert (tmp_path / "here" / "digits.runs").stat().st_mode == mode
    assert names(tmp_path / "there") == []
    assert names(tmp_path / "here") == ["digits.runs"]


def test_what_a_crash_left_to_be_removed_goes_with_the_next_move(tmp_path, runs):
    (runs.parent / ".earlier.runs.neurodesk-gone" / "0001").mkdir(parents=True)
    move_folder(runs, tmp_path / "digits.runs")
    assert names(tmp_path / "there") == []


def test_a_persons_own_folders_stay_whatever_they_are_called(tmp_path, runs):
    (runs.parent / ".mine.gone").mkdir()
    move_folder(runs, tmp_path / "digits.runs")
    assert names(tmp_path / "there") == [".mine.gone"]


@pytest.mark.parametrize("act", [copy_folder, move_folder])
def test_what_is_there_is_not_written_over(tmp_path, runs, act):
    (tmp_path / "taken").mkdir()
    with pytest.raises(SaveError, match="taken could not be saved: something of this name is there already"):
        act(runs, tmp_path / "taken")
    assert names(tmp_path / "taken") == []
    assert (runs / "runs.sqlite").exists()


@pytest.mark.parametrize("act", [copy_folder, move_folder])
def test_a_full_disk_leaves_the_folder_where_it_was(tmp_path, runs, monkeypatch, act):
    expected = content(runs)
    far(monkeypatch, runs)

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "here").mkdir()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SaveError, match="the disk is full") as caught:
        act(runs, tmp_path / "here" / "digits.runs")
    assert caught.value.cure
    assert content(runs) == expected
    assert names(tmp_path / "here") == []


def test_a_folder_that_may_not_be_renamed_is_said(tmp_path, runs, monkeypatch):
    far(monkeypatch, runs, errno.EACCES)
    with pytest.raises(SaveError, match="you may not write there"):
        move_folder(runs, tmp_path / "digits.runs")
    assert (runs / "runs.sqlite").exists()


def test_a_copy_whose_original_cannot_go_is_taken_back(tmp_path, runs, monkeypatch):
    real = os.rename

    def rename(old, new):
        if old == runs:
            raise OSError(errno.EXDEV if new == tmp_path / "digits.runs" else errno.EACCES, "no")
        real(old, new)

    monkeypatch.setattr(folders.os, "rename", rename)
    with pytest.raises(SaveError, match="you may not write there"):
        move_folder(runs, tmp_path / "digits.runs")
    assert (runs / "runs.sqlite").exists()
    assert names(tmp_path) == ["there"]

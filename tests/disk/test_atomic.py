"""Keeps the proof that a save leaves the old file or the new, whole, whatever happens."""

import errno
import os
import stat
import subprocess
import sys
from types import SimpleNamespace

import pytest

from neurodesk.disk.atomic import SaveError, atomic_save, sweep
from tests.disk.crashlab import record, room, states
from tests.disk.savers import NAME, NEW, OLD, SAVERS
from tests.disk.watching import lacking


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "digits.neurodesk"
    path.write_bytes(OLD)
    return path


def test_a_new_file_and_an_old_one(tmp_path, file):
    atomic_save(tmp_path / "fresh", NEW)
    atomic_save(str(file), memoryview(NEW))
    assert (tmp_path / "fresh").read_bytes() == file.read_bytes() == NEW
    assert sorted(each.name for each in tmp_path.iterdir()) == ["digits.neurodesk", "digits.neurodesk~", "fresh"]
    assert (tmp_path / "digits.neurodesk~").read_bytes() == OLD
    atomic_save(file, b"", backup=False)
    assert file.read_bytes() == b""
    assert (tmp_path / "digits.neurodesk~").read_bytes() == OLD


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_permissions_stay(file, mode):
    file.chmod(mode)
    atomic_save(file, NEW)
    assert stat.S_IMODE(file.stat().st_mode) == mode


def test_a_new_file_has_the_permissions_of_any_other(tmp_path):
    (tmp_path / "other").write_bytes(b"")
    atomic_save(tmp_path / "fresh", NEW)
    assert (tmp_path / "fresh").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_link_stays_a_link(tmp_path, file):
    (tmp_path / "far").mkdir()
    link = tmp_path / "far" / "link"
    link.symlink_to("../digits.neurodesk")
    atomic_save(link, NEW)
    assert link.is_symlink()
    assert file.read_bytes() == NEW
    assert [each.name for each in (tmp_path / "far").iterdir()] == ["link"]


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """What each saver did, under strace."""
    if lacking():
        return {}
    with room(tmp_path_factory.mktemp("savers")) as home:
        return record("tests.disk.savers", home, SAVERS)


def outcomes(done) -> set[tuple[bool, bytes | None]]:
    """What the file may hold after a crash, and whether the save had said that it was done."""
    return {(said, state.get(NAME)) for said, state in states(done)}


def test_every_state_a_crash_could_leave_is_whole(saved):
    for done in [saved["careful"]] * bool(saved):
        steps = ["make", "write", "sync", "link", "rename", "rename", "settle", "said"]
        assert [step[0] for step in done.steps] == steps
        assert outcomes(done) == {(False, OLD), (False, NEW), (True, NEW)}
        kept = {state.get(f"{NAME}~") for _, state in states(done)}
        assert kept == {None, OLD}


@pytest.mark.parametrize(
    ("saver", "wrong"),
    [
        ("over", (False, b"")),
        ("renamed", (True, b"")),
        ("not_settled", (True, OLD)),
        ("removed_first", (False, None)),
        ("appended", (False, OLD + NEW[: len(NEW) // 2])),
    ],
)
def test_the_laboratory_sees_careless_saves(saved, saver, wrong):
    for done in [saved[saver]] * bool(saved):
        assert wrong in outcomes(done)


@pytest.mark.parametrize("call", ["write", "fsync", "replace", "fchmod"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS])
def test_a_disk_that_refuses_leaves_the_old_file(tmp_path, file, monkeypatch, call, code):
    real = getattr(os, call)

    def refuse(*given):
        if call == "replace" and str(given[1]).endswith("~"):
            return real(*given)
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, call, refuse)
    with pytest.raises(SaveError) as caught:
        atomic_save(file, NEW)
    monkeypatch.undo()
    assert file.read_bytes() == OLD
    assert not list(tmp_path.glob("*.saving*"))
    assert str(caught.value).startswith("digits.neurodesk could not be saved: ")
    assert caught.value.cure
    assert isinstance(caught.value, OSError)


def test_a_write_that_stops_short_is_continued_or_an_error(file, monkeypatch):
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: real(handle, data[:7]))
    atomic_save(file, NEW)
    assert file.read_bytes() == NEW
    monkeypatch.setattr(os, "write", lambda handle, data: 0)
    with pytest.raises(SaveError):
        atomic_save(file, OLD)
    assert file.read_bytes() == NEW


def test_an_interrupt_leaves_the_old_file_and_no_other(tmp_path, file, monkeypatch):
    def interrupt(handle):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        atomic_save(file, NEW)
    assert [each.name for each in tmp_path.iterdir()] == [file.name]
    assert file.read_bytes() == OLD


def test_a_disk_without_hard_links_saves_without_a_backup(tmp_path, file, monkeypatch):
    def refuse(*_):
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    atomic_save(file, NEW)
    assert [each.name for each in tmp_path.iterdir()] == [file.name]
    assert file.read_bytes() == NEW


def test_what_is_no_plain_file_is_not_replaced(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", tmp_path / "nobody" / "file", tmp_path / ("x" * 300)):
        with pytest.raises(SaveError) as caught:
            atomic_save(path, NEW)
        assert caught.value.cure
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


def test_a_save_after_a_kill_between_the_two_names_leaves_no_third(tmp_path, file):
    (tmp_path / "digits.neurodesk~").hardlink_to(file)  # what a kill leaves between keeping the old and the new
    atomic_save(file, NEW)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["digits.neurodesk", "digits.neurodesk~"]
    assert (tmp_path / "digits.neurodesk~").read_bytes() == OLD


def test_links_in_a_circle_are_said_and_stay(tmp_path):
    (tmp_path / "one").symlink_to("two")
    (tmp_path / "two").symlink_to("one")
    with pytest.raises(SaveError, match="its links lead in a circle"):
        atomic_save(tmp_path / "one", NEW)
    assert (tmp_path / "one").is_symlink()


def test_a_disk_that_takes_only_a_part_is_an_error(file):
    code = (
        "import resource, sys; from neurodesk.disk.atomic import atomic_save\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: atomic_save(sys.argv[1], bytes(4000))\n"
        "except OSError as error: print(error)"
    )
    said = subprocess.run([sys.executable, "-c", code, str(file)], capture_output=True, text=True, check=True).stdout
    assert said == "digits.neurodesk could not be saved: the disk takes no file of this size.\n"
    assert file.read_bytes() == OLD
    assert [each.name for each in file.parent.iterdir()] == [file.name]


def test_what_a_killed_save_left_is_swept_and_nothing_else(tmp_path, file):
    """Not what another file's save left, nor what is being saved just now."""
    mine = [f".{NAME}.abcd_123.saving", f".{NAME}.abcd_124.saving~"]
    others = [f".{NAME}.x.abcd_123.saving", f".{NAME}.abcd_1234.saving", ".b.abcd_123.saving", f"{NAME}~", NAME]
    for name in (*mine, *others):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (100.0, 100.0))
    (tmp_path / f".{NAME}.abcd_125.saving").touch()
    (tmp_path / "link").symlink_to(NAME)
    sweep(tmp_path / "link")
    assert {path.name for path in tmp_path.iterdir()} == {*others, f".{NAME}.abcd_125.saving", "link"}
    sweep(tmp_path / "gone" / NAME)


def test_a_file_that_may_only_be_read_is_not_replaced(tmp_path, file, monkeypatch):
    """Its folder would let it be: who made it read-only meant to keep it."""
    monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)  # as for anyone but root
    with pytest.raises(SaveError, match="you may not write there"):
        atomic_save(file, NEW)
    monkeypatch.setattr(os, "statvfs", lambda _path: SimpleNamespace(f_flag=os.ST_RDONLY))
    with pytest.raises(SaveError, match="the disk can only be read"):
        atomic_save(file, NEW)
    assert file.read_bytes() == OLD
    assert [each.name for each in tmp_path.iterdir()] == [file.name]

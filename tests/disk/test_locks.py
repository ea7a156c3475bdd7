"""Keeps the proof that a document has one writer, and that a crash lets go."""

import os
import subprocess
import sys

from neurodesk.disk.locks import Lock, is_held

HOLD = """
import sys
from neurodesk.disk.locks import Lock
print(Lock(sys.argv[1]).acquire(), flush=True)
sys.stdin.read()
"""


def test_one_writer_at_a_time(tmp_path):
    one, two = Lock(tmp_path / "a.neurodesk"), Lock(tmp_path / "a.neurodesk")
    assert one.acquire()
    assert one.acquire()  # what is held stays held
    assert not two.acquire()
    one.release()
    assert two.acquire()
    two.release()
    two.release()
    assert not list(tmp_path.iterdir())


def test_a_name_that_leaves_no_room_for_more_is_guarded_too(tmp_path):
    for name in ("a" * 249, "a" * 250, "a" * 255, "ä" * 125):
        one, two, other = (Lock(tmp_path / each) for each in (name, name, f"b{name[1:]}"))
        assert one.acquire()
        assert not two.acquire()
        assert other.acquire()
        one.release()
        other.release()
    assert not list(tmp_path.iterdir())


def test_a_lock_is_found_where_its_folder_went(tmp_path):
    """By the file that it holds; another of that name, and one that is not held, is none of it."""
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    lock = Lock(old / "a.neurodesk")
    assert not lock.follow(old)
    assert lock.acquire()
    assert not lock.follow(old)
    old.rename(new)
    old.mkdir()
    (old / lock.path.name).touch()
    assert not lock.follow(old)
    assert not lock.follow(tmp_path / "nowhere")
    assert lock.follow(new)
    assert not Lock(new / "a.neurodesk").acquire()
    lock.release()
    assert not list(new.iterdir())
    assert len(list(old.iterdir())) == 1


def test_a_link_shares_the_lock_and_another_document_does_not(tmp_path):
    (tmp_path / "a.neurodesk").touch()
    (tmp_path / "link").symlink_to("a.neurodesk")
    one, two, three = Lock(tmp_path / "a.neurodesk"), Lock(tmp_path / "link"), Lock(tmp_path / "b.neurodesk")
    assert one.acquire()
    assert not two.acquire()
    assert three.acquire()
    one.release()
    three.release()


def test_links_that_loop_have_a_lock_like_any_name(tmp_path):
    (tmp_path / "one").symlink_to("two")
    (tmp_path / "two").symlink_to("one")
    lock = Lock(tmp_path / "one")
    assert lock.acquire()
    assert not is_held(tmp_path / "elsewhere")
    lock.release()


def test_what_the_crash_of_another_person_left_holds_nobody_up(tmp_path, monkeypatch):
    """Their lock file can only be read; while their program lives it is held all the same."""
    (tmp_path / ".a.neurodesk.lock").touch()
    real = os.open

    def of_another(path, flags, *mode):
        if flags & os.O_RDWR and str(path).endswith(".lock"):
            raise PermissionError(13, "Permission denied")
        return real(path, flags, *mode)

    monkeypatch.setattr(os, "open", of_another)
    one, two = Lock(tmp_path / "a.neurodesk"), Lock(tmp_path / "a.neurodesk")
    assert one.acquire()
    assert not two.acquire()
    one.release()


def test_a_killed_program_lets_go(tmp_path):
    path = tmp_path / "a.neurodesk"
    with subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdin=-1, stdout=-1, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "True\n"
        lock = Lock(path)
        assert not lock.acquire()
        child.kill()
    assert lock.acquire()
    lock.release()


def test_planted_lock_files_are_not_followed(tmp_path):
    (tmp_path / "victim").write_text("precious")
    (tmp_path / ".a.neurodesk.lock").symlink_to("victim")
    os.mkfifo(tmp_path / ".b.neurodesk.lock")
    for name in ("a", "b"):
        lock = Lock(tmp_path / f"{name}.neurodesk")
        assert not lock.acquire()
    assert (tmp_path / "victim").read_text() == "precious"


def test_a_lock_file_that_vanished_before_it_was_taken_is_made_anew(tmp_path, monkeypatch):
    lock = Lock(tmp_path / "a.neurodesk")
    from neurodesk.disk import locks

    take, times = locks._take, []

    def take_late(handle):
        times.append(handle)
        if len(times) == 1:
            lock.path.unlink()
        return take(handle)

    monkeypatch.setattr(locks, "_take", take_late)
    assert lock.acquire()
    assert (len(times), lock.path.exists()) == (2, True)
    lock.release()


def test_whether_it_is_held_can_be_asked_without_a_trace(tmp_path):
    """What is no lock, or cannot be looked into, is held by nobody."""
    path = tmp_path / "run"
    assert not is_held(path)
    lock = Lock(path)
    assert lock.acquire()
    assert is_held(path)
    lock.release()
    assert not list(tmp_path.iterdir())
    (tmp_path / ".run.lock").touch(0o400)  # as a crash leaves it, in a folder that nobody may write
    assert not is_held(path)
    (tmp_path / ".run.lock").unlink()
    os.mkfifo(tmp_path / ".run.lock")
    assert not is_held(path)
    assert [file.name for file in tmp_path.iterdir()] == [".run.lock"]


def test_where_nobody_can_write_nobody_needs_a_lock(tmp_path):
    assert Lock(tmp_path / "nobody" / "a.neurodesk").acquire()

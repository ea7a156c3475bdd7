"""Keeps the proof that tasks are done in order, the newest of a kind, and that no error stops the next."""

import threading

import pytest

from neurodesk.files.scribe import Scribe, all_written, write_soon
from neurodesk.graph.errors import BadFile


@pytest.fixture
def held():
    """A scribe whose first task waits for the event."""
    scribe, gate = Scribe(), threading.Event()
    scribe.give(gate.wait, lambda _: None)
    yield scribe, gate
    gate.set()
    assert scribe.wait(5)


def test_tasks_are_done_in_order_and_handed_on_in_the_thread_that_collects(held):
    scribe, gate = held
    done, told = [], []
    for number in range(3):
        scribe.give(lambda number=number: done.append(number) or number, lambda outcome: told.append(outcome))
    assert scribe.busy
    assert not scribe.wait(0.01)
    gate.set()
    assert scribe.wait(5)
    assert (done, told, scribe.busy) == ([0, 1, 2], [], True)
    scribe.collect()
    assert (told, scribe.busy) == ([0, 1, 2], False)


def test_only_the_newest_of_a_kind_is_done(held):
    scribe, gate = held
    done = []
    for number in range(5):
        scribe.give(lambda number=number: done.append(number), lambda _: None, key="copy" if number != 2 else "")
    gate.set()
    assert scribe.wait(5)
    assert done == [2, 4]


def test_an_error_is_handed_on_and_the_next_is_done():
    scribe, told = Scribe(), []

    def fail(error: Exception):
        raise error

    for error in (BadFile("a", "it is no file"), OSError(28, "full")):
        scribe.give(lambda error=error: fail(error), told.append)
    scribe.give(lambda: 7, told.append)
    assert scribe.wait(5)
    scribe.collect()
    assert [str(outcome) for outcome in told] == ["a: it is no file.", "[Errno 28] full", "7"]


def test_what_nobody_expected_reaches_the_programs_door_and_the_next_is_done(monkeypatch):
    scribe, told, caught = Scribe(), [], []
    monkeypatch.setattr(threading, "excepthook", lambda found: caught.append(found.exc_type))
    scribe.give(lambda: 1 // 0, told.append)
    scribe.give(lambda: 7, told.append)
    assert scribe.wait(5)
    scribe.collect()
    assert (caught, told[1:]) == ([ZeroDivisionError], [7])
    assert isinstance(told[0], OSError)


def test_there_is_no_thread_while_there_is_nothing_to_do():
    scribe = Scribe()
    scribe.give(lambda: None, lambda _: None)
    assert scribe.wait(5)
    for thread in threading.enumerate():
        if thread.name == "scribe":
            thread.join(5)
            assert not thread.is_alive()


def test_of_a_small_file_the_newest_content_is_written_and_a_refusal_is_forgotten(tmp_path):
    (tmp_path / "closed").write_text("a file")
    for number in range(50):
        write_soon(tmp_path / "room" / "a.json", str(number).encode)
        write_soon(tmp_path / "closed" / "b.json", b"x".strip)
    assert all_written(10)
    assert (tmp_path / "room" / "a.json").read_bytes() == b"49"


def test_where_no_thread_can_be_started_it_is_done_at_once(monkeypatch):
    """As for want of memory: leaving must not fail for it."""

    def refuse(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    scribe, done = Scribe(), []
    scribe.give(lambda: 1, done.append)
    scribe.give(lambda: 2, done.append)
    assert scribe.wait(0)
    scribe.collect()
    assert done == [1, 2]

"""Circles are collected on the window's thread alone."""

import gc
import threading
import weakref

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from neurodesk.ui import collecting
from neurodesk.ui.app import application


class Circle:
    """Refers to itself, and notes which thread destroys it."""

    def __init__(self, ends: list[int]) -> None:
        self.me = self
        weakref.finalize(self, lambda: ends.append(threading.get_ident()))


def test_other_threads_collect_nothing(qapp: QApplication, qtbot: QtBot):
    """Thousands of circles made elsewhere are still there afterwards, and go when the window comes to look."""
    application()
    ends: list[int] = []

    def work() -> None:
        for _ in range(20_000):
            Circle(ends)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert ends == []
    qtbot.waitUntil(lambda: len(ends) >= 19_000)  # the youngest may wait for the next look
    assert set(ends) == {threading.get_ident()}


def test_python_does_not_collect_by_itself(qapp: QApplication):
    """Not after a second start of the application's parts either."""
    for _ in range(2):
        collecting.install()
        assert not gc.isenabled()
    assert sum(type(child).__name__ == "_Collector" for child in qapp.children()) == 1


def test_once_settled_only_what_came_later_is_looked_at(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    """Until a window goes: what it held may be over now."""
    application()
    monkeypatch.setattr(collecting, "SETTLE_MS", 0)
    before, after, held = [], [], []
    Circle(before)
    thing = Circle(held)
    collecting.settle()
    try:
        assert len(before) == 1  # what was over already went
        assert gc.get_freeze_count() > 10_000
        Circle(after)
        assert len(gc.get_objects()) < 10_000
        gc.collect()
        assert len(after) == 1
        del thing
        gc.collect()
        assert held == []
        collecting.stir()
        qtbot.waitUntil(lambda: len(held) == 1)
        assert gc.get_freeze_count() > 10_000
    finally:
        collecting._collecting[0].settled = False
        gc.unfreeze()

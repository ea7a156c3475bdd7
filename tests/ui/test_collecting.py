"""While an engine is there, circles are collected on the window's thread alone."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from neurodesk.ui.collecting import Collector


class Circle:
    """Refers to itself, and notes which thread destroys it."""

    def __init__(self, ends: list[int]) -> None:
        self.me = self
        weakref.finalize(self, lambda: ends.append(threading.get_ident()))


@pytest.fixture
def collector(qapp: QApplication) -> Iterator[Collector]:
    """A collector that gives collection back."""
    made = Collector(QObject(qapp))
    yield made
    made.end()
    made.parent().deleteLater()


def test_other_threads_collect_nothing(collector: Collector):
    """Thousands of circles made elsewhere are still there afterwards, and go when the window looks."""
    ends: list[int] = []

    def work() -> None:
        for _ in range(20_000):
            Circle(ends)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert ends == []
    collector.look()
    assert set(ends) == {threading.get_ident()}


def test_collection_is_given_back(qapp: QApplication):
    """Afterwards Python collects by itself again."""
    made = Collector(QObject(qapp))
    assert not gc.isenabled()
    made.end()
    assert gc.isenabled()
    made.parent().deleteLater()

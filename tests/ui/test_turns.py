"""Views are drawn one a turn, not while the hand moves, and never later than patience allows."""

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from neurodesk.ui import turns as module
from neurodesk.ui.turns import Turns, turns


class View(QWidget):
    """Notes when it is drawn."""

    def __init__(self, drawn: list[str], name: str) -> None:
        super().__init__()
        self.drawn, self.name = drawn, name

    def catch_up(self) -> None:
        """Draw."""
        self.drawn.append(self.name)


def views(qtbot: QtBot, drawn: list[str], names: str) -> list[View]:
    """Views on the screen."""
    made = [View(drawn, name) for name in names]
    for view in made:
        qtbot.addWidget(view)
        view.show()
    return made


def test_one_a_turn_the_longest_waiting_first(qtbot: QtBot):
    """However often each is asked for."""
    queue, drawn = Turns(), []
    made = views(qtbot, drawn, "abc")
    for view in made * 2:
        queue.ask(view)
    queue.turn()
    assert drawn == ["a"]
    qtbot.waitUntil(lambda: drawn == ["a", "b", "c"])


def test_a_view_rests_between_two_redraws(qtbot: QtBot):
    """And then its turn comes."""
    queue, drawn = Turns(), []
    (view,) = views(qtbot, drawn, "a")
    queue.ask(view)
    queue.turn()
    queue.ask(view)
    queue.turn()
    assert drawn == ["a"]
    qtbot.waitUntil(lambda: drawn == ["a", "a"])


def test_it_gives_way_to_the_hand_but_not_forever(qtbot: QtBot, monkeypatch):
    """Just after a movement nothing is drawn; when a view has waited long it is."""
    clock = [100.0]
    monkeypatch.setattr(module, "perf_counter", lambda: clock[0])
    queue, drawn = Turns(), []
    (view,) = views(qtbot, drawn, "a")
    queue.watch(view.windowHandle())
    queue.ask(view)
    QTest.mouseMove(view.windowHandle(), view.rect().center())
    assert queue.touched == 100.0
    queue.turn()
    assert drawn == []
    clock[0] += module.PATIENCE_S
    queue.touched = clock[0]
    queue.turn()
    assert drawn == ["a"]


def test_hidden_and_deleted_views_are_left_out(qtbot: QtBot):
    """No timer runs for them."""
    queue, drawn = Turns(), []
    (hidden,) = views(qtbot, drawn, "a")
    gone = View(drawn, "b")
    gone.show()
    queue.ask(gone)
    queue.ask(hidden)
    hidden.hide()
    delete(gone)
    queue.turn()
    assert drawn == []
    assert not queue._timer.isActive()


def test_what_is_forgotten_waits_no_more(qtbot: QtBot):
    """And no timer is left when nothing waits."""
    queue, drawn = Turns(), []
    (view,) = views(qtbot, drawn, "a")
    queue.ask(view)
    assert queue.asked(view)
    queue.forget(view)
    assert not queue.asked(view)
    assert not queue._timer.isActive()


def test_there_is_one_queue():
    """For all plots of the program."""
    assert turns() is turns()

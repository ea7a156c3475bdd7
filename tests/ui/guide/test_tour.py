"""The tour: five steps that go on when the thing is done, left and taken up again, blocking nothing."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from neurodesk.graph import edit
from neurodesk.ui.canvas.add_search import AddSearch
from neurodesk.ui.canvas.finding import FindBar
from neurodesk.ui.guide.tour import Tour, take
from neurodesk.ui.palette import Palette
from neurodesk.ui.settings import settings
from neurodesk.ui.window import Window
from tests.ui.desk import press
from tests.ui.test_docks import in_front

OVER = [("palette", Palette, "close_palette"), ("find", FindBar, "close_bar"), ("add", AddSearch, "close_search")]


@pytest.fixture
def tour(window: Window) -> Tour:
    """Taken from the welcome page, without motion."""
    settings().remember(reduced_motion="on")
    window.show_welcome()
    QApplication.processEvents()
    press(window.welcome.take)
    return next(found for found in window.findChildren(Tour) if found.isVisible())


def test_it_goes_on_when_the_thing_is_done(window: Window, tour: Tour):
    """Real clicks on the real widgets, which do what they always do; then it is done and offered no more."""
    assert window.canvas.isVisible()
    assert tour.step.key == "data"
    press(window.bar.steps["Data"])
    assert in_front(window.docks, "Data")
    assert tour.step.key == "canvas"
    window.session.edit_graph("Set", lambda graph: edit.set_value(graph, "conv_1", "filters", 3))
    assert tour.step.key == "train"
    press(window.bar.train)
    assert tour.step.key == "understand"
    press(window.bar.steps["Understand"])
    assert tour.step.key == "export"
    press(window.bar.steps["Export"])
    assert not tour.isVisible()
    assert settings().tour == "done"
    assert not tour.ring.isVisible()


def test_it_is_left_and_taken_up_again(window: Window, tour: Tour):
    """Next skips a step; later goes on where it was; Help begins a finished one anew; one card at a time."""
    press(tour.next)
    press(tour.next)
    assert settings().tour == "train"
    press(tour.later)
    assert not tour.isVisible()
    window.actions_by_key["tour"].trigger()
    again = take(window)
    assert again.step.key == "train"
    assert again is take(window)
    press(again.end)
    assert settings().tour == "done"
    window.actions_by_key["tour"].trigger()
    assert take(window).step.key == "data"
    take(window).finish()


def test_it_points_and_blocks_nothing(window: Window, tour: Tour):
    """The ring lies around the target and lets clicks through; the card stays inside the window and speaks."""
    bar = window.bar.steps["Data"]
    assert tour.ring.geometry().contains(bar.mapTo(window, bar.rect().center()))
    assert tour.ring.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    for size in ((800, 600), (1440, 900)):
        window.resize(*size)
        QApplication.processEvents()
        assert window.rect().contains(tour.geometry())
    assert (tour.accessibleName(), tour.accessibleDescription()) == (tour.title.text(), tour.text.text())
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert window.session.selection
    tour.finish()


def test_it_can_be_declined(window: Window):
    """Once, and the offer is gone."""
    window.show_welcome()
    QApplication.processEvents()
    press(window.welcome.decline)
    assert settings().tour == "done"
    assert not window.welcome.offer.isVisible()


def test_it_stands_over_the_canvas_and_hides_no_dock(window: Window, tour: Tour):
    """The library's search and the inspector stay usable at every step."""
    window.resize(1280, 800)
    for _ in tour._steps:
        QApplication.processEvents()
        for name in ("Library", "Inspector"):
            dock = window.docks.widgets[name]
            box = QRect(dock.mapTo(window, QPoint(0, 0)), dock.size())
            assert not tour.geometry().intersects(box)
        press(tour.next)


@pytest.mark.parametrize("size", [(1440, 900), (800, 520)])
@pytest.mark.parametrize("step", range(5))
def test_it_makes_room_for_what_is_typed_in_over_the_window(
    window: Window, tour: Tour, size: tuple[int, int], step: int
):
    """The palette, Find and the search of layers are seen whole at every step; afterwards the card is back."""
    window.resize(*size)
    window.activateWindow()
    for _ in range(step):
        press(tour.next)
    for _ in range(10):
        QApplication.processEvents()
    before = tour.geometry()
    for key, kind, close in OVER:
        window.canvas.setFocus()
        window.actions_by_key[key].trigger()
        QApplication.processEvents()
        other = next(found for found in window.findChildren(kind) if found.isVisible())
        QTest.keyClicks(other.line, "co")
        QApplication.processEvents()
        assert uncovered(other), key
        assert not tour.isVisible() or window.rect().contains(tour.geometry())
        getattr(other, close)()
        QApplication.processEvents()
        assert tour.isVisible()
        assert tour.geometry() == before
    tour.finish()


def uncovered(other: QWidget) -> bool:
    """Whether every corner and the middle of a card, as far as its parent reaches, are its own on the screen."""
    inside = other.parentWidget().rect().translated(-other.pos())
    box = other.rect().intersected(inside).adjusted(4, 4, -4, -4)
    spots = (box.topLeft(), box.topRight(), box.bottomLeft(), box.bottomRight(), box.center())
    under = [other.window().childAt(other.mapTo(other.window(), spot)) for spot in spots]
    return all(found is other or other.isAncestorOf(found) for found in under)


def test_the_last_step_ends_with_done(tour: Tour):
    """Until then the button leads on."""
    for _ in range(4):
        assert tour.next.text() == "Next"
        press(tour.next)
    assert tour.next.text() == "Done"
    press(tour.next)
    assert not tour.isVisible()
    assert settings().tour == "done"


def test_later_and_on_again_by_the_palette(window: Window, tour: Tour):
    """The keys go back to the canvas with the card; the step is taken up where it was, with its ring."""
    window.activateWindow()
    for _ in range(4):
        press(tour.next)
    tour.later.setFocus()
    QTest.keyClick(tour.later, Qt.Key.Key_Space)
    assert not tour.isVisible()
    assert QApplication.focusWidget() is window.canvas
    window.actions_by_key["palette"].trigger()
    palette = next(found for found in window.findChildren(Palette) if found.isVisible())
    QTest.keyClicks(palette.line, "tour")
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    QApplication.processEvents()
    again = next(found for found in window.findChildren(Tour) if found.isVisible())
    assert (again.step.key, again.next.text()) == ("export", "Done")
    bar = window.bar.steps["Export"]
    assert again.ring.geometry().contains(bar.mapTo(window, bar.rect().center()))
    again.finish()

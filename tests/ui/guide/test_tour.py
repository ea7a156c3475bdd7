"""The tour: five steps that go on when the thing is done, left and taken up again, blocking nothing."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from neurodesk.graph import edit
from neurodesk.ui.guide.tour import Tour, take
from neurodesk.ui.settings import settings
from neurodesk.ui.window import Window
from tests.ui.desk import press
from tests.ui.test_docks import in_front


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

"""Pointing, wheel, box, middle button and keys on a plot; what concerns the steps is shared by all plots of a run."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from neurodesk.ui.plots.plots import CurvePlot
from tests.ui.desk import shown

LEFT, MIDDLE, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def pair(qtbot: QtBot) -> tuple[CurvePlot, CurvePlot]:
    """Two plots of one run of 1000 steps."""
    first = shown(qtbot, CurvePlot("Loss"), 500, 300)
    second = shown(qtbot, CurvePlot("Accuracy", first.timeline), 500, 300)
    first.extend("training", np.linspace(1, 0, 1000))
    second.mark("training", 500, 0.5)
    for plot in (first, second):
        plot.catch_up()
    return first, second


def at(plot: CurvePlot, across: float, up: float = 0.5) -> QPoint:
    """A place in the box of a plot."""
    box = plot.frame().box
    return QPoint(round(box.left() + across * box.width()), round(box.bottom() - up * box.height()))


def turn(plot: CurvePlot, where: QPoint, notches: int, keys: Qt.KeyboardModifier = NONE) -> None:
    """Turn the wheel over a place."""
    spot, still = QPointF(where), QPoint(0, 120 * notches)
    event = QWheelEvent(spot, spot, QPoint(), still, Qt.MouseButton.NoButton, keys, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(plot, event)


def drag(plot: CurvePlot, begin: QPoint, end: QPoint, button: Qt.MouseButton = LEFT) -> None:
    """Press, move, let go."""
    QTest.mousePress(plot, button, pos=begin)
    QTest.mouseMove(plot, (begin + end) / 2)
    QTest.mouseMove(plot, end)
    QTest.mouseRelease(plot, button, pos=end)


def test_pointing_reads_in_all_plots(pair: tuple[CurvePlot, CurvePlot]):
    """The step under the pointer; outside there is none."""
    first, second = pair
    QTest.mouseMove(first, at(first, 0.5))
    assert second.timeline.cursor == pytest.approx(first.timeline.axis().value(0.5), rel=0.01)
    assert first.legend()[0].value == f"{first.curves['training'].at(first.timeline.cursor):.4g}"
    QApplication.sendEvent(first, QEvent(QEvent.Type.Leave))
    assert second.timeline.cursor is None


def test_the_wheel_zooms_at_the_pointer(pair: tuple[CurvePlot, CurvePlot]):
    """The step under it stays; over the numbers, or with Shift, the values are zoomed."""
    first, second = pair
    before = first.frame()
    step = before.step(at(first, 0.25).x())
    turn(first, at(first, 0.25), 2)
    assert second.timeline.axis().high < before.x.high
    first.catch_up()
    assert first.frame().step(at(first, 0.25).x()) == pytest.approx(step, rel=0.01)
    turn(first, at(first, 0.5), 2, Qt.KeyboardModifier.ShiftModifier)
    first.catch_up()
    assert first.frame().y.high < before.y.high
    second.catch_up()
    assert second.frame().y.high == pytest.approx(pair[1]._values().high)


def test_a_box_is_zoomed_into_and_a_double_click_shows_all(pair: tuple[CurvePlot, CurvePlot]):
    """Steps everywhere, values here; a flat box is of steps only; a twitch is none."""
    first, second = pair
    whole = first.frame()
    drag(first, at(first, 0.5), at(first, 0.5) + QPoint(3, 2))
    assert first.timeline.axis() == whole.x
    drag(first, at(first, 0.2, 0.8), at(first, 0.6, 0.4))
    for plot in pair:
        plot.catch_up()
    assert second.frame().x.low == pytest.approx(whole.x.value(0.2), rel=0.05)
    assert first.frame().y.high == pytest.approx(whole.y.value(0.8), rel=0.05)
    assert first.rubber.isNull()
    QTest.mouseDClick(first, LEFT, pos=at(first, 0.5))
    first.catch_up()
    assert first.frame() == whole
    drag(first, at(first, 0.2), at(first, 0.6))
    first.catch_up()
    assert first.timeline.axis() != whole.x
    assert first._zoom is None


def test_the_middle_button_moves_what_is_seen(pair: tuple[CurvePlot, CurvePlot]):
    """By as much as the hand moves."""
    first, _second = pair
    first.hand.zoom(4)
    first.catch_up()
    before = first.timeline.axis()
    drag(first, at(first, 0.5), at(first, 0.25), MIDDLE)
    wide = before.high - before.low
    assert first.timeline.axis().low == pytest.approx(before.low + wide / 4, rel=0.05)


def test_the_same_by_keys(pair: tuple[CurvePlot, CurvePlot]):
    """Arrows move the cursor, plus and minus zoom, 0 shows all, Esc takes the cursor away; the rest is passed on."""
    first, second = pair
    whole = first.timeline.axis()
    QTest.keyClick(first, Qt.Key.Key_Home)
    assert second.timeline.cursor == first.timeline.axis().low
    QTest.keyClick(first, Qt.Key.Key_Right)
    near = second.timeline.cursor
    QTest.keyClick(first, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert near < second.timeline.cursor
    QTest.keyClick(first, Qt.Key.Key_Plus)
    assert first.timeline.axis() != whole
    QTest.keyClick(first, Qt.Key.Key_0)
    assert first.timeline.axis() == whole
    QTest.keyClick(first, Qt.Key.Key_Escape)
    assert second.timeline.cursor is None
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, NONE)
    assert not first.hand.eventFilter(first, event)

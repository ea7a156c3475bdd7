"""The map of a large drawing: there when it helps, framed, gone to by click and drag, switched off."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from neurodesk.graph import edit
from neurodesk.graph.model import Place, chosen
from neurodesk.ui.canvas.ink import ink
from neurodesk.ui.canvas.minimap import MOST


@pytest.fixture
def many(view, session, qtbot):
    """60 layers in a square of 8 columns, seen at 100 %."""

    def added(graph):
        for at in range(60):
            graph, _ = edit.add(graph, chosen("relu"), at=Place(at % 8 * 400.0, at // 8 * 400.0), prefix="relu")
        return graph

    session.edit_graph("Add", added)
    qtbot.waitUntil(view.minimap.isVisible, timeout=3000)
    return view.minimap


def test_it_is_there_for_large_drawings_that_are_not_in_sight_whole(view, many, session, qtbot):
    assert view.viewport().rect().contains(many.geometry())
    view.fit_all()
    assert not many.isVisible()
    view.zoom_to(1.0)
    assert many.isVisible()
    session.edit_graph("Few", lambda graph: edit.remove(graph, sorted(graph.nodes)[MOST:]))
    assert not many.isVisible()


def test_a_click_goes_there_and_a_drag_goes_along(view, many):
    many_before = view.seen().center()
    corner = QPoint(12, 12)
    QTest.mouseClick(many, Qt.MouseButton.LeftButton, pos=corner)
    assert view.seen().center().x() < many_before.x() or view.seen().center().y() < many_before.y()
    QTest.mousePress(many, Qt.MouseButton.LeftButton, pos=corner)
    centre = QPointF(many.rect().center())
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    move = QMouseEvent(QEvent.Type.MouseMove, centre, many.mapToGlobal(centre), Qt.MouseButton.NoButton, left, none)
    QApplication.sendEvent(many, move)
    middle = view.canvas.bounds().center()
    assert (view.seen().center() - middle).manhattanLength() < 60
    QTest.mouseRelease(many, Qt.MouseButton.LeftButton, pos=many.rect().center())


def test_it_shows_the_layers_where_they_are_and_a_frame(view, many):
    image = many.grab().toImage()
    scale, origin = many._fit()
    item = view.canvas.nodes["relu_60"]
    at = (QPointF(item.card.center()) * scale + origin).toPoint()
    assert image.pixelColor(at) == ink().error  # nothing feeds it
    accent = [ink().accent == image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    assert any(accent)


def test_it_can_be_switched_off(view, many):
    many.switch(False)
    assert not many.isVisible()
    view.pan(50, 0)
    assert not many.isVisible()
    many.switch(True)
    assert many.isVisible()

"""The run on the canvas: there while it runs, true to what is told, out of the way of a fitted drawing."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from neurodesk.engine.protocol import Pause, Resume, Stop
from neurodesk.ui.canvas.view import CanvasView
from neurodesk.ui.runs.training_card import TrainingCard
from neurodesk.ui.session import Session
from tests.ui.desk import QuietLink, finished, press, shown, small_cnn, started, stepped


@pytest.fixture
def desk(qtbot):
    """A canvas with a small network, a link and the card."""
    session = Session()
    session.adopt(small_cnn())
    canvas = shown(qtbot, CanvasView(session), 1000, 500)
    canvas.reduced_motion = True
    canvas.fit_all()
    link = QuietLink(session)
    card = TrainingCard(link, canvas)
    yield canvas, link, card
    session.close()


def running(link):
    link._become("preparing")
    link.say(started(epochs=3), stepped(12, np.linspace(2, 1, 12)))


def test_it_comes_with_a_run_and_goes_with_it(desk):
    _, link, card = desk
    assert not card.isVisible()
    link._become("preparing")
    assert card.isVisible()
    assert card.words.text() == "Preparing…"
    assert not card.pause.isEnabled()
    link.say(started(epochs=3), stepped(12, np.linspace(2, 1, 12)))
    card._tell()
    assert card.words.text() == "Epoch 1 of 3"
    assert card.left.text() == "loss 1 · 25% · 1 min 5 s left"
    link.say(finished())
    assert not card.isVisible()


def test_pause_go_on_and_stop(desk):
    _, link, card = desk
    running(link)
    press(card.pause)
    assert link.last(Pause)
    assert card.pause.toolTip() == "Go on"
    assert card.words.text() == "Paused in epoch 1"
    press(card.pause)
    assert link.last(Resume)
    press(card.stop)
    assert link.last(Stop)


def test_a_click_or_enter_leads_to_the_dock_and_begins_nothing_on_the_canvas(desk, qtbot):
    canvas, link, card = desk
    running(link)
    canvas.session.select(["conv_1"])
    with qtbot.waitSignal(card.asked):
        press(card, QPoint(20, 18))
    assert canvas.session.selection == {"conv_1"}
    with qtbot.waitSignal(card.asked):
        QTest.keyClick(card, Qt.Key.Key_Return)


@pytest.mark.parametrize("size", [(1000, 500), (520, 320)])
def test_it_covers_no_card_of_a_fitted_drawing(desk, size):
    canvas, link, card = desk
    running(link)
    canvas.resize(*size)
    canvas.tidy()
    canvas.fit_all()
    box = canvas.viewportTransform().mapRect(canvas.canvas.bounds()).toRect()
    assert canvas.rect().contains(card.geometry())
    assert not box.intersects(card.geometry())


def test_the_loss_is_drawn(desk):
    _, link, card = desk
    running(link)
    image = card.spark.grab().toImage()
    found = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert len(found) > 3
    link._become("idle")
    link._become("preparing")
    blank = card.spark.grab().toImage()
    assert len({blank.pixelColor(x, y).name() for x in range(96) for y in range(20)}) == 1

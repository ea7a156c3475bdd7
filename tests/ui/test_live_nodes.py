"""Live pictures come to the nodes of the canvas in turns, the newest only."""

from pytestqt.qtbot import QtBot

from neurodesk.ui.canvas.view import CanvasView
from neurodesk.ui.live_nodes import LiveNodes
from neurodesk.ui.session import Session
from neurodesk.ui.turns import turns
from tests.ui.desk import shown
from tests.ui.panels.test_activations import probe


def test_the_newest_picture_comes_in_its_turn(qtbot: QtBot, session: Session):
    """Not where it arrives; a node that is gone is passed over."""
    canvas = shown(qtbot, CanvasView(session))
    live = LiveNodes(canvas)
    node = canvas.canvas.nodes["conv_1"]
    for gradient in (0.5, 0.25):
        live.take(probe("conv_1", gradient=gradient))
    live.take(probe("gone_1"))
    assert node.picture is None
    qtbot.waitUntil(lambda: node.picture is not None)
    assert node.gradient == 0.25


def test_a_hidden_canvas_waits_for_none(qtbot: QtBot, session: Session):
    """Nothing is left waiting for it."""
    canvas = shown(qtbot, CanvasView(session))
    live = LiveNodes(canvas)
    live.take(probe("conv_1"))
    canvas.hide()
    assert not turns().asked(live._nodes["conv_1"])

"""What a context menu is asked for."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication

from neurodesk.graph.model import Port
from neurodesk.ui.canvas.hit import Hit


def ask(view, at, reason=QContextMenuEvent.Reason.Mouse, held=Qt.KeyboardModifier.NoModifier):
    asked = []
    view.menu_asked.connect(lambda hit, _at: asked.append(hit))
    point = view.view_point(at).toPoint()
    QApplication.sendEvent(view.viewport(), QContextMenuEvent(reason, point, QPoint(5, 5), held))
    return asked


def test_right_click_selects_what_it_is_about(view, hand, drawn):
    assert ask(view, hand.card("relu_1")) == [Hit("relu_1")]
    assert drawn.selection == {"relu_1"}
    wire = Port("flatten_1", "x")
    assert ask(view, hand.wire(wire))[-1].wire == wire
    assert not drawn.selection
    assert view.canvas.marks.picked.wire == wire
    assert ask(view, QPointF(0.0, 400.0)) == [Hit()]


def test_the_menu_key_means_what_is_selected_and_ctrl_cuts_wires_instead(view, hand, drawn):
    drawn.select(["conv_1"])
    assert ask(view, QPointF(0.0, 400.0), QContextMenuEvent.Reason.Keyboard) == [Hit("conv_1")]
    assert ask(view, hand.card("relu_1"), held=Qt.KeyboardModifier.ControlModifier) == []

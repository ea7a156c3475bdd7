"""A layer dragged in from the library lands under the pointer or in the wire below it."""

from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from neurodesk.graph.model import Port
from neurodesk.ui.canvas.gestures.drop_layer import LAYER_MIME, key_in
from tests.ui.canvas.hand import ALT, NONE


def mime(key: str) -> QMimeData:
    """What the library drags."""
    data = QMimeData()
    data.setData(LAYER_MIME, key.encode())
    return data


def drop(view, data: QMimeData, at: QPointF, held=NONE) -> bool:
    """Enter and drop; says whether it was taken."""
    point = view.view_point(at)
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(point.toPoint(), copy, data, left, held)
    QApplication.sendEvent(view.viewport(), enter)
    event = QDropEvent(point, copy, data, left, held)
    QApplication.sendEvent(view.viewport(), event)
    return enter.isAccepted() and event.isAccepted()


def test_it_lands_under_the_pointer(view, session):
    at = QPointF(400, 100)
    assert drop(view, mime("conv2d"), at)
    assert session.graph.nodes["conv_1"].key == "conv2d"
    assert view.canvas.nodes["conv_1"].card.contains(at)
    assert session.selection == {"conv_1"}


def test_over_a_wire_it_goes_into_it(view, hand, drawn):
    assert drop(view, mime("gelu"), hand.wire(Port("flatten_1", "x")))
    made = next(iter(drawn.selection))
    assert drawn.graph.wires[Port(made, "x")] == Port("relu_1", "out")
    assert drawn.graph.wires[Port("flatten_1", "x")] == Port(made, "out")


def test_alt_keeps_it_out_of_the_wire(view, hand, drawn):
    drop(view, mime("gelu"), hand.wire(Port("flatten_1", "x")), ALT)
    assert drawn.graph.wires[Port("flatten_1", "x")] == Port("relu_1", "out")


def test_what_is_no_layer_is_refused(view, session):
    assert key_in(mime("conv2d")) == "conv2d"
    assert key_in(mime("os.system")) == ""
    assert not drop(view, mime("os.system"), QPointF(400, 100))
    text = QMimeData()
    text.setText("conv2d")
    assert not drop(view, text, QPointF(400, 100))
    assert not session.graph.nodes

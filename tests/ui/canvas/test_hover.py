"""What lies under the resting pointer lights up and is named."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from neurodesk.graph import edit
from neurodesk.graph.model import Port
from neurodesk.ui.canvas import marking
from neurodesk.ui.words import speak


def hover(view, at: QPointF) -> str:
    """Move the mouse without a button; the words shown."""
    QTest.mouseMove(view.viewport(), view.view_point(at).toPoint())
    QApplication.processEvents()
    return view.overlay.words


def test_ports_and_wires_are_named_with_what_they_carry(view, hand, drawn):
    assert hover(view, hand.port("conv_1", "features", output=True)) == "features  gives  8 x 8 x 8"
    assert hover(view, hand.port("conv_1", "image")) == "image  takes  1 x 8 x 8"
    assert "conv_1 to relu_1:  8 x 8 x 8" in hover(view, hand.wire(Port("relu_1", "x")))
    assert view.canvas.wires[Port("relu_1", "x")].hovered
    assert hover(view, QPointF(300, 400)) == ""
    assert not view.canvas.wires[Port("relu_1", "x")].hovered


def test_a_port_without_a_shape_says_what_it_is(view, hand, drawn):
    drawn.edit_graph("Cut", lambda graph: edit.disconnect(graph, Port("linear_1", "features")))
    assert hover(view, hand.port("linear_1", "features")) == "features  (input)"


def test_it_is_said_in_the_language_of_the_window(view, hand, drawn):
    speak("deutsch")
    try:
        assert hover(view, hand.port("conv_1", "image")) == "image  nimmt  1 x 8 x 8"
    finally:
        speak("english")


def test_a_card_lights_up_until_the_pointer_leaves(view, hand, drawn):
    assert hover(view, hand.card("conv_1")) == ""
    assert view.canvas.nodes["conv_1"].hovered
    QApplication.sendEvent(view.viewport(), QEvent(QEvent.Type.Leave))
    assert not view.canvas.nodes["conv_1"].hovered


def test_what_is_gone_is_forgotten(view, hand, drawn):
    hover(view, hand.card("conv_1"))
    drawn.edit_graph("Delete", lambda graph: edit.remove(graph, ["conv_1"]))
    assert hover(view, QPointF(300, 400)) == ""


@pytest.mark.parametrize(
    ("corner", "shape"),
    [
        ("topLeft", Qt.CursorShape.SizeFDiagCursor), ("bottomRight", Qt.CursorShape.SizeFDiagCursor),
        ("topRight", Qt.CursorShape.SizeBDiagCursor), ("bottomLeft", Qt.CursorShape.SizeBDiagCursor),
    ],
)  # fmt: skip
def test_a_corner_of_a_frame_shows_that_it_can_be_pulled(view, hand, drawn, corner: str, shape: Qt.CursorShape):
    """Before and while it is pulled, and again when it was let go; beside it the pointer is itself."""
    drawn.select(["conv_1"])
    name = marking.add_frame(view)
    at = getattr(view.canvas.marks.frames[name].box, corner)()
    hover(view, QPointF(300, 400))
    assert view.viewport().cursor().shape() == Qt.CursorShape.ArrowCursor
    hover(view, at)
    assert view.viewport().cursor().shape() == shape
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=view.view_point(at).toPoint())
    assert view.viewport().cursor().shape() == shape
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=view.view_point(at).toPoint())
    QTest.mouseMove(view.viewport(), view.view_point(at + QPointF(1, 1)).toPoint())
    QApplication.processEvents()
    assert view.viewport().cursor().shape() == shape
    hover(view, QPointF(300, 400))
    assert view.viewport().cursor().shape() == Qt.CursorShape.ArrowCursor

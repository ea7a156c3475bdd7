"""A hand on the canvas: presses, drags and keys at scene points, through the real view."""

from itertools import pairwise

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from neurodesk.graph.model import Port
from neurodesk.ui.canvas.view import CanvasView

LEFT, RIGHT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton
NONE, ALT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Hand:
    """Points are scene points."""

    def __init__(self, view: CanvasView) -> None:
        self.view = view

    def card(self, name: str) -> QPointF:
        """A place on a card where there is no port."""
        return self.view.canvas.nodes[name].pos() + QPointF(88, 60)

    def port(self, name: str, port: str, *, output: bool = False) -> QPointF:
        """The centre of a port."""
        return self.view.canvas.nodes[name].port_at(port, output=output)

    def wire(self, target: Port) -> QPointF:
        """The middle of a wire."""
        return self.view.canvas.wires[target].path.pointAtPercent(0.5)

    def press(self, at: QPointF, button: Qt.MouseButton = LEFT, held: Qt.KeyboardModifier = NONE) -> None:
        """Press a button."""
        QTest.mousePress(self.view.viewport(), button, held, self._point(at))

    def move(self, at: QPointF, button: Qt.MouseButton = LEFT, held: Qt.KeyboardModifier = NONE) -> None:
        """Move the mouse with a button down."""
        point = QPointF(self._point(at))
        none = Qt.MouseButton.NoButton
        event = QMouseEvent(QEvent.Type.MouseMove, point, self.view.viewport().mapToGlobal(point), none, button, held)
        QApplication.sendEvent(self.view.viewport(), event)

    def release(self, at: QPointF, button: Qt.MouseButton = LEFT, held: Qt.KeyboardModifier = NONE) -> None:
        """Let the button go."""
        QTest.mouseRelease(self.view.viewport(), button, held, self._point(at))

    def click(self, at: QPointF, button: Qt.MouseButton = LEFT, held: Qt.KeyboardModifier = NONE) -> None:
        """Press and let go."""
        self.press(at, button, held)
        self.release(at, button, held)

    def drag(
        self, *way: QPointF, button: Qt.MouseButton = LEFT, held: Qt.KeyboardModifier = NONE, drop: bool = True
    ) -> None:
        """Press at the first point, move over the others, and let go at the last."""
        self.press(way[0], button, held)
        for before, at in pairwise(way):
            self.move((before + at) / 2, button, held)
            self.move(at, button, held)
        if drop:
            self.release(way[-1], button, held)

    def double_click(self, at: QPointF) -> None:
        """Click twice."""
        QTest.mouseDClick(self.view.viewport(), LEFT, NONE, self._point(at))

    def key(self, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
        """Type a key into the canvas."""
        QTest.keyClick(self.view, key, held)

    def wheel(self, at: QPointF, notches: int, held: Qt.KeyboardModifier = NONE) -> None:
        """Turn the wheel."""
        point = QPointF(self._point(at))
        globally = self.view.viewport().mapToGlobal(point)
        event = QWheelEvent(
            point, globally, QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton, held,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(self.view.viewport(), event)

    def _point(self, at: QPointF) -> QPoint:
        return self.view.view_point(at).toPoint()

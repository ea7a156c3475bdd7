"""A person at the window: points, clicks, drags, types, and counts every step as one does who tries the program.

Everything goes through the windows as the system would deliver it: a click lands on whatever lies under the pointer,
a key goes wherever the focus is. What cannot be seen, or is greyed, cannot be used.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

from PySide6.QtCore import QElapsedTimer, QEvent, QEventLoop, QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeySequence,
    QMouseEvent,
    QWheelEvent,
    QWindow,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QTabBar,
    QWidget,
)

from neurodesk.graph.model import Port
from neurodesk.ui import windows
from neurodesk.ui.app import application, make_window
from neurodesk.ui.widgets.note import Note
from neurodesk.ui.window import Window
from tests.left_behind import child_processes

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NONE, ALT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier
PATIENCE = 240_000  # ms for what takes a few seconds on a machine that does nothing else


class Person:
    """One person at one window. `steps` tells what was done; its length is the count."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.steps: list[str] = []
        self._top: QWidget = window
        self._answers: list[str] = []
        self._faults: list[str] = []
        self._eye = QTimer(window, interval=20)
        self._eye.timeout.connect(self._look)
        self._eye.start()

    # ------------------------------------------------------------------ the mouse

    def click(self, widget: QWidget, at: QPoint | QPointF | None = None, held: Any = NONE) -> None:
        """Click a widget in its middle, or at a point of it."""
        self._count("click", widget)
        window, point = self._find(widget, at)
        QTest.mouseMove(window, point)
        QTest.mouseClick(window, LEFT, held, point)

    def double_click(self, widget: QWidget, at: QPoint | QPointF | None = None) -> None:
        """Click twice; one step."""
        self._count("double click", widget)
        window, point = self._find(widget, at)
        QTest.mouseClick(window, LEFT, NONE, point)
        QTest.mouseDClick(window, LEFT, NONE, point)

    def drag(self, widget: QWidget, *way: QPoint | QPointF, held: Any = NONE) -> None:
        """Press at the first point of a widget, move over the others, let go at the last."""
        self._count("drag", widget)
        window, start = self._find(widget, way[0])
        points = [start, *(self._on_screen(widget, at)[1] for at in way[1:])]
        QTest.mousePress(window, LEFT, held, start)
        for before, at in pairwise(points):
            for point in (before + (at - before) / 2, at):
                where = QPointF(point)
                moved = QMouseEvent(
                    QEvent.Type.MouseMove, where, window.mapToGlobal(where), Qt.MouseButton.NoButton, LEFT, held
                )
                QApplication.sendEvent(window, moved)
        QTest.mouseRelease(window, LEFT, held, points[-1])

    def scroll(self, widget: QWidget, notches: int) -> None:
        """Turn the wheel over a widget; looking about is no step."""
        window, point = self._on_screen(widget, None)
        where = QPointF(point)
        QApplication.sendEvent(
            window,
            QWheelEvent(
                where, window.mapToGlobal(where), QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton, NONE,
                Qt.ScrollPhase.NoScrollPhase, False,
            ),
        )  # fmt: skip

    def choose(self, box: QComboBox, text: str) -> None:
        """Open a list and click one of its rows; two steps."""
        self.click(box)
        view = box.view()
        self.wait("the list is open", view.isVisible)
        index = box.model().index(box.findText(text), box.modelColumn())
        assert index.isValid(), f"{text} is not in the list"
        view.scrollTo(index)
        self.click(view.viewport(), view.visualRect(index).center())
        self.wait("the list is closed", lambda: not view.isVisible())

    def drop_file(self, path: Path, widget: QWidget) -> None:
        """Drag a file or folder from a file manager on a widget."""
        self._count("drag a file on", widget)
        window, point = self._find(widget, None)
        data, copy = QMimeData(), Qt.DropAction.CopyAction
        data.setUrls([QUrl.fromLocalFile(str(path))])
        come = QDragEnterEvent(point, copy, data, LEFT, NONE)
        QApplication.sendEvent(window, come)
        over = QDragMoveEvent(point, copy, data, LEFT, NONE)
        over.setAccepted(come.isAccepted())  # as Qt hands it on
        QApplication.sendEvent(window, over)
        assert over.isAccepted(), f"{path.name} may not be dropped there"
        QApplication.sendEvent(window, QDropEvent(QPointF(point), copy, data, LEFT, NONE))

    # ------------------------------------------------------------------ the keyboard

    def press(self, keys: str) -> None:
        """Press a key chord, as `Ctrl+Z`; it goes to whatever has the focus."""
        self.steps.append(f"press {keys}")
        QTest.keySequence(self._window(), QKeySequence(keys))
        assert not self._faults, self._faults

    def type(self, text: str) -> None:
        """Type into the field that has the focus."""
        field = QApplication.focusWidget()
        assert isinstance(field, QLineEdit | QAbstractSpinBox), f"nothing can be typed into {field}"
        self.steps.append(f"type {text}")
        for letter in text:
            QTest.keyClick(self._window(), ord(letter))

    def fill(self, field: QWidget, text: str) -> None:
        """Click a field, select what it holds, type in its place; three steps."""
        self.click(field)
        self.press("Ctrl+A")
        self.type(text)

    # ------------------------------------------------------------------ places

    def button(self, text: str, inside: QWidget | None = None) -> QAbstractButton:
        """The button with these words that can be seen."""
        found = [
            button
            for button in (inside or self.window).findChildren(QAbstractButton)
            if button.isVisible() and button.text().replace("&", "") == text
        ]
        assert found, f"no button says {text!r}"
        return found[0]

    def field(self, name: str) -> QWidget:
        """The field on the screen that a screen reader calls so."""
        kinds = (QLineEdit, QAbstractSpinBox, QComboBox)
        found = [field for kind in kinds for field in self.window.findChildren(kind) if field.accessibleName() == name]
        seen = [field for field in found if self.sees(field)]
        assert seen, f"no field is called {name!r}"
        return seen[0]

    def tab(self, name: str) -> None:
        """Bring a dock to the front by its tab."""
        for bar in self.window.findChildren(QTabBar):
            for at in range(bar.count()):
                if bar.isVisible() and bar.tabText(at) == name:
                    self.click(bar, bar.tabRect(at).center())
                    return
        raise AssertionError(f"there is no tab {name}")

    def card(self, name: str) -> QPointF:
        """A place on a node's card where there is no port, in the canvas."""
        return self._canvas_point(self.window.canvas.canvas.nodes[name].pos() + QPointF(88, 60))

    def port(self, name: str, port: str, *, output: bool = False) -> QPointF:
        """The middle of a port, in the canvas."""
        return self._canvas_point(self.window.canvas.canvas.nodes[name].port_at(port, output=output))

    def wire(self, node: str, port: str) -> QPointF:
        """The middle of the wire into a port, in the canvas."""
        return self._canvas_point(self.window.canvas.canvas.wires[Port(node, port)].path.pointAtPercent(0.5))

    @property
    def ground(self) -> QWidget:
        """The canvas as far as it can be pointed at."""
        return self.window.canvas.viewport()

    # ------------------------------------------------------------------ seeing and waiting

    def sees(self, widget: QWidget) -> bool:
        """Whether a widget, or the part of it that is scrolled to, is on the screen with nothing over its middle."""
        part = widget.visibleRegion().boundingRect()
        if not widget.isVisible() or part.isEmpty():
            return False
        point = widget.mapTo(widget.window(), part.center())
        found = widget.window().childAt(point)
        return found is not None and (found is widget or widget.isAncestorOf(found))

    def wait(self, what: str, true: Callable[[], object], patience: int = PATIENCE) -> None:
        """Wait until something is true."""
        loop, clock = QEventLoop(), QElapsedTimer()
        clock.start()
        while not true():
            assert not self._faults, self._faults
            assert clock.elapsed() < patience, f"never came: {what}; {self.window.link.state}, {self.told()}"
            tick = QTimer(interval=10, singleShot=True)
            tick.timeout.connect(loop.quit)
            tick.start()
            loop.exec()

    def told(self) -> list[str]:
        """What the notes on the screen say."""
        return [note.label.text() for note in self.window.findChildren(Note) if self.sees(note)]

    def reads(self, name: str) -> str:
        """The text of the label that a screen reader calls so."""
        found = [label.text() for label in self.window.findChildren(QLabel) if label.accessibleName() == name]
        assert found, f"nothing is called {name!r}"
        return found[-1]

    def will_answer(self, *texts: str) -> None:
        """Answer the next questions with the buttons that say these, when they come; a step each."""
        self._answers += texts

    # ------------------------------------------------------------------ inside

    def _look(self) -> None:
        """See to a question on the screen: while one is asked, nothing else of a test goes on."""
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox) or not box.isVisible():
            return
        try:
            assert self._answers, f"nobody said how to answer {box.text()!r}"
            self.click(self.button(self._answers.pop(0), box))
        except AssertionError as error:
            self._faults.append(str(error))
            box.reject()

    def _count(self, verb: str, widget: QWidget) -> None:
        name = widget.accessibleName() or getattr(widget, "text", str)() or type(widget).__name__
        self.steps.append(f"{verb} {name}")

    def _canvas_point(self, scene: QPointF) -> QPointF:
        return self.window.canvas.view_point(scene)

    def _window(self) -> QWindow:
        """The window that the keys go to. With no window manager about, one that was asked over gets them back here."""
        self._top = QApplication.activePopupWidget() or QApplication.activeModalWidget() or self.window
        if not self._top.isActiveWindow():
            self._top.activateWindow()
            self.wait("the keyboard", self._top.isActiveWindow)
        return self._top.windowHandle()

    def _find(self, widget: QWidget, at: QPoint | QPointF | None) -> tuple[QWindow, QPoint]:
        """Where to point at a widget. It must be there, in sight, with nothing over it, and not grey."""
        assert widget.isVisible(), f"{self.steps[-1]}: it is not shown"
        assert widget.isEnabled(), f"{self.steps[-1]}: it is grey, {widget.toolTip()!r}"
        modal = QApplication.activeModalWidget()
        assert modal is None or widget.window() is modal, f"{self.steps[-1]}: {modal.windowTitle()} is in the way"
        window, point = self._on_screen(widget, at)
        found = widget.window().childAt(point)
        assert found is widget or (found is not None and widget.isAncestorOf(found)), (
            f"{self.steps[-1]}: at {point} of {widget.window().size()} lies {found}"
        )
        return window, point

    def _on_screen(self, widget: QWidget, at: QPoint | QPointF | None) -> tuple[QWindow, QPoint]:
        here = widget.rect().center() if at is None else QPointF(at).toPoint()
        self._top = widget.window()  # held: with it Python would lose its window
        return self._top.windowHandle(), widget.mapTo(self._top, here)


def child_pids() -> list[int]:
    """The processes that this one has started and that still run."""
    return sorted(child_processes())


def open_window() -> Person:
    """Open a window as a person does; the first one's engine is there when this returns, others wake theirs late."""
    application()
    person = Person(make_window())
    person.window.show()
    person.window.activateWindow()
    person.wait("the window", person.window.isActiveWindow)
    assert QApplication.mouseButtons() == Qt.MouseButton.NoButton, "a test before this one left a button pressed"
    assert QApplication.activePopupWidget() is None, f"left open: {QApplication.activePopupWidget()}"
    assert QApplication.activeModalWidget() is None, f"left open: {QApplication.activeModalWidget()}"
    assert QWidget.mouseGrabber() is None, f"holds the mouse: {QWidget.mouseGrabber()}"
    if windows.every() == (person.window,):
        person.wait("the engine", lambda: person.window.link.state == "idle")
    return person

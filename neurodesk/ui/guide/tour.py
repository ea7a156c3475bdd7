"""A tour in five steps: each points at a part of the window and goes on when the person does the thing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QPoint, QPropertyAnimation, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from neurodesk.ui.look.motion import motion_reduced
from neurodesk.ui.look.theme import theme
from neurodesk.ui.settings import settings
from neurodesk.ui.words import tr

if TYPE_CHECKING:
    from neurodesk.ui.window import Window

_WIDTH, _EDGE = 328, 16  # px of the card, and between it and the edges
_GLIDE_MS = 160
DONE = "done"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its key, words, the widget it points at, and the signals of which one says that it was done."""

    key: str
    title: str
    text: str
    target: Callable[[Window], QWidget]
    done: Callable[[Window], tuple[Any, ...]]


def steps() -> tuple[Step, ...]:
    """Data, canvas, training, understanding, export."""
    return (
        Step(
            "data", tr("1 of 5: choose data"),
            tr("Every network learns from examples. Click Data and choose where they come from: digits are built in."),
            lambda w: w.bar.steps["Data"], lambda w: (w.bar.steps["Data"].clicked,),
        ),
        Step(
            "canvas", tr("2 of 5: draw"),
            tr("Add a layer: double click the canvas, or type a whole chain of them. Every change can be undone."),
            lambda w: w.canvas, lambda w: (w.session.document_changed, w.session.opened),
        ),
        Step(
            "train", tr("3 of 5: train"),
            tr("When nothing is wrong, Train starts. Watch the curves; pausing and stopping lose nothing."),
            lambda w: w.bar.train, lambda w: (w.bar.train.clicked, w.bar.steps["Train"].clicked),
        ),
        Step(
            "understand", tr("4 of 5: understand"),
            tr("See the answers to examples it never saw, the worst first. A click on one shows why."),
            lambda w: w.bar.steps["Understand"], lambda w: (w.bar.steps["Understand"].clicked,),
        ),
        Step(
            "export", tr("5 of 5: export"),
            tr("Take it away: weights, readable PyTorch and ONNX, each compared with what you trained."),
            lambda w: w.bar.steps["Export"], lambda w: (w.bar.steps["Export"].clicked,),
        ),
    )  # fmt: skip


class Tour(QFrame):
    """The card of the step at hand, and a ring around what it points at. It never takes focus or clicks away."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.setProperty("card", True)
        self._window, self._steps = window, steps()
        self._signals: list[Any] = []
        self.ring = _Ring(window)
        self.title, self.text = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.title.setProperty("role", "title")
        self.next = QPushButton(tr("Next"))
        self.next.clicked.connect(self.advance)
        self.later = QPushButton(tr("Later"), toolTip=tr("The tour goes on where it is now, from the Help menu."))
        self.later.clicked.connect(self.leave)
        self.end = QPushButton(tr("End the tour"))
        self.end.clicked.connect(self.finish)
        row = QHBoxLayout()
        for button in (self.end, self.later, self.next):
            button.setProperty("flat" if button is not self.next else "primary", True)
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 8)
        column.setSpacing(8)
        for part in (self.title, self.text):
            column.addWidget(part)
        column.addLayout(row)
        self.setFixedWidth(max(_WIDTH, column.minimumSize().width()))  # three long buttons need more
        keys = [step.key for step in self._steps]
        self.at = keys.index(settings().tour) if settings().tour in keys else 0
        window.installEventFilter(self)
        self._show_step()

    @property
    def step(self) -> Step:
        """The step at hand."""
        return self._steps[self.at]

    def advance(self) -> None:
        """Go to the next step; after the last one the tour is done."""
        if self.at + 1 == len(self._steps):
            self.finish()
            return
        self.at += 1
        self._show_step()

    def finish(self) -> None:
        """End the tour for good; Help starts it anew."""
        self.leave()
        settings().remember(tour=DONE)

    def leave(self) -> None:
        """Put the tour away; it goes on at this step another time."""
        self._let_go()
        self._window.removeEventFilter(self)
        self.ring.hide()
        self.ring.deleteLater()
        self.hide()
        self.deleteLater()

    def _show_step(self) -> None:
        self._let_go()
        settings().remember(tour=self.step.key)
        self.title.setText(self.step.title)
        self.text.setText(self.step.text)
        self.setAccessibleName(self.step.title)
        self.setAccessibleDescription(self.step.text)
        self._signals = list(self.step.done(self._window))
        for signal in self._signals:
            signal.connect(self._done)
        self.resize(self.width(), self.layout().totalHeightForWidth(self.width()))
        self.show()
        self._place(glide=not motion_reduced())
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _done(self, *_: object) -> None:
        self.advance()

    def _let_go(self) -> None:
        for signal in self._signals:
            signal.disconnect(self._done)
        self._signals = []

    def _place(self, *, glide: bool = False) -> None:
        """Beside what the step points at, inside the window."""
        target = self.step.target(self._window)
        if not target.isVisible():
            target = self._window.middle
        box = QRect(target.mapTo(self._window, QPoint(0, 0)), target.size())
        self.ring.surround(box)
        below = box.bottom() + _EDGE
        top = below if below + self.height() < self._window.height() else box.center().y() - self.height() // 2
        room = self._room()
        left = max(room.left(), min(box.center().x() - self.width() // 2, room.right() - self.width()))
        to = QPoint(left, max(_EDGE, top))
        if glide and self.pos() != QPoint(0, 0):
            moving = QPropertyAnimation(self, b"pos", self)
            moving.setDuration(_GLIDE_MS)
            moving.setEndValue(to)
            moving.start(QPropertyAnimation.DeletionPolicy.DeleteWhenStopped)
        else:
            self.move(to)
        self.ring.raise_()
        self.raise_()

    def _room(self) -> QRect:
        """Where the card may stand: over the canvas, which is there to be covered, unless that is too narrow."""
        canvas, whole = self._window.canvas, self._window.rect().adjusted(_EDGE, 0, -_EDGE, 0)
        room = QRect(canvas.mapTo(self._window, QPoint(0, 0)), canvas.size()).adjusted(_EDGE, 0, -_EDGE, 0)
        return room if canvas.isVisible() and room.width() >= self.width() else whole

    # Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay beside the target when the window changes."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._place()
        return super().eventFilter(watched, event)


class _Ring(QWidget):
    """A line around a part of the window, through which clicks go."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def surround(self, box: QRect) -> None:
        """Lie around a part of the window."""
        self.setGeometry(box.adjusted(-3, -3, 3, 3))
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line in the accent colour."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color("accent"), 2))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)


def take(window: Window) -> Tour:
    """Begin the tour, or go on with it where it was left; once done, it begins anew."""
    there = next((found for found in window.findChildren(Tour) if found.isVisible()), None)
    if there is not None:
        return there
    if not window.middle.currentIndex():
        window.show_canvas()
    return Tour(window)

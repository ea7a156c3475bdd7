"""A tour in five steps: each points at a part of the window and goes on when the person does the thing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QPoint, QPropertyAnimation, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

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
    """The card of the step at hand, and a ring around what it points at. It never takes focus or clicks away, and
    makes room for what is typed in over the window: the palette, the searches, the chain.
    """

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.setProperty("card", True)
        self._window, self._steps = window, steps()
        self._signals: list[Any] = []
        self._other: QWidget | None = None  # a card over the window that has the keys
        self._moving = QPropertyAnimation(self, b"pos", self, duration=_GLIDE_MS)
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
        for part in (window, window.canvas):  # docks that give way change the canvas alone
            part.installEventFilter(self)
        QApplication.instance().focusChanged.connect(self._follow_keys)
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
        QApplication.instance().focusChanged.disconnect(self._follow_keys)
        if self._other is not None:
            self._other.removeEventFilter(self)
        for part in (self._window, self._window.canvas):
            part.removeEventFilter(self)
        if self.isAncestorOf(QApplication.focusWidget()):  # one of its buttons was clicked
            self._window.canvas.setFocus()
        self.ring.hide()
        self.ring.deleteLater()
        self.hide()
        self.deleteLater()

    def _show_step(self) -> None:
        self._let_go()
        settings().remember(tour=self.step.key)
        self.title.setText(self.step.title)
        self.text.setText(self.step.text)
        self.next.setText(tr("Done") if self.at + 1 == len(self._steps) else tr("Next"))
        self.setAccessibleName(self.step.title)
        self.setAccessibleDescription(self.step.text)
        self._signals = list(self.step.done(self._window))
        for signal in self._signals:
            signal.connect(self._done)
        self.resize(self.width(), self.layout().totalHeightForWidth(self.width()))
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
        box = self._box(target)
        self.ring.surround(box)
        below = box.bottom() + _EDGE
        top = below if below + self.height() < self._window.height() else box.center().y() - self.height() // 2
        room = self._room()
        left = max(room.left(), min(box.center().x() - self.width() // 2, room.right() - self.width()))
        to = self._beside_other(QPoint(left, max(_EDGE, top)))
        for part in (self, self.ring):
            part.setVisible(to is not None)
        if to is not None:
            self._go(to, glide=glide and self.pos() != QPoint(0, 0))

    def _go(self, to: QPoint, *, glide: bool) -> None:
        self._moving.stop()
        if glide:
            self._moving.setEndValue(to)
            self._moving.start()
        else:
            self.move(to)
        self.ring.raise_()
        self.raise_()
        if self._other is not None and self._other.parentWidget() is self._window:
            self._other.raise_()

    def _beside_other(self, to: QPoint) -> QPoint | None:
        """`to`, or the nearest place beside the card that has the keys; None while that leaves no room."""
        if self._other is None:
            return to
        other, whole = self._box(self._other), self._window.rect().adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        beside = (other.right() + _EDGE, other.left() - _EDGE - self.width())
        places = [to, *(QPoint(to.x(), y) for y in (other.bottom() + _EDGE, other.top() - _EDGE - self.height()))]
        places += [QPoint(x, to.y()) for x in beside]
        boxes = (QRect(place, self.size()) for place in places)
        free = (box.topLeft() for box in boxes if whole.contains(box) and not box.intersects(other))
        return next(free, None)

    def _follow_keys(self, _old: QWidget | None, now: QWidget | None) -> None:
        """Make way for the card that the keys are in now, if it lies over the window."""
        while now is not None and now is not self and not now.property("card"):
            now = now.parentWidget()
        if now is not self:
            self._make_way(now if now is not None and self._window.isAncestorOf(now) else None)

    def _make_way(self, other: QWidget | None) -> None:
        if other is self._other:
            return
        if self._other is not None:
            self._other.removeEventFilter(self)
        if other is not None:
            other.installEventFilter(self)
        self._other = other
        self._place()

    def _box(self, of: QWidget) -> QRect:
        """Where a part of the window lies in it."""
        return QRect(of.mapTo(self._window, QPoint(0, 0)), of.size())

    def _room(self) -> QRect:
        """Where the card may stand: over the canvas, which is there to be covered, unless that is too narrow."""
        canvas, whole = self._window.canvas, self._window.rect().adjusted(_EDGE, 0, -_EDGE, 0)
        room = self._box(canvas).adjusted(_EDGE, 0, -_EDGE, 0)
        return room if canvas.isVisible() and room.width() >= self.width() else whole

    # Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay beside the target when the window changes, and out of the way of the card that has the keys."""
        if watched is self._other:
            if event.type() == QEvent.Type.Hide:
                self._make_way(None)
            elif event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
                self._place()
        elif event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
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

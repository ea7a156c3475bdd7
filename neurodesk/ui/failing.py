"""A dock: its panel scrolls where there is too little room, and may fail alone, its reason in its place."""

from __future__ import annotations

from traceback import walk_tb
from types import TracebackType

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDockWidget, QFrame, QLabel, QMainWindow, QPushButton, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from neurodesk.ui.walking import step_aside
from neurodesk.ui.words import spoken, tr

_LONGEST = 300  # characters of a reason


class Failed(QWidget):
    """Instead of a panel: what happened, and a button to try again."""

    again = Signal()

    def __init__(self, reason: str) -> None:
        super().__init__()
        told = QLabel(tr("This dock met a fault. The others and your project are as they were."))
        told.setProperty("role", "title")
        self.reason = QLabel(reason[:_LONGEST] or tr("The reason stands in the crash log."))
        self.reason.setProperty("dim", True)
        self.button = QPushButton(tr("Try again"))
        self.button.clicked.connect(self.again)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        for label in (told, self.reason):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            column.addWidget(label)
        column.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addStretch()


class Dock(QDockWidget):
    """One dock. Its title bar goes while a tab shows its name."""

    again = Signal()  # the person wants a failed panel to be tried again
    left = Signal()  # Esc, which meant nothing inside

    def __init__(self, name: str, window: QMainWindow) -> None:
        super().__init__(spoken(name), window, objectName=name)
        self._no_title = QWidget(self)
        self._no_title.setFixedHeight(0)
        QVBoxLayout(self._no_title).setContentsMargins(0, 0, 0, 0)  # without one its height is -1 in Qt's sums
        # A panel that needs more room than there is scrolls: the window does not grow past its screen.
        self._room = QScrollArea(self, widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        self._room.hide()
        self._room.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @property
    def held(self) -> QWidget | None:
        """What stands in the dock: its panel, the reason why that failed, or nothing yet."""
        return self._room.widget() if self.widget() is self._room else self.widget()

    def hold(self, panel: QWidget) -> None:
        """Show a panel, in the place of one that failed."""
        self._room.setWidget(panel)
        self.setWidget(self._room)

    def fail(self, reason: str) -> None:
        """Show why the panel failed in its place."""
        if isinstance(self.widget(), Failed):
            return
        failed = Failed(reason)
        failed.again.connect(self.again)
        failed.setAccessibleName(tr("{name} failed", name=self.windowTitle()))
        self.setWidget(failed)

    def focusNextPrevChild(self, forth: bool) -> bool:
        """A button that greys under the keys leaves them in this dock."""
        return step_aside(self) or super().focusNextPrevChild(forth)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves the dock."""
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def show_title(self, *, shown: bool) -> None:
        """Show the title bar with its buttons, or none."""
        if shown != (self.titleBarWidget() is None):
            self.setTitleBarWidget(None if shown else self._no_title)
            self._no_title.setVisible(not shown)


def dock_of(trace: TracebackType | None) -> Dock | None:
    """The dock in whose panel a fault happened: the innermost widget at work that stands in one."""
    found = None
    for frame, _line in walk_tb(trace):
        part = frame.f_locals.get("self")
        while isinstance(part, QWidget) and isValid(part):
            if isinstance(part, Dock):
                found = part
                break
            part = part.parentWidget()
    return found

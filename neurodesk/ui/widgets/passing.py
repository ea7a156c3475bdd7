"""What is laid over a part of the window, so that nothing moves when it comes and goes: a passing word, a note."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QWidget

_EDGE = 12  # px from the edges of what it lies over
_LIFT = 56  # px over the lower edge of the canvas, where a run has its card
_WIDEST = 720  # px


class Over(QObject):
    """Keeps a widget over the first of others that is seen, at the middle of its upper edge or `lift` px over its lower
    one, no wider than is read well."""

    def __init__(self, widget: QWidget, *below: QWidget, lift: int | None = None) -> None:
        super().__init__(widget)
        self._widget, self._below, self._lift = widget, below, lift
        widget.setParent(below[-1].window())
        for watched in (widget, *below):
            watched.installEventFilter(self)

    def place(self) -> None:
        """Put it where it belongs now, on top of everything."""
        widget, below = self._widget, next((each for each in self._below if each.isVisible()), self._below[-1])
        wide = min(_WIDEST, widget.sizeHint().width(), below.width() - 2 * _EDGE)
        high = widget.heightForWidth(wide) if widget.hasHeightForWidth() else widget.sizeHint().height()
        corner = below.mapTo(below.window(), below.rect().topLeft())
        y = _EDGE if self._lift is None else max(0, below.height() - self._lift - high)
        widget.setGeometry(corner.x() + (below.width() - wide) // 2, corner.y() + y, wide, high)
        widget.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Either has another size, or it is shown."""
        kinds = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.LayoutRequest)
        if event.type() in kinds and not (watched is self._widget and event.type() in kinds[:2]):
            self.place()
        return False


class PassingWord(QLabel):
    """A sentence for some seconds, over the lower edge of the canvas; it takes no click."""

    message_changed = Signal(str)  # as of a status bar, whose place it takes

    def __init__(self, *below: QWidget) -> None:
        super().__init__(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.setProperty("toast", True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._time = QTimer(self, singleShot=True)
        self._time.timeout.connect(self.clearMessage)
        self.hide()
        self._over = Over(self, *below, lift=_LIFT)

    def showMessage(self, text: str, milliseconds: int = 0) -> None:
        """Say something, until something else is said when no time is given."""
        self._time.stop()
        if milliseconds > 0:
            self._time.start(milliseconds)
        if text != self.text():
            self.setText(text)
            self.message_changed.emit(text)
        self.setVisible(bool(text))
        self._over.place()

    def sizeHint(self) -> QSize:
        """In one line, where there is room."""
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 32, super().sizeHint().height())

    def clearMessage(self) -> None:
        """Say nothing."""
        self.showMessage("")

    def currentMessage(self) -> str:
        """What is said."""
        return self.text()

"""The ring around whatever the keys go to: one for every kind of widget, so that none lacks it.

It is there while the keyboard leads: a click shows where the keys are by itself. Fields for text draw their own border,
and the canvas rings a node.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QTabBar, QWidget
from shiboken6 import isValid

from neurodesk.ui.look.theme import theme

_OWN: Final = QLineEdit | QAbstractSpinBox | QComboBox | QPlainTextEdit  # bordered by the style sheet
_THICK: Final = 2.0  # px of the ring, and 1 px of ground within, which shows it on what has the colour of the ring


class FocusRing(QWidget):
    """Lies over one widget, passes every click on, and follows its size."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        widget.installEventFilter(self)
        if isinstance(widget, QTabBar):
            widget.currentChanged.connect(self._fit)
        self._fit()
        self.raise_()
        self.show()

    def eventFilter(self, _widget: QObject, event: QEvent) -> bool:
        """Grow with the widget."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._fit()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ring, and the ground within it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, inset, width in (("accent", _THICK / 2, _THICK), ("canvas", _THICK + 0.5, 1.0)):
            painter.setPen(QPen(theme().color(colour), width))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 5, 5)

    def _fit(self) -> None:
        widget = self.parentWidget()  # no name of our own: events come while Python already forgets the ring
        self.setGeometry(widget.tabRect(widget.currentIndex()) if isinstance(widget, QTabBar) else QRect(widget.rect()))


class _Follower(QObject):
    """Puts the ring where the focus goes."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.ring: FocusRing | None = None
        app.focusChanged.connect(self._follow)

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        if self.ring is not None and isValid(self.ring):
            self.ring.hide()
            self.ring.deleteLater()
        self.ring = FocusRing(now) if now is not None and wants_ring(now) else None


def wants_ring(widget: QWidget) -> bool:
    """Whether a widget that the focus came to is to be ringed: not one with a mark of its own, nor after a click."""
    clicked = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
    listed = widget.window().windowType() == Qt.WindowType.Popup  # a list that is open marks its row
    return not clicked and not listed and not isinstance(widget, _OWN) and getattr(widget, "keys_lead", True)


_following: list[_Follower] = []


def install() -> None:
    """Follow the focus of the whole program from now on; once is enough."""
    app = QApplication.instance()
    if isinstance(app, QApplication) and not (_following and isValid(_following[0])):
        _following[:] = [_Follower(app)]

"""The run under way, slim in the lower left corner of the canvas: epoch, loss, how far, how long, pause and stop."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from neurodesk.ui.link import EngineLink
from neurodesk.ui.look.icons import dress
from neurodesk.ui.look.numbers import duration, percent, short
from neurodesk.ui.look.theme import theme
from neurodesk.ui.look.tips import tip
from neurodesk.ui.words import tr

HIGH: Final = 36  # px; with its distance from the edge it stays in the margin around a drawing that is fitted
_APART: Final = 4  # px to the edge of the canvas
_SPARK: Final = QSize(96, 20)  # px
_REST_MS: Final = 100  # repainted ten times a second at most
_BUSY: Final = ("preparing", "training", "paused")


class TrainingCard(QFrame):
    """There while a run is under way; a click leads to the Train dock."""

    spoken_role = QAccessible.Role.Button

    asked = Signal()

    def __init__(self, link: EngineLink, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._link, self._canvas = link, canvas
        self._epochs = 0
        self._told: Any = None  # the newest StepsTaken
        self.setProperty("card", True)
        self.setFixedHeight(HIGH)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(tr("Training under way"))
        self.setToolTip(tip(tr("Opens the Train dock")))
        self.words = QLabel(self, textFormat=Qt.TextFormat.PlainText)
        self.spark = Spark(self)
        self.left = QLabel(self, textFormat=Qt.TextFormat.PlainText)
        self.left.setProperty("role", "small")
        self.pause = self._button(tr("Pause"), link.toggle_pause)
        self.stop = self._button(tr("Stop"), link.stop)
        dress(self.stop, "stop")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 4, 4)
        row.setSpacing(8)
        for part in (self.words, self.spark, self.left, self.pause, self.stop):
            row.addWidget(part)
        self._rest = QTimer(self, interval=_REST_MS, singleShot=True)
        self._rest.timeout.connect(self._tell)
        link.state_changed.connect(self._follow)
        link.arrived.connect(self._take)
        canvas.installEventFilter(self)
        self.hide()

    def _button(self, words: str, act: Any) -> QToolButton:
        button = QToolButton(self, autoRaise=True, toolTip=words, accessibleName=words)
        button.setFixedSize(28, 28)
        button.clicked.connect(act)
        return button

    def _follow(self, state: str) -> None:
        """The engine is in another state: appear, change or go."""
        if state == "preparing":
            self._told = None
            self.spark.clear()
        paused = state == "paused"
        dress(self.pause, "resume" if paused else "pause")
        words = tr("Go on") if paused else tr("Pause")
        self.pause.setToolTip(words)
        self.pause.setAccessibleName(words)
        self.pause.setEnabled(state in ("training", "paused"))
        self.setVisible(state in _BUSY)
        self._tell()

    def _take(self, event: Any) -> None:
        from neurodesk.training.events import RunStarted, StepsTaken  # late: numpy, and the first paint needs none

        if isinstance(event, RunStarted):
            self._epochs = event.epochs
        elif isinstance(event, StepsTaken):
            self._told = event
            self.spark.extend(event.losses)
            if not self._rest.isActive():
                self._rest.start()

    def _tell(self) -> None:
        state, told = self._link.state, self._told
        if told is None:
            self.words.setText(tr("Preparing…"))
            self.left.setText("")
        else:
            loss = short(told.losses[-1]) if len(told.losses) else ""
            if state == "paused":
                self.words.setText(tr("Paused in epoch {epoch}", epoch=told.epoch))
            else:
                self.words.setText(tr("Epoch {epoch} of {epochs}", epoch=told.epoch, epochs=self._epochs))
            self.left.setText(tr("loss {loss} · {percent}", loss=loss, percent=percent(told.progress, 0)))
            if state == "training" and told.eta == told.eta:
                self.left.setText(f"{self.left.text()} · {tr('{time} left', time=duration(told.eta))}")
        self.setAccessibleDescription(f"{self.words.text()} {self.left.text()}".strip())
        self._place()
        self.update()

    def _place(self) -> None:
        self.adjustSize()
        self.resize(min(self.sizeHint().width(), self._canvas.width() - 2 * _APART), HIGH)
        self.move(_APART, self._canvas.height() - HIGH - _APART)

    # Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The canvas changed its size."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Taken, so that the canvas below begins no gesture."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lead to the Train dock."""
        if self.rect().contains(event.position().toPoint()):
            self.asked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does what a click does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.asked.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The card, and along its lower edge how far the run is."""
        super().paintEvent(event)
        if self._told is not None:
            painter = QPainter(self)
            track = QRectF(12, HIGH - 5, self.width() - 24, 2)
            painter.fillRect(track, theme().color("line"))
            track.setWidth(track.width() * min(1.0, max(0.0, self._told.progress)))
            painter.fillRect(track, theme().color("accent"))


class Spark(QWidget):
    """The loss since the run began, without axes."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedSize(_SPARK)
        self.clear()

    def clear(self) -> None:
        """Begin another curve."""
        self._curve: Any = None  # a Fold
        self.update()

    def extend(self, losses: Any) -> None:
        """Add the losses of some steps."""
        if self._curve is None:
            from neurodesk.ui.plots.curves import Fold  # late: it brings numpy, and the first paint needs none

            self._curve = Fold(_SPARK.width())
        self._curve.extend(losses)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the curve over the whole room."""
        if self._curve is None:
            return
        import numpy as np  # late, as in the card

        x, y = self._curve.envelope()
        keep = np.isfinite(y)
        x, y = x[keep], y[keep]
        if len(x) < 2:
            return
        low, span = float(y.min()), float(np.ptp(y)) or 1.0
        wide, high = self.width() - 2.0, self.height() - 4.0
        points = [
            QPointF(1 + wide * a / max(x[-1], 1.0), 2 + high * (1 - (b - low) / span))
            for a, b in zip(x, y, strict=True)
        ]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().curve(0), 1.5))
        painter.drawPolyline(QPolygonF(points))

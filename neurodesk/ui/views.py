"""Views painted by hand: the confusion matrix, pictures of examples, the decision boundary, predictions against
answers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from neurodesk.training.events import BoundaryMeasured
from neurodesk.ui.colour import contrast, mix
from neurodesk.ui.pictures import fitted, rgb_image
from neurodesk.ui.theme import theme
from neurodesk.ui.tips import tip


class View(QWidget):
    """What all of them share: they repaint when the theme changes and take the room there is."""

    def __init__(self, name: str, least: QSize) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setMinimumSize(least)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme().changed.connect(self.update)

    def say(self, painter: QPainter, text: str) -> None:
        """Write one dim sentence in the middle, for when there is nothing to show."""
        painter.setPen(theme().color("text_dim"))
        painter.drawText(
            self.rect().adjusted(8, 8, -8, -8), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text
        )


class MatrixView(View):
    """A confusion matrix, rows the actual classes. A cell can be chosen by mouse or by arrows and Enter."""

    cell_chosen = Signal(int, int)  # actual, predicted

    def __init__(self) -> None:
        super().__init__("Confusion matrix", QSize(208, 176))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.matrix: NDArray[np.int64] | None = None
        self.classes: tuple[str, ...] = ()
        self.at = (0, 0)
        self.empty = "The confusion matrix appears after the first epoch."

    def show_matrix(self, matrix: NDArray[np.int64] | None, classes: tuple[str, ...]) -> None:
        """Show counts; None empties the view."""
        self.matrix, self.classes = matrix, classes
        if matrix is not None and max(self.at) >= len(matrix):
            self.at = (0, 0)
        self.update()

    def cell(self, actual: int, predicted: int) -> QRectF:
        """Where a cell lies in the view."""
        box, side = self._frame()
        return QRectF(box.left() + predicted * side.x(), box.top() + actual * side.y(), side.x(), side.y())

    def _frame(self) -> tuple[QRectF, QPointF]:
        metrics = self.fontMetrics()
        widest = max((metrics.horizontalAdvance(name) for name in self.classes), default=0)
        left = min(widest, self.width() // 4, 120) + 28
        box = QRectF(left, 24 + metrics.height(), self.width() - left - 8, self.height() - 32 - metrics.height())
        count = max(len(self.classes), 1)
        return box, QPointF(box.width() / count, box.height() / count)

    def _under(self, point: QPointF) -> tuple[int, int] | None:
        box, side = self._frame()
        if self.matrix is None or not box.contains(point):
            return None
        last = len(self.matrix) - 1
        return min(int((point.y() - box.top()) / side.y()), last), min(int((point.x() - box.left()) / side.x()), last)

    def _choose(self, cell: tuple[int, int]) -> None:
        self.at = cell
        self.update()
        self.cell_chosen.emit(*cell)

    def _paint_cells(self, painter: QPainter) -> None:
        assert self.matrix is not None
        ground, top = theme().color("surface_2"), max(int(self.matrix.max()), 1)
        for actual, row in enumerate(self.matrix):
            for predicted, count in enumerate(row):
                right = actual == predicted
                share = (float(count) / top) ** 0.5
                colour = mix(
                    ground, theme().color("accent" if right else "error"), (0.1 + 0.75 * share) if count else 0.0
                )
                box = self.cell(actual, predicted)
                painter.fillRect(box.adjusted(1, 1, -1, -1), colour)
                if count:
                    painter.setPen(max((QColor("white"), QColor("black")), key=lambda ink: contrast(ink, colour)))
                    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(count))

    def _paint_names(self, painter: QPainter) -> None:
        box, side = self._frame()
        metrics = painter.fontMetrics()
        painter.setPen(theme().color("text_dim"))
        for at, name in enumerate(self.classes):
            across = QRectF(box.left() + at * side.x(), box.top() - metrics.height() - 2, side.x(), metrics.height())
            painter.drawText(
                across,
                Qt.AlignmentFlag.AlignCenter,
                metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(side.x())),
            )
            down = QRectF(20, box.top() + at * side.y(), box.left() - 26, side.y())
            short = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(down.width()))
            painter.drawText(down, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, short)
        painter.setFont(theme().font("small"))
        painter.drawText(QRectF(box.left(), 0, box.width(), 18), Qt.AlignmentFlag.AlignCenter, "predicted")
        painter.save()
        painter.translate(2, box.center().y())
        painter.rotate(-90)
        painter.drawText(QRectF(-60, 0, 120, 16), Qt.AlignmentFlag.AlignCenter, "actual")
        painter.restore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the cell under the mouse."""
        cell = self._under(event.position())
        if cell is not None:
            self._choose(cell)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what a cell counts."""
        cell = self._under(event.position())
        if cell is not None and self.matrix is not None:
            text = f"{self.matrix[cell]} of class {self.classes[cell[0]]}, answered {self.classes[cell[1]]}"
            QToolTip.showText(event.globalPosition().toPoint(), tip(text), self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, Enter chooses."""
        moves = {Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1)}
        if self.matrix is None or event.key() not in (*moves, Qt.Key.Key_Return, Qt.Key.Key_Space):
            super().keyPressEvent(event)
            return
        down, across = moves.get(Qt.Key(event.key()), (0, 0))
        last = len(self.matrix) - 1
        self.at = (min(max(self.at[0] + down, 0), last), min(max(self.at[1] + across, 0), last))
        self.update()
        if not (down or across):
            self._choose(self.at)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint counts, names and the chosen cell."""
        painter = QPainter(self)
        if self.matrix is None or not len(self.matrix):
            self.say(painter, self.empty)
            return
        self._paint_names(painter)
        painter.setFont(theme().font("small" if len(self.matrix) > 6 else "body"))
        self._paint_cells(painter)
        if self.hasFocus():
            painter.setPen(QPen(theme().color("text"), 2))
            painter.drawRect(self.cell(*self.at).adjusted(1, 1, -1, -1))


class PictureGrid(View):
    """Examples as pictures with a line of text under each; one can be chosen by mouse or by arrows and Enter."""

    chosen = Signal(int)  # position in the grid

    def __init__(self, name: str, empty: str, side: int = 72) -> None:
        super().__init__(name, QSize(176, 128))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.empty = empty
        self.side = side
        self.at = -1
        self.items: list[tuple[QImage, str, bool]] = []

    def show_items(self, items: list[tuple[QImage, str, bool]]) -> None:
        """Show (picture, text, whether it is right); those beyond the room are left out."""
        self.items = [(fitted(image, self.side, self.side), text, right) for image, text, right in items]
        self.at = -1
        self.update()

    def place(self, number: int) -> QRectF:
        """Where a picture lies in the view, its text included."""
        wide, high = self.side + 16, self.side + 32
        columns = max(1, self.width() // wide)
        return QRectF(number % columns * wide, number // columns * high, wide, high)

    def _choose(self, number: int) -> None:
        if 0 <= number < len(self.items):
            self.at = number
            self.update()
            self.chosen.emit(number)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the picture under the mouse."""
        for number in range(len(self.items)):
            if self.place(number).contains(event.position()):
                self._choose(number)
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, Enter chooses."""
        columns = max(1, self.width() // (self.side + 16))
        moves = {Qt.Key.Key_Up: -columns, Qt.Key.Key_Down: columns, Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if self.items and event.key() in moves:
            self.at = min(max(max(self.at, 0) + moves[Qt.Key(event.key())], 0), len(self.items) - 1)
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Space):
            self._choose(max(self.at, 0))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint every picture that has room."""
        painter = QPainter(self)
        if not self.items:
            self.say(painter, self.empty)
            return
        painter.setFont(theme().font("small"))
        metrics = painter.fontMetrics()
        for number, (image, text, right) in enumerate(self.items):
            box = self.place(number)
            if box.bottom() > self.height():
                break
            painter.drawImage(QPointF(box.left() + (box.width() - image.width()) / 2, box.top() + 4), image)
            painter.setPen(theme().color("text" if right else "error"))
            line = QRectF(box.left(), box.bottom() - 26, box.width(), 18)
            painter.drawText(
                line,
                Qt.AlignmentFlag.AlignCenter,
                metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(line.width())),
            )
            if number == self.at:
                painter.setPen(QPen(theme().color("accent"), 2))
                painter.drawRoundedRect(box.adjusted(2, 1, -2, -5), 4, 4)


class BoundaryView(View):
    """The plane of two features: what the network answers where, how surely, and the examples."""

    def __init__(self) -> None:
        super().__init__("Decision boundary", QSize(176, 128))
        self.measured: BoundaryMeasured | None = None
        self._image = QImage()

    def show_boundary(self, event: BoundaryMeasured) -> None:
        """Show what was measured after an epoch."""
        self.measured = event
        ground = np.array(theme().color("surface_2").getRgb()[:3], float)
        kinds = np.array([theme().curve(n).getRgb()[:3] for n in range(8)], float)
        chosen = kinds[np.asarray(event.grid).astype(int) % 8]
        sure = np.clip(np.asarray(event.probability), 0, 1)[..., None] ** 2 * 0.7
        self._image = rgb_image((ground * (1 - sure) + chosen * sure).astype(np.uint8)[::-1])
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the plane and the points on it."""
        painter = QPainter(self)
        if self.measured is None:
            self.say(painter, "The decision boundary appears after the first epoch.")
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        side = min(self.width(), self.height())
        box = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        painter.drawImage(box, self._image)
        (x0, y0), (x1, y1) = self.measured.low, self.measured.high
        for (x, y), label in zip(
            np.asarray(self.measured.points)[:600], np.asarray(self.measured.labels)[:600], strict=True
        ):
            at = QPointF(box.left() + (x - x0) / (x1 - x0) * side, box.bottom() - (y - y0) / (y1 - y0) * side)
            painter.setPen(QPen(theme().color("surface_2"), 0.75))
            painter.setBrush(theme().curve(int(label)))
            painter.drawEllipse(at, 2.5, 2.5)


class ScatterView(View):
    """Predictions against true values of a regression; the diagonal is where they agree."""

    def __init__(self) -> None:
        super().__init__("Predicted against actual", QSize(208, 176))
        self.points: tuple[Any, Any] = ((), ())

    def show_points(self, actual: Any, predicted: Any) -> None:
        """Show N true values and N predictions."""
        self.points = (np.ravel(actual), np.ravel(predicted))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the points, the diagonal and the range."""
        painter = QPainter(self)
        actual, predicted = self.points
        if not len(actual):
            self.say(painter, "Predictions appear here after the first run.")
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        both = np.concatenate([actual, predicted])
        low, span = float(both.min()), float(np.ptp(both)) or 1.0
        box = QRectF(48, 8, self.width() - 56, self.height() - 48)
        painter.setPen(QPen(theme().color("line"), 1))
        painter.drawRect(box)
        painter.drawLine(box.bottomLeft(), box.topRight())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("accent"))
        for x, y in zip(actual, predicted, strict=True):
            painter.drawEllipse(
                QPointF(box.left() + (x - low) / span * box.width(), box.bottom() - (y - low) / span * box.height()),
                3,
                3,
            )
        painter.setPen(theme().color("text_dim"))
        painter.setFont(theme().font("small"))
        painter.drawText(
            QRectF(box.left(), box.bottom() + 2, box.width(), 16), Qt.AlignmentFlag.AlignLeft, f"{low:.4g}"
        )
        painter.drawText(
            QRectF(box.left(), box.bottom() + 2, box.width(), 16), Qt.AlignmentFlag.AlignRight, f"{low + span:.4g}"
        )
        painter.drawText(QRectF(box.left(), box.bottom() + 18, box.width(), 18), Qt.AlignmentFlag.AlignCenter, "actual")
        painter.translate(12, box.center().y())
        painter.rotate(-90)
        painter.drawText(QRectF(-60, -8, 120, 16), Qt.AlignmentFlag.AlignCenter, "predicted")

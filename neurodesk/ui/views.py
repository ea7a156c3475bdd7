"""Views painted by hand: the confusion matrix, pictures of examples, the decision boundary, predictions against
answers.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetrics, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QToolTip, QWidget

from neurodesk.training.events import BoundaryMeasured
from neurodesk.ui.colour import contrast, mix
from neurodesk.ui.pictures import fitted, rgb_image
from neurodesk.ui.theme import theme
from neurodesk.ui.tips import tip

_CENTRE = Qt.AlignmentFlag.AlignCenter
REPAINT_MS = 100
_RIGHT, _WRONG = "#1463c4", "#b3372c"  # white is readable on both, in either theme


def _skip(room: float, needed: int) -> int:
    """Of how many names one is written, where each has so much room and needs so much."""
    return max(1, -int(-0.8 * needed // max(room, 1.0)))


def _cell(box: QRectF, side: QPointF, actual: int, predicted: int) -> QRectF:
    return QRectF(box.left() + predicted * side.x(), box.top() + actual * side.y(), side.x(), side.y())


@lru_cache(maxsize=1024)
def _shade(ground: str, hue: str, percent: int) -> tuple[QColor, QColor]:
    """The colour of a cell, and the ink that reads on it."""
    colour = mix(QColor(ground), QColor(hue), percent / 100)
    return colour, max((QColor("white"), QColor("black")), key=lambda ink: contrast(ink, colour))


def _line(painter: QPainter, box: QRectF, text: str, where: Qt.AlignmentFlag) -> None:
    """One line of text, shortened to its box."""
    painter.drawText(box, where, painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(box.width())))


class View(QWidget):
    """What all of them share: they repaint when the theme changes and take the room there is."""

    def __init__(self, name: str, least: QSize) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setMinimumSize(least)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme().changed.connect(self.update)
        self._rest = QTimer(self, interval=REPAINT_MS, singleShot=True)
        self._rest.timeout.connect(self.update)

    def update_soon(self) -> None:
        """Repaint ten times a second at most, however fast measurements come."""
        if not self._rest.isActive():
            self._rest.start()

    def say(self, painter: QPainter, text: str) -> None:
        """Write one dim sentence in the middle, for when there is nothing to show."""
        painter.setPen(theme().color("text_dim"))
        painter.drawText(self.rect().adjusted(8, 8, -8, -8), _CENTRE | Qt.TextFlag.TextWordWrap, text)


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
        self._upright = False  # whether the names over the columns are turned
        self.empty = "The confusion matrix appears after the first epoch."

    def show_matrix(self, matrix: NDArray[np.int64] | None, classes: tuple[str, ...]) -> None:
        """Show counts; None empties the view."""
        self.matrix, self.classes = matrix, classes
        if matrix is not None and max(self.at) >= len(matrix):
            self.at = (0, 0)
        self.update_soon()

    def cell(self, actual: int, predicted: int) -> QRectF:
        """Where a cell lies in the view."""
        return _cell(*self._frame(), actual, predicted)

    def _frame(self) -> tuple[QRectF, QPointF]:
        """The cells' box, and the sides of a cell: near to a square, and never huge."""
        small, count = self._small(), max(len(self.classes), 1)
        widest = max((small.horizontalAdvance(name) for name in self.classes), default=0)
        left = 32.0 + min(widest, self.width() // 4, 160)
        wide = (self.width() - left - 8) / count
        self._upright = widest > wide - 4 and wide < 40
        top = 24.0 + (min(widest, self.height() // 4, 72) if self._upright else small.height())
        high = (self.height() - top - 8) / count
        side = QPointF(min(wide, 1.5 * high, 96.0), min(high, 1.5 * wide, 96.0))
        spare = max(self.width() - left - 8 - side.x() * count, 0.0) / 2
        return QRectF(left + spare, top, side.x() * count, side.y() * count), side

    def _small(self) -> QFontMetrics:
        return QFontMetrics(theme().font("small"))

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
        ground, top = theme().color("surface_2").name(), max(int(self.matrix.max()), 1)
        metrics, gap = painter.fontMetrics(), 1.0 if len(self.matrix) <= 16 else 0.5
        frame, side = self._frame()
        for actual, row in enumerate(self.matrix):
            for predicted, count in enumerate(row):
                percent = round(15 + 85 * (float(count) / top) ** 0.5) if count else 0
                colour, ink = _shade(ground, _RIGHT if actual == predicted else _WRONG, percent)
                box = _cell(frame, side, actual, predicted)
                painter.fillRect(box.adjusted(gap, gap, -gap, -gap), colour)
                told = str(count)
                fits = metrics.horizontalAdvance(told) <= box.width() - 2 and metrics.capHeight() <= box.height() - 2
                if count and fits:
                    painter.setPen(ink)
                    painter.drawText(box, _CENTRE, told)

    def _paint_names(self, painter: QPainter) -> None:
        """Class names beside the rows and over the columns; where there is no room for all, every second or third."""
        box, side = self._frame()
        metrics, across = painter.fontMetrics(), self._upright
        painter.setPen(theme().color("text_dim"))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for at, name in enumerate(self.classes):
            if at % _skip(side.y(), metrics.height()) == 0:
                middle = box.top() + (at + 0.5) * side.y()
                _line(painter, QRectF(24, middle - 10, box.left() - 30, 20), name, right)
            if across and at % _skip(side.x(), metrics.height()) == 0:
                painter.save()
                painter.translate(box.left() + (at + 0.5) * side.x(), box.top() - 4)
                painter.rotate(-90)
                _line(painter, QRectF(0, -10, box.top() - 22, 20), name, Qt.AlignmentFlag.AlignVCenter)
                painter.restore()
            elif not across:
                over = QRectF(box.left() + at * side.x(), box.top() - metrics.height() - 2, side.x(), metrics.height())
                _line(painter, over, name, _CENTRE)
        painter.drawText(QRectF(box.left(), 0, box.width(), 18), _CENTRE, "predicted")
        painter.translate(2, box.center().y())
        painter.rotate(-90)
        painter.drawText(QRectF(-60, 0, 120, 16), _CENTRE, "actual")
        painter.resetTransform()

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
        painter.setFont(theme().font("small"))
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
        self._area: QScrollArea | None = None
        self.setMouseTracking(True)

    def scrolled(self) -> QScrollArea:
        """This grid in an area that scrolls, so that every picture can be reached."""
        self._area = QScrollArea(widgetResizable=True, horizontalScrollBarPolicy=Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._area.setWidget(self)
        self._area.setMinimumWidth(self.minimumWidth() + 16)
        return self._area

    def heightForWidth(self, width: int) -> int:
        """The height of all rows of pictures, px."""
        columns = max(1, width // (self.side + 16))
        return max(-(-len(self.items) // columns) * (self.side + 32), 1)

    def show_items(self, items: list[tuple[QImage, str, bool]]) -> None:
        """Show (picture, text, whether it is right); outside a scroll area those beyond the room are left out."""
        self.items = [(fitted(image, self.side, self.side), text, right) for image, text, right in items]
        self.at = -1
        self.updateGeometry()
        self.update()

    def place(self, number: int) -> QRectF:
        """Where a picture lies in the view, its text included."""
        wide, high = self.side + 16, self.side + 32
        columns = max(1, self.width() // wide)
        return QRectF(number % columns * wide, number // columns * high, wide, high)

    def _seek(self, number: int) -> None:
        """Go to a picture, and bring it into view."""
        self.at = number
        if self._area is not None:
            box = self.place(number).toRect()
            self._area.ensureVisible(box.center().x(), box.center().y(), 0, box.height() // 2 + 1)
        self.update()

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

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say the whole text of a picture."""
        for number, (_image, text, _right) in enumerate(self.items):
            if self.place(number).contains(event.position()):
                QToolTip.showText(event.globalPosition().toPoint(), tip(text), self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, Enter chooses."""
        columns = max(1, self.width() // (self.side + 16))
        moves = {Qt.Key.Key_Up: -columns, Qt.Key.Key_Down: columns, Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if self.items and event.key() in moves:
            self._seek(min(max(max(self.at, 0) + moves[Qt.Key(event.key())], 0), len(self.items) - 1))
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
        for number, (image, text, right) in enumerate(self.items):
            box = self.place(number)
            if self._area is None and box.bottom() > self.height():
                break
            if not box.intersects(QRectF(event.rect())):
                continue
            corner = QPointF(box.left() + (box.width() - image.width()) / 2, box.top() + 4)
            painter.drawImage(corner + QPointF(0, (self.side - image.height()) / 2), image)
            painter.setPen(theme().color("text" if right else "error"))
            _line(painter, QRectF(box.left() + 4, box.bottom() - 26, box.width() - 8, 18), text, _CENTRE)
            if number == self.at:
                painter.setPen(QPen(theme().color("accent"), 2))
                painter.drawRoundedRect(box.adjusted(2, 1, -2, -5), 4, 4)


class BoundaryView(View):
    """The plane of two features: what the network answers where, how surely, and the examples."""

    def __init__(self) -> None:
        super().__init__("Decision boundary", QSize(176, 128))
        self.measured: BoundaryMeasured | None = None
        self._image = QImage()
        theme().changed.connect(self._recolour)

    def _recolour(self) -> None:
        if self.measured is not None:
            self.show_boundary(self.measured)

    def show_boundary(self, event: BoundaryMeasured) -> None:
        """Show what was measured after an epoch."""
        self.measured = event
        ground = np.array(theme().color("surface_2").getRgb()[:3], float)
        kinds = np.array([theme().curve(n).getRgb()[:3] for n in range(8)], float)
        chosen = kinds[np.asarray(event.grid).astype(int) % 8]
        sure = np.clip(np.asarray(event.probability), 0, 1)[..., None] ** 2 * 0.7
        self._image = rgb_image((ground * (1 - sure) + chosen * sure).astype(np.uint8)[::-1])
        self.update_soon()

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
        under, right = QRectF(box.left(), box.bottom() + 2, box.width(), 16), Qt.AlignmentFlag.AlignRight
        painter.drawText(under, Qt.AlignmentFlag.AlignLeft, f"{low:.4g}")
        painter.drawText(under, right, f"{low + span:.4g}")
        painter.drawText(QRectF(0, box.bottom() - 14, box.left() - 4, 16), right, f"{low:.4g}")
        painter.drawText(QRectF(0, box.top() - 2, box.left() - 4, 16), right, f"{low + span:.4g}")
        painter.drawText(QRectF(box.left(), box.bottom() + 18, box.width(), 18), _CENTRE, "actual")
        painter.translate(12, box.center().y())
        painter.rotate(-90)
        painter.drawText(QRectF(-60, -8, 120, 16), _CENTRE, "predicted")

"""Examples as pictures in a grid."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip

from neurodesk.ui.look.theme import theme
from neurodesk.ui.look.tips import tip
from neurodesk.ui.pictures import fitted
from neurodesk.ui.views.view import CENTRE, View, write_line
from neurodesk.ui.widgets.room import Room


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
        self._area: Room | None = None
        self.setMouseTracking(True)

    def scrolled(self) -> Room:
        """This grid in an area that scrolls, so that every picture can be reached."""
        self._area = Room()
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
            write_line(painter, QRectF(box.left() + 4, box.bottom() - 26, box.width() - 8, 18), text, CENTRE)
            if number == self.at:
                painter.setPen(QPen(theme().color("accent"), 2))
                painter.drawRoundedRect(box.adjusted(2, 1, -2, -5), 4, 4)

"""The quick-add bar: one line of text that becomes a chain, read aloud as it is typed."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from neurodesk.layers.catalogue import LAYERS
from neurodesk.layers.spec import show
from neurodesk.ui.canvas.chain import Chain, Fault, read
from neurodesk.ui.canvas.ink import ink
from neurodesk.ui.look.icons import layer_pixmap
from neurodesk.ui.look.theme import theme
from neurodesk.ui.session import Session
from neurodesk.ui.words import spoken, tr

_WIDTH: Final = 640
_CHIP, _LINE, _SPACE = 24.0, 32.0, 12.0  # px
EXAMPLE: Final = "conv 32 relu pool conv 64 relu pool flatten linear"


class QuickAdd(QFrame):
    """A bar at the top of the canvas, over the docks where that is low. Enter makes the chain, Esc leaves."""

    entered = Signal(object)  # Chain
    closed = Signal()

    def __init__(self, session: Session, after: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._facts = session.facts
        shapes = [shape for port, shape in session.flow.shapes.items() if port.node == after]
        self._shape = shapes[0] if shapes else session.facts.input if session.facts and not after else None
        self.chain = Chain()
        self.setProperty("card", True)
        self.setFixedWidth(min(_WIDTH, max(320, parent.width() - 32)))
        self.setAccessibleName(tr("Quick add"))
        self.line = _Line(self, placeholderText=EXAMPLE, clearButtonEnabled=True)
        self.line.setAccessibleName(tr("Chain of layers"))
        self.chips = _Chips(self)
        self.told = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        for part in (self.line, self.told, self.chips):
            column.addWidget(part)
        self._after = after
        self.line.textChanged.connect(self._read)
        self.line.installEventFilter(self)
        self._read("")

    def close_bar(self) -> None:
        """Go away."""
        if self.isVisible():
            self.hide()
            self.closed.emit()
            self.deleteLater()

    def _read(self, text: str) -> None:
        self.chain = chain = read(text, self._shape, self._facts)
        fault = chain.fault
        if fault is not None:
            sentence, role = fault.text, "warning" if fault.soft else "error"
        elif chain.links:
            sentence, role = (
                tr("Enter adds these after {place}", place=self._after or tr("a new input")),
                "small",
            )
        else:
            sentence, role = (
                tr("Type layers in order, with their numbers. x3 repeats, [ conv 8 | ] add makes branches."),
                "small",
            )
        self.told.setText(spoken(sentence))
        self.line.mark(fault)
        wrong = fault is not None and not fault.soft
        for part, name, value in ((self.told, "role", role), (self.line, "wrong", wrong)):
            if part.property(name) != value:
                part.setProperty(name, value)
                part.style().unpolish(part)
                part.style().polish(part)
        self.told.setFixedHeight(self.told.heightForWidth(self.width() - 16))  # its role has a font of its own
        self.chips.show_chain(chain, text)
        self.adjustSize()

    # Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter makes the chain where it can be made, Esc leaves, losing the focus closes an empty bar."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self.close_bar()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if self.chain.usable:
                    chain = self.chain
                    self.close_bar()
                    self.entered.emit(chain)
                elif self.chain.fault:
                    self.line.setSelection(self.chain.fault.start, self.chain.fault.end - self.chain.fault.start)
                return True
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        if event.type() == QEvent.Type.FocusOut and not self.line.text():
            self.close_bar()
        return super().eventFilter(watched, event)


class _Line(QLineEdit):
    """The line of text, with a wave under the word that is wrong."""

    _fault: Fault | None = None

    def mark(self, fault: Fault | None) -> None:
        """Mark the word of a fault; None takes the mark away."""
        if fault != self._fault:
            self._fault = fault
            self.update()

    def wave(self) -> QRectF:
        """Where the wave lies, px; empty when no word is wrong, or when it is out of sight."""
        if self._fault is None:
            return QRectF()
        fine, cursor, text = QFontMetricsF(self.font()), QRectF(self.cursorRect()), self.text()
        begin = cursor.center().x() - fine.horizontalAdvance(text[: self.cursorPosition()])  # it may be scrolled
        left = begin + fine.horizontalAdvance(text[: self._fault.start])
        right = begin + fine.horizontalAdvance(text[: self._fault.end])
        return QRectF(left, cursor.bottom() - 1.0, right - left, 3.0).intersected(QRectF(self.contentsRect()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line, and the wave over it."""
        super().paintEvent(event)
        box = self.wave()
        if box.isEmpty():
            return
        painter, look = QPainter(self), ink()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.warning if self._fault.soft else look.error, 1.5))
        steps = max(2, round(box.width() / 3.0))
        up = [
            QPointF(box.left() + box.width() * n / steps, box.bottom() if n % 2 else box.top())
            for n in range(steps + 1)
        ]
        painter.drawPolyline(up)
        painter.end()


class _Chips(QWidget):
    """The chain as it was understood: one chip a layer, with the shape it gives; the wrong word in red at its end."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._chips: list[tuple[str, str, str]] = []  # key or "", words, shape
        self._cells: list[tuple[int, int]] = []  # the column and the lane of each
        self._wires: list[tuple[int, int]] = []  # from chip to chip

    def show_chain(self, chain: Chain, text: str) -> None:
        """Show another chain, read from `text`: branches below each other, as they will be drawn."""
        self._chips = [
            (link.node.key, text[link.start : link.end], "" if link.shape is None else show(link.shape))
            for link in chain.links
        ]
        self._cells = [(link.column, link.lane) for link in chain.links]
        self._wires = [(fed, at) for at, link in enumerate(chain.links) for fed in link.feeds if fed >= 0]
        if chain.fault is not None and not chain.fault.soft:
            self._chips.append(("", text[chain.fault.start : chain.fault.end], ""))
            self._cells.append((max((column for column, _ in self._cells), default=-1) + 1, 0))
        self.setVisible(bool(self._chips))
        self.setFixedHeight(int(max(box.bottom() for box in self._boxes())) + 8 if self._chips else 0)
        self.update()

    def _boxes(self) -> list[QRectF]:
        """Where each chip lies: column beside column, and what does not fit goes on below."""
        widths = [self._wide(*chip) for chip in self._chips]
        columns: dict[int, list[int]] = {}
        for at, (column, _lane) in enumerate(self._cells):
            columns.setdefault(column, []).append(at)
        x = y = 0.0
        high, room = 0, self.parentWidget().width() - 16
        boxes = [QRectF()] * len(self._chips)
        for _column, there in sorted(columns.items()):
            wide = max(widths[at] for at in there)
            if x and x + wide > room:
                x, y, high = 0.0, y + (high + 1) * _LINE, 0
            for at in there:
                boxes[at] = QRectF(x, y + self._cells[at][1] * _LINE, widths[at], _CHIP)
                high = max(high, self._cells[at][1])
            x += wide + _SPACE
        return boxes

    def _wide(self, key: str, words: str, shape: str) -> float:
        body, small = QFontMetricsF(theme().font("body")), QFontMetricsF(theme().font("small"))
        width = body.horizontalAdvance(words) + (26.0 if key else 0.0) + 16.0
        return width + (small.horizontalAdvance(shape) + 8.0 if shape else 0.0)

    def ways(self) -> list[list[QPointF]]:
        """The lines from chip to chip, around those between; none to a chip that stands in another row below."""
        boxes, found = self._boxes(), []
        for fed, at in self._wires:
            first, last = self._cells[fed][0], self._cells[at][0]
            left = {column: box.left() for (column, _lane), box in zip(self._cells, boxes, strict=True)}
            if all(left[column] < left[column + 1] for column in range(first, last)):
                between = [box for (column, _), box in zip(self._cells, boxes, strict=True) if first < column < last]
                found.append(_way(boxes[fed], boxes[at], between))
        return found

    # Qt

    def sizeHint(self) -> QSize:
        """As wide as the bar."""
        return QSize(200, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the chips."""
        painter, look = QPainter(self), ink()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.setPen(QPen(look.control, 1.5))
        for way in self.ways():
            painter.drawPolyline(way)
        for box, (key, words, shape) in zip(self._boxes(), self._chips, strict=True):
            colour, tint, _ = look.family(LAYERS[key].category if key else "")
            painter.setPen(QPen(colour.color() if key else look.error, 1.0 if key else 2.0))
            painter.setBrush(tint if key else look.card_brush)
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 6.0, 6.0)
            inner = box.adjusted(8.0, 0.0, -8.0, 0.0)
            if key:
                pixmap = layer_pixmap(key, colour.color().name(), round(16 * self.devicePixelRatioF()))
                painter.drawPixmap(QRectF(inner.left(), box.top() + 4.0, 16.0, 16.0), pixmap, QRectF(pixmap.rect()))
                inner.adjust(24.0, 0.0, 0.0, 0.0)
            painter.setFont(theme().font("body"))
            painter.setPen(look.text_pen if key else look.error_pen)
            painter.drawText(inner, middle, words)
            if shape:
                painter.setFont(theme().font("small"))
                painter.setPen(look.dim_pen)
                painter.drawText(inner, middle | int(Qt.AlignmentFlag.AlignRight), shape)
        painter.end()


def _way(one: QRectF, other: QRectF, between: list[QRectF]) -> list[QPointF]:
    """The corners of a line from one chip to another: below those between where one stands in its way."""
    start, end = QPointF(one.right(), one.center().y()), QPointF(other.left(), other.center().y())
    leave, turn, level = start.x() + _SPACE / 2, end.x() - _SPACE / 2, start.y()
    if any(box.top() < level < box.bottom() for box in between):
        level = max(box.bottom() for box in between) + 4.0
    return [start, QPointF(leave, start.y()), QPointF(leave, level), QPointF(turn, level), QPointF(turn, end.y()), end]

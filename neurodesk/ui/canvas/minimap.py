"""The minimap: a large drawing small in a corner of the canvas, with what is in sight framed; a click goes there."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QAccessible, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from neurodesk.ui.canvas.camera import Camera
from neurodesk.ui.canvas.face import WIDTH
from neurodesk.ui.canvas.ink import ink
from neurodesk.ui.look.tips import tip
from neurodesk.ui.words import tr

MOST: Final = 50  # nodes; a drawing with more of them gets a map
SIDE: Final = QSize(184, 120)  # px
_EDGE: Final = 8.0  # px, around the picture and to the corner of the canvas
_REST_MS: Final = 100  # the picture is made anew when nothing was changed for so long: a hand that drags is not slowed


class Minimap(QWidget):
    """It is there while a drawing of more than 50 nodes is not in sight whole, unless it was switched off."""

    spoken_role = QAccessible.Role.Graphic

    def __init__(self, view: Camera) -> None:
        super().__init__(view)
        self._view = view
        self.wanted = True
        self.setFixedSize(SIDE)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(tr("Map of the drawing"))
        self.setToolTip(tip(tr("Click or drag to go there. View, Minimap switches it off.")))
        self._picture = QPixmap()
        self._shown = QRectF()  # the part of the scene that the picture shows
        self._rest = QTimer(self, interval=_REST_MS, singleShot=True)
        self._rest.timeout.connect(self._make)
        session = view.canvas.session
        for signal in (session.document_changed, session.opened, session.network_shown, session.checked):
            signal.connect(self._soon)
        for bar in (view.horizontalScrollBar(), view.verticalScrollBar()):
            bar.valueChanged.connect(self.follow)
            bar.rangeChanged.connect(self.follow)
        view.installEventFilter(self)
        self.hide()

    def switch(self, on: bool) -> None:
        """Show the map when there is reason to, or never."""
        self.wanted = on
        self.follow()

    def follow(self, *_: object) -> None:
        """The view moved: show or hide, and frame what is in sight."""
        view = self._view
        there = self.wanted and len(view.canvas.nodes) > MOST and not view.seen().contains(self._shown)
        self.setVisible(there)
        if there:
            self.move(view.width() - SIDE.width() - int(_EDGE), view.height() - SIDE.height() - int(_EDGE))
            self.update()

    def _soon(self, *_: object) -> None:
        if len(self._view.canvas.nodes) <= MOST:
            self.hide()
        else:
            self._rest.start()

    def _make(self) -> None:
        """Paint every node as a dot of its family's colour."""
        look, scene, ratio = ink(), self._view.canvas, self.devicePixelRatio()
        self._shown = scene.bounds()
        self._picture = QPixmap(SIDE * ratio)
        self._picture.setDevicePixelRatio(ratio)
        self._picture.fill(Qt.GlobalColor.transparent)
        scale, corner = self._fit()
        painter = QPainter(self._picture)
        painter.translate(corner)
        painter.scale(scale, scale)
        wide, least = max(float(WIDTH), 2.0 / scale), 2.0 / scale
        cards: dict[str | None, list[QRectF]] = {}  # by family; None for what has an error
        for item in scene.nodes.values():
            card = QRectF(item.x(), item.y(), wide, max(item.height, least))
            cards.setdefault(None if item.severity == "error" else item.face.category, []).append(card)
        painter.setPen(Qt.PenStyle.NoPen)
        for family, boxes in cards.items():  # a family at a time; errors last, so that none is hidden
            if family is not None:
                painter.setBrush(look.family(family)[0])
                painter.drawRects(boxes)
        painter.setBrush(look.error)
        painter.drawRects(cards.get(None, []))
        painter.end()
        self.follow()
        self.update()

    def _fit(self) -> tuple[float, QPointF]:
        """The map's scale, and where the scene's origin lies in it."""
        box = self._shown
        wide, high = SIDE.width() - 2 * _EDGE, SIDE.height() - 2 * _EDGE
        scale = min(wide / max(box.width(), 1.0), high / max(box.height(), 1.0))
        middle = QPointF(SIDE.width() / 2, SIDE.height() / 2)
        return scale, middle - box.center() * scale

    def _go(self, event: QMouseEvent) -> None:
        scale, corner = self._fit()
        self._view.centerOn((event.position() - corner) / scale)
        event.accept()

    # Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The canvas changed its size."""
        if event.type() == QEvent.Type.Resize:
            self.follow()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go there."""
        self._go(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go along."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Lay the picture, and frame what is in sight."""
        look, painter = ink(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.line, 1.0))
        painter.setBrush(look.card_brush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6.0, 6.0)
        painter.drawPixmap(0, 0, self._picture)
        scale, corner = self._fit()
        seen = self._view.seen()
        frame = QRectF(seen.topLeft() * scale + corner, seen.size() * scale)
        painter.setPen(QPen(look.accent, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame.intersected(QRectF(self.rect()).adjusted(2, 2, -2, -2)), 2.0, 2.0)

"""Counts the references to None that calls of Qt give or take: the binding of PySide6 6.12 lost one with each call, and
Python 3.11 ends a program whose None has none left.

`python -m tests.house.none_references` prints the calls that do, a line each with the references of one call.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QTimer
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath, QPen, QPixmap, QPolygonF, QStaticText
from PySide6.QtWidgets import (
    QApplication,
    QGraphicsPathItem,
    QGraphicsScene,
    QGraphicsView,
    QLabel,
    QPlainTextEdit,
    QStyleOptionGraphicsItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

TIMES = 200
MOST = 0.1  # of a reference a call; Python itself keeps a few the first time


class Told(QWidget):
    """A widget whose answers in Python are void, as those of every event handler of the program."""

    def event(self, event: QEvent) -> bool:
        """Hand on."""
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        """Hand on."""
        super().changeEvent(event)


def painting(painter: QPainter, image: QImage) -> dict[str, Callable[[], object]]:
    """The calls by which the program paints, by name."""
    path, text, font = QPainterPath(QPointF(0, 0)), QStaticText("x"), QFont("Inter", 8)
    pen, colour, point, pixmap = QPen(), QColor(1, 2, 3), QPointF(1, 1), QPixmap(3, 3)
    lod = QStyleOptionGraphicsItem.levelOfDetailFromTransform
    return {
        "painter.setRenderHint": lambda: painter.setRenderHint(QPainter.RenderHint.Antialiasing, True),
        "painter.setPen": lambda: painter.setPen(pen),
        "painter.setBrush": lambda: painter.setBrush(colour),
        "painter.setFont": lambda: painter.setFont(font),
        "painter.setOpacity": lambda: painter.setOpacity(1.0),
        "painter.setClipRect": lambda: painter.setClipRect(0, 0, 10, 10),
        "painter.save": lambda: (painter.save(), painter.restore()),
        "painter.translate": lambda: painter.translate(0, 0),
        "painter.fillRect": lambda: painter.fillRect(0, 0, 5, 5, colour),
        "painter.drawRect": lambda: painter.drawRect(0, 0, 3, 3),
        "painter.drawRoundedRect": lambda: painter.drawRoundedRect(0, 0, 5, 5, 1, 1),
        "painter.drawEllipse": lambda: painter.drawEllipse(point, 5, 5),
        "painter.drawLine": lambda: painter.drawLine(point, point),
        "painter.drawLines": lambda: painter.drawLines([QLineF(0, 0, 1, 1)]),
        "painter.drawPolygon": lambda: painter.drawPolygon(QPolygonF([point, point, point])),
        "painter.drawPolyline": lambda: painter.drawPolyline([point, point]),
        "painter.drawPath": lambda: painter.drawPath(path),
        "painter.strokePath": lambda: painter.strokePath(path, pen),
        "painter.drawText": lambda: painter.drawText(point, "a"),
        "painter.drawStaticText": lambda: painter.drawStaticText(1, 1, text),
        "painter.drawPixmap": lambda: painter.drawPixmap(0, 0, pixmap),
        "painter.drawImage": lambda: painter.drawImage(QRectF(0, 0, 3, 3), image),
        "path.cubicTo": lambda: path.cubicTo(1, 1, 2, 2, 3, 3),
        "path.lineTo": lambda: path.lineTo(5, 5),
        "levelOfDetail": lambda: lod(painter.worldTransform()),
    }


def showing() -> dict[str, Callable[[], object]]:
    """The calls by which it shows and changes things, by name."""
    path, item, scene, timer = QPainterPath(), QGraphicsPathItem(), QGraphicsScene(), QTimer()
    view, label, edit, told = QGraphicsView(scene), QLabel(), QPlainTextEdit(), Told()
    table, box, change = QTableWidget(1, 1), QVBoxLayout(), QEvent(QEvent.Type.FontChange)
    table.setItem(0, 0, QTableWidgetItem("x"))
    scene.addItem(item)
    return {
        "item.path": item.path,
        "item.setPath": lambda: item.setPath(path),
        "item.setPos": lambda: item.setPos(1, 1),
        "item.setVisible": lambda: item.setVisible(True),
        "item.setZValue": lambda: item.setZValue(1),
        "view.translate": lambda: view.translate(0, 0),
        "view.update": lambda: view.viewport().update(),
        "scene.addItem": lambda: (scene.removeItem(item), scene.addItem(item)),
        "widget.setWindowTitle": lambda: view.setWindowTitle("a"),
        "widget.setToolTip": lambda: label.setToolTip("a"),
        "widget.setEnabled": lambda: (label.setEnabled(False), label.setEnabled(True)),
        "widget.setVisible": lambda: told.setVisible(False),
        "widget.event": lambda: QApplication.sendEvent(told, change),
        "widget.layout": told.layout,
        "widget.parent": told.parent,
        "label.setText": lambda: label.setText("a"),
        "edit.setPlainText": lambda: edit.setPlainText("a"),
        "table.setText": lambda: table.item(0, 0).setText("a"),
        "table.item": lambda: table.item(5, 5),
        "box.addSpacing": lambda: (box.addSpacing(1), box.takeAt(0)),
        "timer.start": lambda: (timer.start(1000), timer.stop()),
        "timer.emit": timer.timeout.emit,
        "timer.connect": lambda: timer.timeout.disconnect(timer.timeout.connect(told.update)),
        "app.processEvents": QApplication.processEvents,
    }


def lost(call: Callable[[], object]) -> float:
    """The references to None that one call gives (above 0) or takes."""
    call()
    before = sys.getrefcount(None)
    for _ in range(TIMES):
        call()
    return (sys.getrefcount(None) - before) / TIMES


def main() -> int:
    """Count, and print how many calls were looked at."""
    app = QApplication([])
    paper = QImage(100, 100, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(paper)
    every = painting(painter, paper) | showing()
    for name, call in every.items():
        if abs(one := lost(call)) > MOST:
            print(f"{name} {one:+.2f}")
    print(f"{len(every)} calls")
    painter.end()
    del every, app
    return 0


if __name__ == "__main__":
    sys.exit(main())

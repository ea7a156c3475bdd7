"""The Qt binding keeps its references: PySide6 6.12 drops one to None in each void call and aborts Python 3.11.

And nothing of ours lets it lose one: some getters move what they return from its owner to whoever was asked.
"""

import ast
import subprocess
import sys

from tests.house.tree import python_files, shown

PROGRAM = """
import sys
from PySide6 import QtCore, QtGui, QtWidgets

app = QtWidgets.QApplication([])
image = QtGui.QImage(100, 100, QtGui.QImage.Format.Format_ARGB32_Premultiplied)
painter, path, pen = QtGui.QPainter(image), QtGui.QPainterPath(QtCore.QPointF(0, 0)), QtGui.QPen()
color, point, font = QtGui.QColor(1, 2, 3), QtCore.QPointF(1, 1), QtGui.QFont("", 8)
box, label, timer = QtWidgets.QGraphicsRectItem(), QtWidgets.QLabel(), QtCore.QTimer()
calls = {
    "setRenderHint": lambda: painter.setRenderHint(QtGui.QPainter.RenderHint.Antialiasing, True),
    "setPen": lambda: painter.setPen(pen),
    "setBrush": lambda: painter.setBrush(color),
    "setFont": lambda: painter.setFont(font),
    "drawRoundedRect": lambda: painter.drawRoundedRect(0, 0, 5, 5, 1, 1),
    "fillRect": lambda: painter.fillRect(0, 0, 5, 5, color),
    "drawEllipse": lambda: painter.drawEllipse(point, 5, 5),
    "drawLine": lambda: painter.drawLine(point, point),
    "drawPath": lambda: painter.drawPath(path),
    "drawText": lambda: painter.drawText(point, "a"),
    "drawImage": lambda: painter.drawImage(0, 0, image),
    "save and restore": lambda: (painter.save(), painter.restore()),
    "cubicTo": lambda: path.cubicTo(1, 1, 2, 2, 3, 3),
    "setPos": lambda: box.setPos(1, 1),
    "setWindowTitle": lambda: label.setWindowTitle("a"),
    "update": lambda: label.update(),
    "start and stop": lambda: (timer.start(1000), timer.stop()),
}
for name, call in calls.items():
    call()  # the first call fills caches of its own
    before = sys.getrefcount(None)
    for _ in range(200):
        call()
    lost = before - sys.getrefcount(None)
    if lost > 20:
        print(name, "loses", lost / 200, "references to None a call")
painter.end()
"""


def test_void_calls_keep_their_reference_to_none():
    """Run 200 calls of each kind in a clean process; the count of None must stand still (3.12 on: None is immortal)."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr


TAKES = {"nextInFocusChain", "previousInFocusChain", "topLevelWidget", "buddy", "sourceModel"}
"""Getters after which the binding holds that what they return belongs to what was asked."""


def test_nothing_is_asked_that_takes_another_into_its_keeping():
    """When what was asked goes, Python would hold the other, which still lives, for gone, with all that is in it."""
    found = [
        f"{shown(path)}:{node.lineno} {node.attr}"
        for path in python_files("neurodesk", "tests", "packaging")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in TAKES
    ]
    assert found == []

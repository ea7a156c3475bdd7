"""A card finds its ports, grows for nothing, and paints inside its rectangle."""

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QGraphicsScene

from neurodesk.graph.model import chosen
from neurodesk.ui.canvas.face import WIDTH, Face, layer_of
from neurodesk.ui.canvas.node_item import NodeItem


@pytest.fixture
def item(qapp) -> NodeItem:
    layer = layer_of(chosen("add"))
    made = NodeItem("add_1", Face("add", "Add", layer.category, tuple(layer.inputs()), ("out",), "Add"))
    made.setPos(80, 40)
    return made


def test_ports_stand_on_the_edges(item):
    assert item.port_at("a", output=False) == QPointF(80, 56)
    assert item.port_at("b", output=False) == QPointF(80, 80)
    assert item.port_at("out", output=True) == QPointF(80 + WIDTH, 56)


def test_the_nearest_port_within_reach_is_found(item):
    assert item.port_near(QPointF(84, 77), 12) == ("b", False)
    assert item.port_near(QPointF(80 + WIDTH, 50), 12) == ("out", True)
    assert item.port_near(QPointF(120, 56), 12) is None


def test_facts_and_live_views(item):
    height = item.height
    item.show_facts("8 x 8", "10 params")
    item.show_problem("error", "add_1 needs a wire.", frozenset({"b"}))
    assert (item.shape_text, item.problem, item.wrong_ports) == ("8 x 8", "add_1 needs a wire.", {"b"})
    assert item.boundingRect().bottom() > height + 40
    item.show_problem("", "", frozenset())
    assert item.boundingRect().bottom() < height + 40
    item.show_live(QImage(8, 8, QImage.Format.Format_Grayscale8), 0.5)
    assert item.height == height


@pytest.mark.parametrize("scale", [0.1, 0.25, 0.5, 1.0, 2.0])
def test_nothing_is_painted_outside_its_rectangle(item, scale):
    """From afar, where the canvas is painted whole, frame and ring of the keys may stand out by what they need."""
    scene = QGraphicsScene()
    scene.addItem(item)
    item.setPos(0, 0)
    item.show_facts("8 x 8", "10 params")
    item.show_problem("error", "A sentence that takes its time to say what is wrong. " * 4, frozenset("b"))
    item.show_live(QImage(8, 8, QImage.Format.Format_Grayscale8), 1e-9)
    item.mark(selected=True, focused=True, hovered_port="in.a", wired=frozenset({"in.a"}))
    room = QRectF(-60, -60, WIDTH + 120, item.height + 180)
    image = QImage(int(room.width() * scale), int(room.height() * scale), QImage.Format.Format_RGB32)
    image.fill(QColor("magenta"))
    painter = QPainter(image)
    scene.render(painter, QRectF(image.rect()), room)
    painter.end()
    out = (6 if scale < 0.45 else 2) / scale
    inside = item.boundingRect().adjusted(-out, -out, out, out)
    outside = [
        (x, y)
        for x in range(0, image.width(), 3)
        for y in range(0, image.height(), 3)
        if not inside.contains(QPointF(x / scale - 60, y / scale - 60)) and image.pixelColor(x, y) != QColor("magenta")
    ]
    assert outside == []
    scene.removeItem(item)

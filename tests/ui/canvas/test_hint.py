"""The empty canvas says how to begin, and says it no longer once there is a layer."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from neurodesk.ui.canvas.hint import TITLE, WAYS, paint_hint
from neurodesk.ui.look.theme import theme


def test_it_names_four_ways(qapp):
    assert TITLE
    assert len(WAYS) == 4
    image = QImage(600, 300, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    paint_hint(painter, QRectF(image.rect()))
    painter.end()
    assert sum(image.pixel(x, y) & 0xFFFFFF != 0 for x in range(600) for y in range(0, 300, 4)) > 500


def test_it_leaves_with_the_first_layer(view, session):
    empty = view.viewport().grab().toImage()
    view.add_layer("conv2d", QPointF(-90_000, 0))
    view.centerOn(700, 150)
    assert view.viewport().grab().toImage() != empty


def test_no_dot_of_the_ground_shows_between_its_letters(view, session):
    """Its ground is that of the canvas alone; around it the dots are there."""
    image = view.viewport().grab().toImage()
    ground = theme().color("canvas").rgb()
    middle, wide = image.rect().center(), image.width()
    quiet = [image.pixel(x, middle.y() - 100) for x in range(middle.x() - 200, middle.x() + 200)]
    assert {*quiet} == {ground}
    rows = [{image.pixel(x, y) for x in range(wide)} for y in range(0, 60)]
    assert any(len(row) > 1 for row in rows)

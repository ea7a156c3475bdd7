"""A plate is painted once for a look and a scale, laid on whole pixels, and looks as if it were painted in place."""

import pytest
from PySide6.QtGui import QImage, QPainter

from neurodesk.ui.canvas.ink import Ink
from neurodesk.ui.canvas.plate import Plate, _paint, lay_plate

PLAIN = Plate("Convolution", 80, 32, False, False)


def painted(paint, look, scale, at=(20, 20)) -> QImage:
    image = QImage(800, 400, QImage.Format.Format_RGB32)
    image.fill(look.canvas)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(*at)
    painter.scale(scale, scale)
    paint(painter, look, PLAIN)
    painter.end()
    return image


@pytest.mark.parametrize("scale", [0.5, 1.0, 2.0, 3.0])
def test_laid_looks_as_painted(qapp, scale):
    look = Ink()
    laid, direct = painted(lay_plate, look, scale), painted(_paint, look, scale)
    apart = [
        abs(laid.pixelColor(x, y).lightness() - direct.pixelColor(x, y).lightness())
        for x in range(0, 800, 3)
        for y in range(0, 400, 3)
    ]
    assert max(apart) <= 6


def test_equal_plates_share_a_picture(qapp):
    look = Ink()
    for place in ((20, 20), (33.3, 71.8), (20, 20)):
        painted(lay_plate, look, 1.0, place)
    assert len(look.plates) == 1
    painted(lay_plate, look, 2.0)
    assert len(look.plates) == 2


def test_pictures_do_not_pile_up(qapp):
    look = Ink()
    for step in range(300):
        painted(lay_plate, look, 0.1 + step / 1000)
    assert len(look.plates) <= 256


def test_between_pixels_it_lies_on_whole_ones(qapp):
    look = Ink()
    assert painted(lay_plate, look, 1.0, (20.3, 20.4)) == painted(lay_plate, look, 1.0)


def test_very_near_it_is_painted_in_place(qapp):
    look = Ink()
    painted(lay_plate, look, 7.0)
    assert not look.plates

"""Every symbol and every layer's drawing can be painted, in the colour asked for."""

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from neurodesk.layers.catalogue import LAYERS
from neurodesk.ui.icons import ACTIONS, icon, layer_icon, layer_pixmap


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_every_symbol_is_there(qapp: QApplication, name: str):
    """Painted, not empty."""
    image = icon(name, QColor("#ff0000")).pixmap(24, 24).toImage()
    assert any(image.pixelColor(x, y).alpha() for x in range(image.width()) for y in range(image.height()))


def test_a_layer_is_drawn_in_its_colour(qapp: QApplication):
    """The drawing is tinted, and each layer has its own."""
    image = layer_pixmap("conv2d", "#ff0000", 48).toImage()
    seen = [image.pixelColor(x, y) for x in range(48) for y in range(48) if image.pixelColor(x, y).alpha() == 255]
    assert seen
    assert all(colour.red() > 200 and colour.green() < 60 for colour in seen)
    drawn = {layer.key: layer_pixmap(layer.key, "#ffffff", 24).toImage() for layer in LAYERS}
    assert len({bytes(image.constBits()) for image in drawn.values()}) > 0.9 * len(drawn)


def test_an_unknown_or_hostile_layer_has_the_drawing_of_a_block(qapp: QApplication):
    """A name from a file never reaches another file."""
    block = layer_pixmap("block", "#ffffff", 24).toImage()
    assert layer_pixmap("../../../etc/passwd", "#ffffff", 24).toImage() == block
    assert layer_pixmap("from_the_future", "#ffffff", 24).toImage() == block
    assert not layer_icon("from_the_future", QColor("white")).isNull()

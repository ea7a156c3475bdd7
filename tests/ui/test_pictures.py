"""Arrays become pictures that say what is in them."""

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from neurodesk.ui.pictures import activation, bars, coloured, example, fitted, mosaic, overlay, rgb_image, scale


def test_zero_is_the_middle_of_a_signed_scale():
    """Positive and negative of the same size are equally far from grey."""
    image = coloured(np.array([[-1.0, 0.0, 1.0]]), "signed")
    left, middle, right = (image.pixelColor(x, 0) for x in range(3))
    assert middle.saturation() < 20
    assert left.blue() > left.red()
    assert right.red() > right.blue()


def test_greys_run_from_the_least_to_the_greatest():
    """The least is black, the greatest white; equal values do not divide by zero."""
    image = coloured(np.array([[2.0, 6.0]]), "grey")
    assert (image.pixelColor(0, 0).lightness(), image.pixelColor(1, 0).lightness()) == (0, 255)
    assert not coloured(np.zeros((3, 3)), "viridis").isNull()
    assert not coloured(np.array([[np.nan, np.inf]]), "grey").isNull()


@pytest.mark.parametrize(("shape", "size"), [((1, 8, 6), (6, 8)), ((3, 5, 7), (7, 5)), ((4, 9), (9, 4))])
def test_an_example_keeps_its_shape(qapp: QApplication, shape: tuple[int, ...], size: tuple[int, int]):
    """Pixels for pixels: C H W and T D."""
    image = example(np.random.default_rng(0).normal(size=shape))
    assert (image.width(), image.height()) == size


def test_a_vector_becomes_bars(qapp: QApplication):
    """Up for positive, down for negative."""
    image = bars(np.array([1.0, -1.0]), 40, 40)
    assert image.pixelColor(5, 10) != image.pixelColor(5, 30)
    assert image.pixelColor(25, 30) != image.pixelColor(25, 10)
    assert not example(np.array([1.0, -2.0, 0.0])).isNull()


def test_a_mosaic_holds_every_map():
    """64 maps of 4 x 4 in one picture, lines between them; a bright map stays where it belongs."""
    maps = np.zeros((64, 4, 4))
    maps[9, 1, 1] = 5.0
    image = mosaic(maps)
    assert (image.width(), image.height()) == (40, 40)
    bright = [(x, y) for x in range(40) for y in range(40) if image.pixelColor(x, y).lightness() > 120]
    assert bright == [(6, 6)]


@pytest.mark.parametrize(
    ("kind", "shape"), [("maps", (6, 4, 4)), ("vector", (37,)), ("sequence", (8, 16)), ("vector", (1,))]
)
def test_every_kind_of_probe_has_a_picture(kind: str, shape: tuple[int, ...]):
    """Maps, vectors and sequences."""
    image = activation(kind, np.random.default_rng(0).normal(size=shape).astype(np.float32))
    assert image.width() > 0
    assert image.height() > 0


def test_an_overlay_shows_where_the_weight_is(qapp: QApplication):
    """Only the heavy pixel changes."""
    picture, weight = np.full((1, 4, 4), 0.5), np.zeros((1, 4, 4))
    picture[0, 0, 0] = 1.0
    weight[0, 2, 3] = 1.0
    ground, image = example(picture), overlay(picture, weight, 1.0)
    changed = [(x, y) for x in range(4) for y in range(4) if ground.pixelColor(x, y) != image.pixelColor(x, y)]
    assert changed == [(3, 2)]


def test_pictures_own_their_memory_and_fit():
    """An array may go, and proportions stay."""
    data = np.zeros((2, 4, 3), np.uint8)
    image = rgb_image(data)
    data[:] = 255
    assert image.pixelColor(0, 0).lightness() == 0
    assert (fitted(image, 100, 100).width(), fitted(image, 100, 100).height()) == (100, 50)
    assert scale("viridis").shape == (256, 3)

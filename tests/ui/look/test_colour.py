"""Contrast is WCAG's, and shades reach it."""

import pytest
from PySide6.QtGui import QColor

from neurodesk.ui.look.colour import contrast, luminance, mix, readable


def test_contrast_is_wcags():
    """Black on white is 21, a colour on itself 1, and #767676 on white the known 4.54."""
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21.0)
    assert contrast(QColor("red"), QColor("red")) == pytest.approx(1.0)
    assert contrast(QColor("#767676"), QColor("white")) == pytest.approx(4.54, abs=0.01)
    assert luminance(QColor("white")) == pytest.approx(1.0)


@pytest.mark.parametrize("ground", ["#ffffff", "#15181d"])
def test_a_shade_becomes_readable(ground: str):
    """Yellow darkens on white and blue lightens on black until the wanted contrast is there."""
    for colour in ("#f0e442", "#0072b2", "#e69f00"):
        assert contrast(readable(QColor(colour), QColor(ground), 4.5), QColor(ground)) >= 4.5


def test_a_readable_colour_stays():
    """Nothing is changed without need."""
    assert readable(QColor("#123456"), QColor("white"), 3.0) == QColor("#123456")


def test_mixing_moves_by_its_share():
    """Half of white in black is mid-grey."""
    assert mix(QColor("black"), QColor("white"), 0.5).red() in (127, 128)

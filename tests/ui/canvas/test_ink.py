"""Ink follows the theme, reads well, and shares what is equal."""

import gc
import weakref

import pytest

from neurodesk.layers.spec import CATEGORIES
from neurodesk.ui.canvas.ink import ink
from neurodesk.ui.look.colour import contrast
from neurodesk.ui.look.theme import theme


@pytest.fixture(params=["dark", "light"])
def look(request, qapp):
    theme().choose(request.param)
    yield ink()
    theme().choose("dark")


def test_text_and_wires_read_well(look):
    for category in CATEGORIES:
        colour, tint, on_it = (part.color() for part in look.family(category))
        assert contrast(look.text, tint) >= 4.5
        assert contrast(on_it, colour) >= 4.5
        assert contrast(colour, look.card) >= 3
    assert contrast(look.dim, look.card) >= 4.5
    assert contrast(look.wire, look.canvas) >= 3
    assert contrast(look.error, look.canvas) >= 4.5


def test_equal_words_are_laid_out_once_and_shortened(look):
    words = look.words("32 x 8 x 8", "small", 150)
    assert look.words("32 x 8 x 8", "small", 150) is words
    assert look.words("a_name_far_too_long_for_any_card_12", "name", 100).size().width() <= 100
    assert look.words("a_name_far_too_long_for_any_card_12", "far", 120).text().endswith("12")


def test_a_paragraph_keeps_to_its_width_and_lines(look):
    text = "linear_1 expects a vector; conv_2 gives 32 x 8 x 8. " * 3
    made = look.paragraph(text, 168, 3)
    assert made.size().width() <= 169
    assert len(made.text().split("\u2028")) == 3
    assert made.text().endswith("…")


def test_icons_have_enough_pixels(look):
    assert look.icon("conv2d", "Convolution", 40).width() == 48
    assert look.icon("conv2d", "Convolution", 400).width() == 96


def test_each_theme_has_its_own(qapp):
    theme().choose("dark")
    dark = ink()
    theme().choose("light")
    light = ink()
    theme().choose("dark")
    assert ink().canvas == dark.canvas
    assert dark.canvas != light.canvas


def test_another_theme_lets_go_of_the_ink_before(qapp):
    """It holds the pictures of every card."""
    theme().choose("dark")
    old = ink()
    (
        old.words("conv_1", "name", 150),
        old.paragraph("words", 100),
        old.pen("wire", 2.0),
        old.family(next(iter(CATEGORIES))),
    )
    gone = weakref.ref(old)
    theme().choose("light")
    del old
    gc.collect()
    assert gone() is None
    theme().choose("dark")

"""A word sets a parameter by position or by name, or begins the next layer; what is wrong with it is a sentence."""

import pytest

from neurodesk.layers.catalogue import LAYERS
from neurodesk.ui.canvas.chain_words import unknown, value_of


@pytest.mark.parametrize(("key", "word", "found"), [
    ("conv2d", "16", ("filters", 16)),
    ("conv2d", "kernel=5", ("kernel", 5)),
    ("conv2d", "bias=no", ("bias", False)),
    ("dropout", "0,25", ("rate", 0.25)),
    ("reshape", "8x8", None),
    ("permute", "order=1x0x2", ("order", (1, 0, 2))),
    ("conv2d", "relu", None),
])  # fmt: skip
def test_a_word_is_a_value_or_the_next_layer(key, word, found):
    kind = LAYERS[key]
    assert value_of(kind, list(kind.quick_params), word) == found


def test_what_is_wrong_is_said():
    assert "no parameter" in value_of(LAYERS["conv2d"], [], "colour=3")
    assert "one too many" in value_of(LAYERS["relu"], [], "3")
    assert "relu" in unknown("relo")
    assert unknown("§§§").endswith("'§§§'.")

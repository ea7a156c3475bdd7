"""The picture of an activation is PyTorch's own curve; other layers show what shape becomes what."""

import pytest
import torch
from pytestqt.qtbot import QtBot

from neurodesk.layers.catalogue import LAYERS
from neurodesk.ui.layer_picture import LayerPicture, curve_of
from neurodesk.ui.look.theme import theme
from tests.layers.drawn import run
from tests.ui.desk import colours, shown

BENT = {
    "leaky_relu": {"slope": 0.3},
    "elu": {"alpha": 2.0},
    "gelu": {"form": "tanh"},
    "softplus": {"beta": 3.0},
    "celu": {"alpha": 2.0},
    "sine": {"frequency": 3.0},
    "scale": {"factor": -2.0, "offset": 1.0},
    "clamp": {"low": -2.0, "high": 3.0},
    "power": {"exponent": 3.0, "signed": True},
    "logarithm": {"eps": 1.0},
}
AXES = {"softmax", "log_softmax", "glu"}  # they look at all numbers at once, and have no curve
ACTIVATIONS = [layer.key for layer in LAYERS if layer.category == "Activation"]


@pytest.mark.parametrize("key", sorted(set(ACTIVATIONS) - AXES))
@pytest.mark.parametrize("bent", [False, True])
def test_each_curve_is_that_of_pytorch(key: str, bent: bool):
    """With the defaults and with other values."""
    values = BENT.get(key, {}) if bent else {}
    curve = curve_of(LAYERS[key], values)
    xs = torch.linspace(-4, 4, 33)  # PReLU takes no doubles
    wanted = run(LAYERS[key].of(values).build((33,)), {"x": xs})
    assert curve is not None
    assert [curve(x) for x in xs.tolist()] == pytest.approx(wanted.tolist(), abs=1e-5)


def test_what_has_no_curve(qtbot: QtBot):
    """Other layers, and values that a file got wrong."""
    assert curve_of(LAYERS["conv2d"], {}) is None
    assert curve_of(LAYERS["softmax"], {}) is None
    assert curve_of(LAYERS["elu"], {"alpha": -1.0}) is None


@pytest.mark.parametrize("key", [layer.key for layer in LAYERS])
@pytest.mark.parametrize("look", ["dark", "light"])
def test_every_layer_has_a_picture(qtbot: QtBot, key: str, look: str):
    """In the colour of its family, with shapes or without."""
    view = shown(qtbot, LayerPicture(LAYERS[key]), 240, 136)
    theme().choose(look)
    view.show_node({}, [(3, 32, 32)], [(16, 32, 32)])
    assert theme().family(LAYERS[key].category).name() in colours(view)
    view.show_node({}, [], [])
    view.grab()

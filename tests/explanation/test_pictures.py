"""Keeps the proof that explanations are drawn with the right colours, whatever the numbers and names."""

import io
import math

import numpy as np
import pytest
from PIL import Image

from neurodesk.explanation.explain import Explanation
from neurodesk.explanation.pictures import colours, draw, grey, heat


def explanation(weights, picture, **changes):
    told = {
        "run": 1, "method": "integrated_gradients", "sample": 3, "target": 1, "predicted": 1.0, "actual": 0.0,
        "probability": 0.9, "attribution": weights, "picture": picture, "gap": 0.01, "features": (),
        "classes": ("no", "yes"),
    }  # fmt: skip
    return Explanation(**(told | changes))


def drawn(told):
    return Image.open(io.BytesIO(draw(told)), formats=["PNG"]).convert("RGB")


def test_orange_speaks_for_and_blue_against():
    against, neutral, favour = colours(np.array([-0.7, 0, 0.7], np.float32)).astype(int)
    assert favour[0] > favour[2]
    assert against[2] > against[0]
    assert np.ptp(neutral) < 8


def test_heat_is_the_sum_of_channels_scaled_by_its_largest():
    told, top = heat(np.array([[[1.0, -3.0]], [[1.0, -1.0]]], np.float32))
    assert told.tolist() == [[0.5, -1.0]]
    assert top == 4
    assert heat(np.zeros((1, 2, 2), np.float32))[1] == 0


@pytest.mark.parametrize("shape", [(1, 8, 8), (3, 5, 9), (8, 8), (1, 1, 300), (4, 2, 1)])
def test_a_map_lies_over_the_example(shape):
    random = np.random.default_rng(0)
    picture = random.random(shape, np.float32)
    sheet = drawn(explanation(random.normal(size=shape).astype(np.float32), picture))
    assert sheet.width >= 560
    assert sheet.height < 500
    assert len(set(sheet.resize((64, 64)).tobytes())) > 20


@pytest.mark.parametrize("features", [("age", "<b>sex</b>\n\u202e"), ()])
def test_bars_take_any_name(features):
    weights = np.array([2.0, -1.0, 0.0], np.float32)
    changes = {"features": features, "classes": (), "target": None, "probability": None, "gap": None}
    sheet = drawn(explanation(weights, np.ones(3, np.float32), **changes))
    assert sheet.width == 720


def test_only_the_heaviest_features_are_drawn():
    weights = np.linspace(-1, 1, 500, dtype=np.float32)
    assert drawn(explanation(weights, weights, features=tuple(map(str, range(500))))).height < 700


def test_empty_weights_and_long_names_are_drawn_too():
    told = explanation(np.zeros((1, 4, 4), np.float32), np.zeros((1, 4, 4), np.float32), classes=("x" * 500, "y\0z"))
    assert drawn(told).width < 900
    assert not math.isnan(heat(told.attribution)[1])


def test_grey_keeps_colours_and_shows_any_range():
    assert grey(np.full((3, 2, 2), 0.5, np.float32)).shape == (2, 2, 3)
    assert grey(np.array([[-2.0, 2.0]], np.float32))[0, :, 0].tolist() == [0, 255]
    assert grey(np.array([[0.0, 0.5]], np.float32))[0, :, 0].tolist() == [0, 127]

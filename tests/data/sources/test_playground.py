"""The playground's points lie where their parameters say."""

from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

from neurodesk.data.catalogue import SOURCES

HERE = Path()
KEYS = ["spiral", "moons", "circles", "xor", "blobs"]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("points", [20, 301])
def test_points_are_as_many_as_asked_in_equal_classes(key, points):
    examples = SOURCES[key](points=points).load(HERE)
    assert examples.x.shape == (points, 2)
    counts = np.bincount(examples.y)
    assert len(counts) == len(examples.facts.classes)
    assert np.ptp(counts) <= 1


@pytest.mark.parametrize("key", KEYS)
def test_the_seed_settles_the_points(key):
    one, same, other = (SOURCES[key](seed=seed).load(HERE).x for seed in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


@pytest.mark.parametrize("key", KEYS)
def test_noise_spreads_the_points(key):
    clean, noisy = (SOURCES[key](noise=noise, points=600).load(HERE) for noise in (0.0, 1.0))
    nearest = [
        KNeighborsClassifier(1).fit(told.x[::2], told.y[::2]).score(told.x[1::2], told.y[1::2])
        for told in (clean, noisy)
    ]
    assert nearest[0] >= 0.99
    assert nearest[1] <= nearest[0] - 0.1


@pytest.mark.parametrize(
    ("key", "linear"), [("spiral", False), ("moons", False), ("circles", False), ("xor", False), ("blobs", True)]
)
def test_only_blobs_are_parted_by_a_straight_line(key, linear):
    told = SOURCES[key]().load(HERE)
    assert (LogisticRegression().fit(told.x, told.y).score(told.x, told.y) > 0.95) == linear


@pytest.mark.parametrize(("key", "classes"), [("spiral", 5), ("circles", 4), ("blobs", 8)])
def test_classes_are_as_many_as_asked(key, classes):
    source = SOURCES[key](classes=classes, noise=0.0, points=3000)
    told = source.load(HERE)
    assert source.facts(HERE).outputs == len(np.unique(told.y)) == classes
    assert KNeighborsClassifier(1).fit(told.x[::2], told.y[::2]).score(told.x[1::2], told.y[1::2]) > 0.97


def test_a_spiral_turns_as_often_as_asked():
    for turns in (0.5, 1.5, 3.0):
        x = SOURCES["spiral"](turns=turns, noise=0.0, points=2000).load(HERE).x[:1000]
        x = x[np.argsort(np.hypot(*x.T))]
        angle = np.unwrap(np.arctan2(x[:, 1], x[:, 0]))
        assert (angle[-1] - angle[0]) / (2 * np.pi) == pytest.approx(turns, rel=0.05)

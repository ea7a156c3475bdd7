"""Tests of the running metrics, against scikit-learn's."""

import json

import numpy as np
import pytest
import torch
from sklearn import metrics as sk

from neurodesk.compiler.facts import Facts
from neurodesk.training.metrics import Metrics

RANDOM = np.random.default_rng(0)


def filled(facts: Facts, outputs: np.ndarray, truths: np.ndarray, unit: np.ndarray | None = None) -> Metrics:
    """Sums over batches of 7."""
    found = Metrics(facts, unit)
    for at in range(0, len(outputs), 7):
        part = torch.from_numpy(outputs[at : at + 7]), torch.from_numpy(truths[at : at + 7])
        found.add(*part, 2.0 * len(part[0]))
    return found


@pytest.mark.parametrize("one_hot", [False, True])
def test_classes(one_hot):
    """Accuracy and confusion, from labels or from one-hot rows."""
    outputs, y = RANDOM.normal(size=(50, 4)), RANDOM.integers(0, 4, 50)
    found = filled(Facts((2,), classes=tuple("abcd")), outputs, np.eye(4)[y] if one_hot else y)
    assert np.array_equal(found.confusion, sk.confusion_matrix(y, outputs.argmax(1)))
    assert found.values() == {"loss": 2.0, "accuracy": pytest.approx(sk.accuracy_score(y, outputs.argmax(1)))}


def test_numbers():
    """R2 as the mean over targets, absolute error in the data's units."""
    y, unit = RANDOM.normal(3, 2, size=(50, 2)), np.array([10.0, 0.1])
    outputs = y + RANDOM.normal(size=(50, 2))
    found = filled(Facts((2,), task="regression", targets=2), outputs, y, unit).values()
    assert found["r2"] == pytest.approx(sk.r2_score(y, outputs))
    assert found["mae"] == pytest.approx(sk.mean_absolute_error(y * unit, outputs * unit))


def test_sums_survive_being_written_down():
    """Through JSON, to the last bit."""
    facts = Facts((2,), task="regression", targets=2)
    one = filled(facts, RANDOM.normal(size=(20, 2)), RANDOM.normal(size=(20, 2)))
    other = Metrics(facts)
    other.load(json.loads(json.dumps(one.state())))
    assert other.values() == one.values()


def test_nothing_seen_is_nothing_said():
    """No division by nought."""
    assert Metrics(Facts((2,), classes=("a", "b"))).values() == {}

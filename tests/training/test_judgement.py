"""A judgement says the same in plain values, whatever is unknown."""

import json

import numpy as np
import pytest

from neurodesk.training.judgement import MOST_CURVES, Judgement, judge_classes, judge_numbers, plain
from neurodesk.training.scores import class_scores


def judged(count: int) -> Judgement:
    """Answers to 300 examples of so many classes, the last of which has none."""
    random = np.random.default_rng(0)
    y = random.integers(0, count - 1, 300)
    chances = random.dirichlet(np.ones(count), 300).astype(np.float32)
    counts = np.zeros((count, count), np.int64)
    np.add.at(counts, (y, chances.argmax(1)), 1)
    return judge_classes(y, chances.argmax(1), chances, counts, np.zeros(5, np.int64))


def test_what_is_unknown_is_null():
    """A class without examples has neither recall nor curve; the means are of the others."""
    report = json.loads(json.dumps(judged(3).report(("a", "b", "c")), allow_nan=False))
    last = report["per_class"][2]
    assert (last["recall"], last["auc"], last["support"]) == (None, None, 0)
    assert report["averages"]["macro"]["auc"] == pytest.approx(np.mean([row["auc"] for row in report["per_class"][:2]]))
    assert report["baseline"]["answer"] == "a"


def test_the_commonest_of_very_many_classes_have_curves():
    """So that a thousand classes are measured in a moment."""
    drawn = [curve for curve in judged(150).roc if len(curve.x)]
    assert len(drawn) <= MOST_CURVES


def test_counts_alone_give_scores():
    """As while training: no probabilities, no guess."""
    report = Judgement(per_class=class_scores(np.diag([3, 0]))).report(("a", "b"))
    assert set(report) == {"averages", "per_class"}
    assert report["per_class"][1]["recall"] is None


def test_the_mean_of_what_was_learned_is_the_guess():
    """Of the training part, not of what is measured."""
    found = judge_numbers(np.array([[1.0], [3.0]]), np.array([[2.0], [4.0]]))
    assert found.guess == "3"
    assert found.baseline["mae"] == 1.0
    assert plain((np.float32(1), float("nan"), {"a": np.int64(2)})) == [1.0, None, {"a": 2}]

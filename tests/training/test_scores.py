"""Every score is the one scikit-learn gives."""

import warnings

import numpy as np
import pytest
from sklearn import metrics

from neurodesk.training import scores


@pytest.fixture(params=[2, 5])
def answers(request):
    """Truths, probabilities with ties, and answers, of 2 or 5 classes; the last class is rare."""
    random = np.random.default_rng(request.param)
    truth = random.choice(request.param, 400, p=[*[0.95 / (request.param - 1)] * (request.param - 1), 0.05])
    raw = random.normal(size=(400, request.param)).round(1)
    raw[np.arange(400), truth] += 1.2
    chances = np.exp(raw) / np.exp(raw).sum(1, keepdims=True)
    return truth, chances, chances.argmax(1)


def test_scores_of_each_class(answers):
    """Precision, recall, F1, support, and both means."""
    truth, _, predicted = answers
    found = scores.class_scores(metrics.confusion_matrix(truth, predicted))
    wanted = metrics.precision_recall_fscore_support(truth, predicted, zero_division=0)
    for ours, theirs in zip(found, wanted, strict=True):
        np.testing.assert_allclose(np.nan_to_num(ours), theirs)
    for name in ("macro", "weighted"):
        theirs = metrics.precision_recall_fscore_support(truth, predicted, average=name, zero_division=0)[:3]
        assert list(found.means()[name].values()) == pytest.approx(theirs)


def test_a_class_that_nothing_answers_has_no_precision():
    """NaN, said as unknown, and 0 in the mean as scikit-learn counts it."""
    found = scores.class_scores(np.array([[3, 0, 0], [2, 0, 0], [0, 0, 0]]))
    assert np.isnan(found.precision[1])
    assert np.isnan(found.f1[2])
    assert found.means()["macro"]["recall"] == pytest.approx(0.5)


def test_curves_and_their_areas(answers):
    """ROC and average precision of every class against the rest, ties included."""
    truth, chances, _ = answers
    for label in range(chances.shape[1]):
        is_it, score = truth == label, chances[:, label]
        assert scores.roc(is_it, score).area == pytest.approx(metrics.roc_auc_score(is_it, score))
        assert scores.precision_recall(is_it, score).area == pytest.approx(
            metrics.average_precision_score(is_it, score)
        )
        curve = scores.roc(is_it, score)
        assert (curve.x[0], curve.y[0], curve.x[-1], curve.y[-1]) == (0, 0, 1, 1)
        fpr, tpr, _ = metrics.roc_curve(is_it, score)
        np.testing.assert_allclose(np.interp(fpr[1:-1], curve.x, curve.y), np.interp(fpr[1:-1], fpr, tpr), atol=0.02)
    np.testing.assert_allclose(metrics.auc(curve.x, curve.y), curve.area)


def test_long_curves_are_thinned_and_keep_their_ends():
    """What is shown has 256 points at most; the area is of all."""
    random = np.random.default_rng(0)
    truth = random.random(20_000) < 0.3
    score = random.normal(size=20_000) + truth
    curve = scores.roc(truth, score)
    assert len(curve.x) == len(curve.y) <= scores.POINTS
    assert (curve.x[0], curve.y[-1]) == (0, 1)
    assert curve.area == pytest.approx(metrics.roc_auc_score(truth, score))


def test_a_class_without_examples_has_no_curve():
    """Nor one that all examples are of: there is nothing to tell apart."""
    for truth in (np.zeros(5, bool), np.ones(5, bool)):
        assert np.isnan(scores.roc(truth, np.arange(5.0)).area)
    assert len(scores.precision_recall(np.zeros(5, bool), np.arange(5.0)).x) == 0
    assert np.isnan(scores.roc(np.zeros(0, bool), np.zeros(0)).area)


def test_calibration(answers):
    """The bins hold everything once, and agree with scikit-learn's for two classes."""
    from sklearn.calibration import calibration_curve

    truth, chances, predicted = answers
    sure, right = chances.max(1), predicted == truth
    found = scores.reliability(sure, right)
    assert found.counts.sum() == len(truth)
    wanted_right, wanted_sure = calibration_curve(right, sure, n_bins=scores.BINS)
    filled = found.counts > 0
    np.testing.assert_allclose(found.right[filled], wanted_right)
    np.testing.assert_allclose(found.confidence[filled], wanted_sure)
    gaps = np.abs(wanted_right - wanted_sure) * found.counts[filled] / len(truth)
    assert found.ece == pytest.approx(gaps.sum())
    edge = scores.reliability(np.array([0.0, 1.0]), np.array([False, True]))
    assert (edge.counts[0], edge.counts[-1], edge.ece) == (1, 1, 0)


@pytest.mark.parametrize(("right", "seen", "low", "high"), [(95, 100, 0.8882, 0.9785), (30, 30, 0.8865, 1.0)])
def test_the_interval_of_a_share(right: int, seen: int, low: float, high: float):
    """Wilson's, from the tables; with nothing seen it is everything."""
    assert scores.interval(right, seen) == pytest.approx((low, high), abs=1e-4)
    assert scores.interval(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize("targets", [1, 3])
def test_misses_of_numbers(targets: int):
    """R2, mean absolute error and root of the mean squared error."""
    random = np.random.default_rng(targets)
    actual = random.normal(size=(50, targets))
    predicted = actual + random.normal(size=(50, targets)) / 2
    found = scores.misses(actual, predicted)
    assert found["r2"] == pytest.approx(metrics.r2_score(actual, predicted))
    assert found["mae"] == pytest.approx(metrics.mean_absolute_error(actual, predicted))
    assert found["rmse"] == pytest.approx(np.sqrt(metrics.mean_squared_error(actual, predicted)))


def test_no_warning_is_given_for_empty_classes():
    """NaN is said without a word on stderr."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        scores.class_scores(np.zeros((3, 3), int))
        scores.reliability(np.zeros(0), np.zeros(0, bool))

"""What can be counted from answers alone, in numpy: scores per class, curves over thresholds, calibration, residuals.

Classes are numbers from 0, `C` of them; `N` examples. A score that would divide by nothing is NaN, and is left out of
means. Held against scikit-learn in the tests.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

Z95 = 1.959963984540054  # standard normal quantile of 97.5 %
POINTS = 256  # of a curve that is shown: more than its plot has pixels for
BINS = 10  # of confidence in a reliability diagram, as in Guo et al. 2017


class ClassScores(NamedTuple):
    """Per class C: precision, recall, F1 and support (how many examples are of it)."""

    precision: Floats
    recall: Floats
    f1: Floats
    support: Counts

    def means(self) -> dict[str, dict[str, float]]:
        """`macro` counts each class alike, `weighted` by its support; a class that nothing is known of counts 0."""
        found = {}
        for name, weights in (("macro", (self.support > 0).astype(float)), ("weighted", self.support.astype(float))):
            share = weights / max(weights.sum(), 1.0)
            parts = zip(("precision", "recall", "f1"), self[:3], strict=True)
            found[name] = {part: float((np.nan_to_num(values) * share).sum()) for part, values in parts}
        return found


class Curve(NamedTuple):
    """Points of a curve, `x` and `y` of equal length, and the area under it (NaN where a class is missing)."""

    x: Floats
    y: Floats
    area: float


class Reliability(NamedTuple):
    """Per bin of confidence: its mean, the share that is right and how many fall into it; and the mean gap (ECE)."""

    confidence: Floats
    right: Floats
    counts: Counts
    ece: float


def class_scores(confusion: Counts) -> ClassScores:
    """Precision, recall and F1 from C C counts, rows the actual classes."""
    hit = np.diag(confusion).astype(float)
    actual, answered = confusion.sum(1), confusion.sum(0)
    precision, recall = _share(hit, answered), _share(hit, actual)
    return ClassScores(precision, recall, _share(2 * hit, actual + answered), actual.astype(np.int64))


def interval(right: int, seen: int) -> tuple[float, float]:
    """The 95 % interval of a share, `right` of `seen` (Wilson 1927): where the share of endless examples would lie."""
    if not seen:
        return 0.0, 1.0
    share, z = right / seen, Z95
    middle = (share + z * z / (2 * seen)) / (1 + z * z / seen)
    half = z / (1 + z * z / seen) * np.sqrt(share * (1 - share) / seen + z * z / (4 * seen * seen))
    return float(max(middle - half, 0.0)), float(min(middle + half, 1.0))


def roc(truth: NDArray[np.bool_], score: NDArray[np.floating]) -> Curve:
    """True positive rate over false positive rate for N truths and N scores, from (0, 0) to (1, 1).

    Fawcett, An introduction to ROC analysis, 2006. The area is the chance that an example of the class scores higher
    than another; points on a straight line are left out.
    """
    hits, misses = _stairs(truth, score)
    if not hits[-1] or not misses[-1]:
        return Curve(np.zeros(0), np.zeros(0), float("nan"))
    x, y = misses / misses[-1], hits / hits[-1]
    area = float(np.trapezoid(y, x))
    return Curve(*_thinned(x, y), area)


def precision_recall(truth: NDArray[np.bool_], score: NDArray[np.floating]) -> Curve:
    """Precision over recall for N truths and N scores; the area is the average precision, without interpolation.

    AP = sum of (R_n - R_(n-1)) P_n over falling thresholds, as scikit-learn's `average_precision_score`.
    """
    hits, misses = _stairs(truth, score)
    if not hits[-1]:
        return Curve(np.zeros(0), np.zeros(0), float("nan"))
    recall, precision = hits / hits[-1], np.ones(len(hits))
    precision[1:] = hits[1:] / (hits + misses)[1:]
    area = float((np.diff(recall) * precision[1:]).sum())
    return Curve(*_thinned(recall, precision), area)


def reliability(confidence: NDArray[np.floating], right: NDArray[np.bool_], bins: int = BINS) -> Reliability:
    """How often N answers are right for how sure they are, in `bins` equal steps from 0 to 1 (Guo et al. 2017)."""
    place = np.clip(np.ceil(np.asarray(confidence, float) * bins).astype(int) - 1, 0, bins - 1)
    count = np.bincount(place, minlength=bins)
    sure = _share(np.bincount(place, np.asarray(confidence, float), minlength=bins), count)
    hit = _share(np.bincount(place, np.asarray(right, float), minlength=bins), count)
    gap = np.nan_to_num(np.abs(sure - hit)) * count
    return Reliability(sure, hit, count.astype(np.int64), float(gap.sum() / max(count.sum(), 1)))


def misses(actual: NDArray[np.floating], predicted: NDArray[np.floating]) -> dict[str, float]:
    """`r2` (mean over targets), `mae` and `rmse` of N T numbers predicted, in their own units."""
    actual, predicted = np.asarray(actual, float), np.asarray(predicted, float)
    off = actual - predicted
    spread = ((actual - actual.mean(0)) ** 2).sum(0)
    left = (off**2).sum(0)
    r2 = 1.0 - left / np.where(spread > 0, spread, np.nan)
    return {
        "r2": float(np.nan_to_num(r2.mean(), nan=0.0)),
        "mae": float(np.abs(off).mean()),
        "rmse": float(np.sqrt((off**2).mean())),
    }


def _share(part: NDArray[Any], whole: NDArray[np.integer]) -> Floats:
    """`part / whole`, NaN where there is no whole."""
    return np.asarray(part / np.where(whole > 0, whole, np.nan), np.float64)


def _stairs(truth: NDArray[np.bool_], score: NDArray[np.floating]) -> tuple[Counts, Counts]:
    """Hits and misses above each falling threshold, from none on; equal scores fall together."""
    order = np.argsort(-np.asarray(score), kind="stable")
    ranked, values = np.asarray(truth, bool)[order], np.asarray(score)[order]
    ends = np.r_[np.flatnonzero(np.diff(values)), len(values) - 1] if len(values) else np.zeros(0, int)
    hits = np.r_[0, np.cumsum(ranked)[ends]]
    return hits, np.r_[0, ends + 1] - hits


def _thinned(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """A curve without the points on a straight line, and of many points only some, first and last among them."""
    if len(x) > 2:
        turn = np.diff(x)[:-1] * np.diff(y)[1:] != np.diff(x)[1:] * np.diff(y)[:-1]
        keep = np.r_[True, turn, True]
        x, y = x[keep], y[keep]
    if len(x) > POINTS:
        keep = np.unique(np.linspace(0, len(x) - 1, POINTS).astype(int))
        x, y = x[keep], y[keep]
    return np.asarray(x, np.float64), np.asarray(y, np.float64)

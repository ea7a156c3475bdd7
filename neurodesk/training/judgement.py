"""What the answers of a run are worth: scores of each class, curves, calibration, and what guessing would reach."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neurodesk.training import scores
from neurodesk.training.scores import ClassScores, Curve, Reliability

MOST_CURVES = 100  # classes; with more the commonest have curves, and no plot could tell the others apart


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """What is said of a part's answers beside its metrics.

    `baseline` are the metrics of one who always answers the commonest class of the training part, or its mean. For
    classes: `interval` holds the accuracy with 95 %, `roc` and `pr` a curve each class (against the rest).
    """

    baseline: dict[str, float] = field(default_factory=dict)
    guess: str = ""  # what the baseline answers
    interval: tuple[float, float] = (math.nan, math.nan)
    per_class: ClassScores | None = None
    roc: tuple[Curve, ...] = ()
    pr: tuple[Curve, ...] = ()
    calibration: Reliability | None = None

    def report(self, classes: tuple[str, ...]) -> dict[str, Any]:
        """The same in plain values for JSON, without the points of curves; None stands for what is unknown."""
        told: dict[str, Any] = {}
        if self.baseline:
            answer = classes[int(self.guess)] if classes else self.guess
            told["baseline"] = {"answer": answer, **self.baseline}
        if self.per_class is not None:
            told |= self._class_report(self.per_class, classes)
        if self.calibration is not None:
            bins = ("confidence", "right", "count")
            told["accuracy_interval"] = list(self.interval)
            told["calibration"] = {
                "ece": self.calibration.ece,
                "bins": [dict(zip(bins, row, strict=True)) for row in zip(*self.calibration[:3], strict=True)],
            }
        found: dict[str, Any] = plain(told)
        return found

    def _class_report(self, per_class: ClassScores, classes: tuple[str, ...]) -> dict[str, Any]:
        columns: dict[str, Any] = {name: getattr(per_class, name) for name in ClassScores._fields}
        means = per_class.means()
        if self.roc:
            columns |= {"auc": areas(self.roc), "average_precision": areas(self.pr)}
            means["macro"] |= {name: _mean(columns[name]) for name in ("auc", "average_precision")}
        rows = [
            {"class": name, **{key: values[at] for key, values in columns.items()}} for at, name in enumerate(classes)
        ]
        return {"averages": means, "per_class": rows}


def judge_classes(
    actual: NDArray[np.int64],
    predicted: NDArray[np.int64],
    probabilities: NDArray[np.floating],
    confusion: NDArray[np.int64],
    trained_on: NDArray[np.int64],
) -> Judgement:
    """Judge N answers with N C probabilities, beside C C counts; `trained_on` are the classes of the training part."""
    count, right = len(confusion), actual == predicted
    common = int(np.bincount(trained_on, minlength=count).argmax())
    guessed = np.zeros_like(confusion)
    guessed[:, common] = confusion.sum(1)
    support = confusion.sum(1)
    curved = set(np.argsort(-support, kind="stable")[:MOST_CURVES].tolist())
    none = Curve(np.zeros(0), np.zeros(0), math.nan)
    curves = {
        draw: tuple(draw(actual == at, probabilities[:, at]) if at in curved else none for at in range(count))
        for draw in (scores.roc, scores.precision_recall)
    }
    return Judgement(
        {
            "accuracy": float(support[common] / max(len(actual), 1)),
            "f1": scores.class_scores(guessed).means()["macro"]["f1"],
        },
        str(common),
        scores.interval(int(right.sum()), len(right)),
        scores.class_scores(confusion),
        curves[scores.roc],
        curves[scores.precision_recall],
        scores.reliability(probabilities[np.arange(len(predicted)), predicted], right),
    )


def judge_numbers(actual: NDArray[np.floating], trained_on: NDArray[np.floating]) -> Judgement:
    """Say how far off the mean of the training part (M T numbers) is from N T numbers."""
    mean = np.asarray(trained_on, float).mean(0)
    return Judgement(
        scores.misses(actual, np.broadcast_to(mean, actual.shape)), ", ".join(f"{value:.4g}" for value in mean)
    )


def areas(curves: tuple[Curve, ...]) -> NDArray[np.float64]:
    """The area under each curve."""
    return np.array([curve.area for curve in curves], np.float64)


def plain(value: Any) -> Any:
    """Numpy's numbers as Python's, NaN as None, whatever they stand in."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _mean(values: NDArray[np.float64]) -> float:
    """The mean of what is known; NaN when nothing is."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else math.nan

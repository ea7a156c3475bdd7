"""What the templates reach on held-out examples: the mean over seeds, beside what is wanted or a plain contender.

Run: python -m tests.bench.bench_accuracy [seeds]

A seed chooses the split, the first weights and the order of examples. The contender for diabetes is ridge regression
(scikit-learn's RidgeCV), fitted on all that the template may learn from: its training and validation parts.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import mean

import numpy as np

from neurodesk.data.prepare import prepare
from neurodesk.files.templates import template
from neurodesk.graph.errors import TrainingError
from neurodesk.graph.model import Document
from neurodesk.training.evaluate import evaluate
from neurodesk.training.events import RunFinished
from neurodesk.training.loop import train
from tests.bench.rows import Row, show

SEEDS = 10
WANTED = {
    "digits_cnn": 0.990,
    "digits_mlp": 0.97,
    "wine": 0.97,
    "breast_cancer": 0.965,
    "spirals": 0.99,
    "diabetes": 0.44,
}
"""Accuracy, or R2 for diabetes."""
BELOW_RIDGE = 0.01  # how much less than ridge regression may explain


def reached(document: Document, seed: int) -> float:
    """Train once, and measure accuracy or R2 on the held-out examples. Raises TrainingError for a run that fails."""
    with tempfile.TemporaryDirectory() as folder:
        runs = Path(folder)
        *_, last = train(document, Path(), runs, seed=seed, device="cpu")
        if not isinstance(last, RunFinished):
            raise TrainingError(f"A run ended with {last}.")
        metrics = evaluate(None, Path(), runs).metrics
    return metrics["accuracy"] if "accuracy" in metrics else metrics["r2"]


def ridge(document: Document, seed: int) -> float:
    """R2 of ridge regression on the same split."""
    from sklearn.linear_model import RidgeCV

    prepared = prepare(document, Path(), seed=seed)
    parts = [prepared.part(name) for name in ("train", "validation")]
    x, y = (np.concatenate(side) for side in zip(*parts, strict=True))
    fitted = RidgeCV(np.logspace(-2, 3, 30)).fit(x, y)
    return float(fitted.score(*prepared.part("test")))


def main(seeds: int = SEEDS) -> list[Row]:
    """Train every template that is held to a number and print the table."""
    rows = []
    for key, wanted in WANTED.items():
        document = template(key)
        ours = mean(reached(document, seed) for seed in range(seeds))
        rows.append(Row(f"{key}, mean of {seeds} seeds", ours, wanted, ours, wanted))
        if key == "diabetes":
            theirs = mean(ridge(document, seed) for seed in range(seeds))
            rows.append(Row("diabetes minus ridge regression", ours, theirs, ours - theirs, -BELOW_RIDGE))
    print(show(rows, "Accuracy (R2 for diabetes) on held-out examples"))
    return rows


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:2]))

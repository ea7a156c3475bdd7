"""Curves of earlier runs are read from the store, told apart by colour and line, and bounded in number."""

from pathlib import Path

import numpy as np
import pytest

from neurodesk.graph.errors import TrainingError
from neurodesk.training.runs import EpochRow, RunStore
from neurodesk.ui.plots.other_runs import LINES, MOST, curves_of, losses_of


def store(folder: Path, count: int, name: str = "") -> None:
    """Runs of two epochs."""
    rows = [
        EpochRow(at, 5 * at, 0.1, 1.0, {"loss": 1.0, "accuracy": 0.5}, {"loss": 2.0, "accuracy": 0.4}) for at in (1, 2)
    ]
    with RunStore(folder) as runs:
        for _ in range(count):
            run = runs.create("{}", seed=0, **({"name": name} if name else {}))
            runs.record(run, rows, 0, np.arange(10, dtype=np.float32))
            runs.finish(run, "finished")


def test_loss_score_and_rate(tmp_path: Path):
    """One colour a run, one kind of line for training and another for validation."""
    store(tmp_path, 2)
    found = curves_of(tmp_path, [2, 1])
    assert list(found["loss"]) == ["Run 2 · training", "Run 2 · validation", "Run 1 · training", "Run 1 · validation"]
    assert list(found["rate"]) == ["Run 2 · training", "Run 1 · training"]
    first, held = found["loss"]["Run 2 · training"], found["score"]["Run 2 · validation"]
    assert first.data.length == 10
    assert (first.line, held.line) == (LINES["training"], LINES["validation"])
    assert first.colour == held.colour != found["loss"]["Run 1 · training"].colour
    assert held.data.envelope()[1].tolist() == [0.4, 0.4]
    assert all(curve.other for curves in found.values() for curve in curves.values())


def test_names_are_short_and_differ(tmp_path: Path):
    """Long ones are shortened, equal ones carry the number."""
    store(tmp_path, 2, "n" * 90)
    names = list(curves_of(tmp_path, [1, 2])["rate"])
    assert len(set(names)) == 2
    assert all(len(name) < 60 for name in names)


def test_no_more_than_can_be_told_apart(tmp_path: Path):
    """And runs that are gone are passed over."""
    store(tmp_path, MOST + 2)
    found = curves_of(tmp_path, [99, *range(1, MOST + 3)])
    assert len(found["rate"]) == MOST


def test_nothing_there_and_damage(tmp_path: Path):
    """No folder has no curves; a store that cannot be read says so."""
    assert curves_of(tmp_path / "none", [1])["loss"] == {}
    assert losses_of(tmp_path / "none", 1).tolist() == []
    (tmp_path / "runs.sqlite").write_bytes(b"x" * 4096)
    with pytest.raises(TrainingError, match="damaged"):
        curves_of(tmp_path, [1])
    assert losses_of(tmp_path, 1).tolist() == []


def test_every_loss(tmp_path: Path):
    """For a table that is complete."""
    store(tmp_path, 1)
    assert losses_of(tmp_path, 1).tolist() == list(range(10))

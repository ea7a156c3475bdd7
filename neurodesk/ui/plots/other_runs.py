"""Curves of earlier runs, read from the run store to be laid over those of the run that is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt

from neurodesk.disk.reading import is_file, is_folder
from neurodesk.graph.errors import NeuroDeskError
from neurodesk.training.events import EpochFinished
from neurodesk.training.runs import RunStore
from neurodesk.ui.plots.curves import Fold, Points
from neurodesk.ui.plots.plots import ORDER, Curve
from neurodesk.ui.runs.run_names import short_name
from neurodesk.ui.words import tr

MOST = 6  # runs at a time: as many colours as are told apart beside the run's own two
LINES = {"training": Qt.PenStyle.DashLine, "validation": Qt.PenStyle.DotLine}


def curves_of(folder: Path, runs: Sequence[int]) -> dict[str, dict[str, Curve]]:
    """The curves of at most six runs, by plot (`loss`, `score`, `rate`) and name.

    Raises NeuroDeskError or OSError where they cannot be read; a run that is gone is passed over.
    """
    found: dict[str, dict[str, Curve]] = {"loss": {}, "score": {}, "rate": {}}
    if not runs or not is_folder(folder):
        return found
    with RunStore(folder) as store:
        known = {row.run: row for row in store.list(drawings=False) if row.run in runs}
        for at, run in enumerate([run for run in runs if run in known][:MOST]):
            name = short_name(known[run].name, run)
            _add(found, store, run, name if not _taken(found, name) else f"{name} ({run})", len(ORDER) + at)
    return found


def _taken(found: dict[str, dict[str, Curve]], name: str) -> bool:
    return any(curve.startswith(f"{name} · ") for curves in found.values() for curve in curves)


def _add(found: dict[str, dict[str, Curve]], store: RunStore, run: int, name: str, colour: int) -> None:
    """Put the curves of one run beside the others."""
    losses = store.losses(run)
    if len(losses):
        fold = Fold()
        fold.extend(losses)
        found["loss"][_label(name, "training")] = Curve(fold, colour, LINES["training"], other=True)
    for row in store.metrics(run):
        scored = "accuracy" if "accuracy" in row.train else "r2"
        marks = [("rate", "training", {"rate": row.rate}, "rate"), ("loss", "validation", row.validation, "loss")]
        marks += [("score", "training", row.train, scored), ("score", "validation", row.validation, scored)]
        for plot, kind, values, key in marks:
            value = values.get(key)
            if isinstance(value, int | float):
                curve = Curve(Points(), colour, LINES[kind], smooth=False, other=True)
                data = found[plot].setdefault(_label(name, kind), curve).data
                assert isinstance(data, Points)
                data.add(row.step, value)


def _label(name: str, kind: str) -> str:
    return f"{name} · {tr('training') if kind == 'training' else tr('validation')}"


def epochs_of(folder: Path, run: int) -> list[EpochFinished]:
    """What each epoch of a run came to, as it was told when it ended; what is no number is left out.

    Raises NeuroDeskError or OSError where they cannot be read.
    """
    with RunStore(folder) as store:
        return [
            EpochFinished(
                run, row.epoch, row.step, _numbers(row.train), _numbers(row.validation), row.rate, row.seconds
            )
            for row in store.metrics(run)
            if all(isinstance(value, int | float) for value in (row.epoch, row.step, row.rate))
        ]


def _numbers(found: Mapping[str, Any]) -> dict[str, float]:
    return {name: value for name, value in found.items() if isinstance(value, int | float)}


def losses_of(folder: Path, run: int) -> NDArray[np.float32]:
    """The loss of every step of a run; empty where they cannot be read."""
    nothing = np.zeros(0, np.float32)
    if not run or not is_file(folder / "runs.sqlite"):
        return nothing
    try:
        with RunStore(folder) as store:
            return store.losses(run)
    except (NeuroDeskError, OSError):
        return nothing

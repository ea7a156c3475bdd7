"""Training against the loop a student writes: steps a second, equal losses, and what watching costs.

Run: python -m tests.bench.bench_training

Ours is all of `train`: validation and confusion matrix every epoch, events, metrics, the run store and checkpoints.
The student's is the bare loop: TensorDataset, DataLoader, Adam, loss.item(), and nothing measured beside the loss.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from neurodesk.data.loader import Resident
from neurodesk.data.prepare import prepare
from neurodesk.graph.model import Document, chosen
from neurodesk.training import course, events, loop
from neurodesk.training.assembly import assemble
from neurodesk.training.control import Control, Watch
from neurodesk.training.learner import Learner
from neurodesk.training.probes import Probe
from tests.bench.rows import Row, show
from tests.engine.documents import document

HERE = Path()
TURNS = 7
COST = "the ratio is what checkpoints cost"
CONV = ("conv2d", {"filters": 16}), "relu", ("max_pool2d", {}), ("conv2d", {"filters": 32}), "relu", ("max_pool2d", {})
HEAD = "flatten", ("linear", {"units": 64}), "relu", ("linear", {"units": 10})
MLP = document(
    chosen("digits", layout="flat"), ("linear", {"units": 128}), "relu", ("linear", {"units": 64}), "relu",
    ("linear", {"units": 10}), batch=32,
)  # fmt: skip
CNN = document(chosen("digits"), *CONV, *HEAD, batch=32)


def written_mlp() -> nn.Module:
    """The MLP as a student writes it."""
    return nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 10))


def written_cnn() -> nn.Module:
    """The CNN as a student writes it."""
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(),
        nn.MaxPool2d(2), nn.Flatten(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 10),
    )  # fmt: skip


def student(model: nn.Module, data: TensorDataset, epochs: int, batches: Iterator | None = None) -> tuple[float, list]:
    """Steps a second and losses of the loop a student writes."""
    loader = DataLoader(data, batch_size=32, shuffle=True)
    optimizer, criterion, losses = torch.optim.Adam(model.parameters()), nn.CrossEntropyLoss(), []
    begun = perf_counter()
    for _ in range(epochs):
        for x, y in batches or loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return len(losses) / (perf_counter() - begun), losses


def ours(doc: Document, epochs: int, control: Control | None = None) -> tuple[float, list[float]]:
    """Steps a second from the first step to the last epoch's metrics, and losses."""
    losses: list[float] = []
    begun = ended = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for event in loop.train(doc, HERE, Path(folder), epochs=epochs, control=control):
            if isinstance(event, events.RunStarted):
                begun = perf_counter()
            elif isinstance(event, events.EpochFinished):
                ended = perf_counter()
            elif isinstance(event, events.StepsTaken):
                losses += event.losses.tolist()
    return len(losses) / (ended - begun), losses


def speed(name: str, doc: Document, written: Callable[[], nn.Module], epochs: int, wanted: float) -> Row:
    """One network trained both ways in turn."""
    data = TensorDataset(*map(torch.from_numpy, prepare(doc, HERE).part("train")))
    ours(doc, 2)
    found = [(ours(doc, epochs)[0], student(written(), data, epochs)[0]) for _ in range(TURNS)]
    mine, theirs = map(median, zip(*found, strict=True))
    return Row(name, mine, theirs, median(a / b for a, b in found), wanted, unit="steps/s")


def equality(name: str, doc: Document) -> Row:
    """The largest difference between a loss of ours and the student's, with equal order and first weights."""
    _, mine = ours(doc, 1)
    learner = assemble(doc, HERE)
    x, y = learner.setting.prepared.part("train")
    batches = Resident(x, y, batch=32, seed=0).epoch(0)
    _, theirs = student(learner.model, TensorDataset(torch.zeros(1)), 1, batches)
    largest = float(np.abs(np.subtract(mine, theirs)).max())
    return Row(
        name, mine[-1], theirs[-1], largest, 1e-5, most=True, unit="last loss; the ratio is the largest difference"
    )


def watching(doc: Document, epochs: int) -> Row:
    """The share of the training time that looking into every layer at 10 Hz takes."""
    spent, look = [], Probe.look

    def timed(self: Probe, run: int, step: int) -> list[events.Probed]:
        begun = perf_counter()
        seen = look(self, run, step)
        spent.append(perf_counter() - begun)
        return seen

    control = Control()
    control.watch(Watch(tuple(doc.graph().names()), 0, 10.0))
    Probe.look = timed  # type: ignore[method-assign]
    try:
        begun = perf_counter()
        ours(doc, epochs, control)
        share = sum(spent) / (perf_counter() - begun)
    finally:
        Probe.look = look  # type: ignore[method-assign]
    return Row("live activations of every layer at 10 Hz", share, 1.0, share, 0.01, most=True, unit="of the time")


def keeping(name: str, doc: Document, epochs: int) -> Row:
    """The steps a second without checkpoints, and with them as they come, in turn."""
    kept = course.EPOCH_KEPT, course.STEP_KEPT
    found = []
    try:
        for turn in range(2 * TURNS):
            speeds = {}
            for gaps in (kept, (math.inf, math.inf))[:: 1 if turn % 2 else -1]:
                course.EPOCH_KEPT, course.STEP_KEPT = gaps
                speeds[gaps] = ours(doc, epochs)[0]
            found.append((speeds[kept], speeds[math.inf, math.inf]))
    finally:
        course.EPOCH_KEPT, course.STEP_KEPT = kept
    mine, without = map(median, zip(*found, strict=True))
    return Row(name, mine, without, median(b / a - 1 for a, b in found), 0.02, most=True, unit=f"steps/s; {COST}")


def guarding(doc: Document, epochs: int) -> Row:
    """The share of the training time that the copies in memory take, which a run goes back to from a loss of NaN."""
    spent, keep = [], Learner._keep_anchor

    def timed(self: Learner) -> None:
        begun = perf_counter()
        keep(self)
        spent.append(perf_counter() - begun)

    Learner._keep_anchor = timed  # type: ignore[method-assign]
    try:
        begun = perf_counter()
        ours(doc, epochs)
        share = sum(spent) / (perf_counter() - begun)
    finally:
        Learner._keep_anchor = keep  # type: ignore[method-assign]
    return Row("a loss that is no number stops at its step", share, 1.0, share, 0.02, most=True, unit="of the time")


def main() -> list[Row]:
    """Measure everything and print the table."""
    rows = [
        speed("digits MLP 64-128-64-10, batch 32", MLP, written_mlp, 25, 1.7),
        speed("digits CNN, batch 32", CNN, written_cnn, 8, 1.4),
        equality("digits MLP, equal losses", MLP),
        equality("digits CNN, equal losses", CNN),
        watching(CNN, 60),
        keeping("digits MLP, checkpoints", MLP, 150),
        keeping("digits CNN, checkpoints", CNN, 30),
        guarding(MLP, 60),
    ]
    print(show(rows, "Training against the loop a student writes"))
    return rows


def test_training() -> None:
    """Every row reaches what is wanted."""
    assert all(row.good for row in main())


if __name__ == "__main__":
    main()

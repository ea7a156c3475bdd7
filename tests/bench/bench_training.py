"""Training against the loop a student writes: steps a second, equal losses, and what watching costs.

Run: python -m tests.bench.bench_training

Ours is all of `train`: validation and confusion matrix every epoch, events, metrics, the run store and checkpoints.
The student's is the bare loop: TensorDataset, DataLoader, Adam, loss.item(), and nothing measured beside the loss.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import perf_counter, thread_time
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from neurodesk.data.loader import Resident
from neurodesk.data.prepare import prepare
from neurodesk.graph.model import Document, chosen
from neurodesk.training import checkpoint, events, loop
from neurodesk.training.assembly import assemble
from neurodesk.training.control import Control, Watch
from neurodesk.training.device import choose
from neurodesk.training.learner import Learner
from neurodesk.training.probes import Probe
from tests.bench.rows import Row, show
from tests.engine.documents import document

HERE = Path()
DEVICE = choose()  # both learn where `auto` does: on the GPU where there is one
TURNS = 7
OF_TIME = "of the time"
Clock = Callable[[], float]
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
    model = model.to(DEVICE)
    optimizer, criterion, losses = torch.optim.Adam(model.parameters()), nn.CrossEntropyLoss(), []
    begun = perf_counter()
    for _ in range(epochs):
        for x, y in batches or loader:
            optimizer.zero_grad()
            loss = criterion(model(x.to(DEVICE)), y.to(DEVICE))
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


def share(doc: Document, epochs: int, *counted: tuple[Any, str, Clock], watch: Watch | None = None) -> float:
    """The share of the training time that pieces of the program take, each with the clock that it is counted by."""
    spent, control = [], Control()
    control.watch(watch)

    def timed(work: Callable[..., Any], clock: Clock) -> Callable[..., Any]:
        def piece(*arguments: Any) -> Any:
            begun = clock()
            found = work(*arguments)
            spent.append(clock() - begun)
            return found

        return piece

    with pytest.MonkeyPatch.context() as patch:
        for owner, name, clock in counted:
            patch.setattr(owner, name, timed(getattr(owner, name), clock))
        begun = perf_counter()
        ours(doc, epochs, control)
        return sum(spent) / (perf_counter() - begun)


def watching(doc: Document, epochs: int) -> Row:
    """Looking into every layer at 10 Hz."""
    watch = Watch(tuple(doc.graph().names()), 0, 10.0)
    found = share(doc, epochs, (Probe, "look", perf_counter), watch=watch)
    return Row("live activations of every layer at 10 Hz", found, 1.0, found, 0.01, most=True, unit=OF_TIME)


def keeping(name: str, doc: Document, epochs: int) -> Row:
    """Checkpoints as they come: how long the trainer waits for the copy, and all of the processor that the thread
    takes which writes it, as if the trainer had gone without. With and without them in turn, the noise was larger.
    """
    pieces = (Learner, "snapshot", perf_counter), (checkpoint, "write_snapshot", thread_time)
    found = median(share(doc, epochs, *pieces) for _ in range(TURNS))
    return Row(name, found, 1.0, found, 0.02, most=True, unit=OF_TIME)


def guarding(doc: Document, epochs: int) -> Row:
    """The copies in memory, which a run goes back to from a loss of NaN."""
    found = share(doc, epochs, (Learner, "_keep_anchor", perf_counter))
    return Row("a loss that is no number stops at its step", found, 1.0, found, 0.02, most=True, unit=OF_TIME)


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

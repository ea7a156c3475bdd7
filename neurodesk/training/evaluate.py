"""A trained run taken from its files, and how it answers to the examples that were held out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, fx

from neurodesk.compiler.facts import Facts
from neurodesk.compiler.module import compile_plan
from neurodesk.compiler.plan import Plan, plan
from neurodesk.data.prepare import Prepared, prepare
from neurodesk.graph.errors import TrainingError
from neurodesk.graph.model import Document
from neurodesk.training.device import undisturbed
from neurodesk.training.drawings import read_document
from neurodesk.training.losses import Loss, choose_loss
from neurodesk.training.metrics import Metrics
from neurodesk.training.outputs import answers_to, encoded, probabilities_of
from neurodesk.training.runs import RunStore
from neurodesk.training.stepping import measure_of
from neurodesk.training.weights import read_weights


@dataclass(frozen=True, slots=True, eq=False)
class Restored:
    """A trained network as a run left it: in evaluation mode, on the CPU, with the data it was trained on.

    `document` is the drawing as trained; `stale` says that the open one has another network since.
    """

    run: int
    model: fx.GraphModule
    prepared: Prepared
    document: Document
    plan: Plan
    loss: Loss
    stale: bool = False

    @property
    def facts(self) -> Facts:
        """The facts of the data."""
        return self.prepared.facts

    def answer(self, x: NDArray[Any]) -> Tensor:
        """The network's answers (N ...) to scaled examples (N x input)."""
        return answers_to(self.model, torch.from_numpy(np.ascontiguousarray(x)))

    def probabilities(self, outputs: Tensor) -> Tensor:
        """N C probabilities from N C answers."""
        return probabilities_of(outputs, self.loss)


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """How a run answers to the held-out examples, N of them.

    `predictions` and `y` are class numbers (int64 N), or numbers in the data's units (float32 N T). `probabilities`
    are N C, N 0 for numbers. `losses` are N. `confusion` is C C, rows the actual classes, None for numbers. Metrics:
    `loss` and `accuracy`, or `loss`, `r2` and `mae` (in the data's units).
    """

    run: int
    metrics: dict[str, float]
    confusion: NDArray[np.int64] | None
    classes: tuple[str, ...]
    predictions: NDArray[Any]
    probabilities: NDArray[np.float32]
    losses: NDArray[np.float32]
    y: NDArray[Any]
    stale: bool = False


def restore(document: Document | None, base: Path, runs: Path, run: int | None = None) -> Restored:
    """Take a run from its files; the newest finished one, or else the newest with weights, when none is named.

    `document` is the open one, looked at only to say whether it has changed since. The random state of torch is left
    as it was. Raises TrainingError when there is no such run, BadFile for weights that do not fit, DataError.
    """
    if not runs.is_dir():
        raise TrainingError("Nothing has been trained yet.", "Train the network first.")
    with RunStore(runs) as store:
        number = _newest(store) if run is None else run
        row, weights = store.row(number), store.weights(number)
    trained = read_document(row.document_json)
    if not weights.is_file():
        raise TrainingError(f"Run {number} has left no weights.", "Choose another run, or train again.")
    prepared = prepare(trained, base)
    planned = plan(trained, prepared.facts)
    with undisturbed(torch.device("cpu")):
        model = compile_plan(planned)
    model.load_state_dict(read_weights(weights, model.state_dict()))
    stale = document is not None and not document.graph().same_network(trained.graph())
    loss = choose_loss(trained.learning.loss, prepared.facts)
    return Restored(number, model.eval(), prepared, trained, planned, loss, stale)


def evaluate(document: Document | None, base: Path, runs: Path, run: int | None = None) -> Evaluation:
    """Measure a run on the examples that were held out from the start. Raises as `restore`."""
    return measure(restore(document, base, runs, run))


@torch.no_grad()
def measure(restored: Restored) -> Evaluation:
    """Measure a restored run on its held-out examples."""
    prepared, facts = restored.prepared, restored.facts
    x, y = prepared.part("test")
    truth = torch.from_numpy(encoded(y, restored.loss, len(facts.classes)))
    outputs = restored.answer(x)
    found = Metrics(facts, prepared.target.std if facts.task == "regression" else None)
    each = measure_of(restored.loss, "none")(outputs, truth).reshape(len(y), -1).mean(1)
    found.add(outputs, truth, float(each.double().sum()))
    if facts.task == "classification":
        probabilities = restored.probabilities(outputs).numpy()
        predictions, actual, confusion = outputs.argmax(1).numpy(), y, found.confusion
    else:
        probabilities = np.empty((len(y), 0), np.float32)
        predictions, actual, confusion = prepared.target.undo(outputs.numpy()), prepared.raw("test")[1], None
    return Evaluation(
        restored.run, found.values(), confusion, facts.classes, predictions, probabilities, each.numpy(), actual,
        restored.stale,
    )  # fmt: skip


def _newest(store: RunStore) -> int:
    """The newest finished run; where none has finished, the newest that left weights. Raises TrainingError."""
    found = store.newest_finished()
    if found is None:
        found = next((row.run for row in store.list() if store.weights(row.run).is_file()), None)
    if found is None:
        raise TrainingError("No run has left any weights yet.", "Train the network first.")
    return found

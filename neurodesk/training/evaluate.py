"""A trained run taken from its files, and how it answers to the examples of a part: held out, unless told otherwise."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, fx

from neurodesk.compiler.facts import Facts
from neurodesk.compiler.module import compile_plan
from neurodesk.compiler.plan import Plan, plan
from neurodesk.data.prepare import PARTS, Prepared, prepare
from neurodesk.disk.reading import is_file, is_folder
from neurodesk.graph.errors import TrainingError
from neurodesk.graph.model import Chosen, Document
from neurodesk.training import scores
from neurodesk.training.device import undisturbed
from neurodesk.training.drawings import read_document, with_data_found
from neurodesk.training.judgement import Judgement, judge_classes, judge_numbers
from neurodesk.training.losses import Loss, choose_loss
from neurodesk.training.metrics import Metrics
from neurodesk.training.outputs import answers_to, encoded, probabilities_of
from neurodesk.training.runs import RunStore
from neurodesk.training.stepping import measure_of
from neurodesk.training.weights import read_weights

_CHANGED = "The data has changed since this run was trained: these are not the examples that it was to be measured on."


@dataclass(frozen=True, slots=True, eq=False)
class Restored:
    """A trained network as a run left it: in evaluation mode, on the CPU, with the data it was trained on.

    `document` is the drawing as trained; `stale` says that the open one has another network since, `data_changed` that
    the data is not what it was trained on.
    """

    run: int
    model: fx.GraphModule
    prepared: Prepared
    document: Document
    plan: Plan
    loss: Loss
    stale: bool = False
    data_changed: bool = False

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
    """How a run answers to the N examples of a part: `test` (held out), `validation` or `train`.

    `predictions` and `y` are class numbers (int64 N), or numbers in the data's units (float32 N T). `probabilities`
    are N C, N 0 for numbers. `losses` are N. `confusion` is C C, rows the actual classes, None for numbers. Metrics:
    `loss` and `accuracy`, or `loss`, `r2`, `mae` and `rmse` (in the data's units). `judgement` says more.
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
    data_changed: bool = False
    part: str = "test"
    judgement: Judgement = field(default_factory=Judgement)

    def report(self) -> dict[str, Any]:
        """Everything but the single examples, in plain values for JSON; what is unknown is None."""
        told: dict[str, Any] = {
            "run": self.run,
            "part": self.part,
            "examples": len(self.y),
            "metrics": dict(self.metrics),
        }
        told["notes"] = [_CHANGED] if self.data_changed else []
        if self.confusion is not None:
            told |= {"confusion": self.confusion.tolist(), "classes": list(self.classes)}
        return told | self.judgement.report(self.classes)


def restore(
    document: Document | None, base: Path, runs: Path, run: int | None = None, source: Chosen | None = None
) -> Restored:
    """Take a run from its files; the newest finished one, or else the newest with weights, when none is named.

    `document` is the open one, looked at only to say whether it has changed since, and where the data lies now if it
    is gone from its place (as is `source`, that of a document which is not compared). The random state of torch is left
    as it was. Raises TrainingError when there is no such run, BadFile for weights that do not fit, DataError.
    """
    if not is_folder(runs):
        what = f"Nothing has been trained yet, or the folder {runs.name} was taken away."
        raise TrainingError(what, "Train the network first, or put the folder back in its place.")
    with RunStore(runs) as store:
        number = _newest(store) if run is None else run
        row, weights = store.row(number), store.weights(number)
    opened = document.source if document is not None else source
    trained = with_data_found(read_document(row.document_json), opened, base)
    if not is_file(weights):
        raise TrainingError(f"Run {number} has left no weights.", "Choose another run, or train again.")
    prepared = prepare(trained, base)
    planned = plan(trained, prepared.facts)
    with undisturbed(torch.device("cpu")):
        model = compile_plan(planned)
    model.load_state_dict(read_weights(weights, model.state_dict()))
    stale = document is not None and not document.graph().same_network(trained.graph())
    loss = choose_loss(trained.learning.loss, prepared.facts)
    changed = row.fingerprint not in ("", prepared.fingerprint)
    return Restored(number, model.eval(), prepared, trained, planned, loss, stale, changed)


def evaluate(
    document: Document | None, base: Path, runs: Path, run: int | None = None, part: str = "test"
) -> Evaluation:
    """Measure a run on a part of its data; by itself on the examples that were held out. Raises as `restore`."""
    return measure(restore(document, base, runs, run), part)


@torch.no_grad()
def measure(restored: Restored, part: str = "test") -> Evaluation:
    """Measure a restored run on a part of its examples. Raises TrainingError for a part without examples."""
    prepared, facts = restored.prepared, restored.facts
    if part not in PARTS or not len(prepared.indexes(part)):
        there = ", ".join(name for name in PARTS if len(prepared.indexes(name)))
        raise TrainingError(f'The part "{part}" has no examples.', f"Choose one of these: {there}.")
    x, y = prepared.part(part)
    truth = torch.from_numpy(encoded(y, restored.loss, len(facts.classes)))
    outputs = restored.answer(x)
    found = Metrics(facts, prepared.target.std if facts.task == "regression" else None)
    each = _losses(restored, outputs, truth)
    found.add(outputs, truth, float(each.double().sum()))
    metrics = found.values()
    if facts.task == "classification":
        probabilities = restored.probabilities(outputs).numpy()
        predictions, actual, confusion = outputs.argmax(1).numpy(), y, found.confusion
        judged = judge_classes(actual, predictions, probabilities, confusion, prepared.raw("train")[1])
    else:
        probabilities = np.empty((len(y), 0), np.float32)
        predictions, actual, confusion = prepared.target.undo(outputs.numpy()), prepared.raw(part)[1], None
        metrics["rmse"] = scores.misses(actual, predictions)["rmse"]
        judged = judge_numbers(actual, prepared.raw("train")[1])
    judged.baseline["loss"] = float(_losses(restored, _ignorant(restored, outputs), truth).double().mean())
    return Evaluation(
        restored.run, metrics, confusion, facts.classes, predictions, probabilities, each.numpy(), actual,
        restored.stale, restored.data_changed, part, judged,
    )  # fmt: skip


def _losses(restored: Restored, outputs: Tensor, truth: Tensor) -> Tensor:
    """The loss of each of N answers."""
    return measure_of(restored.loss, "none")(outputs, truth).reshape(len(truth), -1).mean(1)


def _ignorant(restored: Restored, outputs: Tensor) -> Tensor:
    """N answers of one who has not seen the examples: how common each class is, or the mean."""
    if restored.facts.task == "regression":
        return torch.zeros_like(outputs)  # of the scaled numbers
    counts = np.bincount(restored.prepared.raw("train")[1], minlength=outputs.shape[1])
    share = torch.from_numpy(np.clip(counts / counts.sum(), 1e-6, 1 - 1e-6).astype(np.float32))
    score = {"softmax": torch.log, "sigmoid": torch.logit}.get(restored.loss.scores, torch.clone)
    return score(share).expand(len(outputs), -1)


def _newest(store: RunStore) -> int:
    """The newest finished run; where none has finished, the newest that left weights. Raises TrainingError."""
    found = store.newest_finished()
    if found is None:
        found = next((row.run for row in store.list(drawings=False) if is_file(store.weights(row.run))), None)
    if found is None:
        raise TrainingError("No run has left any weights yet.", "Train the network first.")
    return found

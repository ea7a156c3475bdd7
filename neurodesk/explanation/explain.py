"""Keeps one explanation: which parts of a held-out example speak for an answer of a trained network."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from neurodesk.data.examples import Array
from neurodesk.data.prepare import Prepared
from neurodesk.disk.atomic import atomic_save
from neurodesk.explanation.method import METHODS
from neurodesk.explanation.pictures import draw
from neurodesk.explanation.spec import Case, Floats, Method, kinds_of
from neurodesk.explanation.trust import completeness_gap
from neurodesk.graph.errors import ExplainError
from neurodesk.graph.model import Document
from neurodesk.training.evaluate import Restored, restore


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """Why held-out example `sample` was answered so.

    `attribution` and `picture` have the shape the example is shown in: C H W with `picture` from 0 to 1 where it can be
    seen, else the example's own, unscaled. `target` is the output explained (None when there is one only), `predicted`
    and `actual` are class numbers or, for regression, values in the data's units (of the output explained); then
    `probability` is None and the attribution is in those units too. `gap` is None for methods that promise no sum.
    """

    run: int
    method: str
    sample: int
    target: int | None
    predicted: float
    actual: float
    probability: float | None
    attribution: Floats
    picture: Floats
    gap: float | None
    features: tuple[str, ...]
    classes: tuple[str, ...]
    name: str = ""


class _Shown(nn.Module):
    """A network seen through the shape its examples are shown in; it answers N x outputs."""

    def __init__(self, network: nn.Module, shape: tuple[int, ...]) -> None:
        super().__init__()
        self.network, self.shape = network, shape

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Answers N x the shown shape. The copy lets a layer that works in place have its way."""
        answer: torch.Tensor = self.network(x.reshape(len(x), *self.shape).clone())
        return answer.reshape(len(x), -1)


def explain(
    document: Document,
    base: Path,
    runs: Path,
    *,
    method: str,
    sample: int,
    run: int | None = None,
    target: int | None = None,
    **values: Any,
) -> Explanation:
    """Explains one held-out example by a run's weights, for the predicted class unless told; None: the newest finished.

    `values` are the method's parameters. Raises ExplainError when the method does not suit the network or the example
    or target is not there, and ParameterError for a value out of its range.
    """
    return explain_restored(restore(document, base, runs, run), method=method, sample=sample, target=target, **values)


def explain_restored(
    restored: Restored, *, method: str, sample: int, target: int | None = None, **values: Any
) -> Explanation:
    """As `explain`, with a network that has been restored already; its weights and mode are left as they are."""
    chosen, prepared = _method(method, values), restored.prepared
    examples, facts = prepared.examples, prepared.facts
    reason = chosen.fits(restored.plan, kinds_of(facts, examples.picture))
    if reason:
        raise ExplainError(reason)
    raw, y = prepared.raw("test")
    _check(sample, len(raw), "held-out example", "Choose an example")
    if target is not None:
        _check(target, facts.outputs, "class" if facts.classes else "output", "Choose a target")
    case, outputs = _case(restored, sample, target)
    weights, gap = _weigh(chosen, case)
    predicted, probability = _answered(restored, outputs, case.target)
    return Explanation(
        run=restored.run, method=method, sample=sample, target=case.target if facts.outputs > 1 else None,
        predicted=predicted, probability=probability,
        actual=float(y[sample] if facts.classes else y[sample, case.target]),
        attribution=weights * _unit(prepared, case.target),
        picture=examples.pictures(raw[sample : sample + 1])[0] if examples.picture else raw[sample].astype(np.float32),
        gap=gap, features=tuple(facts.features), classes=tuple(facts.classes), name=prepared.names("test")[sample],
    )  # fmt: skip


def write_png(explanation: Explanation, path: Path) -> None:
    """Writes the explanation as a picture: the example, its heat map or bars, a scale. Raises SaveError."""
    atomic_save(path, draw(explanation), backup=False)


def _method(key: str, values: dict[str, Any]) -> Method:
    if key not in METHODS:
        raise ExplainError(f"There is no method called {key[:40]!r}.", f"Use one of {', '.join(METHODS.keys())}.")
    return METHODS[key](**values)


def _check(number: int, count: int, what: str, cure: str) -> None:
    if not 0 <= number < count:
        raise ExplainError(f"There is no {what} {number}; there are {count}.", f"{cure} from 0 to {count - 1}.")


def _case(restored: Restored, sample: int, target: int | None) -> tuple[Case, torch.Tensor]:
    """The case to explain, and the network's outputs for it."""
    prepared, network = restored.prepared, restored.model
    x = prepared.part("test")[0][sample : sample + 1]
    shape = prepared.examples.picture or x.shape[1:]
    where = next((weights.device for weights in network.parameters()), torch.device("cpu"))
    seen, nothing = (torch.from_numpy(a.reshape(1, *shape).copy()).to(where) for a in (x, _baseline(prepared)))
    model = _Shown(network, x.shape[1:])
    with torch.no_grad():
        outputs = model(seen)[0].cpu()
    chosen = target if target is not None else int(outputs.argmax()) if prepared.facts.classes else 0
    return Case(model, network, restored.plan, seen, nothing, chosen), outputs


def _baseline(prepared: Prepared) -> Array:
    """1 example, scaled, that says nothing: a black picture, the average row, zeros for whole numbers."""
    examples = prepared.examples
    if examples.x.dtype.kind != "f":
        return np.zeros_like(examples.x[:1])
    if examples.picture:
        return prepared.scaling.apply(np.full_like(examples.x[:1], examples.span[0]))
    average: Array = prepared.part("train")[0].mean(0, np.float64, keepdims=True)
    return average.astype(np.float32)


def _weigh(method: Method, case: Case) -> tuple[Floats, float | None]:
    """The weights of the shown example, and the gap where the method promises a sum."""
    try:
        with _explaining(case.network):
            weights = method.weigh(case)
    except (RuntimeError, AssertionError, ValueError, MemoryError) as error:
        raise _failed(method, error) from error
    if not np.isfinite(weights).all():
        raise ExplainError(
            f"{method.label} came to no finite weights.", "Train again: the network answers with no numbers."
        )
    if not method.complete:
        return weights, None
    with torch.no_grad():
        answers = case.model(torch.cat([case.x, case.baseline]))[:, case.target].tolist()
    return weights, completeness_gap(weights, *answers)


def _failed(method: Method, error: Exception) -> ExplainError:
    """What went wrong inside a method, in words for a person."""
    said = str(error).lower()
    if isinstance(error, MemoryError) or "memory" in said or "alloc" in said:
        cure = "Close other programs, or use Saliency, which needs the least."
        return ExplainError(f"{method.label} could not be worked out: memory ran out.", cure)
    if "does not require grad" in said or "not have been used" in said:
        text = f"{method.label} finds no way back from the answer to the example: a layer breaks it off."
        return ExplainError(text, "Use Occlusion or Ablation, which only ask for answers.")
    text = f"{method.label} could not be worked out for this network."
    return ExplainError(text, "Use another method, such as Occlusion or Ablation.")


@contextlib.contextmanager
def _explaining(network: nn.Module) -> Iterator[None]:
    """Gradients on; cuDNN's recurrent layers off, which give none outside training; captum's advice kept to itself."""
    recurrent = any(isinstance(module, nn.RNNBase) for module in network.modules())
    cudnn = torch.backends.cudnn
    with warnings.catch_warnings(), torch.enable_grad(), cudnn.flags(enabled=cudnn.enabled and not recurrent):
        warnings.simplefilter("ignore")
        yield


def _answered(restored: Restored, outputs: torch.Tensor, target: int) -> tuple[float, float | None]:
    """The class answered and its probability, or the value of output `target` in the data's units."""
    if restored.facts.classes:
        best = int(outputs.argmax())
        return float(best), float(restored.probabilities(outputs[None])[0, best])
    value = restored.prepared.target.undo(outputs.numpy()[None])
    return float(value[0, target]), None


def _unit(prepared: Prepared, target: int) -> np.float32:
    """What one unit of the network's answer is in the data's units."""
    spread = np.broadcast_to(prepared.target.std, (prepared.facts.outputs,))
    return np.float32(1 if prepared.facts.classes else spread[target])

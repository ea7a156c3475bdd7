"""Keeps how each request is answered: the rooms below are asked with what the message holds."""

import contextlib
import math
from collections.abc import Iterator
from functools import lru_cache, singledispatch
from pathlib import Path
from typing import Any

import numpy as np
import torch

from neurodesk.data.examples import Array, Examples
from neurodesk.data.prepare import prepare
from neurodesk.data.preview import preview
from neurodesk.data.ranges import ranges
from neurodesk.disk.reading import is_file, is_folder
from neurodesk.engine import protocol
from neurodesk.explanation.explain import explain_restored
from neurodesk.files.exports.export import Moved, exporting
from neurodesk.files.project import loads
from neurodesk.graph.errors import ExplainError, NeuroDeskError, ParameterError
from neurodesk.graph.model import Chosen, Document
from neurodesk.training.control import Control
from neurodesk.training.device import choose
from neurodesk.training.evaluate import Evaluation, Restored, measure, restore
from neurodesk.training.events import Event
from neurodesk.training.loop import train as training
from neurodesk.training.runs import RunStore

SHOWN = 256  # examples in one answer: a screen holds fewer, and 256 photographs are some MB
LISTED = 1000  # bad items in one answer: more of them nobody reads
NOTHING = np.zeros(0, np.float32)


def ready() -> protocol.EngineReady:
    """What PyTorch finds on this machine."""
    devices = ["cpu"]
    devices += ["cuda"] if torch.cuda.is_available() else []
    devices += ["mps"] if torch.backends.mps.is_available() else []
    return protocol.EngineReady(str(choose("auto")), tuple(devices), torch.__version__, torch.get_num_threads())


def train(request: protocol.StartTraining, control: Control) -> Iterator[Event]:
    """The events of one run; raises BadFile for a document that is none."""
    return training(
        _document(request),
        Path(request.base),
        Path(request.runs),
        epochs=request.epochs,
        seed=request.seed,
        device=request.device or "auto",
        resume=request.resume,
        control=control,
    )


@singledispatch
def answer(request: Any) -> Iterator[Any]:
    """The events that answer one question; raises NeuroDeskError, or whatever goes wrong in the rooms below."""
    raise NeuroDeskError(f"The engine does not know what to do with {type(request).__name__}.")


@answer.register
def _(request: protocol.Evaluate) -> Iterator[Any]:
    told = _evaluation(request)
    yield protocol.Evaluated(
        request.request, told.run, dict(told.metrics), told.confusion, tuple(told.classes), told.y, told.predictions,
        told.probabilities, told.losses, told.part, told.report(),
        *(tuple(np.stack(curve[:2]) for curve in curves) for curves in (told.judgement.roc, told.judgement.pr)),
    )  # fmt: skip


@answer.register
def _(request: protocol.Explain) -> Iterator[Any]:
    restored = _restored(request)
    for method in request.methods:
        try:
            told = explain_restored(
                restored,
                method=method,
                sample=request.sample,
                target=_target(restored, request),
                **_values(method, request),
            )
        except (ExplainError, ParameterError) as error:
            reason = f"{error} {error.cure}".strip()
            yield protocol.Explained(
                request.request, restored.run, method, request.sample, -1, math.nan, math.nan, math.nan, NOTHING,
                NOTHING, (), tuple(restored.prepared.facts.classes), reason=reason,
            )  # fmt: skip
            continue
        yield protocol.Explained(
            request.request, told.run, method, told.sample, -1 if told.target is None else told.target, told.predicted,
            math.nan if told.probability is None else told.probability, math.nan if told.gap is None else told.gap,
            told.attribution, told.picture, told.features, told.classes, told.actual,
        )  # fmt: skip


@answer.register
def _(request: protocol.ShowExamples) -> Iterator[Any]:
    told, restored = _evaluation(request), _restored(request)
    chosen = np.ones(len(told.y), bool)
    for wanted, values in ((request.actual, told.y), (request.predicted, told.predictions)):
        if wanted is not None and told.classes:
            chosen &= values == wanted
    if request.wrong and told.classes:
        chosen &= told.y != told.predictions
    sure = told.probabilities.max(1) if told.probabilities.size else np.full(len(told.y), np.nan, np.float32)
    worst = np.argsort({"confidence": -sure, "doubt": sure}.get(request.order, -told.losses), kind="stable")
    found = worst[chosen[worst]]
    start = min(max(request.offset, 0), len(found))
    indexes = found[start : start + min(request.limit, SHOWN)]
    prepared, at = restored.prepared, restored.prepared.indexes(told.part)[indexes]
    yield protocol.ExamplesShown(
        request.request, indexes, _pictures(prepared.examples, prepared.examples.x[at]), told.y[indexes],
        told.predictions[indexes], sure[indexes], told.losses[indexes], tuple(told.classes),
        tuple(prepared.examples.names[index] for index in at), prepared.facts.features, len(found), start,
    )  # fmt: skip


@answer.register
def _(request: protocol.ExportFiles) -> Iterator[Any]:
    steps = exporting(
        _document(request), Path(request.base), Path(request.runs),
        formats=request.formats, out=Path(request.out), run=request.run,
    )  # fmt: skip
    with contextlib.closing(steps):  # given up between two steps, the folder is as it was
        for step in steps:
            if isinstance(step, Moved):
                yield protocol.ExportMoved(request.request, step.done, step.of, step.text)
            else:
                files = tuple(map(str, step.files))
                yield protocol.Exported(request.request, files, dict(step.parity), step.text)


@answer.register
def _(request: protocol.PreviewData) -> Iterator[Any]:
    prepared = prepare(_document(request), Path(request.base))
    told = preview(prepared, max(0, min(request.count, SHOWN)), request.part, request.offset)
    found = ranges(prepared) if request.ranges else None
    yield protocol.DataPreviewed(
        request.request, told.pictures, told.values, told.labels, told.names, told.classes, told.features, told.counts,
        told.parts, tuple((name, reason) for name, reason in told.skipped[:LISTED]), told.notes, len(told.skipped),
        prepared.examples.missing, told.entering, told.shares, told.edges, request.part, request.offset,
        prepared.scaling.kind, *((found.names, found.measures, found.counts) if found else ()),
    )  # fmt: skip


def _target(restored: Restored, request: protocol.Explain) -> int | None:
    """The output to explain; of an example or a class that is not there the explanation tells."""
    y = restored.prepared.raw("test")[1]
    if request.target != protocol.TRUTH or not 0 <= request.sample < len(y):
        return request.target
    return int(y[request.sample]) if restored.prepared.facts.classes else None


def _values(method: str, request: protocol.Explain) -> dict[str, str]:
    """The parameters of a method that the question speaks of."""
    return {"layer": request.layer} if method == "gradcam" and request.layer else {}


def _document(request: Any) -> Document:
    return loads(request.document, "the drawing sent to the engine")


def _restored(request: Any) -> Restored:
    return _kept(request.base, request.runs, *_stamp(request), _document(request).source)


def _evaluation(request: Any) -> Evaluation:
    return _measured(request.base, request.runs, *_stamp(request), _document(request).source, request.part)


def _stamp(request: Any) -> tuple[int | None, int]:
    """The run asked for, and when its weights were written, so that what is kept of it is known to be of today."""
    folder = Path(request.runs)
    if not is_folder(folder):
        return request.run, 0
    with RunStore(folder) as store:
        left = (row.run for row in store.list(drawings=False) if is_file(store.weights(row.run)))
        run = request.run if request.run is not None else store.newest_finished() or next(left, None)
        weights = store.weights(run) if run is not None else None
    return run, weights.stat().st_mtime_ns if weights is not None and is_file(weights) else 0


@lru_cache(maxsize=2)  # the run looked at, and the one it is compared with
def _kept(base: str, runs: str, run: int | None, stamp: int, source: Chosen | None) -> Restored:
    return restore(None, Path(base), Path(runs), run, source)


@lru_cache(maxsize=3)  # the parts of a run
def _measured(base: str, runs: str, run: int | None, stamp: int, source: Chosen | None, part: str) -> Evaluation:
    return measure(_kept(base, runs, run, stamp, source), part)


def _pictures(examples: Examples, x: Array) -> Array:
    """Raw examples as they are shown: C H W from 0 to 1 where they can be seen."""
    return examples.pictures(x) if examples.picture else x

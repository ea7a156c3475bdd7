"""Keeps the export: a run's trained network written in each format asked, opened again and compared."""

from __future__ import annotations

import contextlib
import copy
import os
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from neurodesk.compiler.plan import plan
from neurodesk.compiler.ports import INPUT, OUTPUT
from neurodesk.data.examples import Array
from neurodesk.data.prepare import Prepared
from neurodesk.files.exports.catalogue import EXPORTS
from neurodesk.files.exports.folder import fill, left_over, own, place, staged
from neurodesk.files.exports.parity import agrees, answers, difference, some
from neurodesk.files.exports.report import Report, printed, sentence
from neurodesk.files.exports.spec import REPORT, Export, Trained
from neurodesk.graph.errors import ExportError
from neurodesk.graph.model import Document

if TYPE_CHECKING:
    from torch import nn


@dataclass(frozen=True, slots=True)
class Moved:
    """An export has done `done` of `of` parts; `text` names the one at hand."""

    done: int
    of: int
    text: str


def export(
    document: Document, base: Path, runs: Path, *, formats: Iterable[str], out: Path, run: int | None = None
) -> Report:
    """Writes a run (None: the newest finished) in `formats` into folder `out`, with report.json.

    Each format is opened again in a clean process and compared with the trained network on held-out examples. The
    files of an earlier export there are replaced, or removed where this one writes none of that name; other files of
    its names stay as `network.py~`. Raises ExportError for a folder among the runs, for formats that are none, that
    cannot hold this network, or when the disk is full, and SaveError.
    """
    return _last(exporting(document, base, runs, formats=formats, out=out, run=run))


def exporting(
    document: Document, base: Path, runs: Path, *, formats: Iterable[str], out: Path, run: int | None = None
) -> Generator[Moved | Report, None, None]:
    """As `export`, telling how far it is; the report comes last. Closed early it leaves the folder as it was."""
    from neurodesk.training.evaluate import restore

    chosen, out = _chosen(formats), out.absolute()
    if _lies_in(out, runs):
        text = f"In {runs.name} the runs are kept, which an export would write over."
        raise ExportError(text, "Choose another folder.")
    yield Moved(0, 2 * len(chosen), "Reading the run")
    restored = restore(document, base.absolute(), runs.absolute(), run)
    taken = trained(restored.document, restored.prepared, restored.model, restored.run)
    parts = (restored.prepared.raw(part)[0] for part in ("test", "validation", "train"))
    yield from writing(taken, next(x for x in parts if len(x)), chosen, out)


def write(taken: Trained, x: Array, chosen: Iterable[Export], out: Path) -> Report:
    """As `export`, for a network at hand, compared on N examples `x` as they came (the first few hundred of them)."""
    return _last(writing(taken, x, chosen, out))


def writing(taken: Trained, x: Array, chosen: Iterable[Export], out: Path) -> Generator[Moved | Report, None, None]:
    """As `write`, telling how far it is; the report comes last."""
    chosen, x, out = tuple(chosen), some(x), out.absolute()  # the readers stand in folders of their own
    for form in chosen:
        if reason := form.refuses(taken):
            raise ExportError(f"{form.label}: {reason}")
    contents: dict[str, bytes] = {}
    keys = {form.key for form in chosen}
    proofs = {form.key: form.read_with if form.read_with in keys else form.key for form in chosen}
    told: dict[str, float] = {}  # how far each proof lies from the network
    for done, form in enumerate(chosen):
        yield Moved(done, 2 * len(chosen), f"Writing {form.label}")
        contents |= _contents([form], taken)
    with staged(out) as stage:
        files = fill(stage, contents, out)
        with ThreadPoolExecutor(max_workers=2) as readers:  # each is a process that loads its libraries: two at a time
            gaps = readers.map(lambda key: difference(key, stage, taken, x), dict.fromkeys(proofs.values()))
            for done, form in enumerate(chosen, len(chosen)):
                yield Moved(done, 2 * len(chosen), f"Comparing {form.label} with the network")
                if proofs[form.key] not in told:
                    told[proofs[form.key]] = next(gaps)
        parity = {key: told[proof] for key, proof in proofs.items()}
        expected = answers(taken, x)
        fine = all(agrees(gap, expected) for gap in parity.values())
        told_of = (*_removed(left_over(out, contents)), *_put_aside(own(out, stage, contents)))
        text = " ".join((sentence(parity, fine, len(x)), *told_of))
        report = Report(taken.run, (*files, stage / REPORT), parity, fine, len(x), text)
        fill(stage, {REPORT: printed(report, taken)}, out)
        place(stage, contents, out)
    yield replace(report, files=tuple(out / path.name for path in report.files))


def trained(document: Document, prepared: Prepared, model: nn.Module, run: int) -> Trained:
    """A trained network with all that belongs to it; the model is copied to the CPU. Raises CompileError."""
    planned, graph = plan(document, prepared.facts), document.graph()
    begin, end = (next(name for name in graph.names() if graph.nodes[name].key == key) for key in (INPUT, OUTPUT))
    kept = copy.deepcopy(model).cpu().eval()
    return Trained(run, planned, kept, prepared.facts, prepared.scaling, prepared.target, begin, end)


def _last(steps: Iterator[Moved | Report]) -> Report:
    """The report of an export that nobody watches."""
    (report,) = deque(steps, maxlen=1)
    assert isinstance(report, Report)
    return report


def _chosen(formats: Iterable[str]) -> list[Export]:
    """The formats asked, each once, in the order asked."""
    keys = list(dict.fromkeys(formats))
    unknown = [key for key in keys if key not in EXPORTS]
    if unknown or not keys:
        what = f"There is no export format called {unknown[0][:40]!r}." if unknown else "No format was chosen."
        raise ExportError(what, f"Choose among {', '.join(EXPORTS.keys())}.")
    return [EXPORTS[key]() for key in keys]


def _contents(chosen: Iterable[Export], taken: Trained) -> dict[str, bytes]:
    """The files of the formats and of those they need, by name; all are made before the first is written."""
    keys = dict.fromkeys(key for form in chosen for key in (form.key, *form.needs))
    return {name: data for key in keys for name, data in EXPORTS[key]().files(taken).items()}


def _lies_in(out: Path, runs: Path) -> bool:
    with contextlib.suppress(ValueError):  # no such name can be
        return Path(os.path.realpath(out)).is_relative_to(os.path.realpath(runs))
    return False


def _put_aside(names: list[str]) -> list[str]:
    """The sentence about files that lay there and no export wrote, if any did."""
    kept = ", ".join(f"{name}~" for name in names)
    return [f"Files of yours that were there already are kept as {kept}."] if names else []


def _removed(names: list[str]) -> list[str]:
    """The sentence about what an earlier export left, if anything."""
    return [f"Removed what an earlier export had left: {', '.join(names)}."] if names else []

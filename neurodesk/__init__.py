"""The public words of NeuroDesk: open, compile, train, evaluate, explain and export.

    import neurodesk as nd

    project = nd.open("digits.neurodesk")
    network = nd.compile(project)              # a plain torch.fx.GraphModule
    run = nd.train(project, epochs=10)
    print(run.metrics, nd.evaluate(project).metrics)
    nd.explain(project, method="gradcam", sample=3, out="why.png")
    nd.export(project, to=("python", "onnx"), out="trained")

Importing this loads nothing heavy: each function imports what it runs when it is called.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch.fx import GraphModule

    from neurodesk.compiler.facts import Facts
    from neurodesk.explanation.explain import Explanation
    from neurodesk.files.exports.report import Report
    from neurodesk.graph.errors import NeuroDeskError
    from neurodesk.graph.model import Document, Project
    from neurodesk.training.evaluate import Evaluation
    from neurodesk.training.events import Event

__version__ = "0.1.0"
__all__ = [
    "NeuroDeskError",
    "Run",
    "__version__",
    "compile",
    "evaluate",
    "explain",
    "export",
    "open",
    "train",
]

_ELSEWHERE = {
    "Document": "neurodesk.graph.model",
    "Project": "neurodesk.graph.model",
    "NeuroDeskError": "neurodesk.graph.errors",
}


def __getattr__(name: str) -> Any:
    """Import the few types people need by name when they are first asked for (PEP 562)."""
    if name not in _ELSEWHERE:
        raise AttributeError(f"module 'neurodesk' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_ELSEWHERE[name]), name)


def __dir__() -> list[str]:
    """Name what is public and nothing else."""
    return list(__all__)


@dataclass(frozen=True, slots=True)
class Run:
    """One finished training run: its number in `runs`, how it ended, its last metrics and everything it said.

    `state` is `finished`, `early` (validation stopped improving) or `stopped`. Printed, it is one line.
    """

    number: int
    state: str
    metrics: dict[str, float]
    events: tuple[Event, ...] = field(repr=False)
    runs: Path = field(repr=False)


def open(path: str | os.PathLike[str]) -> Project:
    """Read a project file. Raises BadFile in a plain sentence when it cannot be used."""
    from neurodesk.files.project import open_project

    return open_project(Path(path))


def compile(drawing: Project | Document | str | os.PathLike[str], facts: Facts | None = None) -> GraphModule:
    """Make the network as a plain `torch.fx.GraphModule` with fresh weights; module names are the node names.

    Input and number of answers come from the project's data unless `facts` tells them.
    Raises CompileError when the drawing has errors.
    """
    from neurodesk.compiler.module import compile as compile_document
    from neurodesk.data.catalogue import describe

    project = _project(drawing)
    if facts is None and project.document.source is not None:
        facts = describe(project.document.source, project.base)
    return compile_document(project.document, facts)


def train(
    drawing: Project | Document | str | os.PathLike[str],
    *,
    runs: str | os.PathLike[str] | None = None,
    resume: int | None = None,
    listen: Callable[[Event], None] | None = None,
    **options: Any,
) -> Run:
    """Train to the end in this process and return the run.

    `runs` is the folder of runs (default: beside the project file), `resume` the number of a run to continue,
    `listen` is called with every event as it happens. Every training option can be given by name:
    `epochs=10, batch=64, seed=1, device="cpu"`. Raises TrainingError in a plain sentence when training fails.
    """
    from neurodesk.graph.document import set_learning
    from neurodesk.graph.errors import TrainingError
    from neurodesk.training import events as said
    from neurodesk.training.loop import train as training
    from neurodesk.training.options import Options

    project = _project(drawing)
    folder = project.runs if runs is None else Path(runs)
    direct = {name: options.pop(name) for name in ("epochs", "seed", "device") if name in options}
    document = set_learning(project.document, options=options) if options else project.document
    Options.of(dict(document.learning.options.items()) | direct)  # a wrong name or value raises before anything starts
    heard: list[Event] = []
    for event in training(document, project.base, folder, resume=resume, **direct):
        heard.append(event)
        if listen is not None:
            listen(event)
    last = heard[-1]
    if isinstance(last, said.RunFailed):
        raise TrainingError(last.text, cure=last.cure)
    assert isinstance(last, said.RunFinished)
    return Run(last.run, last.reason, dict(last.metrics), tuple(heard), folder)


def evaluate(
    drawing: Project | Document | str | os.PathLike[str],
    *,
    run: Run | int | None = None,
    runs: str | os.PathLike[str] | None = None,
    part: str = "test",
) -> Evaluation:
    """Measure a run (default: the newest finished one) on a part: `test` (held out), `validation` or `train`.

    `report()` of what is returned holds every number. Raises TrainingError when there is no such run or part.
    """
    from neurodesk.training.evaluate import evaluate as evaluation

    return evaluation(*_place(drawing, runs, run), run=_number(run), part=part)


def explain(
    drawing: Project | Document | str | os.PathLike[str],
    *,
    method: str,
    sample: int,
    target: int | None = None,
    run: Run | int | None = None,
    runs: str | os.PathLike[str] | None = None,
    out: str | os.PathLike[str] | None = None,
) -> Explanation:
    """Say why a run answers as it does for held-out example `sample`; with `out`, also write the picture as PNG.

    `target` is the class to explain, the predicted one unless told otherwise. Raises ExplainError when the method
    does not fit the network, there is no such example or `out` does not end in .png.
    """
    from neurodesk.explanation.explain import explain as explanation
    from neurodesk.explanation.explain import write_png
    from neurodesk.explanation.pictures import must_be_png

    if out is not None:
        must_be_png(Path(out))
    found = explanation(*_place(drawing, runs, run), method=method, sample=sample, run=_number(run), target=target)
    if out is not None:
        write_png(found, Path(out))
    return found


def export(
    drawing: Project | Document | str | os.PathLike[str],
    *,
    out: str | os.PathLike[str],
    to: Iterable[str] = ("python", "weights", "onnx"),
    run: Run | int | None = None,
    runs: str | os.PathLike[str] | None = None,
) -> Report:
    """Write a run's network as files into the folder `out`, each opened again in a clean process and compared.

    `parity` of the report holds the largest difference per format. Raises ExportError when a format cannot be written.
    """
    from neurodesk.files.exports.export import export as write

    return write(*_place(drawing, runs, run), formats=tuple(to), out=Path(out).absolute(), run=_number(run))


def _project(drawing: Project | Document | str | os.PathLike[str]) -> Project:
    from neurodesk.graph.model import Document, Project

    if isinstance(drawing, Project):
        return drawing
    return Project(drawing) if isinstance(drawing, Document) else open(drawing)


def _place(drawing: Any, runs: str | os.PathLike[str] | None, run: Run | int | None) -> tuple[Document, Path, Path]:
    """Return the document, the folder its data is found from, and the folder of its runs."""
    project = _project(drawing)
    beside = run.runs if isinstance(run, Run) else project.runs
    return project.document, project.base, beside if runs is None else Path(runs)


def _number(run: Run | int | None) -> int | None:
    return run.number if isinstance(run, Run) else run

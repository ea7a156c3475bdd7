"""The six public words, used as the README shows them."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import neurodesk as nd
from neurodesk.files.project import save_project
from neurodesk.files.templates import template
from neurodesk.graph.errors import BadFile, CompileError, ExplainError, NeuroDeskError, ParameterError, TrainingError
from neurodesk.graph.model import Document, Project, empty_document
from neurodesk.training.events import RunFinished, RunStarted


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The wine template in a folder of its own."""
    made = Project(template("wine"), tmp_path_factory.mktemp("api") / "wine.neurodesk")
    save_project(made)
    return made


@pytest.fixture(scope="module")
def run(project: Project) -> nd.Run:
    """A short run of it."""
    return nd.train(project, epochs=15, seed=1, device="cpu")


def test_importing_loads_nothing():
    """`import neurodesk` brings none of its own rooms, and the types come by name when asked for."""
    program = (
        "import sys; import neurodesk as nd; print([name for name in sys.modules if name.startswith('neurodesk.')]);"
        "nd.Project, nd.Document, nd.NeuroDeskError; print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["[]", "False"]


def test_what_is_public():
    """Everything named is there, documented, and nothing else answers."""
    public = "NeuroDeskError Run __version__ compile evaluate explain export open train"
    assert dir(nd) == nd.__all__ == public.split()
    assert all(getattr(nd, name).__doc__ for name in nd.__all__)
    assert (nd.Project, nd.Document, nd.NeuroDeskError) == (Project, Document, NeuroDeskError)
    with pytest.raises(AttributeError, match="no attribute 'teach'"):
        _ = nd.teach


def test_open(project: Project, tmp_path: Path):
    """A path gives a project; a bad one raises in a sentence."""
    assert nd.open(project.path).document == project.document
    assert nd.open(str(project.path)).path == project.path
    with pytest.raises(BadFile, match=r"nothing\.neurodesk"):
        nd.open(tmp_path / "nothing.neurodesk")


@pytest.mark.parametrize("kind", ["project", "document", "path"])
def test_compile_takes_each_kind(project: Project, kind: str):
    """A project, a document and a path make the same network, named as drawn."""
    import torch
    from torch import fx

    drawing = {"project": project, "document": project.document, "path": str(project.path)}[kind]
    network = nd.compile(drawing)
    assert isinstance(network, fx.GraphModule)
    assert network(torch.zeros(2, 13)).shape == (2, 3)
    assert {name.split(".")[0] for name in network.state_dict()} <= set(project.document.graph().names())


def test_compile_says_what_is_wrong():
    """A drawing with errors raises in a sentence."""
    with pytest.raises(CompileError):
        nd.compile(empty_document())


def test_train(project: Project, run: nd.Run):
    """The run is numbered, finished, measured, and tells everything that happened."""
    assert (run.number, run.state, run.runs) == (1, "finished", project.runs)
    assert isinstance(run.events[0], RunStarted)
    assert isinstance(run.events[-1], RunFinished)
    assert run.metrics["accuracy"] > 0.8


def test_a_run_prints_as_one_line(run: nd.Run):
    """Number, state and metrics, but not the thousand events."""
    line = str(run)
    assert line == repr(run) == f"Run(number=1, state='finished', metrics={run.metrics})"


def test_a_picture_is_a_png(project: Project, tmp_path: Path):
    """Another ending is refused before anything is worked out."""
    with pytest.raises(ExplainError, match=r"ends in \.xyz"):
        nd.explain(project, method="saliency", sample=0, out=tmp_path / "why.xyz")
    assert not list(tmp_path.iterdir())


def test_train_listens_and_takes_options(project: Project, tmp_path: Path):
    """Options are taken by name, events are heard as they happen, runs go where they are told."""
    heard = []
    made = nd.train(project.document, runs=tmp_path / "r", listen=heard.append, epochs=1, batch=50, device="cpu")
    assert tuple(heard) == made.events
    assert heard[0].steps_per_epoch == -(-heard[0].examples // 50)
    assert (tmp_path / "r" / "runs.sqlite").exists()


@pytest.mark.parametrize("options", [{"epoch": 3}, {"epochs": 0}, {"batch": "many"}, {"device": "abacus"}])
def test_wrong_options_raise_before_anything_starts(project: Project, tmp_path: Path, options: dict):
    """A wrong name or value is told, and no run is made."""
    with pytest.raises(ParameterError):
        nd.train(project, runs=tmp_path / "r", **options)
    assert not (tmp_path / "r").exists()


def test_a_run_that_fails_raises(project: Project, tmp_path: Path):
    """What stops a run is an error with its cure."""
    with pytest.raises(TrainingError, match="Run 9"):
        nd.train(project, runs=tmp_path / "r", resume=9)


def test_evaluate_explain_export(project: Project, run: nd.Run, tmp_path: Path):
    """A run, its number, or nothing (the newest) name what is measured, explained and taken away."""
    measured = nd.evaluate(project, run=run)
    assert nd.evaluate(project, run=run.number).metrics == measured.metrics == nd.evaluate(project.path).metrics
    assert nd.evaluate(project, run=run, part="train").report()["examples"] > measured.report()["examples"]
    why = nd.explain(project, run=run, method="integrated_gradients", sample=2, out=tmp_path / "why.png")
    assert np.isfinite(why.attribution).all()
    assert (tmp_path / "why.png").read_bytes().startswith(b"\x89PNG")
    report = nd.export(project, run=run, to=("python", "weights"), out=tmp_path / "trained")
    assert report.agrees
    assert set(report.parity) == {"python", "weights"}
    with pytest.raises(ExplainError):
        nd.explain(project, method="magic", sample=0)

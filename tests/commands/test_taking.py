"""Tests of what explanations and exports say; the files themselves are made in tests/journeys/test_commands.py."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from neurodesk.commands import taking
from neurodesk.graph.errors import ExplainError
from neurodesk.graph.model import Document, Graph, Project, chosen

WINE = Project(Document({"network": Graph()}, source=chosen("wine")))
DIABETES = Project(Document({"network": Graph()}, source=chosen("diabetes")))


def found(**changes: object) -> SimpleNamespace:
    """An explanation of a classifier's answer, changed as a test needs."""
    usual = {
        "run": 2,
        "method": "saliency",
        "sample": 5,
        "target": 1,
        "predicted": 1.0,
        "probability": 0.875,
        "gap": None,
        "classes": ("no", "yes"),
        "attribution": np.zeros((1, 8, 8)),
    }
    return SimpleNamespace(**usual | changes)


def test_classes_by_number_and_name():
    """A class can be told either way."""
    name = taking.facts_of(WINE).classes[2]
    assert taking.class_number(WINE, "2") == 2
    assert taking.class_number(WINE, name) == 2
    assert taking.class_number(DIABETES, "0") == 0


@pytest.mark.parametrize("target", ["3", "-1", "cat", ""])
def test_unknown_classes(target: str):
    """An unknown class brings the ones there are."""
    with pytest.raises(ExplainError, match="There is no class") as error:
        taking.class_number(WINE, target)
    assert "from 0 to 2" in error.value.cure


def test_explanation_in_json():
    """The fields are fixed; the gap is there only for methods that have one."""
    told = taking.in_json(found())
    assert told == {
        "method": "saliency",
        "sample": 5,
        "target": 1,
        "predicted": 1,
        "probability": 0.875,
        "shape": (1, 8, 8),
    }
    assert isinstance(told["predicted"], int)
    assert taking.in_json(found(gap=0.01))["gap"] == 0.01


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "run 2 says yes with probability 0.875 for held-out example 5."),
        ({"target": 0}, "run 2 says yes with probability 0.875, explained for no for held-out example 5."),
        ({"gap": 0.0123}, "run 2 says yes with probability 0.875 for held-out example 5; completeness gap 1.2%."),
        (
            {"classes": (), "target": None, "predicted": 151.25, "probability": None},
            "run 2 answers 151.2500 for held-out example 5.",
        ),
    ],
)
def test_explanation_in_words(changes: dict[str, object], words: str):
    """One line says what the network answers and how far the explanation adds up."""
    assert taking.in_words(found(**changes)) == words


@pytest.mark.parametrize(("agrees", "code"), [(True, 0), (False, 1)])
def test_export_tells_parity(monkeypatch, tmp_path: Path, capsys, agrees: bool, code: int):
    """Files that answer differently make the exit code 1."""
    report = SimpleNamespace(files=(tmp_path / "a.py",), parity={"python": 0.0}, agrees=agrees, text="Compared.")
    asked = {}
    monkeypatch.setattr("neurodesk.files.project.open_project", lambda path: WINE)
    monkeypatch.setattr("neurodesk.files.exports.export.export", lambda *_, **words: asked.update(words) or report)
    options = {"run": 4, "runs": tmp_path, "as_json": False}
    assert taking.export(Path("w.neurodesk"), to="python, onnx,", out=tmp_path, **options) == code
    assert (asked["formats"], asked["run"]) == (("python", "onnx"), 4)
    assert "Compared." in capsys.readouterr().out


@pytest.mark.parametrize("name", ["why.xyz", "why", "why.jpg"])
def test_a_picture_has_the_ending_of_one(monkeypatch, tmp_path: Path, name: str):
    """A picture under a name that is none is refused before anything is worked out."""
    monkeypatch.setattr("neurodesk.files.project.open_project", lambda path: WINE)
    asked = {"method": "saliency", "sample": 0, "target": None, "run": None, "runs": tmp_path, "as_json": True}
    with pytest.raises(ExplainError, match=r"ends in \.png") as error:
        taking.explain(Path("w.neurodesk"), out=tmp_path / name, **asked)
    assert error.value.cure == "Call it why.png."

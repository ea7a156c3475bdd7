"""Keeps the proof that the comparison finds what differs, and says what does not open."""

from pathlib import Path

import numpy as np
import pytest
import torch

from neurodesk.files.exports import parity
from neurodesk.files.exports.onnx import Onnx
from neurodesk.files.exports.parity import agrees, answers, difference, some
from neurodesk.files.exports.python import Python
from neurodesk.files.exports.spec import SOURCE, WEIGHTS
from neurodesk.files.exports.weights import Weights
from neurodesk.graph.errors import ExportError
from tests.engine import documents
from tests.files.exports.taken import taken


@pytest.fixture(scope="module")
def wine(tmp_path_factory):
    """A network, its examples and its files."""
    made = taken(documents.wine())
    folder = tmp_path_factory.mktemp("wine")
    for form in (Python(), Weights()):
        for name, data in form.files(made).items():
            (folder / name).write_bytes(data)
    return made, documents.untrained(documents.wine())[0].raw("test")[0], folder


def test_equal_files_agree(wine):
    made, x, folder = wine
    assert agrees(difference("weights", folder, made, x), answers(made, x))


def test_the_folder_may_be_said_from_where_one_stands(wine, monkeypatch):
    made, x, folder = wine
    monkeypatch.chdir(folder.parent)
    assert agrees(difference("weights", Path(folder.name), made, x), answers(made, x))


def test_the_reader_of_onnx_tells_nobody_that_it_ran(wine, tmp_path, monkeypatch):
    """It keeps a number for this computer, and what it has to report, where programs keep what they can do without."""
    made, x, _ = wine
    for name, data in Onnx().files(made).items():
        (tmp_path / name).write_bytes(data)
    monkeypatch.delenv("ORT_DISABLE_TELEMETRY")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert agrees(difference("onnx", tmp_path, made, x), answers(made, x))
    assert not [*tmp_path.glob("cache/**/*"), *tmp_path.glob("home/**/*")]


def test_another_weight_is_found(wine, tmp_path):
    made, x, _ = wine
    other = taken(documents.wine())
    with torch.no_grad():
        other.model.get_submodule("linear_2").bias[1] += 0.5
    (tmp_path / WEIGHTS).write_bytes(Weights().files(other)[WEIGHTS])
    gap = difference("weights", tmp_path, made, x)
    assert gap == pytest.approx(0.5, abs=1e-4)
    assert not agrees(gap, answers(made, x))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("import neurodesk\n", "could not be opened again: ModuleNotFoundError: import of neurodesk halted"),
        ("def load(): raise OSError('gone')\n", "gone"),
        ("load = lambda: 0\nanswer = lambda network, x: x[:, :2]\n", r"answers \(36, 2\)"),
    ],
)
def test_a_file_that_does_not_do_is_told(wine, tmp_path, text, words):
    made, x, _ = wine
    (tmp_path / SOURCE).write_text(text)
    with pytest.raises(ExportError, match=words):
        difference("python", tmp_path, made, x)


def test_a_reader_that_hangs_is_ended(wine, tmp_path, monkeypatch):
    made, x, _ = wine
    (tmp_path / SOURCE).write_text("while True: pass\n")
    monkeypatch.setattr(parity, "PATIENCE", 1.0)
    with pytest.raises(ExportError, match="did not answer within"):
        difference("python", tmp_path, made, x)


def test_answers_are_in_the_units_of_the_data():
    made = taken(documents.diabetes())
    prepared, _ = documents.untrained(documents.diabetes())
    told = answers(made, prepared.raw("test")[0])
    assert 50 < told.mean() < 300


def test_no_more_is_asked_than_needed():
    assert len(some(np.zeros((1000, 4), np.float32))) == parity.MOST
    assert len(some(np.zeros((3, 4), np.float32))) == 3
    assert len(some(np.zeros((4, 5000, 5000), np.float32))) == 1


@pytest.mark.parametrize(
    ("gap", "top", "fine"), [(0.0, 1.0, True), (9e-5, 0.1, True), (2e-4, 1, False), (9e-3, 100, True)]
)
def test_small_is_measured_by_the_largest_answer(gap, top, fine):
    assert agrees(gap, np.array([top], np.float32)) is fine
    assert agrees(float("nan"), np.ones(1)) is False

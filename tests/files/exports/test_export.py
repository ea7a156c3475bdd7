"""Keeps the proof that a run leaves as files that answer as it does, in every format, and that failures are told."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from neurodesk.disk.atomic import SaveError
from neurodesk.files.exports import export as exports
from neurodesk.files.exports.catalogue import EXPORTS
from neurodesk.files.exports.export import export, trained, write
from neurodesk.files.exports.python import Python
from neurodesk.graph import edit
from neurodesk.graph.errors import CompileError, ExportError, TrainingError
from neurodesk.graph.model import Port, chosen
from neurodesk.training.evaluate import restore
from neurodesk.training.events import RunFinished
from neurodesk.training.loop import train
from tests.engine import documents
from tests.files.exports.taken import taken

FORMATS = ("python", "weights", "onnx")


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A short run of a network with running statistics: document, folder, runs."""
    document = documents.document(chosen("digits"), ("conv2d", {"filters": 4}), "batch_norm2d", "relu", "flatten",
                                  ("dropout", {}), ("linear", {"units": 10}), epochs=2)  # fmt: skip
    folder = tmp_path_factory.mktemp("run")
    list(train(document, folder, folder / "runs"))
    return document, folder, folder / "runs"


def test_a_run_leaves_in_every_format(run, tmp_path):
    report = export(*run, formats=FORMATS, out=tmp_path / "out" / "deep")
    assert {path.name for path in report.files} == {"network.py", "weights.safetensors", "network.onnx", "report.json"}
    assert all(path.is_file() for path in report.files)
    assert report.agrees
    assert set(report.parity) == set(FORMATS)
    assert max(report.parity.values()) < 1e-4
    assert report.examples == 256
    told = json.loads((tmp_path / "out" / "deep" / "report.json").read_text())
    assert told["parity"] == report.parity
    assert told["run"] == report.run == 1
    assert report.text in told["text"]


def test_a_format_brings_what_it_needs_and_replaces_what_is_there(run, tmp_path):
    (tmp_path / "network.py").write_text("old")
    report = export(*run, formats=["python", "python"], out=tmp_path, run=1)
    assert [path.name for path in report.files] == ["network.py", "weights.safetensors", "report.json"]
    assert list(report.parity) == ["python"]
    assert "class Network" in (tmp_path / "network.py").read_text()


def test_a_report_describes_what_lies_beside_it(run, tmp_path):
    """An export of fewer formats leaves nothing of the one before."""
    export(*run, formats=FORMATS, out=tmp_path)
    report = export(*run, formats=["python"], out=tmp_path)
    told = json.loads((tmp_path / "report.json").read_text())
    described = {row["name"] for row in told["files"]} | {"report.json"}
    assert described == {path.name for path in tmp_path.iterdir()} == {path.name for path in report.files}
    assert "network.onnx" not in described
    assert report.text.endswith("Removed what an earlier export had left: network.onnx.")
    assert told["text"] == report.text


def test_weights_are_proved_by_the_class_that_comes_with_them(run, tmp_path, monkeypatch):
    """What Python reads are these very weights, opened once. Made alone they are read into a class made for it."""
    opened = []
    honest = exports.difference
    monkeypatch.setattr(exports, "difference", lambda key, *rest: opened.append(key) or honest(key, *rest))
    both = export(*run, formats=["weights", "python"], out=tmp_path / "both")
    assert opened == ["python"]
    assert list(both.parity) == ["weights", "python"]
    assert both.parity["weights"] == both.parity["python"] < 1e-4
    alone = export(*run, formats=["weights"], out=tmp_path / "alone")
    assert opened == ["python", "weights"]
    assert alone.parity == {"weights": both.parity["weights"]}


def test_folders_may_be_said_from_where_one_stands(run, tmp_path, monkeypatch):
    """The readers that compare stand elsewhere, and still find the files."""
    document, folder, _ = run
    monkeypatch.chdir(folder)
    here = Path(os.path.relpath(tmp_path))
    report = export(document, Path(), Path("runs"), formats=("python", "weights"), out=here / "out")
    assert report.agrees
    assert {path.absolute() for path in report.files} == set(report.files)
    assert {path.resolve() for path in report.files} == {path.resolve() for path in (tmp_path / "out").iterdir()}


def test_what_cannot_be_is_said(run, tmp_path):
    document, folder, runs = run
    for formats in ((), ("pickle",)):
        with pytest.raises(ExportError) as told:
            export(document, folder, runs, formats=formats, out=tmp_path)
        assert "python" in told.value.cure
    with pytest.raises(TrainingError):
        export(document, folder, runs, formats=FORMATS, out=tmp_path, run=99)
    with pytest.raises(TrainingError):
        export(document, folder, folder / "none", formats=FORMATS, out=tmp_path)
    assert not any(tmp_path.iterdir())


def test_a_folder_among_the_runs_is_refused(run, tmp_path):
    """There a run's own weights have the same name."""
    with pytest.raises(ExportError, match="the runs are kept"):
        export(*run, formats=["weights"], out=run[2] / "0001")


def test_what_lay_there_is_said(run, tmp_path):
    (tmp_path / "network.py").write_text("my own")
    told = export(*run, formats=["python"], out=tmp_path)
    assert told.text.endswith("Files of yours that were there already are kept as network.py~.")
    assert (tmp_path / "network.py~").read_text() == "my own"
    assert "network.py~" not in export(*run, formats=["python"], out=tmp_path).text


def test_a_folder_that_cannot_be_is_said(tmp_path):
    (tmp_path / "file").write_text("in the way")
    made = taken(documents.wine())
    with pytest.raises(SaveError, match="file"):
        write(made, documents.untrained(documents.wine())[0].raw("test")[0], [Python()], tmp_path / "file")


def test_one_input_and_one_output(run):
    document = documents.wine()
    prepared, model = documents.untrained(document)
    graph, name = edit.add(document.graph(), chosen("output"), prefix="output")
    graph = edit.connect(graph, Port("linear_2", "out"), Port(name, "in"))
    with pytest.raises(CompileError, match="one answer"):
        trained(document.with_graph(document.main, graph), prepared, model, 1)


def test_the_model_stays_where_it_was():
    document = documents.wine()
    prepared, model = documents.untrained(document)
    made = trained(document, prepared, model.train(), 1)
    assert model.training
    assert not made.model.training


def test_repeated_blocks_leave_in_every_format(tmp_path):
    """Each copy with weights of its own; every file answers as the network does."""
    document = documents.with_block(3)
    options = document.learning.options.insert("epochs", 1)
    document = document.replaced(learning=replace(document.learning, options=options))
    list(train(document, tmp_path, tmp_path / "runs"))
    keys = [kind.key for kind in EXPORTS]
    report = export(document, tmp_path, tmp_path / "runs", formats=keys, out=tmp_path / "out")
    assert report.agrees
    assert set(report.parity) == set(keys)


def test_shared_weights_are_kept_resumed_bit_for_bit_and_leave_in_every_format(tmp_path: Path):
    tied = ("linear", {"units": 64, "weights_of": "linear_1"})
    layers = ("linear", {"units": 64}), "tanh", tied, "tanh", ("linear", {"units": 10})
    made = documents.document(chosen("digits", layout="flat"), *layers, epochs=3)
    whole, halved = tmp_path / "whole", tmp_path / "halved"
    *_, end = train(made, documents.HERE, whole, seed=5)
    assert isinstance(end, RunFinished)
    list(train(made, documents.HERE, halved, seed=5, epochs=1))
    *_, end = train(made, documents.HERE, halved, resume=1, epochs=3)
    assert isinstance(end, RunFinished)
    one, two = (load_file(folder / "0001" / "weights.safetensors") for folder in (whole, halved))
    assert one.keys() == two.keys() >= {"linear_1.weight", "linear_2.weight"}
    assert all(torch.equal(one[name], two[name]) for name in one)
    assert torch.equal(one["linear_1.weight"], one["linear_2.weight"])
    restored = restore(made, documents.HERE, whole)
    assert restored.model.linear_2.weight is restored.model.linear_1.weight
    report = export(made, documents.HERE, whole, formats=("weights", "python", "onnx", "pt2"), out=tmp_path / "out")
    assert report.agrees

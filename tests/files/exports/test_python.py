"""Keeps the proof that the exported file is plain Python that runs by itself, and that no name becomes code."""

import ast
import subprocess
import sys

import numpy as np
import pytest
import torch

from neurodesk.data.scaling import Scaling
from neurodesk.files.exports.python import Python, _numbers, page
from neurodesk.files.exports.spec import SOURCE, WEIGHTS
from neurodesk.files.exports.weights import Weights
from neurodesk.graph import edit
from tests.engine import documents
from tests.files.exports.taken import HOSTILE, hostile, taken


def run(folder, made):
    """Runs the exported file as its reader does, in a folder of its own."""
    for form in (Python(), Weights()):
        for name, data in form.files(made).items():
            (folder / name).write_bytes(data)
    command = [sys.executable, "-P", "-W", "error", SOURCE]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, encoding="utf-8")


@pytest.mark.parametrize("name", ["cnn", "diabetes"])
def test_the_file_runs_by_itself(tmp_path, name):
    made = taken(documents.EVERY[name]())
    done = run(tmp_path, made)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 2
    text = (tmp_path / SOURCE).read_text()
    assert "neurodesk" not in text.lower().replace("with neurodesk (", "")
    assert max(map(len, text.splitlines())) <= 120


@pytest.mark.parametrize("name", documents.EVERY)
def test_the_page_is_readable_python(name):
    text = page(taken(documents.EVERY[name]()))
    tree = ast.parse(text)
    names = [node.name for node in tree.body if isinstance(node, ast.ClassDef | ast.FunctionDef)]
    assert names == ["Network", "load", "answer"]
    network = next(node for node in tree.body if isinstance(node, ast.ClassDef))
    init = next(node for node in network.body if isinstance(node, ast.FunctionDef) and node.name == "__init__")
    assert [argument.arg for argument in init.args.args] == ["self"]
    usage = text[text.index("if __name__") :]
    assert len(usage.splitlines()) <= 10
    assert ast.get_docstring(tree)


@pytest.mark.parametrize("network", ["stage", "path", "load", "answer", "classes", "Network", "f", "pathlib"])
def test_a_block_of_any_name_is_a_class_beside_the_others(tmp_path, network):
    """The name of a network becomes the name of a class, and meets none of the names the file needs itself."""
    made = taken(documents.with_block(2, network))
    tree = ast.parse(page(made))
    names = [node.name for node in tree.body if isinstance(node, ast.ClassDef | ast.FunctionDef)]
    assert len(set(names)) == len(names) == 4
    bound = {node.targets[0].id for node in tree.body if isinstance(node, ast.Assign)} | {"torch", "nn", "pathlib", "F"}
    assert not bound & set(names)
    if network == "load":
        done = run(tmp_path, made)
        assert done.returncode == 0, done.stderr


def test_no_name_becomes_code(tmp_path):
    """Class and column names may hold anything: they stand in the file as literals, and nothing else."""
    for document in (documents.wine(), documents.digits_mlp()):
        made = hostile(document)
        tree = ast.parse(page(made))
        told = {node.targets[0].id: node.value for node in tree.body if isinstance(node, ast.Assign)}
        assert ast.literal_eval(told["classes"]) == made.facts.classes
        if made.facts.features:
            assert ast.literal_eval(told["features"]) == made.facts.features
        calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        assert not any("system" in name or "__import__" in name for name in calls)
    done = run(tmp_path, hostile(documents.wine()))
    assert done.returncode == 0, done.stderr
    assert {path.name for path in tmp_path.iterdir()} <= {SOURCE, WEIGHTS, "__pycache__"}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_node_has_no_hostile_name(name):
    with pytest.raises(edit.EditError):
        edit.rename(documents.digits_cnn().graph(), "conv_1", name)


def test_every_number_is_the_same_float32_again():
    values = np.random.default_rng(0).normal(size=(3, 1, 5)).astype(np.float32) * np.float32(1e-20)
    text = _numbers("mean", values)
    assert text.endswith(".reshape(3, 1, 5)")
    written = ast.literal_eval(text[text.index("[") : text.index("]") + 1])
    assert np.array_equal(torch.tensor(written).reshape(3, 1, 5).numpy(), values)
    assert _numbers("mean", np.float32(0.1).reshape(())) == "mean = torch.tensor(0.1)"


def test_what_is_not_scaled_is_not_scaled_there():
    made = taken(documents.wine())
    text = page(made.__class__(**{field: getattr(made, field) for field in made.__slots__} | {"scaling": plain()}))
    assert "return network(x)" in text
    assert "mean" not in text


def plain():
    return Scaling("none", np.zeros((), np.float32), np.ones((), np.float32))


def test_whole_numbers_go_in_as_they_are():
    text = page(taken(documents.wine(), dtype="int64"))
    assert "dtype=torch.int64" in text
    assert "network(x)" in text

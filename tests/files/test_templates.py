"""Every template opens, has no problems, compiles, and prints as source that gives the same answers elsewhere."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from neurodesk.compiler.check import check
from neurodesk.compiler.count import count
from neurodesk.compiler.facts import Facts
from neurodesk.compiler.module import compile_plan
from neurodesk.compiler.plan import plan
from neurodesk.compiler.source import source
from neurodesk.data.catalogue import describe
from neurodesk.disk.resources import resource
from neurodesk.files.project import dumps
from neurodesk.files.templates import Template, template, templates
from neurodesk.graph.errors import EditError
from neurodesk.training.options import Options

ISSUED = {
    "perceptron", "spirals", "digits_mlp", "digits_cnn", "lenet5", "residual_cnn", "wine", "breast_cancer", "diabetes",
    "lstm_rows",
}  # fmt: skip
CHILD = """
import json, sys
import torch
from safetensors.torch import load_file
told = {}
for key, (written, saved) in json.loads(sys.stdin.read()).items():
    made = {}
    exec(open(written).read(), made)
    kept = load_file(saved)
    x, wanted = kept.pop("asked here"), kept.pop("wanted here")
    network = made["Network"]().eval()
    network.load_state_dict(kept, strict=True)
    with torch.no_grad():
        told[key] = float((network(x) - wanted).abs().max())
assert not any(name.split(".")[0] == "neurodesk" for name in sys.modules)
print(json.dumps(told))
"""

each = pytest.mark.parametrize("entry", templates(), ids=lambda entry: entry.key)


def facts(key: str) -> Facts:
    chosen = template(key).source
    assert chosen is not None
    return describe(chosen, Path())


def test_the_gallery():
    """Nothing is missing, nothing is there twice, no file without an entry."""
    keys = [entry.key for entry in templates()]
    assert set(keys) >= ISSUED
    assert len(set(keys)) == len(keys)
    assert {path.stem for path in resource("templates").glob("*.neurodesk")} == set(keys)
    assert keys[0] == "perceptron"


@each
def test_it_is_told_in_a_sentence(entry: Template):
    """Title and text fit a card."""
    assert len(entry.title) <= 40
    assert entry.text.endswith(".")
    assert len(entry.text) <= 120
    assert entry.text.isprintable()


@each
def test_it_says_what_to_expect(entry: Template):
    """A score of one training, and the seconds that it took."""
    assert 0.4 < entry.score <= 1.0
    assert 1 <= entry.seconds <= 60


@each
def test_it_has_no_problems(entry: Template):
    """Not even hints."""
    assert check(template(entry.key), facts(entry.key)) == ()


@each
def test_the_index_says_what_is_in_the_file(entry: Template):
    """Data, task and learned numbers, counted anew."""
    document, known = template(entry.key), facts(entry.key)
    assert document.source is not None
    assert (entry.data, entry.task) == (document.source.key, known.task)
    assert entry.parameters == count(document, known).parameters
    network = compile_plan(plan(document, known))
    assert entry.parameters == sum(one.numel() for one in network.parameters())
    assert entry.published_parameters in (None, entry.parameters)


def test_lenet_is_as_published():
    """LeCun, Bottou, Bengio and Haffner 1998, with every map of the third layer connected."""
    (lenet,) = (entry for entry in templates() if entry.key == "lenet5")
    assert lenet.parameters == lenet.published_parameters == 61_706


@each
def test_the_file_is_as_it_would_be_saved(entry: Template):
    """So that saving a template without changes shows no difference."""
    text = resource("templates", f"{entry.key}.neurodesk").read_text(encoding="utf-8")
    assert dumps(template(entry.key)) == text


@each
def test_it_stands_tidy(entry: Template):
    """On the grid, from left to right or on in the row below, no two boxes in one place."""
    graph = template(entry.key).graph()
    places = [graph.places[name] for name in graph.names()]
    assert len(set(places)) == len(places)
    assert all(place.x % 8 == place.y % 8 == 0 for place in places)
    ends = [(graph.places[source.node], graph.places[target.node]) for target, source in graph.wires.items()]
    assert all(start.x < end.x or start.y + 80 < end.y for start, end in ends)


@each
def test_its_options_are_legal(entry: Template):
    """As the training room would check them."""
    Options(**dict(template(entry.key).learning.options.items()))


def test_printed_source_answers_alike_in_a_clean_process(tmp_path: Path):
    """With the same weights, without NeuroDesk."""
    work = {}
    for entry in templates():
        made = plan(template(entry.key), facts(entry.key))
        network = compile_plan(made).eval()
        x = torch.randn(4, *made.inputs[0].shape)
        with torch.no_grad():
            kept = {**network.state_dict(), "asked here": x, "wanted here": network(x).contiguous()}
        written, saved = tmp_path / f"{entry.key}.py", tmp_path / f"{entry.key}.safetensors"
        written.write_text(source(made), encoding="utf-8")
        save_file(kept, saved)
        ast.parse(written.read_text(encoding="utf-8"))
        work[entry.key] = [str(written), str(saved)]
    command, asking = [sys.executable, "-P", "-c", CHILD], json.dumps(work)
    done = subprocess.run(command, input=asking, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    differences = json.loads(done.stdout)
    assert set(differences) == set(work)
    assert max(differences.values()) < 1e-5


def test_an_unknown_key_names_those_there_are():
    """The sentence lists the choices."""
    with pytest.raises(EditError) as caught:
        template("../../etc/passwd")
    assert "digits_cnn" in caught.value.cure

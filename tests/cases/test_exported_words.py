"""Code that stands where a name is expected (A31), in everything that is exported or shown as source.

One project carries such words wherever its file reader, its table and its run take them; it is trained, exported and
run once, in a clean child. What is printed is compared, as a syntax tree, with what a project of plain names gives:
the trees are the same but for literals, so nothing has left its literal or comment.
"""

import ast
import csv
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from pytestqt.qtbot import QtBot
from safetensors import safe_open

from neurodesk.compiler.module import compile_plan
from neurodesk.compiler.plan import plan
from neurodesk.compiler.source import source
from neurodesk.data.prepare import prepare
from neurodesk.files.exports.export import export, trained
from neurodesk.files.exports.onnx import Onnx
from neurodesk.files.exports.program import Program
from neurodesk.files.exports.python import page
from neurodesk.files.project import Project, open_project, save_project
from neurodesk.graph import edit
from neurodesk.graph.document import add_network
from neurodesk.graph.errors import BadFile
from neurodesk.graph.model import Chosen, Document, Frame, Graph, Place, chosen
from neurodesk.graph.text import loads
from neurodesk.training.loop import train
from neurodesk.training.runs import RunStore
from neurodesk.ui.panels.code import CodePanel
from neurodesk.ui.session import Session
from tests.cases.data_projects import picture
from tests.cases.oracle import ROOT
from tests.engine import documents
from tests.files.exports.taken import HOSTILE, hostile
from tests.ui.desk import shown

MARKER = "MARKER"  # what the words of HOSTILE would make
WORDS = [word for word in HOSTILE if word.isprintable()]  # a table or folder takes no others
FOLDER = HOSTILE[0]
NODES = ["os", "system", "exec", "open", "classes", "answer", "load", "x", "mean", "trained"]  # of both networks
PLAIN = [f"n_{at}" for at in range(len(NODES))]
NETWORKS = ("none", "true", "super_", "len", "f", "pathlib", "import_os", "Tensor", "Module", "Learned", "self_")
SAFE = re.compile(r"[A-Za-z0-9_./-]{1,200}")  # what a name of a tensor, node or member may be
PLACES = (os.fsencode(ROOT), os.fsencode(sys.prefix), b"site-packages", b".py")  # where the program lies
WATCH = """
import runpy, sys
import safetensors.torch, torch
CODE = ("os.system", "os.exec", "os.spawn", "os.posix_spawn", "os.fork", "subprocess", "pickle", "socket")
sys.addaudithook(lambda event, given: event.startswith(CODE) and sys.exit(f"it did {event} {given}"))
runpy.run_path("network.py", run_name="__main__")
"""


def project(nodes: list[str], network: str, data: Chosen, words: str, classes: int = len(WORDS)) -> Document:
    """Numbers through a block of two layers to as many classes as told; its nodes take the names."""
    names = iter(nodes)
    start = documents.document(data, "identity", ("learned", {}), ("linear", {"units": classes}), epochs=1, batch=8)
    start = add_network(start, network, named(documents.chain("tanh", ("linear", {"units": 4})), names))
    node, graph = chosen("block", network=network, repeat=2), start.graph()
    target = next(port for port, given in graph.wires.items() if given.node == "identity_1")
    graph = edit.insert_on_wire(graph, node, target, "in", "out", prefix="block")[0]
    graph, _ = edit.add_frame(named(graph, names), Frame(words, Place(0, 0), 200.0, 100.0))
    return start.with_graph(start.main, graph).replaced(notes=words)


def named(graph: Graph, names) -> Graph:
    """The same with the next names, as far as they go."""
    for old, new in zip(graph.names(), names, strict=False):
        graph = edit.rename(graph, old, new)
    return graph


def table(folder: Path, words: list[str]) -> Chosen:
    """A table in a folder whose columns and classes are these words."""
    with (folder / f"{words[0]}.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow([*(f"{word} {at}" for at, word in enumerate(words[:4])), "label"])
        rows.writerows([at * 0.5, at % 3, -at, at % 7, words[at % len(words)]] for at in range(20 * len(words)))
    return chosen("csv", file=f"{words[0]}.csv")


class Plain(ast.NodeTransformer):
    """A tree without its literals, and with other names for some."""

    def __init__(self, names: dict[str, str]) -> None:
        self.names = names

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Rename whatever is a word in a node."""
        for field, value in ast.iter_fields(node):
            if isinstance(value, str):
                setattr(node, field, self.names.get(value, value))
        return super().generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """What the file takes from torch keeps its name."""
        return node if ast.unparse(node.value) in ("torch", "nn") else self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        return ast.Constant(type(node.value).__name__)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        """A number below zero is a literal too."""
        return self.visit(node.operand)


def skeleton(text: str, names: dict[str, str] | None = None) -> str:
    """Printed source as the tree of its code, literals and comments left out."""
    return ast.unparse(Plain(names or {}).visit(ast.parse(text)))


def printed(document: Document, base: Path) -> str:
    """The exported file of a project's network with fresh weights."""
    prepared = prepare(document, base)
    return page(trained(document, prepared, compile_plan(plan(document, prepared.facts)).eval(), 1))


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the export of a project that was saved, opened, trained, and whose run was named."""
    room = tmp_path_factory.mktemp("a31") / FOLDER
    room.mkdir()
    path = room / f"{FOLDER}.neurodesk"
    save_project(Project(project(NODES, "none", table(room, WORDS), "\n".join(WORDS)), path))
    document = open_project(path).document
    assert set(NODES) <= {name for graph in document.networks.values() for name in graph.nodes}
    assert document.notes == next(iter(document.graph().frames.values())).text == "\n".join(WORDS)
    *_, last = train(document, room, room / "runs")
    assert last.event == "run_finished", last
    with RunStore(room / "runs") as store:
        store.update(1, name=FOLDER, note="\n".join(HOSTILE[:3]), tags=FOLDER)
    return Path(export(document, room, room / "runs", formats=["python"], out=room / "out").files[0]).parent


def test_a31_an_export_is_the_code_of_plain_names_but_for_its_literals(out: Path, tmp_path: Path):
    """Each word is whole in a literal, and the rest is what any such project gives."""
    names = dict(zip(NODES, PLAIN, strict=True))
    safe = project(PLAIN, "stage", table(tmp_path, [f"c{at}" for at in range(len(WORDS))]), "plain")
    text = (out / "network.py").read_text(encoding="utf-8")
    assert skeleton(text, names | {"NetworkNone": "Stage"}) == skeleton(printed(safe, tmp_path), names)
    told = {node.targets[0].id: node.value for node in ast.parse(text).body if isinstance(node, ast.Assign)}
    assert sorted(ast.literal_eval(told["classes"])) == sorted(WORDS)
    assert len(ast.literal_eval(told["features"])) == 4


def test_a31_an_export_run_by_itself_does_what_it_says_and_no_more(out: Path):
    """In a clean child that ends at the first process, pickle or connection; nothing is made beside it."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", WATCH], cwd=out, capture_output=True, text=True, check=False, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 2
    assert not list(out.parents[1].rglob(MARKER))


def test_a31_what_lies_beside_the_source_holds_the_words_as_text(out: Path):
    """The report is JSON, the weights' notes too; both give the words back whole."""
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    with safe_open(out / "weights.safetensors", "pt") as file:
        notes, keys = file.metadata(), set(file.keys())
    assert sorted(report["output"]["classes"]) == sorted(json.loads(notes["classes"])) == sorted(WORDS)
    assert {row["name"] for row in report["files"]} == {"network.py", "weights.safetensors"}
    assert all(key.replace(".", "").replace("_", "").isalnum() for key in keys)


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """Both files of a network whose classes and columns are hostile: code, control characters, long, turned round."""
    made = hostile(documents.wine())
    facts = replace(made.facts, classes=(*made.facts.classes[:1], "\x00\x1b[2J\u202egnp.exe", "../" * 10_000))
    made = replace(made, facts=facts)
    return {"words": json.dumps(facts.classes).encode(), **Onnx().files(made), **Program().files(made)}


def test_a20_a31_an_onnx_file_opens_and_holds_the_words_as_json_only(files: dict[str, bytes]):
    """Its own names are plain; it runs for any number of examples, and tells nothing of this computer."""
    model = onnx.load_from_string(files["network.onnx"])
    onnx.checker.check_model(model, full_check=True)
    graph = model.graph
    things = (*graph.input, *graph.output, *graph.initializer, *graph.node, *graph.value_info)
    assert [each.name for each in things if not SAFE.fullmatch(each.name)] == []
    assert not any(tensor.external_data for tensor in graph.initializer)
    told = {each.key: each.value for each in model.metadata_props}
    assert json.loads(told["classes"]) == json.loads(files["words"])
    assert told["classes"].isascii()
    answers = onnxruntime.InferenceSession(files["network.onnx"]).run(
        None, {graph.input[0].name: np.ones((5, 13), "f4")}
    )
    assert answers[0].shape == (5, 3)
    assert not any(place in files["network.onnx"] for place in PLACES)


def test_a20_a31_a_pt2_file_opens_and_holds_none_of_the_words(files: dict[str, bytes]):
    """Its members and tensors have plain names; it runs, and tells nothing of this computer."""
    archive = zipfile.ZipFile(io.BytesIO(files["network.pt2"]))
    members = {name: archive.read(name) for name in archive.namelist()}
    program = torch.export.load(io.BytesIO(files["network.pt2"]))
    assert [name for name in (*members, *program.state_dict) if not SAFE.fullmatch(name) or ".." in name] == []
    assert program.module()(torch.ones(5, 13)).shape == (5, 3)
    for data in members.values():
        assert not any(word in data for word in (*PLACES, MARKER.encode(), b"gnp.exe", b"../../"))


def test_a31_names_of_folders_are_literals_too(tmp_path: Path):
    """Classes that are folders of pictures, under the names that a disk takes."""
    words = [word for word in WORDS if "/" not in word]
    for folder, names in (("hostile", words), ("plain", [f"c{at}" for at in range(len(words))])):
        for name in names:
            for at in range(4):
                picture(tmp_path / folder / name / f"{at}.png")
    texts = [
        printed(
            documents.document(
                chosen("image_folder", folder=folder, size=8), "flatten", ("linear", {"units": len(words)})
            ),
            tmp_path,
        )
        for folder in ("hostile", "plain")
    ]
    assert skeleton(texts[0]) == skeleton(texts[1])
    assert all(ascii(word) in texts[0] for word in words)


@pytest.mark.parametrize("network", NETWORKS)
def test_a31_whatever_a_block_is_called_its_source_is_the_same_code(network: str):
    """The name becomes that of a class, which is no keyword and no other name of the file."""
    document = documents.with_block(2, network)
    text, usual = (
        source(plan(made, prepare(made, Path()).facts)) for made in (document, documents.with_block(2, "stage"))
    )
    (name,) = {node.name for node in ast.parse(text).body if isinstance(node, ast.ClassDef)} - {"Network"}
    assert skeleton(text, {name: "Stage"}) == skeleton(usual)


def test_a31_the_code_dock_shows_the_same(qtbot: QtBot):
    """Of a drawing with names that mean something to Python."""
    session = Session()
    session.adopt(project(NODES, "true", chosen("iris"), "\n".join(WORDS), 3))
    panel = shown(qtbot, CodePanel(session))
    told = panel.edit.toPlainText()
    session.adopt(project(PLAIN, "stage", chosen("iris"), "plain", 3))
    names = dict(zip(NODES, PLAIN, strict=True))
    assert skeleton(told, names | {"NetworkTrue": "Stage"}) == skeleton(panel.edit.toPlainText(), names) != ""


@pytest.mark.parametrize("word", [*HOSTILE, "class", "None", "__import__", "torch", "a b", "a.b", "\u0430"])
def test_a31_a_name_that_could_be_code_is_refused_when_it_is_read(word: str):
    """Of a node, and of a network."""
    nodes = {"nodes": {"a": {"layer": "relu"}}}
    for networks in ({"network": {"nodes": {word: {"layer": "relu"}}}}, {"network": nodes, word: nodes}):
        with pytest.raises(BadFile):
            loads(json.dumps({"neurodesk": 2, "networks": networks}))

"""Files of every format that was ever released open for ever, and say what they said; a newer one is left alone.

`corpus/` holds them as the versions of then wrote them, by the number of their format. Nothing in it is ever changed:
a new format adds files, and their lines to `expected.json`.
"""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from neurodesk.disk.places import recovery_dir
from neurodesk.files import recovery
from neurodesk.files.project import dumps, loads, open_project, save_project
from neurodesk.graph.errors import BadFile
from neurodesk.graph.model import Chosen, Document, Graph, Project
from neurodesk.graph.plain import FORMAT
from neurodesk.training.drawings import read_document
from neurodesk.training.opening import SCHEMA
from neurodesk.training.runs import RunStore

CORPUS = Path(__file__).with_name("corpus")
PROJECTS = sorted(CORPUS.glob("*.neurodesk"))
EXPECTED = json.loads((CORPUS / "expected.json").read_text(encoding="utf-8"))


def told(item: Chosen) -> list[object]:
    """A chosen thing as it is, told without the words of any format."""
    return [item.key, sorted((name, repr(value)) for name, value in item.values.items())]


def network(graph: Graph) -> list[object]:
    """All of a network."""
    nodes = [[name, told(graph.nodes[name]), list(graph.places.get(name, ()))] for name in graph.names()]
    wires = sorted([str(source), str(target)] for target, source in graph.wires.items())
    dots = sorted([str(target), [list(dot) for dot in line]] for target, line in graph.bends.items())
    frames = sorted([name, repr(frame)] for name, frame in graph.frames.items())
    return [nodes, wires, dots, frames, sorted(graph.muted), sorted(graph.pinned)]


def facts(document: Document) -> dict[str, object]:
    """How much a document holds, and the digest of all of it."""
    learning = document.learning
    parts = [learning.recipe, learning.loss, learning.optimizer, learning.schedule, Chosen("", learning.options)]
    whole = [
        [[name, network(graph)] for name, graph in document.networks.items()], document.main,
        document.source and told(document.source), [told(part) for part in parts], document.notes,
    ]  # fmt: skip
    return {
        "nodes": sum(len(graph.nodes) for graph in document.networks.values()),
        "wires": sum(len(graph.wires) for graph in document.networks.values()),
        "sha256": hashlib.sha256(json.dumps(whole).encode()).hexdigest(),
    }


@pytest.mark.parametrize("file", PROJECTS, ids=lambda file: file.stem)
def test_a_file_of_any_format_opens_as_it_was(file: Path):
    document = open_project(file).document
    assert facts(document) == EXPECTED[file.name]
    assert loads(dumps(document)) == document
    if file.name.startswith(f"{FORMAT}_"):
        assert dumps(document) == file.read_text(encoding="utf-8")


def test_there_are_files_of_every_format():
    kinds = ("everything.neurodesk", "unsaved.recovery")
    assert [f"{number}_{kind}" for number in range(1, FORMAT + 1) for kind in kinds] == sorted(
        path.name for kind in kinds for path in CORPUS.glob(f"*_{kind}")
    )
    assert len(list(CORPUS.glob("*_runs.sqlite"))) == SCHEMA
    assert set(EXPECTED) == {path.name for path in PROJECTS}


@pytest.mark.parametrize("number", range(1, FORMAT + 1))
def test_unsaved_work_of_any_format_is_offered(number: int):
    shutil.copy(CORPUS / f"{number}_unsaved.recovery", recovery_dir() / f"{'0' * 32}.recovery")
    (entry,) = recovery.waiting()
    project = recovery.restore(entry)
    assert project.path == Path("/somewhere/else.neurodesk")
    assert project.document == open_project(CORPUS / f"{number}_everything.neurodesk").document


@pytest.mark.parametrize("number", range(1, SCHEMA + 1))
def test_runs_of_any_schema_are_listed(tmp_path: Path, number: int):
    shutil.copy(CORPUS / f"{number}_runs.sqlite", tmp_path / "runs.sqlite")
    with RunStore(tmp_path) as store:
        (row,) = store.list()
        assert (row.name, row.state, row.epoch, row.step, row.seed) == ("Run 1", "finished", 1, 10, 7)
        assert (row.tags, row.note, row.metrics) == ((), "", {"accuracy": 0.9})
        assert [(epoch.step, epoch.train, epoch.validation) for epoch in store.metrics(1)] == [
            (10, {"loss": 0.5}, {"accuracy": 0.9})
        ]
        assert store.losses(1).tolist() == list(range(10))
    assert read_document(row.document_json) == open_project(CORPUS / "1_everything.neurodesk").document


def test_settings_of_the_first_shape_are_read():
    from neurodesk.ui import settings

    found = settings._read.__wrapped__(CORPUS / "1_settings.json")
    assert (found.theme, found.recent) == ("light", ["/somewhere/digits.neurodesk"])


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf", b"\n  "])
def test_a_newer_format_is_refused_and_never_rewritten(tmp_path: Path, mark: bytes):
    text = (CORPUS / f"{FORMAT}_everything.neurodesk").read_text(encoding="utf-8")
    data = mark + text.replace(f'"neurodesk": {FORMAT}', f'"neurodesk": {FORMAT + 1}').encode()
    path = tmp_path / "newer.neurodesk"
    path.write_bytes(data)
    with pytest.raises(BadFile, match="a newer NeuroDesk wrote it"):
        open_project(path)
    with pytest.raises(BadFile, match="it was not written over") as caught:
        save_project(Project(loads(text), path))
    assert "another name" in caught.value.cure
    assert path.read_bytes() == data
    assert [each.name for each in tmp_path.iterdir()] == ["newer.neurodesk"]

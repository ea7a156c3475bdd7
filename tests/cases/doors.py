"""Every door through which bytes of strangers come in, as the program opens it; used in the child of the oracle.

A door takes what is offered (a path, a text, or a list), raises NeuroDeskError where it refuses, and may say what came.
"""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from neurodesk.graph.errors import TrainingError
from neurodesk.graph.model import Document, chosen, empty_document

DOORS: dict[str, Callable[[Any], object]] = {}
_room = Path()


def door(open_: Callable[[Any], object]) -> Callable[[Any], object]:
    """Enter a door under its function's name."""
    DOORS[open_.__name__] = open_
    return open_


def begin(room: Path) -> None:
    """Before the first case."""
    import numpy  # noqa: F401  it looks for its libraries when it is first needed, which is no act of a file

    global _room
    _room = room


# ---------------------------------------------------------------- drawings


@door
def project(path: str) -> object:
    """A project file: opened, its shapes and problems found."""
    from neurodesk.files.project import open_project

    return looked_at(open_project(path).document)


@door
def fragment(path: str) -> object:
    """The text of a file, pasted."""
    from neurodesk.graph.text import loads_fragment

    loads_fragment(Path(path).read_text(encoding="utf-8"))
    return None


@door
def drawing(path: str) -> object:
    """The text of a file, as the drawing that a run keeps."""
    from neurodesk.training.drawings import read_document

    read_document(Path(path).read_text(encoding="utf-8"))
    return None


@door
def version(path: str) -> object:
    """The earlier versions that the program's own folder keeps of a file: listed, the newest read."""
    from neurodesk.files import versions

    found = versions.versions(Path(path))
    return [len(found), versions.read(found[0]) is not None] if found else 0


@door
def recovery(_given: object) -> object:
    """What the recovery folder holds: listed, and all of it brought back."""
    from neurodesk.files import recovery as kept

    found = kept.waiting()
    for entry in found:
        kept.restore(entry)
    return len(found)


def looked_at(document: Document) -> None:
    """What the window does with every document: shapes and problems."""
    from neurodesk.compiler.flow import flow
    from neurodesk.training.checking import problems_of

    flow(document)
    problems_of(document, _room)


@door
def made(given: list[str]) -> object:
    """A project file, while Python looks for modules in a folder too: looked at, compiled, printed and exported."""
    import sys

    from neurodesk.compiler.module import compile_plan
    from neurodesk.compiler.plan import plan
    from neurodesk.data.prepare import prepare
    from neurodesk.files.exports.export import trained as taken
    from neurodesk.files.exports.python import page
    from neurodesk.files.project import open_project

    folder, path = given
    sys.path.insert(0, folder)
    try:
        document = open_project(path).document
        looked_at(document)
        prepared = prepare(document, Path(folder))
        model = compile_plan(plan(document, prepared.facts))
        return len(page(taken(document, prepared, model, 1)))
    finally:
        sys.path.remove(folder)


@door
def worked_with(path: str) -> object:
    """A project file of the fuzzer's: looked at, written as text and read again, compared, and an edit undone."""
    from neurodesk.files.project import open_project
    from neurodesk.graph.diff import diff_documents
    from neurodesk.graph.history import History
    from neurodesk.graph.text import dumps, loads

    document = open_project(path).document
    looked_at(document)
    diff_documents(empty_document(), document)
    text = dumps(document)
    assert loads(text) == document, "another document came back"
    assert dumps(loads(text)) == text, "another text came back"
    history = History(document)
    history.do("Empty", lambda _now: empty_document())
    history.undo()
    assert dumps(history.value) == text, "undo gave another"


# ---------------------------------------------------------------- data


@door
def data(given: list[Any]) -> object:
    """A source of data with its values, in a project's folder: described, and made ready even if that was refused."""
    from neurodesk.data.catalogue import describe
    from neurodesk.data.prepare import prepare

    key, values, base = given
    try:
        describe(chosen(key, **values), Path(base))
    finally:
        made = prepare(empty_document().replaced(source=chosen(key, **values)), Path(base)).examples
    skipped = {each.name: each.reason for each in made.skipped[:99]}
    return json.dumps({"examples": len(made.x), "classes": made.facts.classes, "skipped": skipped})


@door
def dropped(given: list[str]) -> object:
    """Files dropped together on a window whose project lies in their folder."""
    from neurodesk.files.project import open_project
    from neurodesk.graph.errors import DataError
    from neurodesk.ui.dropping import check_data, dropped, with_data

    kind, paths = dropped([Path(path) for path in given])
    for path in paths:
        if kind == "project":
            open_project(path)
            continue
        ready = with_data(empty_document(), path, path.parent)
        if ready.source is None:
            raise DataError("no source")
        check_data(path, ready.source, path.parent)
        data([ready.source.key, dict(ready.source.values.items()), str(path.parent)])
    return kind


@door
def chosen_places(_given: object) -> object:
    """The memory of folders that were chosen."""
    from neurodesk.data import folders

    return len(folders.chosen_places())


# ---------------------------------------------------------------- runs


@cache
def small() -> Document:
    """The network whose runs are offered."""
    from tests.training.running import mlp

    return mlp()


@door
def train(folder: str) -> object:
    """A folder that stands where a run of the small network is to be written."""
    return _told(None, folder)


@door
def trained(path: str) -> object:
    """A project, trained for one epoch in the room."""
    from neurodesk.files.project import open_project

    return _told(None, str(_room / "made" / Path(path).stem), open_project(path).document)


@door
def resume(folder: str) -> object:
    """Run 1 of a folder, gone on with."""
    return _told(1, folder)


def _told(run: int | None, folder: str, document: Document | None = None) -> object:
    from neurodesk.training import loop

    last = list(loop.train(document or small(), Path(folder).parent, Path(folder), resume=run, epochs=4))[-1]
    if last.event == "run_failed":
        raise TrainingError(last.text, last.cure)
    return last.event


@door
def evaluate(folder: str) -> object:
    """The newest run of a folder, evaluated."""
    from neurodesk.training.evaluate import evaluate as measured

    return measured(small(), Path(folder).parent, Path(folder)).metrics["accuracy"] >= 0


@door
def explain(folder: str) -> object:
    """The newest run of a folder, explained."""
    from neurodesk.explanation.explain import explain as why

    return why(small(), Path(folder).parent, Path(folder), method="saliency", sample=0).run


@door
def export(folder: str) -> object:
    """The newest run of a folder, taken from its files as an export does, and printed; no process is started."""
    from neurodesk.compiler.source import source
    from neurodesk.training.evaluate import restore

    return len(source(restore(None, Path(folder).parent, Path(folder)).plan))


@door
def listed(folder: str) -> object:
    """The list of runs as the docks read it: all rows, their epochs, losses and curves, and what is said of them."""
    from neurodesk.training.runs import RunStore
    from neurodesk.ui.plots.other_runs import curves_of, losses_of
    from neurodesk.ui.runs.runs_compare import rows
    from neurodesk.ui.runs.runs_table import RunsModel

    with RunStore(Path(folder)) as store:
        found = [*store.list(drawings=False), *store.list(deleted=True, drawings=False)]
        model = RunsModel(lambda *_: None)
        model.show_rows(found)
        for row in found[:3]:
            store.metrics(row.run), store.row(row.run)  # its losses are read twice below
        for at in range(min(3, model.rowCount())):
            for column in range(model.columnCount()):
                for role in (0, 3, 256):
                    model.data(model.index(at, column), role)
        first = [store.row(row.run) for row in found[:2]]
    if len(first) == 2:
        rows(*first)
    curves_of(Path(folder), [row.run for row in found[:6]])
    losses_of(Path(folder), found[0].run if found else 0)
    return len(found)


@door
def weights(path: str) -> object:
    """A file of weights for the small network."""
    from neurodesk.training.weights import read_weights

    return len(read_weights(Path(path), _wanted()))


@door
def state(folder: str) -> object:
    """The snapshot in the folder of a run of the small network."""
    from neurodesk.training.checkpoint import Snapshot, peek, read_snapshot

    peek(Path(folder))
    taken = read_snapshot(Path(folder), Snapshot(0, _wanted(), {}, {}, {}))
    return taken is not None


@cache
def _wanted() -> dict[str, Any]:
    from neurodesk.compiler.module import compile
    from neurodesk.data.prepare import prepare

    return compile(small(), prepare(small(), Path()).facts).state_dict()


# ---------------------------------------------------------------- the program's own files


@door
def settings(_given: object) -> object:
    """The settings as they lie in the program's folder: which values are not the usual ones."""
    from neurodesk.ui import settings as kept

    kept._read.cache_clear()
    made, usual = kept.settings(), kept.Settings()
    return sorted(name for name, value in made.written().items() if value != usual.written()[name])


@door
def windows(_given: object) -> object:
    """How windows stood."""
    from neurodesk.ui import restoring

    return len(restoring.read())


@door
def crash_log(_given: object) -> object:
    """Something went wrong while this lies where the crash log belongs."""
    from neurodesk.ui.crash_log import write_log

    write_log("a fault")
    return None


@door
def at_home(given: list[str]) -> object:
    """Another door, while the program's own folder is that one."""
    import os

    from neurodesk.ui import settings as kept

    home, other = given
    before = os.environ["NEURODESK_HOME"]
    os.environ["NEURODESK_HOME"] = home
    kept._place.cache_clear()
    try:
        return DOORS[other](str(_room / "a.neurodesk"))
    finally:
        os.environ["NEURODESK_HOME"] = before

"""A person's own Python is never run: not what lies beside a document, not what a project names, not what calls itself
a plugin of ours where Python looks for modules (A5 to A7, A40).

Modules are found only through `neurodesk` itself: there are no entry points, no plugin folder, no path in a file.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from neurodesk.graph.text import dumps
from tests.cases.oracle import Offer, Seen, offered, opened, refused
from tests.engine import documents

MODULES = ("neurodesk_plugin", "neurodesk_layers", "my_module", "my_layer", "plugins", "custom_layers", "extension")
STARTERS = ("sitecustomize", "usercustomize", "conftest", "torch", "json", "numpy", "pydantic")  # beside the document
GROUPS = ("neurodesk", "neurodesk.plugins", "neurodesk.layers", "neurodesk.sources", "neurodesk.exports")
HARM = "open('TOUCHED', 'w').close()\nraise SystemExit('TOUCHED')\n"
MINE = "my_module.MyLayer"


def planted(folder: Path) -> None:
    """A folder full of modules, with a distribution whose entry points are named like ours."""
    folder.mkdir()
    for name in MODULES:
        (folder / f"{name}.py").write_text(HARM)
    told = folder / "neurodesk_extra-1.0.dist-info"
    told.mkdir()
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: neurodesk-extra\nVersion: 1.0\n")
    (told / "entry_points.txt").write_text(
        "".join(f"[{group}]\nmy_layer = {MINE.replace('.', ':')}\n" for group in GROUPS)
    )


def project(**changes: Any) -> str:
    """A sound project with other values in it, by place: `learning.recipe`, `layer`."""
    told = json.loads(dumps(documents.wine(epochs=1)))
    nodes = told["networks"]["network"]["nodes"]
    for place, value in changes.items():
        match place:
            case "layer":
                nodes["tanh_1"]["layer"] = value
            case "node":
                nodes["tanh_1"] |= value
            case "data":
                told["data"] = value
            case "file":
                told |= value
            case _:
                told.setdefault("learning", {})[place] = value
    return json.dumps(told)


PROJECTS = {
    "nothing special": project(),
    "a layer": project(layer=MINE),
    "a layer by its word": project(layer="my_layer"),
    "a module in a node": project(node={"values": {"module": "my_module", "class_name": "MyLayer"}}),
    "a node with code": project(node={"code": "import my_module"}),
    "a recipe": project(recipe={"key": "my_module:MyStepper"}),
    "a recipe by its word": project(recipe={"key": "my_module"}),
    "a loss": project(loss={"key": "my_module"}),
    "an optimizer": project(optimizer={"key": "my_module.MyLayer"}),
    "a source": project(data={"source": "my_module"}),
    "a source with a path": project(data={"source": "./my_module.py"}),
    "plugins": project(file={"plugins": ["my_module"]}),
    "imports": project(file={"imports": "neurodesk_plugin"}),
}

LEARNED = (
    "nothing special",
    "a recipe",
    "a recipe by its word",
    "a loss",
    "an optimizer",
)  # what only training looks at


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    """What became of each: opened, compiled and printed, and trained."""
    room = tmp_path_factory.mktemp("modules")
    planted(room / "path")
    for name in (*MODULES, *STARTERS):
        (room / f"{name}.py").write_text(HARM)
    cases: dict[str, Offer] = {}
    for at, (name, text) in enumerate(PROJECTS.items()):
        path = room / f"{at}.neurodesk"
        path.write_text(text)
        cases |= {f"made: {name}": Offer("made", [str(room / "path"), str(path)])}
        if name in LEARNED:
            cases |= {f"trained: {name}": Offer("trained", str(path))}
    warm = [Offer(each.door, each.given) for name, each in cases.items() if name.endswith("nothing special")]
    found = offered(room, cases, warm, writes=True)
    assert not list(room.rglob("TOUCHED"))
    return found


@pytest.mark.parametrize("how", ["made", "trained"])
def test_a5_a6_a7_a40_no_module_of_a_person_is_imported(report: dict[str, Seen], how: str):
    """The sound project works with all of them around it; one that names them is refused, or inert."""
    mine = {name: seen for name, seen in report.items() if name.startswith(how)}
    opened(mine.pop(f"{how}: nothing special"))
    for seen in mine.values():
        (opened if seen.opened else refused)(seen)
    assert sum(not seen.opened for seen in mine.values()) >= 4

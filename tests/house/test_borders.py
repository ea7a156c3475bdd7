"""The borders between the rooms: who may import whom, and what comes along when a declaration is read."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.house.tree import PACKAGE, ROOT, python_files

HEAVY = ("torch", "captum", "sklearn", "scipy", "onnx", "onnxruntime", "onnxscript")
QT = ("PySide6", "pyqtgraph")

# What runs, as against what is declared: these load torch when they are imported.
RUNS = {
    "compiler.module",
    "compiler.parts",
    "compiler.importing",
    "data.loader",
    "explanation.explain",
    "explanation.trust",
}
# In the room where most runs, the other way round: these are declarations, and come light.
DECLARED = {"options", "events", "control", "losses", "optimizers", "schedules", "recipes", "runs", "forecast"}

PROGRAM = """
import importlib, json, sys
names, unwanted = json.loads(sys.argv[1])
guilty = []
for name in names:
    importlib.import_module(name)
    loaded = [other for other in unwanted if other in sys.modules]
    if loaded:
        guilty.append(f"{name} brings {', '.join(loaded)}")
        break
print(json.dumps(guilty))
"""


def module_names(*rooms: str) -> list[str]:
    """Return the dotted names of the modules of these rooms, without the starts of programs."""
    files = [path for path in python_files("neurodesk") if path.relative_to(PACKAGE).parts[0] in rooms]
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in files]
    return [name for name in names if not name.endswith("__main__")]


def brought_along(names: list[str], unwanted: tuple[str, ...]) -> list[str]:
    """Import modules one after the other in a clean process; return which brings something unwanted first."""
    command = [sys.executable, "-c", PROGRAM, json.dumps([names, unwanted])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_rooms_look_down_only():
    """import-linter's contracts in pyproject.toml hold."""
    program = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert program, "import-linter belongs to the test extra: python3 packaging/dev.py test"
    done = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_declarations_come_without_torch():
    """Layers, losses, sources, methods, exports, options, events and the protocol are read without anything heavy."""
    below = module_names("disk", "graph", "layers", "compiler", "data", "explanation", "files")
    names = [name for name in below if name.removeprefix("neurodesk.") not in RUNS]
    names += [name for name in module_names("training") if name.split(".")[2:3] == [] or name.split(".")[2] in DECLARED]
    names += ["neurodesk.engine.protocol", "neurodesk.engine.hosts"]
    assert brought_along(names, HEAVY + QT) == []


def test_the_first_paint_waits_for_nothing_heavy():
    """What the window needs for its first paint brings neither numpy nor plots, pydantic or what parses commands."""
    assert (
        brought_along(["neurodesk.__main__", "neurodesk.ui.app"], (*HEAVY, "numpy", "pyqtgraph", "pydantic", "typer"))
        == []
    )


def test_the_desk_comes_without_torch():
    """Every module of the window is imported without torch, or anything that imports it."""
    assert brought_along(module_names("ui"), HEAVY) == []


def test_the_public_api_and_command_line_come_light():
    """`import neurodesk` and the start of the command line load nothing heavy, nor Qt."""
    assert brought_along(["neurodesk", "neurodesk.cli"], (*HEAVY, *QT, "numpy", "networkx", "rich")) == []


def test_every_dependency_is_imported():
    """What pyproject.toml has everybody install is used; torch.onnx imports onnx and onnxscript for us."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    named = {"PySide6-Essentials": "PySide6", "pillow": "PIL", "scikit-learn": "sklearn", "rpds-py": "rpds"}
    names = [re.split(r"[<>=!~ ]", line)[0] for line in told]
    sources = "\n".join(path.read_text(encoding="utf-8") for path in python_files("neurodesk"))
    idle = [
        name
        for name in names
        if not re.search(rf"(?:import |from |(?:import_module|find_spec)\(\"){named.get(name, name)}\b", sources)
    ]
    assert [name for name in idle if name not in ("onnx", "onnxscript")] == []

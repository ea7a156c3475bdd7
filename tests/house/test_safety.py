"""Nothing runs what a file says, no error is swallowed, no test sleeps or looks away, no path names a machine."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.house.tree import ROOT, definitions, dotted, none, parsed, python_files, shown

FORBIDDEN_IMPORTS = {
    "pickle",
    "cPickle",
    "_pickle",
    "dill",
    "cloudpickle",
    "joblib",
    "marshal",
    "shelve",
    "yaml",
    "imp",
    "runpy",
}
FORBIDDEN_CALLS = {
    "eval", "exec", "__import__", "os.system", "os.popen", "torch.load", "torch.export.load", "torch.jit.load",
    "torch.hub.load", "yaml.load", "pickle.loads", "pickle.load", "shutil.unpack_archive",
    "pandas.read_pickle", "os.execv", "os.spawnv", "subprocess.getoutput", "subprocess.getstatusoutput",
}  # fmt: skip
FORBIDDEN_METHODS = {"extractall"}
OWN_FILE = {("neurodesk/files/exports/reopen.py", "by_program", "torch.export.load")}  # what it just wrote, apart
FORBIDDEN_WORDS_OF_CALLS = {"shell", "allow_pickle"}  # when given True
FORBIDDEN_IN_TESTS = {
    "time.sleep", "sleep", "pytest.skip", "pytest.xfail", "pytest.importorskip", "pytest.mark.skip",
    "pytest.mark.skipif", "pytest.mark.xfail", "unittest.skip",
}  # fmt: skip
DOORS = {  # the last doors, where any error becomes a sentence
    ("neurodesk/engine/thread.py", "EngineThread._do"),
    ("neurodesk/ui/docks.py", "Docks.panel"),  # a dock that cannot be made leaves the others alive
}
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:[w]ork/|[r]oot/|[o]pt/(?:wheels|pypi)|[U]sers/\w)|[C]:\\\\?Users")
TEXT = {".py", ".toml", ".md", ".txt", ".json", ".neurodesk", ".svg", ".desktop", ".yml", ".yaml", ".cfg", ""}


def nodes(path: Path, kind: type) -> list:
    """Return the parts of a file of one kind of syntax."""
    return [node for node in ast.walk(parsed(path)) if isinstance(node, kind)]


def holder(path: Path, node: ast.AST) -> str:
    """Return the dotted name of the innermost function or class that a part of a file stands in; "" for none."""
    around = [found for found in definitions("neurodesk", "packaging") if found.path == path]
    return next((found.name for found in reversed(around) if node in ast.walk(found.node)), "")


def imported(path: Path) -> list[str]:
    """Return the top names a file imports."""
    whole = [name.name for node in nodes(path, ast.Import) for name in node.names]
    return [name.split(".")[0] for name in whole + [node.module or "" for node in nodes(path, ast.ImportFrom)]]


@cache
def aliases(tree: ast.AST) -> dict[str, str]:
    """What imported names stand for: `load` for torch.load after `from torch import load`."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {name.asname: name.name for name in node.names if name.asname}
        elif isinstance(node, ast.ImportFrom):
            found |= {name.asname or name.name: f"{node.module}.{name.name}" for name in node.names}
    return found


def in_full(name: str, known: dict[str, str]) -> str:
    """A dotted name with its first word as it was imported; what is built in without `builtins`."""
    first, dot, rest = name.partition(".")
    return (known.get(first, first) + dot + rest).removeprefix("builtins.")


def is_forbidden(call: ast.Call, known: dict[str, str]) -> bool:
    """Say whether a call could run what a file says, or hand a line to a shell."""
    name = in_full(dotted(call.func), known)
    true_words = {
        part.arg for part in call.keywords if isinstance(part.value, ast.Constant) and part.value.value is True
    }
    return (
        name in FORBIDDEN_CALLS
        or name.rsplit(".", 1)[-1] in FORBIDDEN_METHODS
        or bool(true_words & FORBIDDEN_WORDS_OF_CALLS)
    )


def is_broad(handler: ast.ExceptHandler) -> bool:
    """Say whether a handler catches everything and does not raise it again."""
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    broad = any(kind is None or dotted(kind) in ("Exception", "BaseException") for kind in kinds)
    last = handler.body[-1]
    return broad and not (isinstance(last, ast.Raise) and last.exc is None)


@pytest.mark.parametrize("folder", ["neurodesk", "packaging"])
def test_nothing_runs_what_a_file_says(folder: str):
    """No pickle, eval, exec, torch.load, yaml, extractall or shell."""
    found = [
        f"{shown(path)} imports {name}"
        for path in python_files(folder)
        for name in imported(path)
        if name in FORBIDDEN_IMPORTS
    ]
    for path in python_files(folder):
        found += [
            f"{shown(path)}:{call.lineno} {ast.unparse(call)}"
            for call in nodes(path, ast.Call)
            if is_forbidden(call, aliases(parsed(path)))
            and (shown(path), holder(path, call), dotted(call.func)) not in OWN_FILE
        ]
    assert none(found)


@pytest.mark.parametrize(
    "source",
    [
        "from torch import load\nload(x)", "import torch as t\nt.load(x)", "import builtins\nbuiltins.eval(x)",
        "from builtins import exec as run\nrun(x)", "import pandas as pd\npd.read_pickle(x)", "__import__(x)",
        "import numpy as np\nnp.load(x, allow_pickle=True)", "z.extractall()",
        "import subprocess as s\ns.run(x, shell=True)",
        "from os import system as say\nsay(x)", "from torch.export import load as get\nget(x)",
    ],
)  # fmt: skip
def test_the_rule_sees_through_other_names(source: str):
    """A forbidden call under any name it can be imported as is found."""
    tree = ast.parse(source)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    assert all(is_forbidden(call, aliases(tree)) for call in calls)
    sound = ast.parse("from json import loads as load\nload(x)")
    assert not any(is_forbidden(node, aliases(sound)) for node in ast.walk(sound) if isinstance(node, ast.Call))


def test_no_error_is_swallowed():
    """A broad except that does not raise again stands in the doors only, once each."""
    broad = [
        (shown(path), holder(path, handler))
        for path in python_files("neurodesk", "packaging")
        for handler in nodes(path, ast.ExceptHandler)
        if is_broad(handler)
    ]
    assert sorted(broad) == sorted(DOORS)


def test_no_test_sleeps_or_looks_away():
    """No sleep, skip or xfail: a test waits for what it needs, and runs."""
    found = []
    for path in python_files("tests"):
        names = [(node.lineno, dotted(node)) for node in nodes(path, ast.Attribute) + nodes(path, ast.Name)]
        found += [f"{shown(path)}:{line} {name}" for line, name in names if name in FORBIDDEN_IN_TESTS]
    assert none(found)


def test_imports_are_absolute():
    """Every import says where from, in full."""
    relative = [
        (path, node) for path in python_files("neurodesk") for node in nodes(path, ast.ImportFrom) if node.level
    ]
    assert none([f"{shown(path)}:{node.lineno}" for path, node in relative])


def test_no_path_names_a_machine():
    """Nothing in the project knows where it was written."""
    found = []
    for folder in ("neurodesk", "resources", "tests", "packaging", "README.md", "pyproject.toml", ".ci"):
        place = ROOT / folder
        files = (
            [place]
            if place.is_file()
            else [path for path in place.rglob("*") if path.is_file() and path.suffix in TEXT]
        )
        for path in files:
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
            found += [f"{shown(path)}:{at}" for at, line in enumerate(lines, 1) if MACHINE_PATH.search(line)]
    assert none(found)

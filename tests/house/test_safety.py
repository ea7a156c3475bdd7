"""Nothing runs what a file says, no error is swallowed, no test sleeps or looks away, no path names a machine."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.house.named_places import NAMED
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
    "code",
    "codeop",
    "pty",
    "zipfile",
    "tarfile",
    "ctypes",
}
FORBIDDEN_CALLS = {
    "eval", "exec", "__import__", "os.system", "os.popen", "torch.load", "torch.export.load", "torch.jit.load",
    "torch.hub.load", "yaml.load", "pickle.loads", "pickle.load", "shutil.unpack_archive",
    "pandas.read_pickle", "os.startfile", "subprocess.getoutput", "subprocess.getstatusoutput", "compile",
    "types.FunctionType", "types.CodeType", "torch.ops.load_library", "torch.classes.load_library",
    "importlib.util.spec_from_file_location", "importlib.machinery.SourceFileLoader",
}  # fmt: skip
FORBIDDEN_STARTS = ("os.exec", "os.spawn", "os.posix_spawn", "torch.package.", "torch.utils.cpp_extension.")
FORBIDDEN_METHODS = {"extractall", "extract", "exec_module", "load_module"}
FORBIDDEN_WORDS_OF_CALLS = {"shell", "allow_pickle"}  # unless given False
BY_NAME = {"getattr": 1, "setattr": 1, "delattr": 1, "importlib.import_module": 0, "operator.attrgetter": 0,
           "operator.methodcaller": 0}  # fmt: skip  # where the name stands, which may be computed in NAMED only
FORBIDDEN_IN_TESTS = {
    "time.sleep", "sleep", "pytest.skip", "pytest.xfail", "pytest.importorskip", "pytest.mark.skip",
    "pytest.mark.skipif", "pytest.mark.xfail", "unittest.skip",
}  # fmt: skip
TEXTS = ast.Constant | ast.JoinedStr | ast.BinOp  # a command as one text
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


def tops(node: ast.Import | ast.ImportFrom) -> list[str]:
    """Return the top names that an import names."""
    whole = [name.name for name in node.names] if isinstance(node, ast.Import) else [node.module or ""]
    return [name.split(".")[0] for name in whole]


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


def is_literal(node: ast.AST | None) -> bool:
    """Say whether a part of a call is written out in it."""
    return isinstance(node, ast.Constant)


def is_by_name(call: ast.Call, name: str) -> bool:
    """Say whether a call takes an attribute or a module by a name that is computed."""
    at = BY_NAME.get(name)
    return at is not None and not is_literal(call.args[at] if at < len(call.args) else None)


def is_loose(call: ast.Call, name: str) -> bool:
    """Say whether a call lacks the word that keeps it harmless, or has one that makes it harmful."""
    words = {part.arg: part.value for part in call.keywords}
    safe = {word for word, value in words.items() if is_literal(value) and value.value is False}
    if name == "numpy.load":
        return "allow_pickle" not in safe
    text = name.startswith("subprocess.") and isinstance(call.args[0] if call.args else None, TEXTS)
    return text or bool(FORBIDDEN_WORDS_OF_CALLS & words.keys() - safe)


def is_forbidden(call: ast.Call, known: dict[str, str]) -> bool:
    """Say whether a call could run what a file says, or hand a line to a shell."""
    name = in_full(dotted(call.func), known)
    return (
        name in FORBIDDEN_CALLS
        or name.startswith(FORBIDDEN_STARTS)
        or name.rsplit(".", 1)[-1] in FORBIDDEN_METHODS
        or is_by_name(call, name)
        or is_loose(call, name)
    )


def forbidden(path: Path) -> set[tuple[str, str, str]]:
    """Every import and call of a file that could run what a file says: file, function, what."""
    tree, file = parsed(path), shown(path)
    found = {
        (file, holder(path, node), name)
        for node in nodes(path, ast.Import) + nodes(path, ast.ImportFrom)
        for name in FORBIDDEN_IMPORTS & set(tops(node))
    }
    return found | {
        (file, holder(path, call), in_full(dotted(call.func), aliases(tree)))
        for call in nodes(path, ast.Call)
        if is_forbidden(call, aliases(tree))
    }


def is_broad(handler: ast.ExceptHandler) -> bool:
    """Say whether a handler catches everything and does not raise it again."""
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    broad = any(kind is None or dotted(kind) in ("Exception", "BaseException") for kind in kinds)
    last = handler.body[-1]
    return broad and not (isinstance(last, ast.Raise) and last.exc is None)


@pytest.mark.parametrize("folder", ["neurodesk", "packaging"])
def test_nothing_runs_what_a_file_says(folder: str):
    """No pickle, eval, exec, torch.load, yaml, extracting, shell, ctypes or computed name but where it is said why."""
    found = set().union(*map(forbidden, python_files(folder)))
    assert none([f"{file} {where}: {what}" for file, where, what in sorted(found - NAMED.keys())])
    assert none([f"no longer there: {place}" for place in NAMED.keys() - found if place[0].startswith(folder)])


@pytest.mark.parametrize(
    "source",
    [
        "from torch import load\nload(x)", "import torch as t\nt.load(x)", "import builtins\nbuiltins.eval(x)",
        "from builtins import exec as run\nrun(x)", "import pandas as pd\npd.read_pickle(x)", "__import__(x)",
        "import numpy as np\nnp.load(x, allow_pickle=True)", "z.extractall()", "z.extract(x)",
        "import subprocess as s\ns.run(x, shell=True)", "import subprocess as s\ns.run(x, shell=y)",
        "from os import system as say\nsay(x)", "from torch.export import load as get\nget(x)",
        "import numpy as np\nnp.load(x)", "from numpy import load\nload(x, allow_pickle=y)",
        "from importlib import import_module as get\nget(x)", "import importlib\nimportlib.import_module(f'a.{x}')",
        "getattr(x, y)", "setattr(x, y, z)", "import operator as o\no.attrgetter(y)", "compile(x, y, 'exec')",
        "import builtins as b\nb.compile(x, y, 'exec')", "import subprocess\nsubprocess.run('ls ' + x)",
        "import subprocess\nsubprocess.Popen(f'ls {x}')", "from subprocess import check_output as go\ngo('ls')",
        "import os\nos.execvp(x, y)", "import os\nos.posix_spawn(x, y, z)", "spec.loader.exec_module(x)",
        "from importlib.util import spec_from_file_location as at\nat(x, y)", "import types\ntypes.FunctionType(x, y)",
        "import torch\ntorch.ops.load_library(x)", "from torch.package import PackageImporter as P\nP(x)",
    ],
)  # fmt: skip
def test_the_rule_sees_through_other_names(source: str):
    """A forbidden call under any name it can be imported as is found."""
    tree = ast.parse(source)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    assert calls
    assert all(is_forbidden(call, aliases(tree)) for call in calls)


@pytest.mark.parametrize(
    "source", ["import {}", "import {} as x", "import {}.y as x", "from {} import x", "from {}.y import x"]
)
@pytest.mark.parametrize("module", ["pickle", "runpy", "ctypes", "zipfile", "tarfile"])
def test_the_rule_sees_every_form_of_an_import(source: str, module: str):
    """Under another name, and of a part."""
    (node,) = ast.parse(source.format(module)).body
    assert FORBIDDEN_IMPORTS & set(tops(node)) == {module}


@pytest.mark.parametrize(
    "source",
    [
        "from json import loads as load\nload(x)", "import numpy as np\nnp.load(x, allow_pickle=False)",
        "getattr(x, 'y')",
        "from importlib import import_module\nimport_module('json')", "import re\nre.compile(x)",
        "import subprocess\nsubprocess.run(['ls', x], shell=False)",
        "from neurodesk.compiler.module import compile\ncompile(x)",
    ],
)  # fmt: skip
def test_the_rule_leaves_what_is_sound(source: str):
    """Only what could run a file's words is found."""
    tree = ast.parse(source)
    assert not any(is_forbidden(node, aliases(tree)) for node in ast.walk(tree) if isinstance(node, ast.Call))


def test_tables_are_written_in_one_place():
    """Where no cell becomes a formula (A32); the other writes a setting, a list of names."""
    found = {
        shown(path)
        for path in python_files("neurodesk")
        for call in nodes(path, ast.Call)
        if in_full(dotted(call.func), aliases(parsed(path))) in ("csv.writer", "csv.DictWriter")
    }
    assert found == {"neurodesk/files/tables.py", "neurodesk/ui/dataset/roles.py"}


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


LOOKS = {"exists", "is_file", "is_dir"}


def test_looking_whether_something_is_there_raises_nothing():
    """Those of `Path` raise where one may not look, or for a name no disk takes; those of `disk/reading.py` never.
    What a folder lists (`entry`) and what comes with the program may be asked.
    """
    own = ("neurodesk/disk/resources.py", "neurodesk/ui/words.py", "neurodesk/ui/look/icons.py")
    found = [
        f"{shown(path)}:{node.lineno}"
        for path in python_files("neurodesk")
        if shown(path) not in own
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LOOKS
        and not node.args and dotted(node.func.value) != "entry"
    ]  # fmt: skip
    assert none(found)

"""The root holds what the map says, files are named for what is inside, and every module has its test."""

import ast
import shutil
import subprocess
from pathlib import Path

from tests.house.tree import PACKAGE, ROOT, TESTS, none, parsed, python_files, shown

AT_THE_ROOT = {"pyproject.toml", "README.md", "LICENSE", "neurodesk", "resources", "tests", "packaging"}
EMPTY_WORDS = {"utils", "util", "helpers", "helper", "common", "base", "manager", "core", "misc"}
NOT_ROOMS = {"house", "cases", "journeys", "bench"}
ROOM_WIDE = {"test_contracts.py"}  # what holds for a whole catalogue at once
ELSEWHERE = {"neurodesk/__init__.py": "tests/test_public_api.py", "neurodesk/__main__.py": "tests/test_cli.py"}


def tracked() -> list[str]:
    """Return the paths under version control; without git, what lies here apart from dot-files."""
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        done = subprocess.run([git, "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
        return done.stdout.splitlines()
    return [path.name for path in ROOT.iterdir()]


def has_code(path: Path) -> bool:
    """Say whether a module holds more than a docstring and imports."""
    quiet = ast.Expr | ast.Import | ast.ImportFrom
    body = [part for part in parsed(path).body if not isinstance(part, quiet)]
    return any(not (isinstance(part, ast.Assign) and ast.unparse(part.targets[0]) == "__all__") for part in body)


def places_for(module: Path) -> list[Path]:
    """Return where a module's test may stand: beside its room's, or deeper for a room within a room."""
    if shown(module) in ELSEWHERE:
        return [ROOT / ELSEWHERE[shown(module)]]
    parts = module.relative_to(PACKAGE).with_suffix("").parts
    parts = parts[:-1] if parts[-1] == "__init__" else parts
    return [TESTS.joinpath(*parts[:depth], f"test_{parts[-1]}.py") for depth in range(len(parts))]


def modules() -> list[Path]:
    """Return the modules that need a test: all but packages without code and the start of a program."""
    return [
        path
        for path in python_files("neurodesk")
        if (path.name != "__init__.py" or has_code(path)) and (path.name != "__main__.py" or path.parent == PACKAGE)
    ]


def test_the_root_is_as_the_map_says():
    """Nothing stands at the root but these names and dot-files."""
    names = {Path(line).parts[0] for line in tracked()}
    assert {name for name in names if not name.startswith(".")} == AT_THE_ROOT


def test_files_are_named_for_what_is_inside():
    """No utils, helpers, common, base, manager or core."""
    files = python_files("neurodesk", "tests", "packaging")
    assert none([shown(path) for path in files if set(path.stem.removeprefix("test_").split("_")) & EMPTY_WORDS])


def test_packages_are_packages():
    """Every folder with modules has an __init__.py, so that import-linter and mypy see it."""
    folders = {path.parent for path in python_files("neurodesk")}
    assert none([shown(folder) for folder in folders if not (folder / "__init__.py").exists()])
    assert not (ROOT / "packaging" / "__init__.py").exists(), "it would hide the library of that name"


def test_every_module_has_its_test():
    """tests/<room>/test_<module>.py for every module."""
    missing = [path for path in modules() if not any(place.exists() for place in places_for(path))]
    assert none([f"{shown(path)} has no {shown(places_for(path)[-1])}" for path in missing])


def test_every_test_has_its_module():
    """Every test file of a room is named for a module of that room (or tests its whole catalogue)."""
    known = {place for path in modules() for place in places_for(path)}
    files = [path for path in python_files("tests") if path.name.startswith("test_")]
    in_rooms = [path for path in files if path.relative_to(TESTS).parts[0] not in NOT_ROOMS]
    assert none([shown(path) for path in in_rooms if path not in known and path.name not in ROOM_WIDE])

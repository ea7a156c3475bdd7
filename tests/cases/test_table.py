"""The table of the cases (`README.md` beside this) is complete and true: a row a case, and each test it names is there
and names the case.
"""

import ast
import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CASES = [f"A{at}" for at in range(1, 43)] + [f"F{at}" for at in range(1, 29)]
ROWS = re.findall(r"^\| ([AF]\d+) \|.*?\| (.*) \|$", (HERE / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
NAMED = re.compile(r"(?<![a-z0-9])([af])(\d+)(?:(?:_to_|-| to )\1?(\d+))?(?![0-9])", re.IGNORECASE)


def place(name: str) -> Path:
    """Where a file of the table lies: beside it unless a folder is named."""
    return ROOT / name if "/" in name else HERE / name


def written(path: Path) -> list[ast.FunctionDef]:
    """The tests of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test")]


def cases(path: Path) -> set[str]:
    """The cases that a file names in names, docstrings and ids of its own, and of the hostile things it offers."""
    text = path.read_text(encoding="utf-8")
    beside = re.findall(r"^from tests\.cases\.(hostile_\w+) import", text, re.MULTILINE)
    texts = (text.replace("test_", " ").replace("_and_", " "), *((HERE / f"{name}.py").read_text() for name in beside))
    found = [match for each in texts for match in NAMED.findall(each)]
    return {f"{kind.upper()}{at}" for kind, first, last in found for at in range(int(first), int(last or first) + 1)}


def named(row: str) -> list[tuple[str, str]]:
    """The files that a row names, each with the pattern of its tests: `test_a.py::test_b*`, `tests/room/test_a.py`."""
    found = [word.partition("::") for word in re.findall(r"`([^`]+)`", row) if ".py" in word]
    return [(file, tests or "*") for file, _, tests in found]


def test_every_case_has_one_row():
    """None is left out, none is told twice."""
    assert [case for case, _ in ROWS if case in CASES] == sorted(
        CASES, key=lambda case: (case[0] == "A", int(case[1:]))
    )


@pytest.mark.parametrize(("case", "row"), ROWS, ids=[case for case, _ in ROWS])
def test_what_a_row_names_is_there_and_names_the_case(case: str, row: str):
    """Each file holds such a test; those of this folder name the case, unless the row names tests of another."""
    assert named(row), "no test is named"
    for file, pattern in named(row):
        assert place(file).is_file(), file
        found = [test.name for test in written(place(file))]
        assert not found or any(fnmatch(name, pattern) for name in found), f"{file}::{pattern}"
        assert found or "/bench_" in file, file
    told = [file for file, _ in named(row) if case in cases(place(file))]
    assert told, f"none of the tests names {case}"
    assert not [file for file, tests in named(row) if "/" not in file and tests == "*" and file not in told]

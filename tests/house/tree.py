"""Every source file of the project, found and parsed once for all house rules."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "neurodesk"
TESTS = ROOT / "tests"
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Definition(NamedTuple):
    """A function or class where it stands: its file, dotted name, syntax and the class around it, if any."""

    path: Path
    name: str
    node: Function | ast.ClassDef
    owner: ast.ClassDef | None

    @property
    def place(self) -> str:
        """Return "neurodesk/graph/edit.py:12 connect"."""
        return f"{shown(self.path)}:{self.node.lineno} {self.name}"


def shown(path: Path) -> str:
    """Return a path as people write it: from the root, with slashes."""
    return path.relative_to(ROOT).as_posix()


@cache
def python_files(*folders: str) -> tuple[Path, ...]:
    """Return the Python files under these folders of the root, sorted."""
    return tuple(sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py")))


@cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def definitions(*folders: str) -> tuple[Definition, ...]:
    """Return every function and class under these folders, nested ones too."""
    return tuple(found for path in python_files(*folders) for found in _inside(path, parsed(path), "", None))


def _inside(path: Path, node: ast.AST, prefix: str, owner: ast.ClassDef | None) -> Iterator[Definition]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function | ast.ClassDef):
            name = f"{prefix}{child.name}"
            yield Definition(path, name, child, owner)
            yield from _inside(path, child, f"{name}.", child if isinstance(child, ast.ClassDef) else None)
        else:
            yield from _inside(path, child, prefix, owner)


def decorators(node: Function | ast.ClassDef) -> set[str]:
    """Return the last word of each decorator: {"property", "setter", "overload"}."""
    calls = (part.func if isinstance(part, ast.Call) else part for part in node.decorator_list)
    return {part.attr if isinstance(part, ast.Attribute) else getattr(part, "id", "") for part in calls}


def is_qt_override(name: str) -> bool:
    """Say whether a method is spelled as Qt spells its own: paintEvent, boundingRect, sizeHint."""
    return name[:1].islower() and any(letter.isupper() for letter in name)


def dotted(node: ast.AST) -> str:
    """Return `torch.load` for the syntax of `torch.load`; "" for anything but names and dots."""
    if isinstance(node, ast.Attribute):
        front = dotted(node.value)
        return f"{front}.{node.attr}" if front else f"?.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def none(found: list[str]) -> bool:
    """Say whether nothing was found, printing all that was (pytest would shorten the list)."""
    print("", *found, sep="\n  ")
    return not found

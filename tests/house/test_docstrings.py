"""Modules, public functions and public classes are documented."""

import ast
from functools import cache

from tests.house.tree import (
    Definition,
    Function,
    decorators,
    definitions,
    dotted,
    is_qt_override,
    none,
    parsed,
    python_files,
    shown,
)


@cache
def classes() -> dict[str, list[ast.ClassDef]]:
    """Return the package's classes by name (a name may stand in several files)."""
    found: dict[str, list[ast.ClassDef]] = {}
    for item in definitions("neurodesk"):
        if isinstance(item.node, ast.ClassDef):
            found.setdefault(item.node.name, []).append(item.node)
    return found


def inherits_words(method: str, owner: ast.ClassDef, seen: frozenset[str] = frozenset()) -> bool:
    """Say whether an ancestor in this package documents the method, so that an override need not say it again."""
    for parent in owner.bases:
        name = dotted(parent.value if isinstance(parent, ast.Subscript) else parent).rsplit(".", 1)[-1]
        for ancestor in classes().get(name, []) if name not in seen else []:
            for part in ancestor.body:
                if isinstance(part, Function) and part.name == method and ast.get_docstring(part):
                    return True
            if inherits_words(method, ancestor, seen | {name}):
                return True
    return False


def needs_words(item: Definition) -> bool:
    """Say whether a definition is public and its meaning is not documented elsewhere."""
    if any(part.startswith("_") for part in item.name.split(".")):
        return False
    if item.owner is None and "." in item.name:  # inside a function
        return False
    if isinstance(item.node, ast.ClassDef) or item.owner is None:
        return True
    if decorators(item.node) & {"setter", "overload", "override"} or is_qt_override(item.node.name):
        return False
    return not inherits_words(item.node.name, item.owner)


def test_modules():
    """The first sentence of a module says what it keeps."""
    files = python_files("neurodesk", "tests", "packaging")
    assert none([shown(path) for path in files if not (ast.get_docstring(parsed(path)) or "").strip()])


def test_functions_and_classes():
    """A public function or class says what it does."""
    found = [item for item in definitions("neurodesk") if needs_words(item)]
    assert none([item.place for item in found if not ast.get_docstring(item.node)])


def test_first_sentences_end():
    """The first line of a docstring is a whole sentence."""
    items = [(item.place, ast.get_docstring(item.node)) for item in definitions("neurodesk")]
    items += [(shown(path), ast.get_docstring(parsed(path))) for path in python_files("neurodesk")]
    first = [(place, text.split("\n\n", 1)[0].rstrip()) for place, text in items if text]
    assert none([f"{place}: {text}" for place, text in first if not text.endswith((".", ":", "?", "!", "`", ")"))])

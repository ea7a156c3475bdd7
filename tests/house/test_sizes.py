"""Files, functions and classes stay small; the ten largest of each are printed."""

import ast

from tests.house.tree import Function, decorators, definitions, is_qt_override, none, python_files, shown

FILE_LINES = 400
FUNCTION_LINES = 40
FUNCTION_LINES_USUALLY = 30  # at the 90th percentile
PUBLIC_METHODS = 15


def function_lines(node: Function) -> int:
    """Count a function's lines from `def` on, without its docstring: documentation costs nothing."""
    first = node.body[0]
    documented = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    return node.end_lineno - node.lineno + 1 - (first.end_lineno - first.lineno + 1 if documented else 0)


def public_methods(node: ast.ClassDef) -> int:
    """Count the methods a caller may call: no properties, overloads, or overrides spelled as Qt spells them."""
    methods = [part for part in node.body if isinstance(part, Function) and not part.name.startswith("_")]
    quiet = {"property", "cached_property", "setter", "overload"}
    return sum(not (decorators(part) & quiet) and not is_qt_override(part.name) for part in methods)


def show(title: str, sizes: list[tuple[int, str]]) -> None:
    """Print the ten largest (pytest shows it when a limit is passed, or with -s)."""
    print(f"\n{title}:", *(f"{size:5d} {place}" for size, place in sorted(sizes, reverse=True)[:10]), sep="\n  ")


def test_files():
    """No file of program, tests or packaging is longer than FILE_LINES."""
    files = python_files("neurodesk", "tests", "packaging")
    sizes = [(len(path.read_text(encoding="utf-8").splitlines()), shown(path)) for path in files]
    show("Largest files, in lines", sizes)
    assert none([place for size, place in sizes if size > FILE_LINES])


def test_functions():
    """No function is longer than FUNCTION_LINES, and nine of ten are no longer than FUNCTION_LINES_USUALLY."""
    found = [item for item in definitions("neurodesk", "packaging") if isinstance(item.node, Function)]
    sizes = sorted((function_lines(item.node), item.place) for item in found)
    show("Largest functions, in lines", sizes)
    assert none([place for size, place in sizes if size > FUNCTION_LINES])
    assert sizes[int(0.9 * len(sizes))][0] <= FUNCTION_LINES_USUALLY


def test_classes():
    """No class has more than PUBLIC_METHODS public methods."""
    found = [item for item in definitions("neurodesk") if isinstance(item.node, ast.ClassDef)]
    sizes = [(public_methods(item.node), item.place) for item in found]
    show("Largest classes, in public methods", sizes)
    assert none([place for size, place in sizes if size > PUBLIC_METHODS])

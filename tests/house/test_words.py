"""House rule: what people read can be translated, and German is complete."""

import ast
import importlib.util
import re
from collections.abc import Iterator
from functools import cache
from types import ModuleType

import pytest

from tests.house.tree import PACKAGE, ROOT, parsed, python_files, shown

SHOWS = {
    "QAction", "QCheckBox", "QGroupBox", "QLabel", "QPushButton", "QRadioButton", "addAction", "addButton",
    "addItem", "addMenu", "edit_graph", "setAccessibleDescription", "setAccessibleName", "setPlaceholderText",
    "setStatusTip", "setText", "setTitle", "setToolTip", "setWindowTitle", "showMessage", "tip",
}  # fmt: skip
"""Calls whose first text people read."""
LATER = {"addTab", "drawText", "getExistingDirectory", "getOpenFileName", "getSaveFileName", "setTabText", "tell"}
"""Calls whose other texts people read."""
NAMED = {"accessibleName", "placeholderText", "toolTip", "windowTitle"}
BARE = {
    ("network_picture.py", "NeuroDesk"),  # the program's name
    ("plots/curve_files.py", "NeuroDesk"),
    ("asking.py", "NeuroDesk"),
    ("app.py", "NeuroDesk"),
}
VALUE = re.compile(r"\{\w+\}")


@cache
def words() -> ModuleType:
    """packaging/words.py as a module."""
    spec = importlib.util.spec_from_file_location("packaging_words", ROOT / "packaging" / "words.py")
    assert spec
    assert spec.loader
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def bypassing(tree: ast.Module) -> Iterator[ast.Constant]:
    """Texts of two letters and more handed to a call that shows them, without `tr`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            shown_here = node.args[:1] if name in SHOWS else node.args[1:] if name in LATER else []
            shown_here = [*shown_here, *(keyword.value for keyword in node.keywords if keyword.arg in NAMED)]
            for part in (literal for arg in shown_here for literal in _literals(arg)):
                if re.search("[A-Za-z]{2}", part.value):
                    yield part


def _literals(node: ast.AST) -> Iterator[ast.Constant]:
    """The texts an expression can be: no arguments of other calls, no keys, no comparisons."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node
    elif isinstance(node, ast.IfExp):
        yield from (*_literals(node.body), *_literals(node.orelse))
    elif isinstance(node, ast.JoinedStr | ast.BoolOp):
        yield from (found for part in node.values for found in _literals(part))


def test_no_text_bypasses_translation():
    """Every literal that the desk shows goes through `tr`."""
    wrong = [
        f"{shown(path)}:{text.lineno} {text.value!r}"
        for path in python_files("neurodesk/ui")
        for text in bypassing(parsed(path))
        if (path.relative_to(PACKAGE / "ui").as_posix(), text.value) not in BARE
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("code", ["de"])
def test_a_translation_is_complete(code: str):
    """Every text has one, and none is translated that nobody says. `python3 packaging/words.py` lists them."""
    assert words().lacking(code) == ([], [])


@pytest.mark.parametrize("code", ["de"])
def test_a_translation_keeps_what_is_filled_in(code: str):
    """The same values stand in both texts."""
    known = words().translation(code)
    assert known
    wrong = [text for text, said in known.items() if sorted(VALUE.findall(text)) != sorted(VALUE.findall(said))]
    assert not wrong


def test_a_missing_text_is_found():
    """A literal handed to a label, a tip or a message is seen; one inside `tr` is not."""
    source = 'box.setToolTip("Not said")\nQLabel(tr("Said"))\nQLineEdit(placeholderText="Seek" if on else tr("b"))'
    assert [text.value for text in bypassing(ast.parse(source))] == ["Not said", "Seek"]

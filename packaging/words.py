"""Every text that people read, gathered from the source by its syntax, and what a translation of them lacks.

`python3 packaging/words.py` lists what `resources/translations/*.json` lacks and what is no longer said;
`python3 packaging/words.py de` enters the missing texts there with an empty translation and drops the others.

The desk says `tr("...")` where a text is shown and `later("...")` where it is only declared. The rooms below know no
translation: their sentences are read from the source, an f-string as a template with its values' names in braces.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
TRANSLATIONS = PROJECT / "resources" / "translations"
ROOMS = ("compiler", "data", "disk", "engine", "explanation", "files", "graph", "layers", "training")
NOT_READ = (
    "compiler/parts", "compiler/source", "disk/sqlite", "engine/__main__", "engine/wire", "files/exports/python",
    "graph/names", "layers/calls", "training/recipes/catalogue",
)  # fmt: skip
"""Where texts are code, SQL or names for machines."""
WORDS = (
    " and ", "channels", "class", "cross-entropy", "each of them", "error", "features", "filters", "groups", "heads",
    "hint", "mean absolute error", "mean squared error", "number", "numbers", "outputs", "target", "test", "training",
    "units", "validation", "value", "values", "warning",
)  # fmt: skip
"""Single words that sentences carry as values."""
_CALLS = {"tr", "later"}
_READ = re.compile(r"[A-Za-z]{2,}[,:;.]? [\w{(]|^(a|an) [a-z]+$")
_MACHINES = re.compile(
    r"^(SELECT|INSERT|DELETE FROM|UPDATE|PRAGMA|BEGIN|CREATE|WHERE|\{tables\}|nn\.|class \()"
    r"|PRIMARY KEY|ALTER TABLE|^\S+ = "
)
_UNSAID = {"aliases", "quick", "formula", "torch_name", "inverse", "__all__", "shown", "prefix"}


def gathered() -> set[str]:
    """Every text: the desk's, the declarations' and the sentences of the rooms below."""
    return desk() | declarations() | sentences()


def desk() -> set[str]:
    """What `neurodesk/ui` says through `tr` and `later`."""
    found = set()
    for path in _files("ui"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CALLS:
                found |= {part.value for arg in node.args for part in ast.walk(arg) if _text(part)}
    return found


def declarations() -> set[str]:
    """What is declared: labels, explanations by paragraph, parameters, ports, settings, actions and templates."""
    sys.path.insert(0, str(PROJECT))
    from neurodesk.data.catalogue import SOURCES
    from neurodesk.explanation.method import METHODS
    from neurodesk.files.exports.catalogue import EXPORTS
    from neurodesk.files.templates import templates
    from neurodesk.layers.catalogue import LAYERS
    from neurodesk.layers.declared import SENTENCE
    from neurodesk.layers.spec import CATEGORIES
    from neurodesk.training.losses import LOSSES
    from neurodesk.training.optimizers import OPTIMIZERS
    from neurodesk.training.options import Options
    from neurodesk.training.schedules import SCHEDULES
    from neurodesk.ui.actions.menus import ACTIONS
    from neurodesk.ui.settings import Settings

    found = {*CATEGORIES}
    for catalogue in (LAYERS, SOURCES, LOSSES, OPTIMIZERS, SCHEDULES, METHODS, EXPORTS):
        for kind in catalogue:
            found |= {kind.label, *_declared(kind, SENTENCE)}
    for kind in LAYERS:
        made = kind()
        found |= {port.doc for port in (*made.inputs().values(), *made.outputs().values())}
    found |= {text for kind in (Options, Settings) for text in _parameters(kind)}
    found |= {text for action in ACTIONS for text in (action.menu, action.text)}
    for template in templates():
        found |= {template.title, template.text, template.data.replace("_", " ")}
    return {text for text in found if re.search("[A-Za-z]{2}", text)}


def _declared(kind: Any, between: re.Pattern[str]) -> set[str]:
    """The sentences of the explanation of a declared thing, and its parameters."""
    paragraphs = (" ".join(part.split()) for part in kind.doc.split("\n\n"))
    return {sentence for text in paragraphs for sentence in between.split(text)} | _parameters(kind)


def _parameters(kind: Any) -> set[str]:
    """Name, explanation, unit and choices of each parameter, as its editor words them."""
    found = set()
    for name, param in kind.params().items():
        options = [option for option in getattr(param, "options", ()) if isinstance(option, str)]
        found |= {param.doc, param.unit, param.unit.removesuffix("s")}
        found |= {text.replace("_", " ").capitalize() for text in (name, *options)}
    return found


def sentences() -> set[str]:
    """What the rooms below the desk say, with `{names}` where a value comes in."""
    found = set(WORDS)
    for path in (path for room in ROOMS for path in _files(room)):
        if not any(part in path.as_posix() for part in NOT_READ):
            found |= {
                text
                for text in _said(ast.parse(path.read_text(encoding="utf-8")))
                if _READ.search(text) and not _MACHINES.search(text)
            }
    return found


def template(node: ast.JoinedStr) -> str:
    """An f-string as a text with the name of each value in braces, no name twice."""
    parts, names = [], []
    for value in node.values:
        if isinstance(value, ast.FormattedValue):
            name = _named(value.value)
            names.append(name)
            parts.append(f"{{{name}{names.count(name) if names.count(name) > 1 else ''}}}")
        else:
            parts.append(ast.literal_eval(value).replace("{", "(").replace("}", ")"))
    return "".join(parts)


def _files(room: str) -> list[Path]:
    return sorted((PROJECT / "neurodesk" / room).rglob("*.py"))


def _text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _said(tree: ast.Module) -> Iterator[str]:
    """Texts and f-strings, docstrings and the literal parts of f-strings left out."""
    skipped: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            skipped.add(node.value)
        elif isinstance(node, ast.JoinedStr):
            skipped.update(part for part in node.values if isinstance(part, ast.Constant))
            specs = (part.format_spec for part in node.values if isinstance(part, ast.FormattedValue))
            skipped.update(inner for spec in specs if spec for inner in ast.walk(spec))
        skipped.update(_unsaid(node))
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.JoinedStr):
            yield template(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _unsaid(node: ast.AST) -> Iterator[ast.AST]:
    """What stands in a declaration for the search, the code or a formula, and the axes of ports."""
    set_here = isinstance(node, ast.Assign) and any(getattr(at, "id", "") in _UNSAID for at in node.targets)
    if set_here or (isinstance(node, ast.keyword) and node.arg in _UNSAID):
        yield from ast.walk(node.value)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("In", "Out", "Catalogue"):
        yield from node.args


def _named(value: ast.AST) -> str:
    if isinstance(value, ast.Name):
        return value.id.strip("_").lower()
    if isinstance(value, ast.Attribute):
        return value.attr.strip("_").lower()
    if isinstance(value, ast.Call):
        return _named(value.args[0] if value.args else value.func)
    if isinstance(value, ast.Subscript):
        return _named(value.value)
    return "value"


def lacking(code: str) -> tuple[list[str], list[str]]:
    """The texts that a language has no translation of, and those it translates though nobody says them."""
    known, wanted = translation(code), gathered()
    return sorted(text for text in wanted if not known.get(text)), sorted(known.keys() - wanted)


def renew(code: str) -> None:
    """Write a language's file anew: every text in order, those without a translation empty."""
    known = translation(code)
    entries = {text: known.get(text, "") for text in sorted(gathered())}
    text = json.dumps(entries, ensure_ascii=False, indent=0)
    (TRANSLATIONS / f"{code}.json").write_text(f"{text}\n", encoding="utf-8")


def translation(code: str) -> dict[str, str]:
    """Each text of a language by the English one."""
    file = TRANSLATIONS / f"{code}.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def main(codes: list[str]) -> int:
    """Renew the languages named, then print what each lacks; 1 where one lacks something."""
    for code in codes:
        renew(code)
    worst = 0
    for code in codes or [file.stem for file in sorted(TRANSLATIONS.glob("*.json"))]:
        missing, unused = lacking(code)
        print(f"{code}: {len(missing)} texts without a translation, {len(unused)} that nobody says")
        print("\n".join(repr(text) for text in (*missing, *unused)))
        worst |= bool(missing or unused)
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

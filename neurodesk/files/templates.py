"""Keeps the gallery: finished projects to start from, each on data that needs no download."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from neurodesk.disk.resources import resource
from neurodesk.files.project import SUFFIX, loads
from neurodesk.graph.errors import BadFile, EditError
from neurodesk.graph.model import Document

FOLDER = "templates"


@dataclass(frozen=True, slots=True)
class Template:
    """One project of the gallery. `data` is the key of its source, `parameters` how many numbers it learns.

    `score` is what one training gave on held-out examples (accuracy, or R2 for regression), `seconds` how long it took
    on one core: what to expect, from a single seed; `tests/bench/bench_accuracy.py` measures accuracy over ten.
    `published_parameters` is the number in the paper, for a network that is drawn as it was published.
    """

    key: str
    title: str
    text: str
    task: str
    data: str
    parameters: int
    published_parameters: int | None = None
    score: float = 0.0
    seconds: int = 0


@cache
def templates() -> tuple[Template, ...]:
    """The gallery in the order it is shown, simplest first. Raises BadFile when the program's files are incomplete."""
    path = resource(FOLDER, "index.json")
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadFile(path, "the gallery could not be read", "", "Install NeuroDesk again.") from error
    entries.sort(key=lambda entry: entry.pop("order"))
    return tuple(Template(**entry) for entry in entries)


def template(key: str) -> Document:
    """The document of a template, to be saved under a name of its own. Raises EditError for a key there is not."""
    if key not in {entry.key for entry in templates()}:
        keys = ", ".join(entry.key for entry in templates())
        raise EditError(f"There is no template called {key[:40]!r}.", f"Choose one of {keys}.")
    path = resource(FOLDER, key + SUFFIX)
    return loads(path.read_text(encoding="utf-8"), str(path))

"""What every source of examples declares: its parameters, the facts of its data and how to load it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import ClassVar

from neurodesk.compiler.facts import Facts
from neurodesk.data.examples import Examples
from neurodesk.layers.spec import Catalogue, Declared

MAX_BYTES = 2 << 30  # of float32 examples; preparing and training hold about three times as much
MAX_CLASSES = 1000
MAX_BAD = 0.05  # share of unreadable images or lines up to which the rest is used
MAX_NAME = 128  # characters of a class's or a column's name


class Source(Declared):
    """One kind of data. `facts` is cheap and needs no heavy library; `load` may take its time."""

    task: ClassVar[str] = "classification"  # or "regression", or "auto" where the data decides
    icon: ClassVar[str] = "ph.table"

    def facts(self, base: Path) -> Facts:
        """What the compiler must know, without loading the data; `base` is the project's folder. Raises DataError."""
        raise NotImplementedError

    def at_once(self, base: Path) -> bool:
        """Whether `facts` answers within a frame or so; else the window asks in the background."""
        return True

    def load(self, base: Path) -> Examples:
        """All examples, unscaled. Raises DataError that names the file and the place in it."""
        raise NotImplementedError

    def stamp(self, base: Path) -> str:
        """A text that differs once the files behind the source have changed; the same for ever when there are none."""
        return ""


SOURCES: Catalogue[Source] = Catalogue("data source")
"""The register that every source enters itself in; `data.catalogue` holds it complete."""


def clean(name: str) -> str:
    """A name from a file made fit to show and save: one line without invisible marks, 128 characters at most. Of a name
    of thousands, the beginning alone is looked at.
    """
    seen = "".join(
        letter for letter in name[: 64 * MAX_NAME] if unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    return " ".join(seen.split())[:MAX_NAME]


def unique(names: Iterable[str], otherwise: Callable[[int], str]) -> tuple[str, ...]:
    """Cleaned names, each once: a second `age` becomes `age (2)`; an empty name is made by `otherwise(index)`."""
    taken: dict[str, None] = {}
    for index, raw in enumerate(names):
        name = clean(raw) or otherwise(index)
        number, wanted = 1, name
        while name in taken:
            number += 1
            name = f"{wanted} ({number})"
        taken[name] = None
    return tuple(taken)


def listed(names: Iterable[str], most: int = 5) -> str:
    """A few names for a sentence: `a, b, c and 4 more`."""
    every = list(names)
    more = f" and {len(every) - most} more" if len(every) > most else ""
    return ", ".join(every[:most]) + more

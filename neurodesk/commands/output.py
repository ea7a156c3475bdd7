"""How commands speak: tables and lines for people, JSON for programs on stdout, everything said beside on stderr."""

from __future__ import annotations

import dataclasses
import json
import math
import os
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from neurodesk.graph.errors import visible

FINE, NO, UNUSABLE = 0, 1, 2  # exit codes: done; the answer is no; wrong use or unreadable input
PIPED_WIDTH = 120  # columns of a table that goes to a file or another program


@cache
def console(*, error: bool = False) -> Console:
    """Return the console for stdout or stderr; a name in a file is never read as markup."""
    stream = sys.stderr if error else sys.stdout
    width = None if stream.isatty() or os.environ.get("COLUMNS") else PIPED_WIDTH
    return Console(stderr=error, markup=False, highlight=False, emoji=False, width=width)


def say(text: str = "", style: str | None = None) -> None:
    """Print a line for people on stdout."""
    console().print(visible(text, "\n"), style=style, soft_wrap=True)


def note(text: str, style: str | None = None) -> None:
    """Print a line on stderr, where it never mixes with JSON."""
    console(error=True).print(visible(text, "\n"), style=style, soft_wrap=True)


def table(title: str, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Print a title, if any, and a table; columns whose name begins with `#` hold numbers and stand right."""
    if title:
        say(title, "bold")
    shown = Table(header_style="bold", box=None)
    for name in columns:
        shown.add_column(name.lstrip("#"), justify="right" if name.startswith("#") else "left", overflow="fold")
    for row in rows:
        shown.add_row(*(Text(visible(str(cell), "\n")) for cell in row))
    console().print(shown)


def give(value: Any) -> None:
    """Print a value as one line of JSON on stdout, at once."""
    sys.stdout.write(json.dumps(plain(value), allow_nan=False) + "\n")
    sys.stdout.flush()


def plain(value: Any) -> Any:
    """Return a value in the words of JSON: arrays are lists, NaN and infinity null, events name themselves."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        named = {"event": value.event} if hasattr(value, "event") else {}
        return named | {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if hasattr(value, "tolist"):  # numpy's arrays and numbers
        return plain(value.tolist())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def number(value: float) -> str:
    """Print a number as a table shows it: 61 706, 0.9833, 1.2e-07."""
    if isinstance(value, int):
        return f"{value:,}".replace(",", " ")
    return f"{value:.4f}" if 1e-3 <= abs(value) < 1e5 or value == 0 else f"{value:.2g}"


def size(count: float) -> str:
    """Print bytes in the unit a person would choose: 512 B, 3.4 MB."""
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.3g} {unit}"
        count /= 1000
    return f"{count:.3g} TB"


def span(seconds: float) -> str:
    """Print a length of time: 0.8 s, 2 min 05 s, 53 min, 1 h 10 min."""
    if not math.isfinite(seconds):
        return "-"
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    large, unit, small, lesser = minutes, "min", rest, "s"
    if minutes >= 60:
        large, unit, small, lesser = minutes // 60, "h", minutes % 60, "min"
    return f"{large} {unit} {small:02d} {lesser}" if small else f"{large} {unit}"


def nearby(path: Path) -> str:
    """Print a path from the folder we stand in where it lies below it, in full elsewhere."""
    absolute = path.absolute()
    here = Path.cwd()
    return str(absolute.relative_to(here)) if absolute.is_relative_to(here) else str(absolute)

"""Tables as CSV files that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from neurodesk.disk.atomic import atomic_save

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")  # what makes a spreadsheet run a cell (OWASP, CSV injection)


def csv_text(rows: Iterable[Iterable[Any]]) -> str:
    """Rows of cells as CSV; a text that a spreadsheet would run gets an apostrophe before it, numbers stay numbers.

    Lines end with CR LF (RFC 4180): only so Python quotes a text that holds a CR, which else would begin a new cell.
    """
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def csv_bytes(rows: Iterable[Iterable[Any]]) -> bytes:
    """The same in UTF-8, with a question mark for half a letter."""
    return csv_text(rows).encode("utf-8", "replace")


def save_csv(path: Path, rows: Iterable[Iterable[Any]]) -> None:
    """Write rows of cells to a CSV file in UTF-8. Raises SaveError."""
    atomic_save(path, csv_bytes(rows), backup=False)


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return f"'{value}" if value.lstrip(" ").startswith(_STARTS) or value.startswith(_STARTS) else value
    return "" if value is None else value

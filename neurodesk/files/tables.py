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
    """Rows of cells as CSV; a text that a spreadsheet would run gets an apostrophe before it, numbers stay numbers."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def save_csv(path: Path, rows: Iterable[Iterable[Any]]) -> None:
    """Write rows of cells to a CSV file in UTF-8. Raises SaveError."""
    atomic_save(path, csv_text(rows).encode("utf-8", "replace"), backup=False)


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return f"'{value}" if value.lstrip(" ").startswith(_STARTS) or value.startswith(_STARTS) else value
    return "" if value is None else value

"""What the list of runs may hold. It may come from anyone: every value is looked at before it is used.

A value that a person could have spoiled costs that value, never the list: it reads as empty, 0 or no number.
"""

from __future__ import annotations

import json
import math
import re
import sqlite3
from typing import Any, Final

MOST_RUNS: Final = 10_000  # listed, the newest
MOST_EPOCHS: Final = 20_000  # of one run that are read; of more every n-th, and the last
LARGEST: Final = 128 << 20  # bytes of one value: the losses of 30 million steps
LONGEST: Final = 4_000  # letters of a text that people read
LONGEST_MAPPING: Final = 64_000  # letters of a mapping: metrics, versions
LAST_RUN: Final = 10**9
LATEST: Final = 2.0**33  # seconds since 1970: in the year 2242
_WHOLE: Final = {"seed", "threads", "examples", "epochs", "epoch", "step"}
_SHOWN: Final = {"created", "seconds", "parameters"}  # only shown: what is none is told from 0
_TEXTS: Final = {"name", "state", "fingerprint", "device", "reason", "text", "note", "tags"}
_TABLES: Final = {"runs", "epochs", "samples", "sqlite_sequence"}
_KINDS: Final = {"INTEGER", "TEXT", "REAL", "BLOB", ""}
_BESIDES: Final = re.compile(r"\b(check|collate|virtual|trigger|view|generated|default\s*\()", re.IGNORECASE)


def limit(base: sqlite3.Connection) -> None:
    """Let no statement on a list of runs bring more than a list of runs can hold."""
    base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST)
    base.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)


def is_list(base: sqlite3.Connection) -> bool:
    """Whether a database holds the tables of a list of runs and nothing that acts: no trigger, view, virtual table,
    check, or column that is computed.
    """
    found = base.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master LIMIT 100").fetchall()
    tables = {name for kind, name, _ in found if kind == "table"}
    if not tables >= _TABLES - {"sqlite_sequence"} or tables - _TABLES or any(_acts(*each) for each in found):
        return False
    columns = [row for table in ("runs", "epochs", "samples") for row in base.execute(f"PRAGMA table_xinfo({table})")]
    number = base.execute("SELECT type, pk FROM pragma_table_xinfo('runs') WHERE name = 'run'").fetchone()
    return number == ("INTEGER", 1) and all(kind in _KINDS and not hidden for _, _, kind, _, _, _, hidden in columns)


def _acts(kind: str, name: str, sql: str) -> bool:
    if kind == "index":
        return not name.startswith("sqlite_autoindex_")
    return kind != "table" or bool(_BESIDES.search(sql))


def column(name: str) -> str:
    """The expression that reads a column of `runs`, no more of it than is shown; a drawing is read whole."""
    if name in ("versions", "metrics"):
        return f"substr({name}, 1, {LONGEST_MAPPING})"
    return f"substr({name}, 1, {LONGEST})" if name in _TEXTS else name


def checked(told: dict[str, Any]) -> dict[str, Any] | None:
    """The values of a row of `runs` by column, each of its kind; None where it has no number that a run can have."""
    if type(told["run"]) is not int or not 1 <= told["run"] <= LAST_RUN:
        return None
    made = told | {name: whole(told[name]) for name in _WHOLE} | {"deleted": real(told["deleted"])}
    made |= {name: told[name] if real(told[name], math.inf) <= LATEST else math.nan for name in _SHOWN}
    return made | {name: text(told[name]) for name in (*_TEXTS, "document_json")}


def whole(value: Any) -> int:
    """A count, or 0."""
    return value if type(value) is int and 0 <= value < 2**53 else 0


def real(value: Any, otherwise: float = 0.0) -> float:
    """A finite number that is not negative."""
    return float(value) if type(value) in (int, float) and math.isfinite(value) and value >= 0 else otherwise


def text(value: Any) -> str:
    """A text, or none."""
    return value if isinstance(value, str) else ""


def mapping(told: Any) -> dict[str, Any]:
    """A mapping written as JSON; empty where the text is none."""
    if not isinstance(told, str) or len(told) > LONGEST_MAPPING:
        return {}
    try:
        found = json.loads(told)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}

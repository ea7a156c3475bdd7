"""What stands in the columns of a table, and the part each plays: feature, category, target, or none."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from neurodesk.data.delimited import Layout, read_rows
from neurodesk.data.source import MAX_BYTES, clean
from neurodesk.graph.errors import DataError
from neurodesk.graph.names import natural

MISSING = frozenset({"", "na", "n/a", "#n/a", "nan", "null", "none", "?", "-", "missing"})
ROLES = ("number", "category", "target", "ignore")
MOST_VALUES = 1000  # different values counted in a column; with more it can be no class and no category
_CATEGORIES = 50  # different texts up to which a column is taken for a category
_FEATURES = 1 << 16
_MADE = 1 << 25  # numbers, where categories make more of them than there are cells: 128 MB
_TARGETS = {"target", "label", "class", "species", "outcome", "diagnosis", "y"}
_KEYS = {"id", "index", "row", "key", "uuid", "unnamed: 0", "column 1"}
_FIRST, _LOOKS = 4, 64  # cells shown of a column; cells of a chunk looked at for them
_CHUNK = 2048  # rows looked at together, unless they hold more than so many cells and letters: some 30 MB in Python
_CELLS, _LETTERS = 1 << 18, 1 << 22
_ROOM = 1 << 23  # what the different values of all columns may take together: 8 each, and their letters
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_COMMA = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+)?(,\d+)?([eE][+-]?\d+)?")

Floats = NDArray[np.float64]


class Column(NamedTuple):
    """A column as people see it: its role, and why it has it; what kind of cells it holds, and a few of them."""

    name: str
    role: str  # one of ROLES
    why: str
    kind: str = ""  # "whole numbers", "numbers", "text" or "empty"
    different: int = 0  # values; MOST_VALUES + 1 stands for more
    missing: int = 0
    first: tuple[str, ...] = ()  # different cells, as they stand in the file


@dataclass(slots=True)
class Found:
    """What was counted in one column. `values` is None once there are more than MOST_VALUES different ones."""

    name: str
    numbers: int = 0
    texts: int = 0
    missing: int = 0
    whole: bool = True
    counting: bool = True  # each number is the one before plus 1, as in a column of row numbers
    last: float = math.nan
    values: set[float | str] | None = field(default_factory=set)
    counted: int = 0  # of which there are more, where they are not known
    first: dict[str, None] = field(default_factory=dict)  # the first few different cells
    room: int = _ROOM  # what its different values may take: a table of thousands of columns must not fill memory
    stray: tuple[int, str] = (0, "")  # line and text of the first cell that is neither a number nor missing

    @property
    def known(self) -> int:
        """Cells that are not missing."""
        return self.numbers + self.texts

    @property
    def is_number(self) -> bool:
        """Whether the column holds numbers, a few wrong cells apart."""
        many = self.values is None or len(self.values) > 10
        return self.numbers > 0 and (self.texts == 0 or (many and self.texts <= 0.2 * self.known))

    @property
    def kind(self) -> str:
        """What most cells are."""
        if not self.known:
            return "empty"
        return "text" if not self.is_number else "whole numbers" if self.whole else "numbers"

    def words(self) -> tuple[str, ...]:
        """The different values as text, in natural order; at most MOST_VALUES of them."""
        return tuple(sorted({_word(value) for value in self.values or ()}, key=natural))

    def take(self, cells: Sequence[str], decimal: str, lines: Sequence[int]) -> None:
        """Count the cells of some more rows, which stand in these lines."""
        numbers, texts = parse(cells, decimal)
        if texts and not self.texts:
            self.stray = next((lines[at], text) for at, text in texts.items())
        real = numbers[~np.isnan(numbers)]
        self.numbers += len(real)
        self.texts += len(texts)
        self.missing += len(cells) - len(real) - len(texts)
        if len(real):
            self.whole = self.whole and bool((real == np.floor(real)).all())
            steps = np.diff(real, prepend=self.last) if not math.isnan(self.last) else np.diff(real)
            self.counting = self.counting and bool((steps == 1).all())
            self.last = float(real[-1])
        for cell in cells[:_LOOKS] if len(self.first) < _FIRST else ():
            if len(self.first) < _FIRST and (text := cell.strip()).casefold() not in MISSING:
                self.first[clean(text)] = None
        if self.values is not None:
            self.values.update(np.unique(real).tolist())
            self.values.update(texts.values())
            letters = sum(len(value) for value in self.values if isinstance(value, str)) if self.texts else 0
            if len(self.values) > MOST_VALUES or 8 * len(self.values) + letters > self.room:
                self.counted, self.values = min(MOST_VALUES, len(self.values) - 1), None


@dataclass(frozen=True, slots=True)
class Survey:
    """A table looked through once. `ragged` lists line and number of cells of rows of a wrong length, 1000 at most."""

    columns: tuple[Found, ...]
    rows: int  # of the right length
    ragged: tuple[tuple[int, int], ...]


_watch: ContextVar[Callable[[float], bool] | None] = ContextVar("_watch", default=None)


@contextmanager
def watched(go_on: Callable[[float], bool]) -> Iterator[None]:
    """While this lasts, `go_on(share)` is called after every 2048 rows of a survey in this thread; False stops it."""
    token = _watch.set(go_on)
    try:
        yield
    finally:
        _watch.reset(token)


def survey(path: Path, layout: Layout) -> Survey:
    """Look through a table and count what stands in each column.

    Raises DataError for an unreadable line, or when whoever watches stops it.
    """
    columns = tuple(Found(name, room=_ROOM // len(layout.names)) for name in layout.names)
    ragged: list[tuple[int, int]] = []
    rows, read, go_on = 0, 0, _watch.get()
    total = max(path.stat().st_size, 1)
    for lines, chunk in chunks(path, layout, ragged):
        rows += len(chunk)
        if go_on is not None:
            read += sum(len(cell) + 1 for row in chunk for cell in row)
            if not go_on(min(read / total, 1.0)):
                raise DataError("The look through the table was stopped.", "Press Look again to read it to the end.")
        for found, cells in zip(columns, zip(*chunk, strict=True), strict=True):
            found.take(cells, layout.decimal, lines)
    return Survey(columns, rows, tuple(ragged))


def chunks(path: Path, layout: Layout, ragged: list[tuple[int, int]]) -> Iterator[tuple[list[int], list[list[str]]]]:
    """Line numbers and cells of the rows of the right length, some at a time; others are noted in `ragged`."""
    width = len(layout.names)
    for taken in _some(read_rows(path, layout)):
        ragged.extend((line, len(row)) for line, row in taken if len(row) != width and len(ragged) < 1000)
        good = [(line, row) for line, row in taken if len(row) == width]
        if good:
            yield [line for line, _ in good], [row for _, row in good]


def _some(rows: Iterator[tuple[int, list[str]]]) -> Iterator[list[tuple[int, list[str]]]]:
    """As many rows at a time as are looked at together."""
    taken: list[tuple[int, list[str]]] = []
    cells = letters = 0
    for line, row in rows:
        taken.append((line, row))
        cells, letters = cells + len(row), letters + sum(map(len, row))
        if len(taken) == _CHUNK or cells > _CELLS or letters > _LETTERS:
            yield taken
            taken, cells, letters = [], 0, 0
    if taken:
        yield taken


def parse(cells: Sequence[str], decimal: str) -> tuple[Floats, dict[int, str]]:
    """Numbers of n cells, NaN where there is none; and by position the texts that are neither number nor missing."""
    if decimal == ".":
        try:
            numbers = np.array(list(map(float, cells)), np.float64)
        except ValueError:
            pass
        else:
            if np.isfinite(numbers).all() and "_" not in "".join(cells):
                return numbers, {}
    known = {cell: _number(cell.strip(), decimal) for cell in set(cells)}  # each different cell once
    numbers = np.array([known[cell] for cell in cells], np.float64)  # None becomes NaN
    words = {cell for cell, value in known.items() if value is None and cell.strip().casefold() not in MISSING}
    return numbers, {index: cell.strip() for index, cell in enumerate(cells) if cell in words} if words else {}


def word(cell: str, decimal: str) -> str | None:
    """A cell as the name of a class or category, so that `1` and `1.0` are one; None when it is missing."""
    text = cell.strip()
    if text.casefold() in MISSING:
        return None
    value = _number(text, decimal)
    return _word(text if value is None else value)


def guess(found: Found) -> Column:
    """The role a column would play by itself, with the reason."""
    different = f"more than {found.counted}" if found.values is None else f"{len(found.values)}"
    if not found.known:
        return Column(found.name, "ignore", "it has no values")
    if found.values is not None and len(found.values) == 1:
        return Column(found.name, "ignore", "it has the same value everywhere")
    if found.is_number:
        counted = found.counting and found.whole and not found.missing and found.known > 2
        if counted and found.name.casefold() in _KEYS:
            return Column(found.name, "ignore", "it only numbers the rows")
        return Column(found.name, "number", "it holds numbers")
    few = found.values is not None and len(found.values) <= min(_CATEGORIES, max(2, found.known // 2))
    if few and found.name.casefold() not in _KEYS:
        return Column(found.name, "category", f"it holds {different} different texts")
    return Column(found.name, "ignore", f"it holds text with {different} different values")


def check_size(found: Survey, columns: Sequence[Column]) -> None:
    """Raises DataError where columns of these roles make more features or numbers than are held, before any is made."""
    roles = [column.role for column in columns]
    made = [len(one.values or ()) for one, role in zip(found.columns, roles, strict=True) if role == "category"]
    features = roles.count("number") + sum(made)
    if 4 * features * found.rows > MAX_BYTES:
        text = f"{found.rows} rows of {features} features need more than {MAX_BYTES / 1e9:.1f} GB."
        raise DataError(text, "Leave columns out, or choose a part of the table.")
    if features > len(roles) and (features > _FEATURES or features * found.rows > _MADE):
        text = f"{found.rows} rows of {features} features, which {len(made)} columns of categories make, are too many."
        raise DataError(text, "Leave columns out or make them numbers, or choose a part of the table.")


def guess_target(columns: Sequence[Column]) -> str:
    """The column most likely meant to be predicted: one called so, else the last that is of use."""
    useful = [column.name for column in columns if column.role != "ignore"] or [column.name for column in columns]
    called = [name for name in useful if name.casefold() in _TARGETS]
    return (called or useful)[-1]


def guess_task(found: Found) -> str:
    """Classification for texts and for a few whole numbers, else regression."""
    few = found.values is not None and len(found.values) <= min(20, max(2, found.known // 5))
    return "regression" if found.is_number and not (found.whole and few) else "classification"


def _number(text: str, decimal: str) -> float | None:
    """The finite number a cell means, if it means one."""
    if decimal == ",":
        if not text or not text[-1].isdigit() or not _COMMA.fullmatch(text):
            return None
        text = text.replace(".", "").replace(",", ".")
    elif "," in text and _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in text else None


def _word(value: float | str) -> str:
    if isinstance(value, str):
        return clean(value) or "?"
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)

"""A table in a text file: the roles of its columns are guessed and can be changed."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from neurodesk.compiler.facts import Facts
from neurodesk.data import columns as table
from neurodesk.data.columns import MOST_VALUES, Column, Found, Survey, parse, word
from neurodesk.data.delimited import DELIMITERS, Layout, fault, find_layout
from neurodesk.data.examples import Examples, Skipped
from neurodesk.data.folders import locate
from neurodesk.data.scan import FEWEST
from neurodesk.data.source import MAX_BAD, SOURCES, Source, clean, listed
from neurodesk.disk.causes import said
from neurodesk.graph.errors import DataError
from neurodesk.graph.names import natural
from neurodesk.layers.spec import File, OneOf, Text

SMALL = 1 << 18  # bytes: looked through in some 50 ms
_Bad = list[tuple[int, str, str]]  # line, column, what is wrong with it


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a table becomes numbers: the role of each column, the task, and where each column's numbers go."""

    path: Path
    layout: Layout
    survey: Survey
    columns: tuple[Column, ...]
    task: str
    places: dict[str, dict[str, int]]  # column -> category -> position in x; a number column has the one key ""
    facts: Facts
    target: Found


@dataclass(slots=True)
class _Filled:
    """The numbers read so far, and what was left out."""

    x: NDArray[np.float32]
    y: NDArray[np.float32]
    lines: list[int] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


@SOURCES.declare("csv", "Table (CSV)", aliases=("csv", "tsv", "spreadsheet", "excel", "table", "text file"))
class CsvTable(Source):
    """Your own table: one example a line, one column of it to be predicted.

    Numbers are features as they are; a text with few different values becomes one 0-or-1 feature per value. Rows whose
    target is missing are left out and listed; a missing number is filled with the training part's mean, a missing
    category is 0 everywhere.
    """

    task = "auto"
    icon = "ph.file-csv"

    file = File("", suffixes=(".csv", ".tsv", ".txt", ".tab", ".dat"), doc="The text file that holds the table.")
    target = Text("", doc="Name of the column to be predicted; empty: guessed.")
    answer = OneOf(
        "auto", options=("auto", "classification", "regression"),
        doc="Whether the target is a class or a number; auto: texts and few whole numbers are classes.",
    )  # fmt: skip
    ignore = Text("", max_length=4096, doc="Names of columns to leave out, with commas between them.")
    categories = Text("", max_length=4096, doc="Names of columns whose numbers or texts are categories.")
    numbers = Text("", max_length=4096, doc="Names of columns that are numbers, whatever they look like.")
    delimiter = OneOf("auto", options=("auto", *DELIMITERS), doc="The sign between two cells.")
    header = OneOf("auto", options=("auto", "yes", "no"), doc="Whether the first line names the columns.")
    bad_lines = OneOf("stop", options=("stop", "skip"), doc="Stop at a bad line, or leave out up to 5%.")

    def facts(self, base: Path) -> Facts:
        """Features, classes and task from one look through the file, remembered until the file changes."""
        plan = self._plan(base)
        self._foresee(plan)
        return plan.facts

    def at_once(self, base: Path) -> bool:
        """A small file, or one that was looked through already."""
        try:
            path = locate(base, self.file, "file")
            key = (path, _stamp(path), self.delimiter, self.header)
            return path.stat().st_size <= SMALL or key in _looks
        except (DataError, OSError):  # said by `facts`, and at once
            return True

    def columns(self, base: Path) -> tuple[Column, ...]:
        """Every column with its role and the reason for it. Raises DataError."""
        path, _, found = self._surveyed(base)
        return self._roles(path, found)

    def stamp(self, base: Path) -> str:
        """The file's size and time."""
        path = locate(base, self.file, "file")
        try:
            return _stamp(path)
        except OSError as error:
            raise _unreadable(path, error) from error

    def load(self, base: Path) -> Examples:
        """Every line that has a target: N x features, NaN for a missing number, in the file's order."""
        plan = self._plan(base)
        self._foresee(plan)
        width = len(plan.facts.features)
        with np.errstate(over="ignore"):  # what is too large for float32 is found, and named, by the scan
            filled = self._fill(plan, _Filled(np.zeros((plan.survey.rows, width), np.float32),
                                              np.zeros(plan.survey.rows, np.float32)))  # fmt: skip
        count = len(filled.lines)
        x, y = filled.x[:count], filled.y[:count]
        missing = zip(plan.facts.features, np.isnan(x).sum(axis=0).tolist(), strict=True)
        classed = plan.task == "classification"
        facts = Facts(
            (width,), task=plan.task, classes=plan.facts.classes, examples=count, features=plan.facts.features
        )
        return Examples(
            x, y.astype(np.int64) if classed else y[:, None], facts, tuple(f"line {line}" for line in filled.lines),
            skipped=tuple(filled.skipped), missing=tuple(pair for pair in missing if pair[1]), notes=_notes(plan),
        )  # fmt: skip

    def _fill(self, plan: _Plan, filled: _Filled) -> _Filled:
        """Read the table a second time, now into numbers. Raises DataError when the columns together make too many
        lines bad, which the look at each by itself could not tell.
        """
        ragged: list[tuple[int, int]] = []
        bad: _Bad = []
        for lines, rows in table.chunks(plan.path, plan.layout, ragged):
            _read(plan, lines, rows, filled, bad)
        bad += [(line, _beyond(plan.layout.names, cells), _ragged(plan.layout, cells)) for line, cells in ragged]
        bad.sort()
        if len(bad) > self._allowed(plan.survey):
            raise self._fault(plan, bad[0], len(bad))
        filled.skipped += [Skipped(f"line {line}", f'column "{column}": {reason}') for line, column, reason in bad]
        return filled

    def _foresee(self, plan: _Plan) -> None:
        """Raises DataError for what learning would stop at, as far as each column by itself was counted."""
        if plan.survey.rows < FEWEST:
            text = f"{clean(plan.path.name)} has {plan.survey.rows} rows, but at least {FEWEST} are needed."
            raise DataError(text, "Choose a table with a row for each example.")
        if plan.target.known < FEWEST:
            known = plan.target.known
            text = f'Only {known} rows have the target "{plan.target.name}", but at least {FEWEST} are needed.'
            raise DataError(text, "Choose another target, or fill in what is missing.")
        wrong = {
            one.name: one for one, column in zip(plan.survey.columns, plan.columns, strict=True)
            if one.texts and (column.role == "number" or (column.role == "target" and plan.task == "regression"))
        }  # fmt: skip
        worst = {name: one for name, one in wrong.items() if one.texts > MAX_BAD * plan.survey.rows}
        bad = [(one.stray[0], name, _no_number(one.stray[1])) for name, one in (worst or wrong).items()]
        if not worst:
            bad += [
                (row, _beyond(plan.layout.names, cells), _ragged(plan.layout, cells))
                for row, cells in plan.survey.ragged
            ]
        count = len(plan.survey.ragged) + max((one.texts for one in wrong.values()), default=0)
        if count > self._allowed(plan.survey):
            raise self._fault(plan, min(bad), count)

    def _allowed(self, survey: Survey) -> float:
        """How many bad lines are left out without a word against them."""
        return MAX_BAD * survey.rows if self.bad_lines == "skip" else 0

    def _fault(self, plan: _Plan, first: tuple[int, str, str], count: int) -> DataError:
        """The error for bad lines: the first of them, how many there are, and what helps."""
        line, column, reason = first
        rest = f" ({count} such lines)" if count > 1 and self.bad_lines == "skip" else ""
        return fault(plan.path, line, reason + rest, _cure(plan, self.bad_lines, line, column), column)

    def _surveyed(self, base: Path) -> tuple[Path, Layout, Survey]:
        """The file, how it is written, and what was counted in it. Raises DataError for too few rows."""
        path = locate(base, self.file, "file")
        try:
            layout, found = _look(path, _stamp(path), self.delimiter, self.header)
        except OSError as error:
            raise _unreadable(path, error) from error
        if found.rows < 2 and found.ragged:
            line, cells = found.ragged[0]
            cure = "Set Delimiter to the sign between the cells, or choose a file with a table."
            raise fault(path, line, _ragged(layout, cells), cure)
        if not found.rows:
            raise DataError(f"{clean(path.name)}: the table has no rows.", "Choose a file with a table.")
        if found.rows == 1:
            text = f"{clean(path.name)} has a single row, but at least {FEWEST} are needed to learn and to test."
            raise DataError(text, "Choose a table with a row for each example.")
        return path, layout, found

    def _plan(self, base: Path) -> _Plan:
        path, layout, found = self._surveyed(base)
        columns = self._roles(path, found)
        target = next(one for one, column in zip(found.columns, columns, strict=True) if column.role == "target")
        task = table.guess_task(target) if self.answer == "auto" else self.answer
        table.check_size(found, columns)
        places = _places(found, columns)
        return _Plan(path, layout, found, columns, task, places, _facts(path, found, places, target, task), target)

    def _roles(self, path: Path, found: Survey) -> tuple[Column, ...]:
        """The guessed roles, changed by what was chosen. Raises DataError for a name that is no column's."""
        roles = {one.name: table.guess(one) for one in found.columns}
        for role, text in (("number", self.numbers), ("category", self.categories), ("ignore", self.ignore)):
            for name in _names(text):
                roles[_known(path, name, roles)] = Column(name, role, "it was chosen")
        if self.target:
            target, why = _known(path, self.target.strip(), roles), "it was chosen"
        else:
            target, why = table.guess_target(list(roles.values())), "it looks like what is to be predicted"
        roles[target] = Column(target, "target", why)
        return tuple(_described(one, roles[one.name]) for one in found.columns)


def _described(found: Found, column: Column) -> Column:
    """A column with what was counted in it."""
    different = MOST_VALUES + 1 if found.values is None else len(found.values)
    return column._replace(kind=found.kind, different=different, missing=found.missing, first=tuple(found.first))


def _read(plan: _Plan, lines: list[int], rows: list[list[str]], filled: _Filled, bad: _Bad) -> None:
    """Turn some rows into numbers behind those already there; rows with a wrong cell go to `bad`."""
    x = np.zeros((len(rows), filled.x.shape[1]), np.float32)
    y = np.full(len(rows), np.nan)
    wrong: dict[int, tuple[str, str]] = {}
    for column, cells in zip(plan.columns, zip(*rows, strict=True), strict=True):
        if column.role == "target":
            y, texts = _targets(plan, cells)
        elif column.role == "number":
            numbers, texts = parse(cells, plan.layout.decimal)
            x[:, plan.places[column.name][""]] = numbers
        elif column.role == "category":
            texts = _categories(plan, x, column.name, cells)
        else:
            continue
        for row, text in texts.items():
            wrong.setdefault(row, (column.name, _no_number(text)))
    bad += [(lines[row], *what) for row, what in wrong.items()]
    nothing = [row for row in np.flatnonzero(np.isnan(y)) if row not in wrong]
    filled.skipped += [Skipped(f"line {lines[row]}", "the target is missing") for row in nothing]
    keep = [row for row in range(len(rows)) if row not in wrong and not np.isnan(y[row])]
    start = len(filled.lines)
    filled.x[start : start + len(keep)], filled.y[start : start + len(keep)] = x[keep], y[keep]
    filled.lines += [lines[row] for row in keep]


def _targets(plan: _Plan, cells: Sequence[str]) -> tuple[NDArray[np.float64], dict[int, str]]:
    """Numbers to predict or class numbers, NaN where missing, and the texts that are no numbers."""
    if plan.task == "regression":
        return parse(cells, plan.layout.decimal)
    codes = {name: float(index) for index, name in enumerate(plan.facts.classes)}
    seen = {cell: codes.get(word(cell, plan.layout.decimal) or "", np.nan) for cell in set(cells)}
    return np.array([seen[cell] for cell in cells]), {}


def _categories(plan: _Plan, x: NDArray[np.float32], name: str, cells: Sequence[str]) -> dict[int, str]:
    """Set a 1 in the place of each cell's category; a missing one sets none."""
    places = plan.places[name]
    seen = {cell: places.get(word(cell, plan.layout.decimal) or "", -1) for cell in set(cells)}
    at = np.array([seen[cell] for cell in cells])
    rows = np.flatnonzero(at >= 0)
    x[rows, at[rows]] = 1.0
    return {}


def _places(found: Survey, columns: Sequence[Column]) -> dict[str, dict[str, int]]:
    """Where in x each column's numbers stand, in the table's order."""
    places: dict[str, dict[str, int]] = {}
    at = 0
    for one, column in zip(found.columns, columns, strict=True):
        if column.role == "category" and one.values is None:
            raise DataError(
                f'The column "{one.name}" has more than {one.counted} different values, too many for a category.',
                "Make it a number, or leave it out.",
            )
        if column.role in {"number", "category"}:
            keys = one.words() if column.role == "category" else ("",)
            places[one.name] = {key: at + index for index, key in enumerate(keys)}
            at += len(keys)
    return places


def _facts(path: Path, found: Survey, places: dict[str, dict[str, int]], target: Found, task: str) -> Facts:
    """The facts of a table. Raises DataError when there are no features, or too many classes or numbers."""
    features = tuple(f"{name} = {key}" if key else name for name, keys in places.items() for key in keys)
    if not features:
        raise DataError(
            f'{clean(path.name)} has no column to learn from beside the target "{target.name}".',
            "Choose another delimiter or target, or make a column a number or a category.",
        )
    if task == "classification" and target.values is None:
        raise DataError(
            f'The target "{target.name}" has more than {target.counted} different values, too many for classes.',
            "Choose regression, or another target.",
        )
    classes = target.words() if task == "classification" else ()
    return Facts((len(features),), task=task, classes=classes, examples=target.known, features=features)


_looks: dict[tuple[Path, str, str, str], tuple[Layout, Survey]] = {}


def _look(path: Path, stamp: str, delimiter: str, header: str) -> tuple[Layout, Survey]:
    """Layout and survey of a file, remembered as long as its stamp is the same; of the last four files."""
    key = (path, stamp, delimiter, header)
    if key not in _looks:
        layout = find_layout(path, delimiter, header)
        found = layout, table.survey(path, layout)
        for old in list(_looks)[:-3]:
            del _looks[old]
        _looks[key] = found
    return _looks[key]


def _stamp(path: Path) -> str:
    facts = path.stat()
    return f"{facts.st_size} {facts.st_mtime_ns}"


def _unreadable(path: Path, error: OSError) -> DataError:
    return DataError(f"{clean(path.name)} cannot be read: {said(error)}.", "Choose the file again.")


def _names(text: str) -> list[str]:
    """Column names with commas between them; one that holds a comma stands in double quotes."""
    return [name.strip() for row in csv.reader([text], skipinitialspace=True) for name in row if name.strip()]


def _known(path: Path, name: str, roles: dict[str, Column]) -> str:
    if name not in roles:
        columns = listed(sorted(roles, key=natural), 12)
        text = f'{clean(path.name)} has no column "{clean(name)}". Its columns: {columns}.'
        raise DataError(text, "Choose one of these.")
    return name


def _beyond(names: tuple[str, ...], cells: int) -> str:
    """The first column a row lacks, or the number of the first one too many."""
    return names[cells] if cells < len(names) else str(len(names) + 1)


def _ragged(layout: Layout, cells: int) -> str:
    return f"expected {len(layout.names)} cells, found {cells}"


def _no_number(text: str) -> str:
    return f'expected a number, found "{clean(text)[:40]}"'


def _cure(plan: _Plan, bad_lines: str, line: int, column: str) -> str:
    """What helps against bad lines: another delimiter where the first has too many or too few cells, another role
    where more cells of its column are no numbers than may be left out, else to correct it or leave it out.
    """
    if line in dict(plan.survey.ragged):
        change = "set Delimiter to the sign between the cells"
    else:
        found = next(one for one in plan.survey.columns if one.name == column)
        if found.texts > MAX_BAD * plan.survey.rows:
            return _another_role(plan, found)
        change = "change the column's role"
    if bad_lines == "skip":
        return f"More than 5% of the lines are bad: correct the file, or {change}."
    if len(plan.survey.ragged) > MAX_BAD * plan.survey.rows:
        return "Correct the file, or set Delimiter to the sign between the cells."
    return f"Correct the line, {change}, or set Bad lines to Skip."


def _another_role(plan: _Plan, found: Found) -> str:
    """Which roles suit a column of texts that was to hold numbers."""
    if found.name == plan.target.name:
        return "Set Answer to Classification, or give another column the role Target."
    if found.values is None:
        return f'Give the column "{found.name}" the role Left out.'
    return f'Give the column "{found.name}" the role Category or Left out.'


def _notes(plan: _Plan) -> tuple[str, ...]:
    """What was assumed, for a person to read."""
    notes = [f'"{column.name}" is left out: {column.why}.' for column in plan.columns if column.role == "ignore"]
    if not plan.layout.has_header:
        notes.append("The first line is taken for data, not for names; the columns are called column 1, column 2, ...")
    if plan.layout.encoding in {"cp1252", "latin-1"}:
        notes.append("The file is not UTF-8; its letters are read as Western European.")
    lost = plan.target.missing
    if lost:
        notes.append(f"Left out because the target is missing: {lost} {'row' if lost == 1 else 'rows'}.")
    for one, column in zip(plan.survey.columns, plan.columns, strict=True):
        if column.role == "category" and one.missing:
            notes.append(f"{one.name}: {one.missing} missing values are 0 in every category.")
    return tuple(notes)

"""Reading a text table line by line: its encoding, delimiter and header are found out, and hostile sizes refused."""

from __future__ import annotations

import codecs
import csv
import io
import re
import stat
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from neurodesk.data.source import clean, unique
from neurodesk.graph.errors import DataError

MAX_FILE = 256 << 20  # bytes
MAX_LINE = 1 << 20  # characters
MAX_COLUMNS = 4096
MAX_ROWS = 1_000_000
DELIMITERS = {"tab": "\t", "semicolon": ";", "bar": "|", "comma": ","}
_CORRECT, _OTHER, _UTF8 = (
    "Correct the file, then choose it again.",
    "Choose a file with a table.",
    "Save the file as UTF-8.",
)
_SAMPLE = 1 << 16  # bytes looked at to find out how the table is written
_POINT = re.compile(r"[+-]?(\d*\.\d+|\d+\.\d*)([eE][+-]?\d+)?")
_COMMA = re.compile(r"[+-]?(\d+|\d{1,3}(\.\d{3})+),\d+([eE][+-]?\d+)?")
_CUT = re.compile(r"[\t;|,](?! )")
_NUMBER = re.compile(r"[+-]?(\d[\d.,]*|[.,]\d+)([eE][+-]?\d+)?%?")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is written, and what its columns are called."""

    encoding: str
    delimiter: str
    has_header: bool
    names: tuple[str, ...]
    decimal: str  # "." or ","


def fault(path: Path, line: int, reason: str, cure: str = "", column: str = "") -> DataError:
    """The error for a place in a table: file, line and, where it is known, column."""
    where = f', column "{column}"' if column else ""
    return DataError(f"{clean(path.name)}, line {line}{where}: {reason}.", cure or _CORRECT)


def find_layout(path: Path, delimiter: str = "auto", header: str = "auto") -> Layout:
    """Find out how a table is written; `delimiter` (a key of DELIMITERS) and `header` (yes, no) may say it instead.

    Raises DataError for a file that is too large, binary, of mixed encodings, or no table.
    """
    facts = path.stat()
    if not stat.S_ISREG(facts.st_mode):
        raise DataError(f"{clean(path.name)} is not a regular file.", _OTHER)
    if facts.st_size > MAX_FILE:
        raise DataError(
            f"{clean(path.name)} has {facts.st_size / 1e6:.0f} MB; at most {MAX_FILE / 1e6:.0f} MB are read.",
            "Choose a part of the table.",
        )
    encoding = _encoding(path)
    try:
        sample = [text for _, text in _lines(path, encoding, _SAMPLE)]
        if not any(line.strip() for line in sample):
            raise DataError(f"{clean(path.name)} is empty.", _OTHER)
        sign = DELIMITERS.get(delimiter) or _delimiter(sample)
        rows = [row for row in csv.reader(sample, delimiter=sign) if row]
    except csv.Error as error:
        raise fault(path, 1, "a cell is too long, or a quote is never closed") from error
    except UnicodeError as error:
        raise fault(path, 1, f"the text is not {encoding}", _UTF8) from error
    if len(rows[0]) > MAX_COLUMNS:
        raise fault(path, 1, f"{len(rows[0])} columns; at most {MAX_COLUMNS} are read", "Take columns out.")
    has_header = header == "yes" or (header == "auto" and _has_header(rows))
    names = rows[0] if has_header else [""] * len(rows[0])
    return Layout(encoding, sign, has_header, unique(names, lambda index: f"column {index + 1}"), _decimal(rows))


def read_rows(path: Path, layout: Layout) -> Iterator[tuple[int, list[str]]]:
    """The number of the first line and the cells of each row after the header; rows of a wrong length are given too.

    Raises DataError for a line that is too long, a quote that is never closed, or too many rows.
    """
    # Closed by name: an error that is kept for the person would keep the file open.
    with closing(_lines(path, layout.encoding)) as lines:
        yield from _rows(path, layout, lines)


def _rows(path: Path, layout: Layout, lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader((text for _, text in lines), delimiter=layout.delimiter, strict=True)
    first, count = 1, -layout.has_header
    try:
        for row in reader:
            if row:
                count += 1
                if count > MAX_ROWS:
                    raise fault(path, first, f"at most {MAX_ROWS} rows are read", "Choose a part of the table.")
                if count > 0:
                    yield first, row
            first = reader.line_num + 1
    except csv.Error as error:
        closed = "expected after" in str(error)
        reason = "text follows a closing quote in the same cell" if closed else "a quote is opened and never closed"
        raise fault(path, reader.line_num if closed else first, reason) from error
    except UnicodeError as error:
        raise fault(path, reader.line_num + 1, f"the text is not {layout.encoding}", _UTF8) from error


def _lines(path: Path, encoding: str, most: int = 0) -> Generator[tuple[int, str], None, None]:
    """Line numbers from 1 and lines; with `most`, only whole lines of about the first that many characters."""
    total = 0
    with path.open(encoding=encoding, newline="") as file:
        for number in range(1, MAX_FILE):
            line = file.readline(MAX_LINE + 1)
            if not line:
                return
            if len(line) > MAX_LINE:
                raise fault(path, number, f"the line has more than {MAX_LINE} characters", _OTHER)
            yield number, line
            total += len(line)
            if most and total >= most:
                return


def _encoding(path: Path) -> str:
    """UTF-8 or UTF-16, by mark or by look, else Western European. Raises DataError for binary and mixed files."""
    with path.open("rb") as file:
        start = file.read(_SAMPLE)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for odd, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = start[odd::2]
        if len(half) > 1 and half.count(0) > 0.4 * len(half) and start[1 - odd :: 2].count(0) < 0.1 * len(half):
            return name
    return _eight_bit_encoding(path)


def _eight_bit_encoding(path: Path) -> str:
    """Look at every line for NUL bytes and for what is no UTF-8; both kinds of letters in one file are a fault."""
    good = bad = 0
    with closing(_odd_lines(path)) as lines:
        for number, line in lines:
            if len(line) > 4 * MAX_LINE:
                raise fault(path, number, f"the line has more than {MAX_LINE} characters", _OTHER)
            if b"\0" in line:
                raise fault(path, number, "a NUL byte, which no text has", _OTHER, _cell(line[: line.index(0)]))
            if line.isascii():
                continue
            try:
                line.decode("utf-8")
                good = good or number
            except UnicodeDecodeError as error:
                bad = bad or number
                cell = _cell(line[: error.start])
            if good and bad:
                raise fault(path, max(good, bad), f"letters are written in another way than in line {min(good, bad)}",
                            _UTF8, cell if bad > good else "")  # fmt: skip
    return "cp1252" if bad and _is_cp1252(path) else "latin-1" if bad else "utf-8-sig"


def _odd_lines(path: Path) -> Generator[tuple[int, bytes], None, None]:
    """The lines, with their numbers, that may be no plain text: those of a block in which any byte is not."""
    number = 0
    with path.open("rb") as file:
        while block := file.read(1 << 20) + file.readline(4 * MAX_LINE + 1):
            if block.isascii() and b"\0" not in block and len(block) <= 4 * MAX_LINE:
                number += block.count(b"\n")
                continue
            for line in io.BytesIO(block):
                number += 1
                yield number, line


def _cell(before: bytes) -> str:
    """The number of the cell that follows these bytes of a line, by the commonest delimiter in them."""
    return str(1 + max(before.count(sign.encode()) for sign in DELIMITERS.values()))


def _is_cp1252(path: Path) -> bool:
    """Whether none of the five bytes occurs that Windows' Western alphabet leaves empty."""
    with path.open("rb") as file:
        blocks = iter(lambda: file.read(1 << 20), b"")
        return not any(byte in block for block in blocks for byte in b"\x81\x8d\x8f\x90\x9d")


def _delimiter(sample: list[str]) -> str:
    """The sign that cuts the header and most rows into the same number of cells, more than one.

    Of signs alike in that, the one whose cells in the header hold fewest other signs; the rarer ones in plain text come
    first. Where no sign cuts the first line, as below a title, the one that cuts most lines alike.
    """
    best, chosen = (False, 0.0, 0), ","
    lines = [line for line in sample if line.strip()][:100]
    for sign in DELIMITERS.values():
        try:
            rows = [row for row in csv.reader(lines, delimiter=sign) if row]
        except csv.Error:  # a cell is too long: this sign cuts nothing
            continue
        widths = [len(row) for row in rows]
        width = max([1, *widths[:1]])
        headed = width > 1
        if not headed:
            width = max(widths, key=widths.count, default=1)
        share = round(20 * widths.count(width) / len(widths)) / 20 if width > 1 else 0.0  # 5 % decide nothing
        fit = (headed, share, sum(map(_is_whole, rows[0])) if rows else 0)
        if share and fit > best:
            best, chosen = fit, sign
    return chosen


def _is_whole(cell: str) -> bool:
    """Whether a cell looks like one cell: a number, or a text in which any delimiter is followed by a blank."""
    return not cell.startswith(" ") and (_NUMBER.fullmatch(cell) is not None or not _CUT.search(cell))


def _has_header(rows: list[list[str]]) -> bool:
    """Whether the first row names the columns: no number in it, and each name once and in no row below."""
    first = [cell.strip() for cell in rows[0]]
    if any(_NUMBER.fullmatch(cell) for cell in first):
        return False
    if any(_NUMBER.fullmatch(cell.strip()) for row in rows[1:20] for cell in row):
        return True
    below = {cell.strip() for row in rows[1:] for cell in row}
    return len(set(first)) == len(first) and not below & set(first)


def _decimal(rows: list[list[str]]) -> str:
    """The decimal sign: a comma when more cells are written so."""
    cells = [cell.strip() for row in rows[:500] for cell in row]
    commas = sum(_COMMA.fullmatch(cell) is not None for cell in cells)
    return "," if commas > sum(_POINT.fullmatch(cell) is not None for cell in cells) else "."

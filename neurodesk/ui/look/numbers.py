"""The one door for numbers that people read: 12,042 · 0.972 · 97.2% · 61.7 k · 4.1 MB · 2 min 5 s.

Every number of the window is written here, in the marks of the chosen language as Unicode's CLDR has them (through
QLocale, which `speak` sets): 12,042 and 0.972 in English, 12.042, 0,972 and 97,2 % in German. The point between
German thousands, not DIN's narrow space: it is what CLDR and every other program on that desk write, fields take the
same marks back, and beside a decimal comma it cannot be misread. Three things keep their digits bare, since they are
names or code: the sizes of a shape (32 x 8 x 8, as fields, problems and PyTorch write it), numbers of runs, and what
goes into files.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from PySide6.QtCore import QDate, QDateTime, QLocale

_ENGLISH: Final = re.compile(r"-?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?(?=( ?%| [kKMGT]?i?B| s| min| h| bytes)?$)")
_WHOLE: Final = 1 << 53  # past it Qt's whole numbers end; a float says as much as anyone reads
_LONGEST: Final = 40  # digits that someone means as a number
_SPACED: Final = frozenset(  # CLDR writes a no-break space before the percent sign: the pattern "#,##0 %"
    (
        QLocale.Language.German, QLocale.Language.French, QLocale.Language.Spanish, QLocale.Language.Swedish,
        QLocale.Language.Danish, QLocale.Language.NorwegianBokmal, QLocale.Language.Finnish, QLocale.Language.Czech,
        QLocale.Language.Slovak, QLocale.Language.Russian, QLocale.Language.Ukrainian, QLocale.Language.Romanian,
    )
)  # fmt: skip


def whole(number: float) -> str:
    """A count with its thousands apart: `12,042`."""
    if isinstance(number, int) and abs(number) < _WHOLE:
        return _marks().toString(number)
    return _marks().toString(float(number), "f", 0)


def fixed(number: float, places: int) -> str:
    """A number with so many places behind the mark: `0.972`."""
    return _marks().toString(float(number), "f", places)


def short(number: float, digits: int = 3) -> str:
    """A number in so many digits that count, whole ones with their thousands apart: `0.00123`, `12,042`, `1.2e-07`."""
    number = float(number)
    if 10**digits <= abs(float(f"{number:.{digits}g}")) < 1e6:  # as it will be rounded: 999.6 is 1,000
        return whole(round(number))
    return _marks().toString(number, "g", digits)


def plain(number: float) -> str:
    """A number of a table as it stands there, no digit less and none that its precision made up: `66,112`, `0.24`."""
    text = str(number)  # of a float32 too the shortest that gives it again
    if not 1e-6 <= abs(number) < 1e15:
        return short(float(text), 9)
    return fixed(float(text), max(-int(Decimal(text).normalize().as_tuple().exponent), 0))


def percent(share: float, places: int = 1) -> str:
    """A share as `97.2%`."""
    return fixed(100 * share, places) + percent_sign()


def percent_sign() -> str:
    """What stands behind a percentage, the space before it included."""
    marks = _marks()
    return f"\u00a0{marks.percent()}" if marks.language() in _SPACED else marks.percent()


def compact(number: float) -> str:
    """A large count in three digits: `1.23 M`."""
    for limit, unit in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e4, "k")):
        if abs(number) >= limit:
            scale = 1e3 if unit == "k" else limit
            return f"{short(number / scale)} {unit}"
    return whole(number) if number == int(number) else short(number)


def memory(size: float) -> str:
    """Bytes in the unit that fits: `4.1 MB` (1 MB = 1024 x 1024 bytes)."""
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1024:
            return f"{fixed(size, 0 if unit == 'B' else 1)} {unit}"
        size /= 1024
    return f"{fixed(size, 1)} TB"


def duration(seconds: float) -> str:
    """Seconds as `8 s`, `2 min 5 s`, `53 min` or `1 h 20 min`; a dash when nobody knows."""
    if not 0 <= seconds < 1e9:
        return "–"
    total = round(seconds)
    if total < 60:
        return f"{total} s"
    if total < 3600:
        return _two(total // 60, "min", total % 60, "s")
    return _two(total // 3600, "h", total % 3600 // 60, "min")


def _two(large: int, unit: str, small: int, lesser: str) -> str:
    """A time in two units, or in one where nothing is left over."""
    return f"{whole(large)} {unit} {small} {lesser}" if small else f"{whole(large)} {unit}"


def moment(seconds: float) -> str:
    """A time of the past, in seconds since 1970: `12:03` today, else with its day, `26 Nov 2026, 12:03`."""
    then = QDateTime.fromSecsSinceEpoch(int(seconds)) if 0 <= seconds < 1e11 else QDateTime()
    if not then.isValid():
        return "–"
    time = then.toString("HH:mm")
    return time if then.date() == QDate.currentDate() else f"{_marks().toString(then.date(), 'd MMM yyyy')}, {time}"


def typed(number: float) -> str:
    """A number as a field shows it and takes it back: the shortest text that gives it again, no thousands apart."""
    return f"{number:.10g}".replace(".", _marks().decimalPoint())


def whole_of(text: str) -> int | None:
    """The whole number that someone typed, with or without the language's thousands marks or spaces between the
    thousands; None for anything else.
    """
    between = rf"[{re.escape(_marks().groupSeparator())}\s]"
    if not re.fullmatch(rf"[+−-]?(\d+|\d{{1,3}}({between}\d{{3}})+)", text):
        return None
    digits = re.sub(between, "", text.replace("−", "-"))
    return int(digits) if len(digits) <= _LONGEST else None


def said(value: object) -> str:
    """A value of a form: a number as people write it, to ten digits; all else as it stands."""
    if type(value) is int:
        return whole(value)
    return short(value, 10) if isinstance(value, float) else str(value)


def rewritten(text: str) -> str:
    """A number that another room wrote in English, its unit behind it or not, with the marks of the language; any
    other text as it stands.
    """
    found = _ENGLISH.match(text)
    if found is None or not (found[2] or found[3]):
        return text  # no marks in it
    number = found[0].replace(",", "")
    told = fixed(float(number), len(found[3]) - 1) if found[3] else whole(int(number))
    unit = text[found.end() :]
    return percent(float(number) / 100, len(found[3] or ".") - 1) if unit.strip() == "%" else told + unit


def _marks() -> QLocale:
    """The language's marks; English where the computer names no language, whose thousands would run together."""
    marks = QLocale()
    return QLocale(QLocale.Language.English) if marks.language() == QLocale.Language.C else marks

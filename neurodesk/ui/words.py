"""The words that people read, in their language: every text of the desk goes through `tr`.

The rooms below speak English and know no translation; where the desk shows what they said, or what was declared
before a language was chosen, it asks `spoken`. `packaging/words.py` gathers all of it for translators.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator, Signal

from neurodesk.disk.resources import resource
from neurodesk.graph.errors import visible
from neurodesk.layers.declared import SENTENCE
from neurodesk.ui.look.numbers import rewritten, whole

LANGUAGES: Final = {"english": "en", "deutsch": "de"}
"""The languages that can be chosen, as the settings name them, and the code of each: its translation is
`resources/translations/<code>.json`; English is what stands in the source.
"""
_VALUE: Final = re.compile(r"\{(\w+)\}")
_SENTENCES: Final = re.compile(f"\n|{SENTENCE.pattern}")
_HALVES: Final = re.compile("; |: ")  # of a sentence
_PARTS: Final = re.compile(r"( and |, | \(|\)|\.$)")  # of a list: Flatten and Linear (10)
_PLACE: Final = re.compile(r"(?P<reason>.+)(?P<at> \(at |, at )(?P<place>[^ ].*?)(?P<end>\)?)(?P<stop>\.?)", re.DOTALL)
_SHORT = 3  # letters; names of ports and axes are not looked up
_CUTS = 6  # places where a text is cut in two; more of them are a list
_RUN = 3  # sentences of one text at most
_DEEP = 5  # sentences in sentences: a problem in a network, its reason, a value in it
_NAMES: Final = frozenset({"run", "line", "number", "name", "version"})  # values that are names, be they digits
_ENOUGH = 4  # letters that a template needs to be told from any other
_LONGEST = 2000  # letters of a text worth looking through; a longer one is not of ours


def tr(text: str, /, **values: Any) -> str:
    """`text` in the language of the program, with its `{names}` filled in: `tr("{count} layers", count=3)`.

    Whole numbers are written as the language writes them; of others the caller says how (`ui/look/numbers.py`).
    Without values the text stands as it is, braces included. The text must be written out where `tr` is called:
    translators find it there.
    """
    told = language().heard.get(text, text)
    return told.format(**{name: _counted(name, value) for name, value in values.items()}) if values else told


def _counted(name: str, value: Any) -> Any:
    if isinstance(value, str | Path):
        return visible(str(value), "\n\t")
    return whole(value) if type(value) is int and name not in _NAMES else value


def later(text: str) -> str:
    """`text` as it stands, marked for translators where it is declared; `spoken` translates it where it is shown."""
    return text


def spoken(text: str) -> str:
    """What another room said, or what was declared, in the language of the program; as it is where no one knows it."""
    heard = language().heard
    if text in heard or not heard or len(text) > _LONGEST:
        return heard.get(text, text)
    return _found(text, _DEEP)[0]


def reasoned(fault: Any) -> str:
    """What went wrong and what to do about it, in the language of the program: an error's text, or that of what the
    engine told, and its `cure` where it has one.
    """
    told, cure = getattr(fault, "text", "") or str(fault), getattr(fault, "cure", "")
    return f"{spoken(told)} {spoken(cure)}".strip()


@lru_cache(maxsize=4096)
def _found(text: str, deep: int) -> tuple[str, int]:
    """A text with values in it, and how many letters of it were known: by a template, or part by part where more of it
    is known so, as where a file's name stands before a reason with a template of its own, or where the value of a
    template would reach into the next sentence.
    """
    if len(text) <= _SHORT or not deep:
        return text, 0
    whole = _as_one(text, deep)
    if whole[1] == len(text):
        return whole
    ways = (_in_sentences(text, deep), _placed(text, deep), whole, *_halved(text, deep))
    best = max(ways, key=itemgetter(1))  # of equals the first
    return best if best[1] else _listed(text, deep)


def _as_one(text: str, deep: int, *, several: bool = False) -> tuple[str, int]:
    """The text as it stands, or by the template that fits with the most letters, of `several` sentences if so asked."""
    if told := _known(text):
        return told, len(text)
    for literal, template in _templates(several):
        stop = "." if text.endswith(".") and not template.endswith(".") else ""  # reasons get one where they are shown
        lost = "." if template.endswith(".") and not text.endswith(".") else ""
        if literal.removesuffix(lost) in text and (
            match := _pattern(template).fullmatch(f"{text.removesuffix(stop)}{lost}")
        ):
            found = {name: _value(name, value, deep) for name, value in match.groupdict().items()}
            said = _VALUE.sub(lambda name, found=found: found.get(name[1], (name[0], 0))[0], language().heard[template])
            letters = len("".join(_VALUE.split(template)[::2])) + sum(letters for _said, letters in found.values())
            return said.removesuffix(lost) + stop, letters
    return text, 0


def _in_sentences(text: str, deep: int) -> tuple[str, int]:
    """Sentence by sentence, and several of them as one where they are known so: a cure may be of two."""
    cuts = [(0, 0), *(cut.span() for cut in _SENTENCES.finditer(text)), (len(text), len(text))]
    best = [("", 0)]  # of the sentences up to each cut
    for end, (stop, _next) in enumerate(cuts[1:], 1):
        ways = []
        for begin in range(max(0, end - _RUN), end):
            run = text[cuts[begin][1] : stop]
            told, known = _found(run, deep - 1) if end - begin == 1 else _as_one(run, deep, several=True)
            ways.append((best[begin][0] + text[slice(*cuts[begin])] + told, best[begin][1] + known))
        best.append(max(ways, key=itemgetter(1)))
    return best[-1] if len(cuts) > 2 else (text, 0)


def _placed(text: str, deep: int) -> tuple[str, int]:
    """A reason with the place in a file behind it; what stands between them is too short to be known."""
    match = _PLACE.fullmatch(text)
    told = language().heard.get(f"{match['at']}{{place}}{match['end']}") if match else None
    if match is None or told is None:
        return text, 0
    (reason, known), (place, more) = (_found(match[part], deep - 1) for part in ("reason", "place"))
    return f"{reason}{told.format(place=place)}{match['stop']}", known + more


def _halved(text: str, deep: int) -> Iterator[tuple[str, int]]:
    """The text cut in two, once at each place where it can be: in a reason there may be another."""
    for cut in islice(_HALVES.finditer(text), _CUTS):
        (left, known), (right, more) = (_found(half, deep - 1) for half in (text[: cut.start()], text[cut.end() :]))
        yield f"{left}{cut[0]}{right}", known + more


def _listed(text: str, deep: int) -> tuple[str, int]:
    """The parts of a list."""
    parts = _PARTS.split(text)
    if len(parts) == 1:
        return text, 0
    known = map(language().heard.get, parts)  # of a list also those too short to be looked up: Add, Pad
    found = [(told, len(part)) if told else _found(part, deep - 1) for part, told in zip(parts, known, strict=True)]
    return "".join(said for said, _letters in found), sum(letters for _said, letters in found)


def _known(text: str) -> str:
    """A text without values in it; nothing where it is no such text. The cure at the end of a reason has lost its full
    stop, and a reason gets one where it is shown.
    """
    heard, bare = language().heard, text.removesuffix(".")
    return heard.get(text) or heard.get(f"{text}.", "").removesuffix(".") or (bare in heard and f"{heard[bare]}.") or ""


def _value(name: str, value: str, deep: int) -> tuple[str, int]:
    """A value in a template: a number in the marks of the language, or a text that may be known itself."""
    told = value if name.rstrip("0123456789") in _NAMES else rewritten(value)
    return _found(value, deep - 1) if told == value else (told, 0)


@lru_cache(maxsize=2)
def _templates(several: bool) -> list[tuple[str, str]]:
    """Of every text with values, or those of several sentences: its longest literal part, and itself; those with most
    letters come first.
    """
    found = []
    for text in language().heard:
        literals = _VALUE.split(text)[::2]
        fits = not several or _SENTENCES.search("V1".join(literals))  # a value may begin or end a sentence
        if fits and len(literals) > 1 and len(re.findall("[A-Za-z]", "".join(literals))) >= _ENOUGH:
            found.append((len("".join(literals)), max(literals, key=len), text))
    return [(literal, text) for _length, literal, text in sorted(found, key=lambda entry: -entry[0])]


@lru_cache(maxsize=1024)
def _pattern(template: str) -> re.Pattern[str]:
    """What fits a template; made when its literal part was found, for there are a thousand of them."""
    parts, pattern = _VALUE.split(template), ""
    for at, part in enumerate(parts):
        some = "+" if at < 2 or parts[at - 1] else "*"  # of `{side}{padded}` the second may be empty
        pattern += f"(?P<{part}>.{some})" if at % 2 else re.escape(part)
    return re.compile(pattern, re.DOTALL)


def speak(choice: str) -> bool:
    """Speak a language of `LANGUAGES`, or with `system` the computer's, from the next text on; numbers are written and
    read as it writes them, and `language().changed` says so to what shows some.

    Says whether a translation is used; English needs none.
    """
    code = LANGUAGES.get(choice) or QLocale.system().name().split("_")[0]
    QLocale.setDefault(QLocale(LANGUAGES[choice]) if choice in LANGUAGES else QLocale.system())
    app = QCoreApplication.instance()
    translated = app is not None and _translate(app, code)
    language().changed.emit()
    return translated


def _translate(app: QCoreApplication, code: str) -> bool:
    """Put the translation of a language in the place of the last one; says whether there is one."""
    app.removeTranslator(_qts_own())
    language().heard = translation(code)
    _templates.cache_clear()
    _found.cache_clear()
    if not language().heard:
        return False
    if _qts_own().load(f"qtbase_{code}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(_qts_own())
    return True


def translation(code: str) -> dict[str, str]:
    """Each text of a language by the English one; none where there is no file of it."""
    file = resource("translations", f"{code}.json")
    known = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return {text: told for text, told in known.items() if told}  # an empty one is still to be written


class Language(QObject):
    """The language that is spoken; `changed` when there is another.

    `heard` gives each text of ours by the English one. Qt is not asked for it: its binding for Python keeps every text
    beyond ASCII that it was ever asked for, and some have measurements in them.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.heard: dict[str, str] = {}


@lru_cache(maxsize=1)
def language() -> Language:
    """The one language of the program."""
    return Language()


@lru_cache(maxsize=1)
def _qts_own() -> QTranslator:
    return QTranslator()

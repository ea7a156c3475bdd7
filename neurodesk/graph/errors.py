"""Keeps the errors a person may read: each says in plain sentences what is expected, and carries its cure."""

from __future__ import annotations

from pathlib import Path
from unicodedata import category

_JOINERS = "\u200c\u200d"
_SPACE = "Zs"  # as before the percent sign in German; Python calls all but one of them unprintable


def visible(text: str, but: str = "") -> str:
    """A text without what cannot be seen: names from files may turn the writing round or speak to a terminal. The
    characters in `but` stay, and what joins letters or keeps them apart, as Persian, Hindi and pictures need.
    """
    seen = {letter for letter in text if letter.isprintable() or letter in _JOINERS + but or category(letter) == _SPACE}
    return "".join(letter if letter in seen else "\N{REPLACEMENT CHARACTER}" for letter in text)


class NeuroDeskError(Exception):
    """Something a person can understand and put right. `str(error)` is the sentence, `cure` the next step."""

    def __init__(self, message: str, cure: str = "") -> None:
        super().__init__(visible(message))
        self.cure = cure


class EditError(NeuroDeskError):
    """An edit that cannot be made; the drawing is as it was."""


class ParameterError(NeuroDeskError):
    """A value outside what its parameter allows."""


class ShapeError(NeuroDeskError):
    """Shapes that do not fit together."""


class CompileError(NeuroDeskError):
    """A drawing that cannot become a network yet."""


class BadFile(NeuroDeskError):
    """A file that cannot be used: `path` names it, `reason` says why, `place` where inside it."""

    def __init__(self, path: Path | str, reason: str, place: str = "", cure: str = "") -> None:
        self.path = Path(path)
        self.reason = reason.rstrip(".")
        self.place = place
        # the reason may end in brackets of its own, and two pairs in a row read badly
        where = "" if not place else f", at {place}" if self.reason.endswith(")") else f" (at {place})"
        super().__init__(f"{self.path.name or path}: {self.reason}{where}.", cure)


class DataError(NeuroDeskError):
    """Examples that are missing or cannot be used."""


class TrainingError(NeuroDeskError):
    """A run that cannot start or go on."""


class ExplainError(NeuroDeskError):
    """An explanation that cannot be made for this network or example."""


class ExportError(NeuroDeskError):
    """A file that cannot be exported."""

"""What people call a run: the name it was given, else its number in words of the language."""

from __future__ import annotations

from typing import Final

from neurodesk.ui.words import tr

_LETTERS: Final = 24  # of a name in a line of other words


def run_name(name: object, run: int) -> str:
    """A run's own name. The one that the store gives a run without a name, `Run 3`, is said in the language."""
    told = str(name)
    return tr("Run {run}", run=run) if told in ("", f"Run {run}") else told


def short_name(name: object, run: int) -> str:
    """The same, cut where it would take the place of the words around it."""
    told = run_name(name, run)
    return told if len(told) <= _LETTERS else f"{told[: _LETTERS - 1]}…"

"""The words that people read, in their language: every text of the desk goes through `tr`."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

from neurodesk.disk.resources import resource

CONTEXT: Final = "NeuroDesk"  # one for all, so that a sentence is translated once
LANGUAGES: Final = {"english": "en"}
"""The languages that can be chosen, as the settings name them, and the code of each: its translation is
`resources/languages/<code>.qm`; English is what stands in the source.
"""


def tr(text: str, /, **values: Any) -> str:
    """`text` in the language of the program, with its `{names}` filled in: `tr("{count} layers", count=3)`.

    Without values the text stands as it is, braces included. The text must be written out where `tr` is called:
    translators find it there.
    """
    said = QCoreApplication.translate(CONTEXT, text)
    return said.format(**values) if values else said


def speak(choice: str) -> bool:
    """Speak a language of `LANGUAGES`, or with `system` the computer's, from the next text on.

    Says whether a translation is used; English needs none.
    """
    code = LANGUAGES.get(choice) or QLocale.system().name().split("_")[0]
    app, translator = QCoreApplication.instance(), _translator()
    if app is None:
        return False
    app.removeTranslator(translator)
    file = resource("languages", f"{code}.qm")
    return (
        code in LANGUAGES.values()
        and file.is_file()
        and translator.load(str(file))
        and app.installTranslator(translator)
    )


@lru_cache(maxsize=1)
def _translator() -> QTranslator:
    return QTranslator()

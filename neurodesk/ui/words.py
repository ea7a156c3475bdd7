"""The words that people read, in their language: every text of the desk goes through `tr`."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QCoreApplication

CONTEXT: Final = "NeuroDesk"  # one for all, so that a sentence is translated once


def tr(text: str, /, **values: Any) -> str:
    """`text` in the language of the program, with its `{names}` filled in: `tr("{count} layers", count=3)`.

    Without values the text stands as it is, braces included. The text must be written out where `tr` is called:
    translators find it there.
    """
    said = QCoreApplication.translate(CONTEXT, text)
    return said.format(**values) if values else said

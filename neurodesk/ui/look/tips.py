"""Tool tips that show names from files as they stand: Qt would read some texts as markup."""

from __future__ import annotations

import html

from PySide6.QtGui import Qt

from neurodesk.ui.words import spoken


def tip(text: str) -> str:
    """A text for a tool tip, in the language of the program, escaped where Qt would take it for markup: each word
    is shown as it stands.
    """
    text = spoken(text)
    return f"<p>{html.escape(text)}</p>" if Qt.mightBeRichText(text) else text

"""Tool tips that show names from files as they stand: Qt would read some texts as markup."""

from __future__ import annotations

import html

from PySide6.QtGui import Qt


def tip(text: str) -> str:
    """A text for a tool tip, escaped where Qt would take it for markup, so that it is always shown word for word."""
    return f"<p>{html.escape(text)}</p>" if Qt.mightBeRichText(text) else text

"""The style sheet: how the ready-made widgets are drawn, filled in from the colours of a theme."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from neurodesk.disk.resources import resource

if TYPE_CHECKING:
    from neurodesk.ui.theme import Theme

_ROLE = re.compile(r"@([a-z_0-9]+)")


def sheet(theme: Theme) -> str:
    """The sheet of `resources/themes/desk.qss`, each `@role` in it replaced by that colour of `theme`."""
    text = resource("themes", "desk.qss").read_text(encoding="utf-8")
    return _ROLE.sub(lambda found: theme.color(found[1]).name(), text)

"""The style sheet: how the ready-made widgets are drawn, filled in from the colours of a theme."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from neurodesk.disk.resources import resource

if TYPE_CHECKING:
    from neurodesk.ui.look.theme import Theme

_ROLE = re.compile(r"@([a-z_0-9]+)")


def sheet(theme: Theme) -> str:
    """The sheet of `resources/themes/desk.qss`, each `@role` in it replaced by that colour of `theme`.

    `@tick` and `@down` are the drawings of a ticked box and of an arrow.
    """
    text = resource("themes", "desk.qss").read_text(encoding="utf-8")
    tick = "tick_dark.svg" if theme.dark else "tick_light.svg"
    drawings = {"tick": tick, "down": "down.svg"}

    def filled(found: re.Match[str]) -> str:
        drawing = drawings.get(found[1])
        return resource("icons", "actions", drawing).as_posix() if drawing else theme.color(found[1]).name()

    return _ROLE.sub(filled, text)

"""Actions of the Help menu: keys, and what this installation is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neurodesk.ui import asking
from neurodesk.ui.actions.declared import Declared

if TYPE_CHECKING:
    from neurodesk.ui.window import Window


def _show_keys(window: Window) -> None:
    from neurodesk.ui.actions.menus import ACTIONS as EVERY

    asking.show_keys(window, [(declared.text, " or ".join(declared.keys)) for declared in EVERY if declared.keys])


def _show_doctor(window: Window) -> None:
    asking.show_text(window, "About this installation", asking.installation(window.link.devices))


ACTIONS: tuple[Declared, ...] = (
    Declared("keys", "Help", "Keys", ("?",), _show_keys, "help", None, True),
    Declared("doctor", "Help", "About this installation", (), _show_doctor, "help"),
)

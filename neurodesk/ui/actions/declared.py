"""What an action is: its words, key, symbol, menu and what it calls; and the reasons that several share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from neurodesk.ui.words import tr

if TYPE_CHECKING:
    from neurodesk.ui.window import Window


@dataclass(frozen=True, slots=True)
class Declared:
    """One action. `blocked` gives the reason why it cannot be done now, empty when it can."""

    key: str
    menu: str
    text: str
    keys: tuple[str, ...]
    act: Callable[[Window], object]
    symbol: str = ""
    blocked: Callable[[Window], str] | None = None
    on_canvas: bool = False  # its keys are single letters, so they count only while the canvas has the focus
    context: str = ""  # on which things of the canvas its menu offers it: node, wire, frame, canvas


def needs_selection(window: Window) -> str:
    """Something is selected."""
    return "" if window.session.selection else tr("Select a node first.")


def needs_nodes(window: Window) -> str:
    """Something is drawn."""
    return "" if window.session.graph.nodes else tr("The canvas is empty.")


def needs_canvas(window: Window) -> str:
    """The canvas is there. Adding works from every dock, as after data was chosen there; fields that are typed in
    keep their letters."""
    return "" if window.middle.currentIndex() else tr("Open a project or an empty canvas first.")

"""Actions of the Window menu: going from one window of the program to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neurodesk.ui import windows
from neurodesk.ui.actions.declared import Declared

if TYPE_CHECKING:
    from neurodesk.ui.window import Window


def _next(window: Window) -> None:
    every = windows.every()
    windows.bring(every[(every.index(window) + 1) % len(every)])


ACTIONS: tuple[Declared, ...] = (
    Declared("new_window", "Window", "New window", ("Ctrl+Shift+N",), lambda w: windows.another(w), "new"),
    Declared(
        "next_window",
        "Window",
        "Next window",
        ("Ctrl+F6",),
        _next,
        "",
        lambda _w: "" if len(windows.every()) > 1 else "There is only this window.",
    ),
    Declared("close", "Window", "Close window", ("Ctrl+W",), lambda w: w.close(), "close"),
)

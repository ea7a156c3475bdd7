"""Actions of the Arrange menu: lining up what is selected, and spreading it evenly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neurodesk.ui.actions.declared import Declared
from neurodesk.ui.words import tr

if TYPE_CHECKING:
    from neurodesk.ui.window import Window


def _needs_two(window: Window) -> str:
    return "" if len(window.session.selection) > 1 else tr("Select at least two layers first.")


def _needs_three(window: Window) -> str:
    return "" if len(window.session.selection) > 2 else tr("Select at least three layers first.")


ACTIONS: tuple[Declared, ...] = (
    Declared("align_left", "Arrange", "Align left", (), lambda w: w.canvas.align("left"), "align_left", _needs_two),
    Declared(
        "align_centre",
        "Arrange",
        "Align centres, one below another",
        (),
        lambda w: w.canvas.align("centre"),
        "align_centre",
        _needs_two,
    ),
    Declared("align_right", "Arrange", "Align right", (), lambda w: w.canvas.align("right"), "align_right", _needs_two),
    Declared("align_top", "Arrange", "Align top", (), lambda w: w.canvas.align("top"), "align_top", _needs_two),
    Declared(
        "align_middle",
        "Arrange",
        "Align centres, side by side",
        (),
        lambda w: w.canvas.align("middle"),
        "align_middle",
        _needs_two,
    ),
    Declared(
        "align_bottom", "Arrange", "Align bottom", (), lambda w: w.canvas.align("bottom"), "align_bottom", _needs_two
    ),
    Declared(
        "distribute_across",
        "Arrange",
        "Distribute horizontally",
        (),
        lambda w: w.canvas.distribute(0),
        "distribute_across",
        _needs_three,
    ),
    Declared(
        "distribute_down",
        "Arrange",
        "Distribute vertically",
        (),
        lambda w: w.canvas.distribute(1),
        "distribute_down",
        _needs_three,
    ),
)

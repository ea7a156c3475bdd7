"""Actions of the Train menu: a run, held and ended."""

from __future__ import annotations

from neurodesk.ui.actions.declared import Declared

ACTIONS: tuple[Declared, ...] = (
    Declared(
        "train",
        "Train",
        "Train",
        ("Ctrl+Return",),
        lambda w: w.train(),
        "train",
        lambda w: "A run is under way." if w.link.busy else w.bar.blocked(),
    ),
    Declared(
        "pause",
        "Train",
        "Pause or go on",
        ("Ctrl+P",),
        lambda w: w.link.toggle_pause(),
        "pause",
        lambda w: "" if w.link.state in ("training", "paused") else "Nothing is training.",
    ),
    Declared(
        "stop",
        "Train",
        "Stop",
        ("Ctrl+.",),
        lambda w: w.link.stop(),
        "stop",
        lambda w: "" if w.link.busy else "Nothing is training.",
    ),
)

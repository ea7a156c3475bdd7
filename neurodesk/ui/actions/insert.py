"""Actions of the Insert menu: what can be added to the drawing."""

from __future__ import annotations

from neurodesk.ui.actions.declared import Declared, needs_canvas

ACTIONS: tuple[Declared, ...] = (
    Declared(
        "add",
        "Insert",
        "Add a layer…",
        ("Shift+A",),
        lambda w: w.canvas.add_search(),
        "add",
        needs_canvas,
        context="canvas wire",
    ),
    Declared(
        "chain",
        "Insert",
        "Type a chain of layers…",
        ("Shift+C",),
        lambda w: w.canvas.quick_add(),
        "chain",
        needs_canvas,
        context="canvas",
    ),
)

"""Actions of the View menu: where the canvas looks, how the drawing lies and what colours it has."""

from __future__ import annotations

from neurodesk.ui.actions.declared import Declared, needs_canvas, needs_nodes, needs_selection
from neurodesk.ui.canvas.minimap import MOST
from neurodesk.ui.walking import next_dock, next_part
from neurodesk.ui.words import tr

ACTIONS: tuple[Declared, ...] = (
    Declared("fit", "View", "Fit all", ("Home", "A"), lambda w: w.canvas.fit_all(), "fit", needs_nodes, True, "canvas"),
    Declared(
        "fit_selection",
        "View",
        "Fit selection",
        ("F", "."),
        lambda w: w.canvas.fit_selection(),
        "fit",
        needs_selection,
        True,
        "node",
    ),
    Declared("zoom_in", "View", "Zoom in", ("Ctrl++", "Ctrl+="), lambda w: w.canvas.zoom_by(1.25)),
    Declared("zoom_out", "View", "Zoom out", ("Ctrl+-",), lambda w: w.canvas.zoom_by(0.8)),
    Declared("zoom_whole", "View", "Zoom to 100%", ("Ctrl+1",), lambda w: w.canvas.zoom_to(1.0)),
    Declared("zoom_fit", "View", "Zoom to fit", ("Ctrl+0",), lambda w: w.canvas.fit_all(), "", needs_nodes),
    Declared("tidy", "View", "Tidy", ("L",), lambda w: w.canvas.tidy(), "tidy", needs_nodes, True, "node canvas"),
    Declared(
        "float",
        "View",
        "Float this dock, or put it back",
        ("Ctrl+Shift+F",),
        lambda w: w.docks.float_current() or w.word.showMessage(tr("Click into a dock first."), 4000),
    ),
    Declared(
        "minimap",
        "View",
        "Minimap of large drawings",
        (),
        lambda w: w.canvas.minimap.switch(not w.canvas.minimap.wanted),
        "",
        lambda w: "" if len(w.session.graph.nodes) > MOST else f"It is there from {MOST + 1} layers on.",
    ),
    Declared("next_part", "View", "Next part of the window", ("F6",), lambda w: next_part(w, 1)),
    Declared("previous_part", "View", "Previous part of the window", ("Shift+F6",), lambda w: next_part(w, -1)),
    Declared("next_dock", "View", "Next dock", ("Ctrl+PgDown",), lambda w: next_dock(w, 1), "", needs_canvas),
    Declared("previous_dock", "View", "Previous dock", ("Ctrl+PgUp",), lambda w: next_dock(w, -1), "", needs_canvas),
    Declared("theme", "View", "Dark or light", ("Ctrl+Shift+T",), lambda w: w.toggle_theme(), "theme"),
)

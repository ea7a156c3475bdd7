"""Actions on what is marked: mute, comment frames, dots on wires, pinned previews."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neurodesk.ui.actions.declared import Declared, needs_canvas, needs_selection
from neurodesk.ui.canvas import marking
from neurodesk.ui.words import tr

if TYPE_CHECKING:
    from neurodesk.ui.window import Window


def _wire_here(window: Window) -> str:
    """A wire is picked, or ends at the one selected node."""
    return "" if marking.wire_here(window.canvas) else tr("Select a layer with a wire into it first.")


def _reroute(window: Window) -> None:
    marking.add_dot(window.canvas, marking.wire_here(window.canvas))


def _write(window: Window) -> None:
    from neurodesk.ui.canvas.frame_title import FrameTitle  # late: a line that few open

    FrameTitle(window.canvas, window.canvas.canvas.marks.picked.frame)


def _change(window: Window) -> None:
    from neurodesk.ui.canvas.frame_dialog import FrameDialog  # late: a dialog that few open

    FrameDialog(window.canvas, window.canvas.canvas.marks.picked.frame).open()


def _needs_frame(window: Window) -> str:
    return "" if window.canvas.canvas.marks.picked.frame else tr("Select a frame by its title first.")


def _needs_mark(window: Window) -> str:
    picked = window.canvas.canvas.marks.picked
    return "" if picked.frame or picked.wire else tr("Select a frame, or a dot of a wire, first.")


ACTIONS: tuple[Declared, ...] = (
    Declared(
        "mute", "Edit", "Mute", ("M",), lambda w: marking.toggle_mute(w.canvas), "mute", needs_selection, True, "node"
    ),
    Declared(
        "pin",
        "Edit",
        "Pin preview",
        ("P",),
        lambda w: marking.toggle_pin(w.canvas),
        "pin",
        needs_selection,
        True,
        "node",
    ),
    Declared(
        "frame",
        "Insert",
        "Comment frame",
        ("C",),
        lambda w: w.canvas.frame(),
        "frame",
        needs_canvas,
        True,
        "node canvas",
    ),
    Declared("reroute", "Insert", "Dot on the wire", ("R",), _reroute, "dot", _wire_here, True, "wire"),
    Declared(
        "write_frame",
        "Edit",
        "Edit the comment",
        (),
        _write,
        "frame",
        _needs_frame,
        context="frame",
    ),
    Declared(
        "change_frame",
        "Edit",
        "Text, colour and size of the frame…",
        ("Shift+K",),
        _change,
        "frame",
        _needs_frame,
        True,
        context="frame",
    ),
    Declared(
        "colour_frame",
        "Edit",
        "Next colour of the frame",
        (),
        lambda w: marking.next_colour(w.canvas),
        "theme",
        _needs_frame,
        context="frame",
    ),
    Declared(
        "delete_mark",
        "Edit",
        "Delete the frame, dot or wire",
        (),
        lambda w: marking.remove_picked(w.canvas),
        "delete",
        _needs_mark,
        context="frame wire",
    ),
    Declared("next_mark", "View", "Next frame or dot", ("K",), lambda w: marking.next_mark(w.canvas), "", None, True),
)

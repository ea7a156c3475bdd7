"""Actions of the Edit menu: taking back, copying, deleting, selecting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neurodesk.ui.actions.declared import Declared, needs_nodes, needs_selection
from neurodesk.ui.words import tr

if TYPE_CHECKING:
    from neurodesk.ui.window import Window


def _open_settings(window: Window) -> None:
    from neurodesk.ui.settings_dialog import SettingsDialog

    SettingsDialog(window).open()


def _rename(window: Window) -> None:
    from neurodesk.ui.walking import rename_selected

    rename_selected(window)


def _needs_one(window: Window) -> str:
    return "" if len(window.session.selection) == 1 else tr("Select one layer first.")


ACTIONS: tuple[Declared, ...] = (
    Declared(
        "undo",
        "Edit",
        "Undo",
        ("Ctrl+Z",),
        lambda w: w.session.undo(),
        "undo",
        lambda w: "" if w.session.history.can_undo else "Nothing to undo.",
    ),
    Declared(
        "redo",
        "Edit",
        "Redo",
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        lambda w: w.session.redo(),
        "redo",
        lambda w: "" if w.session.history.can_redo else "Nothing to do again.",
    ),
    Declared("cut", "Edit", "Cut", ("Ctrl+X",), lambda w: w.canvas.cut(), "cut", needs_selection, True, "node"),
    Declared("copy", "Edit", "Copy", ("Ctrl+C",), lambda w: w.canvas.copy(), "copy", needs_selection, True, "node"),
    Declared("paste", "Edit", "Paste", ("Ctrl+V",), lambda w: w.canvas.paste(), "paste", None, True, "canvas"),
    Declared(
        "paste_wired",
        "Edit",
        "Paste keeping inputs",
        ("Ctrl+Shift+V",),
        lambda w: w.canvas.paste(keep_inputs=True),
        "paste",
        None,
        True,
    ),
    Declared(
        "duplicate",
        "Edit",
        "Duplicate",
        ("Ctrl+D",),
        lambda w: w.canvas.duplicate(),
        "duplicate",
        needs_selection,
        True,
        "node",
    ),
    Declared(
        "delete", "Edit", "Delete", ("Del",), lambda w: w.canvas.delete(), "delete", needs_selection, True, "node"
    ),
    Declared(
        "heal",
        "Edit",
        "Delete and join the wires",
        ("Ctrl+Backspace",),
        lambda w: w.canvas.delete(heal=True),
        "delete",
        needs_selection,
        True,
        "node",
    ),
    Declared(
        "select_all",
        "Edit",
        "Select all",
        ("Ctrl+A",),
        lambda w: w.canvas.select_all(),
        "",
        needs_nodes,
        True,
        "canvas",
    ),
    Declared("rename", "Edit", "Rename the layer", ("F2",), _rename, "", _needs_one, True, "node"),
    Declared("find", "Edit", "Find in the drawing…", ("Ctrl+F",), lambda w: w.canvas.find(), "search", needs_nodes),
    Declared("settings", "Edit", "Settings…", ("Ctrl+,",), _open_settings),
)

"""Every action of the window, declared once: its words, key, symbol, menu and what it calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from neurodesk.ui import asking
from neurodesk.ui.icons import icon
from neurodesk.ui.tips import tip

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


def _needs_selection(window: Window) -> str:
    return "" if window.session.selection else "Select a node first."


def _needs_nodes(window: Window) -> str:
    return "" if window.session.graph.nodes else "The canvas is empty."


def _needs_canvas(window: Window) -> str:
    """Adding works from every dock, as after data was chosen there; fields that are typed in keep their letters."""
    return "" if window.middle.currentIndex() else "Open a project or an empty canvas first."


def _show_keys(window: Window) -> None:
    asking.show_keys(window, [(declared.text, " or ".join(declared.keys)) for declared in ACTIONS if declared.keys])


def _show_doctor(window: Window) -> None:
    asking.show_text(window, "About this installation", asking.installation(window.link.devices))


ACTIONS: tuple[Declared, ...] = (
    Declared("new", "File", "New project", ("Ctrl+N",), lambda w: w.new(), "new"),
    Declared("open", "File", "Open…", ("Ctrl+O",), lambda w: w.ask_open(), "open"),
    Declared("welcome", "File", "Templates and recent files", ("Ctrl+T",), lambda w: w.show_welcome(), "home"),
    Declared("save", "File", "Save", ("Ctrl+S",), lambda w: w.save(), "save"),
    Declared("save_as", "File", "Save as…", ("Ctrl+Shift+S",), lambda w: w.save_as(), "save"),
    Declared("export", "File", "Export…", ("Ctrl+E",), lambda w: w.show_dock("Export"), "export"),
    Declared("quit", "File", "Quit", ("Ctrl+Q",), lambda w: w.close()),
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
    Declared("cut", "Edit", "Cut", ("Ctrl+X",), lambda w: w.canvas.cut(), "cut", _needs_selection, True),
    Declared("copy", "Edit", "Copy", ("Ctrl+C",), lambda w: w.canvas.copy(), "copy", _needs_selection, True),
    Declared("paste", "Edit", "Paste", ("Ctrl+V",), lambda w: w.canvas.paste(), "paste", None, True),
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
        _needs_selection,
        True,
    ),
    Declared("delete", "Edit", "Delete", ("Del",), lambda w: w.canvas.delete(), "delete", _needs_selection, True),
    Declared(
        "heal",
        "Edit",
        "Delete and join the wires",
        ("Ctrl+Backspace",),
        lambda w: w.canvas.delete(heal=True),
        "delete",
        _needs_selection,
        True,
    ),
    Declared("select_all", "Edit", "Select all", ("Ctrl+A",), lambda w: w.canvas.select_all(), "", _needs_nodes, True),
    Declared("add", "Insert", "Add a layer…", ("Shift+A",), lambda w: w.canvas.add_search(), "add", _needs_canvas),
    Declared(
        "chain",
        "Insert",
        "Type a chain of layers…",
        ("Shift+C",),
        lambda w: w.canvas.quick_add(),
        "chain",
        _needs_canvas,
    ),
    Declared("fit", "View", "Fit all", ("Home", "A"), lambda w: w.canvas.fit_all(), "fit", _needs_nodes, True),
    Declared(
        "fit_selection",
        "View",
        "Fit selection",
        ("F", "."),
        lambda w: w.canvas.fit_selection(),
        "fit",
        _needs_selection,
        True,
    ),
    Declared("zoom_in", "View", "Zoom in", ("Ctrl++", "Ctrl+="), lambda w: w.canvas.zoom_by(1.25)),
    Declared("zoom_out", "View", "Zoom out", ("Ctrl+-",), lambda w: w.canvas.zoom_by(0.8)),
    Declared("zoom_whole", "View", "Zoom to 100%", ("Ctrl+1",), lambda w: w.canvas.zoom_to(1.0)),
    Declared("zoom_fit", "View", "Zoom to fit", ("Ctrl+0",), lambda w: w.canvas.fit_all(), "", _needs_nodes),
    Declared("tidy", "View", "Tidy", ("L",), lambda w: w.canvas.tidy(), "tidy", _needs_nodes, True),
    Declared("theme", "View", "Dark or light", ("Ctrl+Shift+T",), lambda w: w.toggle_theme(), "theme"),
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
    Declared("keys", "Help", "Keys", ("?",), _show_keys, "help", None, True),
    Declared("doctor", "Help", "About this installation", (), _show_doctor, "help"),
)


def install(window: Window) -> tuple[dict[str, QAction], dict[str, QMenu]]:
    """Make the actions and put them into menus. Returns the actions by key and the menus by name."""
    made: dict[str, QAction] = {}
    menus = {name: QMenu(name, window, toolTipsVisible=True) for name in dict.fromkeys(d.menu for d in ACTIONS)}
    for name, menu in menus.items():
        window.menuBar().addMenu(menu)
        menu.aboutToShow.connect(lambda name=name: _put_symbols(name, made))
    for declared in ACTIONS:
        action = QAction(declared.text, window)
        action.setShortcuts([QKeySequence(keys) for keys in declared.keys])
        action.triggered.connect(lambda _on=False, act=declared.act: act(window))
        if declared.on_canvas:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            window.canvas.addAction(action)
        menus[declared.menu].addAction(action)
        made[declared.key] = action
    return made, menus


def _put_symbols(menu: str, made: dict[str, QAction]) -> None:
    """Draw a menu's symbols when it opens: in the colours of the day, and not before the first paint."""
    for declared in ACTIONS:
        if declared.menu == menu and declared.symbol:
            made[declared.key].setIcon(icon(declared.symbol))


def renew(window: Window, made: dict[str, QAction]) -> None:
    """Grey what cannot be done now, with the reason in its tip."""
    for declared in ACTIONS:
        reason = declared.blocked(window) if declared.blocked else ""
        action = made[declared.key]
        action.setEnabled(not reason)
        action.setToolTip(
            tip(reason) or " ".join(filter(None, (declared.text, f"({declared.keys[0]})" if declared.keys else "")))
        )
    history = window.session.history
    made["undo"].setText(f"Undo {history.undo_label}".strip())
    made["redo"].setText(f"Redo {history.redo_label}".strip())

"""Actions of the File menu: projects and what leaves them."""

from __future__ import annotations

from neurodesk.ui.actions.declared import Declared

ACTIONS: tuple[Declared, ...] = (
    Declared("new", "File", "New project", ("Ctrl+N",), lambda w: w.new(), "new"),
    Declared("open", "File", "Open…", ("Ctrl+O",), lambda w: w.ask_open(), "open"),
    Declared("welcome", "File", "Templates and recent files", ("Ctrl+T",), lambda w: w.show_welcome(), "home"),
    Declared("save", "File", "Save", ("Ctrl+S",), lambda w: w.save(), "save"),
    Declared("save_as", "File", "Save as…", ("Ctrl+Shift+S",), lambda w: w.save_as(), "save"),
    Declared("export", "File", "Export…", ("Ctrl+E",), lambda w: w.show_dock("Export"), "export"),
    Declared("quit", "File", "Quit", ("Ctrl+Q",), lambda w: w.close()),
)

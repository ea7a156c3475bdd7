"""Every action in its menu, greyed with its reason when it cannot be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from neurodesk.ui.actions import (
    arranging,
    assistance,
    editing,
    insert,
    learning,
    marking,
    networks,
    project,
    several,
    view,
)
from neurodesk.ui.actions.context import open_menu
from neurodesk.ui.actions.declared import Declared
from neurodesk.ui.actions.shortcuts import first, keys_of
from neurodesk.ui.look.icons import icon
from neurodesk.ui.look.tips import tip
from neurodesk.ui.words import spoken, tr

if TYPE_CHECKING:
    from neurodesk.ui.window import Window

ACTIONS: tuple[Declared, ...] = (
    *project.ACTIONS,
    *editing.ACTIONS,
    *insert.ACTIONS,
    *networks.ACTIONS,
    *marking.ACTIONS,
    *view.ACTIONS,
    *arranging.ACTIONS,
    *learning.ACTIONS,
    *several.ACTIONS,
    *assistance.ACTIONS,
)

BREAKS = frozenset({
    "save", "export", "quit", "cut", "delete", "select_all", "settings", "mute", "write_frame", "enter", "add_network",
    "zoom_in", "tidy", "next_part", "theme", "distribute_across", "keys", "doctor",
})  # fmt: skip
"""The actions that begin another group of their menu."""


def install(window: Window) -> tuple[dict[str, QAction], dict[str, QMenu]]:
    """Make the actions and put them into menus. Returns the actions by key and the menus by name."""
    made: dict[str, QAction] = {}
    menus = {name: QMenu(spoken(name), window, toolTipsVisible=True) for name in dict.fromkeys(d.menu for d in ACTIONS)}
    for name, menu in menus.items():
        window.menuBar().addMenu(menu)
        menu.aboutToShow.connect(lambda name=name: _put_symbols(name, made))
    for declared in ACTIONS:
        action = QAction(spoken(declared.text), window)
        action.triggered.connect(lambda _on=False, act=declared.act: act(window))
        if declared.on_canvas:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        if declared.on_canvas or declared.context:  # there the key of a greyed one says why
            window.canvas.addAction(action)
        if declared.key in BREAKS:
            menus[declared.menu].addSeparator()
        menus[declared.menu].addAction(action)
        made[declared.key] = action
    bind(made)
    window.canvas.menu_asked.connect(lambda hit, at: open_menu(window, made, ACTIONS, hit, at))
    return made, menus


def bind(made: dict[str, QAction]) -> None:
    """Give the actions their keys, as they are now."""
    for key, action in made.items():
        action.setShortcuts([QKeySequence(chord) for chord in keys_of(key)])


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
        action.setStatusTip(spoken(reason))
        chord = first(declared.key)
        action.setToolTip(tip(reason) or (f"{spoken(declared.text)} ({chord})" if chord else spoken(declared.text)))
    history = window.session.history
    made["undo"].setText(tr("Undo {step}", step=spoken(history.undo_label)).strip())
    made["redo"].setText(tr("Redo {step}", step=spoken(history.redo_label)).strip())
    chosen, graph = window.session.selection, window.session.graph
    made["mute"].setText(tr("Unmute") if chosen and chosen <= set(graph.muted) else tr("Mute"))
    made["pin"].setText(tr("Unpin preview") if chosen and chosen <= set(graph.pinned) else tr("Pin preview"))

"""The menu of what lies under the pointer, or of what is selected when a key asks: the declared actions that apply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from neurodesk.ui.actions.declared import Declared
from neurodesk.ui.canvas.marking import mute_reason
from neurodesk.ui.look.icons import icon
from neurodesk.ui.look.tips import tip

if TYPE_CHECKING:
    from neurodesk.ui.canvas.hit import Hit
    from neurodesk.ui.window import Window


def kind_of(hit: Hit) -> str:
    """On which kind of thing a menu is asked for."""
    return "node" if hit.node else "wire" if hit.wire else "frame" if hit.frame else "canvas"


def context_menu(window: Window, made: dict[str, QAction], every: tuple[Declared, ...], hit: Hit) -> QMenu:
    """The actions that apply to what lies there, in their order; those greyed now say why in their tips."""
    window.renew()
    reason = mute_reason(window.canvas) if hit.node else ""
    if reason:  # it takes a while to find, so it is looked for only where it is asked
        made["mute"].setEnabled(False)
        made["mute"].setStatusTip(reason)
        made["mute"].setToolTip(tip(reason))
    menu = QMenu(window.canvas, toolTipsVisible=True)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    last = ""
    for declared in every:
        if kind_of(hit) in declared.context.split():
            if last and declared.menu != last:
                menu.addSeparator()
            last = declared.menu
            if declared.symbol:
                made[declared.key].setIcon(icon(declared.symbol))
            menu.addAction(made[declared.key])
    return menu


def open_menu(window: Window, made: dict[str, QAction], every: tuple[Declared, ...], hit: Hit, at: QPoint) -> None:
    """Open that menu at a point of the screen."""
    context_menu(window, made, every, hit).popup(at)

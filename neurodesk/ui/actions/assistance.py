"""Actions of the Help menu: keys, and what this installation is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neurodesk.ui import asking
from neurodesk.ui.actions.declared import Declared
from neurodesk.ui.actions.shortcuts import keys_of, said
from neurodesk.ui.words import spoken, tr

if TYPE_CHECKING:
    from neurodesk.ui.window import Window


def _show_keys(window: Window) -> None:
    from neurodesk.ui.actions.menus import ACTIONS as EVERY

    rows = [(spoken(declared.text), said(keys_of(declared.key))) for declared in EVERY]
    asking.show_keys(window, [row for row in rows if row[1]])


def _show_doctor(window: Window) -> None:
    asking.show_text(window, tr("About this installation"), asking.installation(window.link.devices))


def _show_help(window: Window) -> None:
    from neurodesk.ui.guide.help_view import show_help

    show_help(window)


def _take_tour(window: Window) -> None:
    from neurodesk.ui.guide.tour import take

    take(window)


def _show_crash_log(window: Window) -> None:
    from neurodesk.ui.crash_view import show_crash_log

    show_crash_log(window)


def _open_palette(window: Window) -> None:
    from neurodesk.ui.palette import Palette

    Palette(window)


def _open_shortcuts(window: Window) -> None:
    from neurodesk.ui.shortcut_dialog import ShortcutDialog

    ShortcutDialog(window).open()


ACTIONS: tuple[Declared, ...] = (
    Declared("help", "Help", "Help on this", ("F1",), _show_help, "help"),
    Declared("palette", "Help", "Command palette…", ("Ctrl+K",), _open_palette, "search"),
    Declared("tour", "Help", "Take the tour", (), _take_tour, "help"),
    Declared("keys", "Help", "Keys", ("?",), _show_keys, "help", None, True),
    Declared("shortcuts", "Help", "Change keys…", (), _open_shortcuts),
    Declared("doctor", "Help", "About this installation", (), _show_doctor, "help"),
    Declared("crash_log", "Help", "Crash log…", (), _show_crash_log),
)
